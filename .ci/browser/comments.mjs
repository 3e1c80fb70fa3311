// A moderator with a phone goes through the comments of a plenary, reads each of
// them, and decides; then every state of the page is looked at, and the keys are
// tried.
//
//   node comments.mjs BASE COOKIE PATH EVENT-PATH [FOLDER]
//
// COOKIE is name=value, PATH the page of comments of a session that waits to be
// worked through. It prints how long the person takes.
import { comes, open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'
import { Person } from './person.mjs'

const [base, cookie, path, eventPath, folder] = process.argv.slice(2)
const targetSize = 24 // of a page that is dense on purpose (WCAG 2.2, 2.5.8)
const swipe = 0.3 // seconds for each screenful
const limit = 120 // seconds

const number = (page, selector) => page.$eval(selector, element => parseInt(element.textContent.replace(/\D/g, ''), 10))
const left = page => number(page, '[data-fill="left"]')
const lines = page => page.$$eval('#lines li[data-tokens]', all => all.length)

// bared runs in the page: what lies under the bar can be scrolled from under it, which
// axe does not do.
function bared() {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('.decide { position: static !important }')
  document.adoptedStyleSheets.push(sheet)
}

await run(async (browser, fail) => {
  const [name, value] = cookie.split('=')
  const enter = async (how, to) => {
    const page = await open(browser, { script: true, ...how })
    page.on('console', message => { if (message.type() === 'error') fail(`console: ${message.text()}`) })
    page.on('pageerror', error => fail(`script: ${error.message}`))
    await page.setCookie({ name, value, url: base })
    await page.goto(base + to)
    return page
  }
  const looks = async (to, shot) => {
    for (const how of [{ width: 320 }, { width: 360, scheme: 'dark' }, { width: 1280 }, { width: 1280, scheme: 'dark', forced: 'active' }, { width: 360, contrast: 'more' }, { width: 320, script: false }]) {
      const page = await enter(how, to)
      const as = `${shot} ${how.width} ${how.scheme ?? 'light'} ${how.forced ?? ''} ${how.contrast ?? ''}${how.script === false ? ' no script' : ''}`
      if (folder) await page.screenshot({ path: `${folder}/${as}.png` })
      await page.evaluate(bared)
      await inspect(page, as, fail, targetSize)
      await page.browserContext().close()
    }
  }
  await looks(path, 'comments')
  await looks(`${path}?state=all&whole=1`, 'whole comments')
  await looks(eventPath, 'comments of an event')

  // Keys: the second line is hidden, which is taken back; the first is ticked.
  const desk = await enter({ width: 1280 }, path)
  await desk.waitForSelector('[data-link=live]')
  const all = await left(desk)
  const texts = () => desk.$$eval('#lines .said', all => all.map(said => said.textContent))
  const before = await texts()
  await desk.focus('#lines li[aria-current] summary')
  for (const key of ['j', 'h']) await desk.keyboard.press(key)
  if (!await comes(async () => !(await texts()).includes(before[1]))) fail('h does not hide the second line')
  if (!await desk.evaluate(() => document.activeElement.matches('#lines li[aria-current] summary'))) fail('after a decision the next line has not got the focus')
  await desk.keyboard.press('z')
  if (!await comes(async () => (await left(desk)) === all)) fail('z does not take it back')
  await desk.focus('#lines li[aria-current] summary')
  await desk.keyboard.press('x')
  if (await desk.$$eval('#lines input:checked', all => all.length) !== 1) fail('x does not tick')
  await desk.keyboard.press('x')
  await desk.keyboard.press('t')
  await desk.keyboard.type('Kontakte')
  await desk.keyboard.press('Enter')
  if (!await comes(() => desk.$('#lines .tag'))) fail('t does not tag')

  // A phone, in two minutes, while the page above follows.
  const phone = await enter({ width: 360 }, path)
  await phone.waitForSelector('[data-link=live]')
  const high = () => phone.evaluate(() => document.documentElement.scrollHeight / innerHeight)
  const person = new Person(phone, { sentences: true, look: async () => {} })
  await person.reads('comments')
  if (folder) await phone.screenshot({ path: `${folder}/phone, one line each.png` })
  await person.presses('[data-do="whole"]')
  const tall = Math.round(await phone.evaluate(() => document.documentElement.scrollHeight))
  if (folder) await phone.screenshot({ path: `${folder}/phone, whole texts.png`, fullPage: true })
  while (await left(phone) > 0) {
    const was = await left(phone)
    person.waits(swipe * await high())
    if (await phone.$('#lines li:not([data-hint])')) {
      await person.presses('[data-do="tick"]')
      await person.presses('[value="approve"]')
    } else {
      await person.presses('[value="hide"]') // the current line, which has a hint
    }
    if (!await comes(async () => (await left(phone)) < was && ((await left(phone)) === 0 || await lines(phone) > 0))) throw new Error(`${was} comments stay`)
    await person.sees('h1')
  }
  const [{ seconds, clicks, words }] = person.pages
  console.log(`${all} comments in ${Math.round(seconds)} s: ${words} words, ${clicks} taps; ${tall} px tall`)
  if (seconds > limit) fail(`${all} comments take ${Math.round(seconds)} s, want ${limit} at most`)
  if (!await comes(async () => await lines(desk) === 0 && await left(desk) === 0)) fail('what one has decided on stays with the other')
})
