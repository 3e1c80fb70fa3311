// The pages that set an event up, as somebody sees them who is signed in.
//
//   node setup.mjs BASE COOKIE FOLDER PATH…
//
// COOKIE is name=value. With a FOLDER that is not empty it leaves screenshots there.
import { open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, cookie, folder, ...paths] = process.argv.slice(2)
const targetSize = 24 // of a page that is dense on purpose (WCAG 2.2, 2.5.8)

await run(async (browser, fail) => {
  for (const [width, scheme, forced, contrast] of [
    [320, 'light'], [360, 'dark'], [1280, 'light'], [1280, 'dark', 'active'], [360, 'light', 'none', 'more'], [1280, 'dark', 'none', 'more'],
  ]) {
    const page = await open(browser, { width, scheme, forced, contrast, script: true })
    page.on('console', message => { if (message.type() === 'error') fail(`console: ${message.text()}`) })
    page.on('pageerror', error => fail(`script: ${error.message}`))
    const [name, value] = cookie.split('=')
    await page.setCookie({ name, value, url: base })
    for (const path of paths) {
      const answer = await page.goto(base + path)
      if (!answer.ok()) fail(`${path}: ${answer.status()}`)
      for (const fold of await page.$$('details:not([open]) > summary')) await fold.evaluate(summary => { summary.parentElement.open = true })
      const shot = `${path.replaceAll(/[^\w]+/g, '-')} ${width} ${scheme} ${forced ?? 'none'} ${contrast ?? ''}`
      if (folder) await page.screenshot({ path: `${folder}/${shot}.png`, fullPage: true })
      await inspect(page, shot, fail, targetSize)
    }
    await page.close()
  }
})
