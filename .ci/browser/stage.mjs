// Two moderators and a stage: what one does arrives on all.
//
//   node stage.mjs BASE COOKIE SESSION [FOLDER]
//
// COOKIE is that of a moderator who has signed in, as name=value; SESSION is
// the code of an open session with the form of testdata/kinds.yaml, to which
// ten people have answered. With a FOLDER it leaves screenshots there.
import { open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, cookie, session, folder] = process.argv.slice(2)
const targetSize = 24

await run(async (browser, fail) => {
  const visit = async (path, width, height, link = 'live') => {
    const page = await open(browser, { width, script: true })
    if (link !== 'live') {
      await page.setRequestInterception(true)
      page.on('request', request => request.url().includes('/stream') ? request.abort() : request.continue())
    }
    page.on('console', message => { if (message.type() === 'error' && link === 'live') fail(`console: ${path}: ${message.text()}`) })
    page.on('pageerror', error => fail(`script: ${path}: ${error.message}`))
    const [name, value] = cookie.split('=')
    await page.setCookie({ name, value, url: base })
    await page.setViewport({ width, height })
    await page.goto(base + path)
    await page.waitForSelector(`[data-link=${link}]`)
    return page
  }
  const stage = await visit(`/screen/${session}`, 1920, 1080)
  const first = await visit(`/moderate/${session}`, 360, 800)
  const second = await visit(`/moderate/${session}`, 1280, 800)
  const look = async (page, name, schemes = ['dark', 'light']) => {
    for (const scheme of schemes) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }])
      if (folder) await page.screenshot({ path: `${folder}/${name} ${scheme}.png`, fullPage: page !== stage })
      await inspect(page, `${name} ${scheme}`, fail, targetSize)
      if (page === stage) await fits(`${name} ${scheme}`)
    }
  }
  // Nobody in a hall can scroll the projector.
  const fits = async name => {
    const cut = await stage.$$eval('main, .shown', places => places.filter(place => place.scrollHeight > place.clientHeight + 1).length)
    if (cut) fail(`${name}: the stage cuts what it shows`)
  }
  const press = (page, value) => page.$eval(`button[value=${value}]`, button => button.click())
  const come = async (page, what, ...selectors) => {
    for (const selector of selectors) await page.waitForSelector(selector).catch(() => fail(`${what}: ${selector} does not come`))
  }
  const everywhere = async (what, onStage, onDesks) => {
    const start = Date.now()
    await Promise.all([come(stage, what, onStage), come(first, what, onDesks), come(second, what, onDesks)])
    console.log(`${what}: on all screens after ${Date.now() - start} ms`)
  }

  await look(stage, 'stage join')
  const colour = await stage.$eval('.join .meter rect', bar => getComputedStyle(bar).fill) // of the event: #8a1c4a
  if (colour !== 'rgb(138, 28, 74)') fail(`the stage has not the colour of its event: ${colour}`)
  await first.evaluate(() => { document.querySelector('.screens details').open = true })
  await first.click('.screens [data-item=gesamt]')
  await come(stage, 'sealed', '[data-screen=results] [data-fill=note]:not([hidden])')
  if (await stage.$$eval('.tables .share', cells => cells.some(cell => cell.textContent))) fail('a sealed figure is on the stage')
  await look(stage, 'stage sealed', ['dark'])
  await press(first, 'reveal')
  await everywhere('reveal', '.tables .share:not(:empty)', '[data-revealed]')
  await look(stage, 'stage one')
  await stage.$eval('.tables .label', label => { // nor has every question two lines
    label.textContent = `${label.textContent} `.repeat(8)
    dispatchEvent(new Event('resize'))
  })
  await fits('a long question')
  await press(second, 'freeze')
  await everywhere('freeze', '[data-fill=frozen]:not([hidden])', '[data-frozen]')
  await press(second, 'unfreeze')
  await everywhere('unfreeze', '[data-fill=frozen][hidden]', '#live:not([data-frozen])')
  await press(first, 'blank')
  await everywhere('panic', '#stage[data-blank]', '[data-blank]')
  await look(stage, 'stage blank', ['dark'])
  await press(second, 'undo')
  await everywhere('undo', '#stage:not([data-blank])', '#live:not([data-blank])')
  await press(first, 'hide')
  await everywhere('hide', '[data-fill=note]:not([hidden])', '#live:not([data-revealed])')
  await look(first, 'moderator', ['light', 'dark'])

  // A stage that gets no stream polls, and is not taken for lost.
  const polling = await visit(`/screen/${session}`, 1280, 720, 'poll')
  await first.waitForFunction(() => /2/.test(document.querySelector('[data-fill=screens]').textContent) &&
    !document.querySelector('[data-fill=screens]').hasAttribute('data-lost-now'))
    .catch(() => fail('the moderator does not see the stage that polls'))
  await polling.close()

  // The stage has keys.
  await stage.keyboard.press('r')
  await everywhere('reveal by key', '.tables .share:not(:empty)', '[data-revealed]')
  await stage.keyboard.press('ArrowLeft')
  await stage.waitForFunction(() => document.querySelectorAll('.tables .share').length === document.querySelectorAll('.tables .share:not(:empty)').length)
  await look(stage, 'stage all')
  await first.evaluate(() => { for (const one of document.querySelectorAll('.screens details')) one.open = true })
  await first.click('.screens [data-screen=words][data-item=satz]')
  await come(stage, 'words', '[data-screen=words] .tables .share:not(:empty)')
  await come(first, 'words', '[data-screen=words][aria-pressed=true]')
  await look(stage, 'stage words')
  await look(first, 'moderator words', ['light'])
  await stage.keyboard.press('c')
  await come(stage, 'comments by key', '[data-screen=comments]')
  await stage.keyboard.press('w')
  await come(stage, 'words by key', '[data-screen=words] .tables .share:not(:empty)')
  await stage.keyboard.press('w')
  await come(stage, 'words as a cloud', '.cloud text')
  await look(stage, 'stage cloud')
  await second.keyboard.press('z') // the desk has the keys of the stage
  await come(stage, 'countdown by key', '[data-screen=countdown] [data-fill=slide]:not([hidden])')
  await second.evaluate(() => { for (const one of document.querySelectorAll('.screens details')) one.open = true })
  await second.type('.screens input[name=item]', '10')
  await second.click('.screens [value=count_down]')
  await come(stage, 'countdown', '[data-fill=timer]:not([hidden])')
  await look(stage, 'stage countdown')
  await second.type('.screens textarea', 'Kaffeepause\nUm halb drei geht es im großen Saal weiter.')
  await Promise.all([second.waitForNavigation(), second.click('.screens [value=add_slide]')])
  await come(stage, 'slide', '[data-fill=slide]:not([hidden])', '[data-fill=until]:not([hidden])')
  await look(stage, 'stage slide')
  await look(second, 'moderator prepared', ['light', 'dark'])
  await second.evaluate(() => { for (const one of document.querySelectorAll('.screens details')) one.open = true })
  await second.click('.screens [value=stop_clock]')
  await come(stage, 'no countdown', '[data-fill=until][hidden]')
  await stage.keyboard.press('w')
  await Promise.all([first.waitForNavigation(), first.$eval('.switch [value=closed]', button => button.click())])
  await Promise.all([first.waitForNavigation(), first.click('main form button')])
  await come(stage, 'closed', '#stage[data-screen=words]')
  await stage.keyboard.press('e')
  await come(stage, 'checksum', '[data-screen=results] [data-fill=checksum]:not([hidden])')
  await come(second, 'checksum', '[data-sum]:not([hidden])')
  const sums = [await stage.$eval('[data-fill=checksum]', sum => sum.textContent), await second.$eval('[data-fill=checksum]', sum => sum.textContent)]
  if (!sums[1] || !sums[0].endsWith(sums[1])) fail(`checksums: ${sums}`)
  await look(stage, 'stage closed')
  await look(second, 'moderator closed', ['light'])
  await stage.keyboard.press('?')
  await stage.waitForSelector('#help[open]')
  await look(stage, 'stage help', ['dark'])
  await stage.keyboard.press('Escape')
  await stage.keyboard.press('q')
  await stage.waitForSelector('#qr[open]')
  await look(stage, 'stage qr', ['dark'])
})
