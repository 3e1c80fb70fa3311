// The preview of a draft: a frame that is light or dark as somebody chooses,
// whatever the browser is, and a question that is shown as it is typed, with a
// condition that is picked.
//
//   node preview.mjs BASE COOKIE PREVIEW QUESTION [FOLDER]
//
// PREVIEW and QUESTION are paths.
import { comes, run } from './browser.mjs'

const [base, cookie, preview, question, folder] = process.argv.slice(2)

await run(async (browser, fail) => {
  // Not by open(): what that emulates holds in frames, too, whatever their style says.
  const page = await browser.newPage()
  await page.setViewport({ width: 1280, height: 800 })
  await page.setExtraHTTPHeaders({ 'Accept-Language': 'de' })
  page.on('console', message => { if (message.type() === 'error') fail(`console: ${message.text()}`) })
  page.on('pageerror', error => fail(`script: ${error.message}`))
  const [name, value] = cookie.split('=')
  await page.setCookie({ name, value, url: base })
  for (const scheme of ['light', 'dark']) {
    await page.goto(`${base}${preview}?scheme=${scheme}`, { waitUntil: 'networkidle0' })
    const frame = await (await page.waitForSelector('iframe')).contentFrame()
    const [width, dark, heading] = await frame.evaluate(() => [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, document.querySelector('h1')?.textContent])
    if (width > 320 || !heading) fail(`the frame is ${width} px wide and says ${heading}`)
    if (dark !== (scheme === 'dark')) fail(`a ${scheme} frame is dark: ${dark}`)
    if (folder) await page.screenshot({ path: `${folder}/preview ${scheme}.png`, fullPage: true })
  }
  const frame = await (await page.$('iframe')).contentFrame()
  await frame.click('.send .primary')
  if (!await comes(() => frame.evaluate(() => document.getElementById('summary') !== null).catch(() => false))) fail('an empty form is sent, and nothing is said')

  await page.goto(base + question)
  await page.type('#f-text', ' Und <sonst>?')
  const shown = () => page.$eval('.phone .screen', screen => screen.textContent)
  if (!await comes(async () => (await shown()).includes('Und <sonst>?'))) fail(`what is typed is not shown: ${await shown()}`)
  if (folder) await page.screenshot({ path: `${folder}/question typed.png` })

  await page.click('#g-show summary')
  if (await page.$eval('#g-show .press', saver => saver.checkVisibility())) fail('a button that the script makes needless is shown')
  await page.focus('[name="show.1.item"]')
  await page.select('[name="show.1.item"]', 'rolle')
  if (!await comes(() => page.$('[name="show.1.values"]'))) fail('the answers of the picked question are not shown')
  if (!await page.$('[name="show.2.item"]')) fail('there is no row for another question')
  if (await page.evaluate(() => document.activeElement.name) !== 'show.1.item') fail('the focus has moved')
  await page.click('[name="show.1.values"]')
  const says = () => page.$eval('#g-show summary', summary => summary.textContent)
  if (!await comes(async () => (await says()).includes('Amt'))) fail(`what is ticked is not said: ${await says()}`)
  if (await page.$eval('#f-text', text => text.value.includes('Und <sonst>?')) !== true) fail('what was typed is lost')
  if (folder) await page.screenshot({ path: `${folder}/question picked.png`, fullPage: true })
})
