// Scores of Lighthouse for pages as a mid-range phone on a slow network loads
// them. Prints all of them; what may fail is what does not depend on how busy
// the machine is.
//
//   node lighthouse.mjs BASE PATH...
import lighthouse from 'lighthouse'
import { run } from './browser.mjs'

const [base, ...paths] = process.argv.slice(2)
const must = ['accessibility', 'best-practices']

await run(async (browser, fail) => {
  for (const path of paths) {
    const page = await browser.newPage()
    const { lhr } = await lighthouse(base + path, { logLevel: 'error', onlyCategories: ['performance', ...must] }, undefined, page)
    await page.close()
    const scores = Object.values(lhr.categories).map(({ title, score }) => `${title} ${Math.round(score * 100)}`)
    console.log(`${path}: ${scores.join(', ')}; ${lhr.audits['largest-contentful-paint'].displayValue} to the largest paint`)
    for (const name of must) {
      for (const { id } of lhr.categories[name].auditRefs) {
        const { score, title, displayValue = '' } = lhr.audits[id]
        if (score !== null && score < 1) fail(`${path}: ${name}: ${title} ${displayValue}`)
      }
    }
  }
})
