// The pages of a podium: participants' in light, dark and forced colours, from left to
// right and from right to left; a vote by a script and one without; the moderator's page
// by keys; the stage.
//
//   node podium.mjs BASE COOKIE SESSION [FOLDER]
//
// The podium is on and has questions on its list and one that waits; the cookie is a
// moderator's. With a FOLDER it leaves screenshots there.
import { comes, open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, cookie, session, folder] = process.argv.slice(2)

const looks = [
  { width: 320, scheme: 'light', language: 'de' },
  { width: 360, scheme: 'dark', language: 'ar' },
  { width: 320, scheme: 'light', forced: 'active', language: 'ar' },
  { width: 1280, scheme: 'light', contrast: 'more', language: 'en' },
  { width: 1280, scheme: 'dark', language: 'de' },
]

await run(async (browser, fail) => {
  const shot = async (page, name) => {
    if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  }
  for (const look of looks) {
    const page = await open(browser, look)
    const label = `${look.language} ${look.width} px ${look.scheme}${look.forced ? ' forced' : ''}`
    const see = async name => {
      await shot(page, `podium ${name} ${label}`)
      await inspect(page, `${name} ${label}`, fail)
    }
    const press = selector => Promise.all([page.waitForNavigation(), page.click(selector)])
    await page.goto(`${base}/${session}/${look.language}/podium`)
    await see('page')
    await press('#ask .primary')
    if (!await page.$('#e-question')) fail(`${label}: an empty question is no mistake`)
    await see('mistake')
    await page.type('#question', 'Wann kommt die Antwort auf unsere Fragen?')
    await press('#ask .primary')
    await see('asked')
    await press('main .primary')
    await press('#waiting .vote')
    if (!await page.$('#waiting [data-voted]')) fail(`${label}: the page does not know its vote`)
    await press('#waiting [data-voted] .back')
    if (await page.$('#waiting [data-voted]')) fail(`${label}: the vote was not taken back`)
    await page.browserContext().close()
  }

  // With a script.
  const phone = await open(browser, { width: 360, script: true })
  phone.on('pageerror', error => fail(`script: ${error.message}`))
  await phone.goto(`${base}/${session}/de/podium`)
  const kept = () => phone.evaluate(() => Object.keys(localStorage).length)
  await phone.waitForSelector('[data-script]')
  if (await kept() !== 0) fail('something is on the phone before anybody has voted')
  const votes = () => phone.$eval('#waiting li b', place => Number(place.textContent))
  const before = await votes()
  await phone.click('#waiting li .vote')
  if (!await comes(async () => await votes() === before + 1 && await phone.$('#waiting li[data-voted]'))) fail('a vote is not counted')
  if (await kept() !== 1) fail('the phone does not remember its vote')
  await shot(phone, 'podium voted 360 px')
  await phone.reload()
  if (!await comes(() => phone.$('#waiting li[data-voted]'))) fail('after loading the page again the phone does not know its vote')
  await phone.type('#question', 'x'.repeat(250))
  if (!(await phone.$eval('.left', place => place.textContent)).includes('10')) fail('the counter does not say how many are too many')

  // The moderator's page, by keys.
  const desk = await open(browser, { width: 1280, script: true })
  desk.on('pageerror', error => fail(`script: ${error.message}`))
  await desk.setExtraHTTPHeaders({ 'Accept-Language': 'de', Cookie: cookie })
  await desk.goto(`${base}/moderate/${session}/podium`)
  for (const [width, scheme] of [[320, 'light'], [360, 'dark'], [1280, 'light'], [1280, 'dark']]) {
    await desk.setViewport({ width, height: 800 })
    await desk.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    await shot(desk, `podium desk ${width} px ${scheme}`)
    await inspect(desk, `desk ${width} px ${scheme}`, fail, 24)
  }
  await desk.waitForSelector('[data-script]')
  const counted = part => desk.$eval(`[data-part=${part}] .n`, place => Number(place.textContent))
  const [waits, listed] = [await counted('pending'), await counted('approved')]
  await desk.keyboard.press('ArrowDown')
  await desk.keyboard.press('f')
  if (!await comes(async () => await counted('pending') === waits - 1 && await counted('approved') === listed + 1)) fail('F does not approve')
  await desk.keyboard.press('u')
  if (!await comes(async () => await counted('pending') === waits && await counted('approved') === listed)) fail('U does not undo')
  await desk.click('[data-part=approved] li .do [value=now]')
  if (!await comes(() => desk.$('[data-part=approved] [data-current]'))) fail('no question is on top')

  // The stage.
  const stage = await open(browser, { width: 1920, script: true })
  stage.on('pageerror', error => fail(`script: ${error.message}`))
  await stage.setExtraHTTPHeaders({ 'Accept-Language': 'de', Cookie: cookie })
  await stage.goto(`${base}/screen/${session}`)
  await stage.keyboard.press('p')
  if (!await comes(() => stage.$('.asked [data-current]'))) fail('P does not show the questions')
  for (const [width, height] of [[1920, 1080], [1280, 720]]) {
    for (const scheme of ['light', 'dark']) {
      await stage.setViewport({ width, height })
      await stage.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
      await shot(stage, `podium stage ${width} px ${scheme}`)
      await inspect(stage, `stage ${width} px ${scheme}`, fail)
    }
  }
})
