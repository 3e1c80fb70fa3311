// What holds for every page, at every width and in every scheme.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The rules that are asked for; only by name do they include target-size. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549', 'best-practice']

/** The smallest side of what is to be tapped, in CSS pixels, unless the page has a size of its own. */
const targetSize = 44

/** The spacing that a reader may set without losing anything (WCAG 2.2, 1.4.12). */
const spacing = `* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
  p { margin-block-end: 2em !important }`

// wideness runs in the page: how many pixels it is wider than the window, with a style.
function wideness(style) {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  document.adoptedStyleSheets.push(sheet)
  const wide = document.documentElement.scrollWidth - innerWidth
  document.adoptedStyleSheets.pop()
  return wide
}

/** Reports what is wrong with the page by fail(text). */
export async function inspect(page, name, fail, smallest = targetSize) {
  for (const [how, style] of [['', ''], [' with wide spacing', spacing]]) {
    const wide = await page.evaluate(wideness, style)
    if (wide > 0) fail(`${name}: ${wide} px wider than the window${how}`)
  }

  for (const target of await page.evaluate(smallTargets, smallest)) fail(`${name}: too small to tap: ${target}`)

  // axe needs timers, which a page without JavaScript does not have.
  const scripts = page.isJavaScriptEnabled()
  await page.setJavaScriptEnabled(true)
  await page.evaluate(axeSource)
  const result = await page.evaluate(tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), tags)
  await page.setJavaScriptEnabled(scripts)
  if (!result.passes.length) fail(`${name}: axe has looked at nothing`)
  for (const violation of result.violations) {
    for (const node of violation.nodes) fail(`${name}: ${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary.replace(/\s+/g, ' ').slice(0, 300)}`)
  }
}

// smallTargets runs in the page. A label counts as the target of its control.
function smallTargets(size) {
  const small = []
  for (const element of document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')) {
    if (element.closest('.away, .skip') || !element.checkVisibility()) continue
    const box = (element.closest('label') ?? element).getBoundingClientRect()
    if (box.width < size - .5 || box.height < size - .5) {
      small.push(`${element.outerHTML.slice(0, 120)} is ${box.width.toFixed(1)} × ${box.height.toFixed(1)}`)
    }
  }
  return small
}
