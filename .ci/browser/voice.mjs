// The questions of a form are read aloud, by the voices of an extension.
//
//   node voice.mjs BASE SESSION LANGUAGE... -- LANGUAGE...
//
// The browser has voices of its own for the first languages; for the others it
// has none, or one elsewhere.
import { fileURLToPath } from 'node:url'
import { comes, open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, session, ...tags] = process.argv.slice(2)
const spoken = tags.slice(0, tags.indexOf('--'))
const silent = tags.slice(tags.indexOf('--') + 1)

const buttons = page => page.$$eval('.aloud', all => all.map(button => button.getAttribute('aria-label')))
const speaks = page => page.evaluate(() => speechSynthesis.speaking || speechSynthesis.pending)
const press = (page, n) => page.$$eval('.aloud', (all, n) => all[n].click(), n)

await run(async (browser, fail) => {
  for (const language of spoken) {
    const page = await open(browser, { width: 320, script: true })
    await page.goto(`${base}/${session}/${language}`)
    if (!await comes(async () => (await buttons(page)).length)) {
      fail(`${language}: nothing offers to read aloud`)
      continue
    }
    const questions = await page.$$eval('form .card, form .info', all => all.length)
    const names = await buttons(page)
    if (names.length !== questions || new Set(names).size !== questions) fail(`${language}: ${questions} questions, and to press ${names.join(', ')}`)
    await inspect(page, `${language} with voices`, fail)
    await press(page, 1)
    if (!await comes(() => speaks(page))) fail(`${language}: it does not speak`)
    const stop = (await buttons(page))[1]
    if (stop === names[1]) fail(`${language}: the button still says ${stop}`)
    await press(page, 2)
    const [first, second] = (await buttons(page)).slice(1)
    if (first !== names[1] || second === names[2]) fail(`${language}: another question is not taken up: ${first}, ${second}`)
    await press(page, 2)
    if (!await comes(async () => !await speaks(page))) fail(`${language}: it does not stop`)
    if ((await buttons(page)).join() !== names.join()) fail(`${language}: the buttons do not go back`)
    await page.browserContext().close()
  }
  for (const language of silent) {
    const page = await open(browser, { width: 320, script: true })
    await page.goto(`${base}/${session}/${language}`)
    if (!await comes(() => page.evaluate(() => speechSynthesis.getVoices().length))) fail('the machine has no voices')
    const names = await buttons(page)
    if (names.length) fail(`${language}: there is no voice, and yet ${names}`)
  }
}, fileURLToPath(new URL('voices', import.meta.url)))
