// The results that participants see after an event, without JavaScript, in light,
// dark and forced colours, from left to right and from right to left.
//
//   node results.mjs BASE EVENT SESSION FEW [FOLDER]
//
// The codes are those of an event, of a session with results and of one in which
// too few answered. With a FOLDER it leaves screenshots there.
import { open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, event, session, few, folder] = process.argv.slice(2)

const looks = [
  { width: 320, scheme: 'light', language: 'de' },
  { width: 360, scheme: 'dark', language: 'ar' },
  { width: 320, scheme: 'light', forced: 'active', language: 'ar' },
  { width: 1280, scheme: 'light', language: 'en' },
  { width: 1280, scheme: 'dark', language: 'de' },
]

await run(async (browser, fail) => {
  for (const look of looks) {
    const page = await open(browser, look)
    for (const [name, code] of [['results', session], ['results of few', few], ['results of all', event]]) {
      await page.goto(`${base}/${code}/${look.language}/results`)
      const label = `${name} ${look.language} ${look.width} px ${look.scheme}${look.forced ? ' forced' : ''}`
      if (folder) await page.screenshot({ path: `${folder}/${label}.png`, fullPage: true })
      await inspect(page, label, fail)
    }
    await page.browserContext().close()
  }
})
