// The pictures of the handbook, of a running demo.
//
//   node pictures.mjs BASE SESSION EVENT FOLDER
//
// SESSION is the open one, EVENT the one that is over; both are codes. Each picture
// is made in German and in English, at twice the size that it has on its page.
import { mkdir } from 'node:fs/promises'
import { comes, open, run } from './browser.mjs'

const [base, session, event, folder] = process.argv.slice(2)
const quality = 72

await run(async (browser, fail) => {
  for (const language of ['de', 'en']) {
    await mkdir(`${folder}/${language}`, { recursive: true })
    const page = await open(browser, { width: 960, script: true, language })
    const shoot = async (name, path, { width = 960, height = 640, at, ready } = {}) => {
      await page.setViewport({ width, height, deviceScaleFactor: 2 })
      if (path) await page.goto(base + path)
      if (ready && !await comes(() => page.evaluate(ready))) fail(`${language} ${name}: never ready`)
      await page.evaluate(selector => {
        for (const note of document.querySelectorAll('.simulated')) note.remove() // the pages of a demo say what it is
        scrollTo(0, selector ? document.querySelector(selector).getBoundingClientRect().top + scrollY - 16 : 0)
      }, at)
      await page.screenshot({ path: `${folder}/${language}/${name}.webp`, type: 'webp', quality })
    }
    const press = selector => Promise.all([page.waitForNavigation(), page.click(selector)])

    await page.goto(`${base}/sign-in`)
    await page.type('[name=name]', 'organisation')
    await page.type('[name=password]', 'konferenz-demo')
    await press('.primary')
    await page.goto(`${base}/organise/new`)
    await press('.starts button')
    const draft = new URL(page.url()).pathname.split('/').slice(0, 4).join('/')
    await shoot('tasks', draft, { height: 700 })
    await page.goto(`${base}${draft}/forms`)
    const form = await page.$$eval('main a', (links, draft) => links.map(link => link.getAttribute('href')).find(href => href.startsWith(`${draft}/forms/`)), draft)
    await page.goto(base + form)
    const question = await page.$$eval('main a', (links, form) => links.map(link => link.getAttribute('href')).find(href => href.startsWith(`${form}/`) && !/new-question|question-bank/.test(href)), form)
    await shoot('question', question, { height: 900 })
    await shoot('event', `/organise/${event}`, { width: 1180, height: 980 })
    await shoot('sign', `/organise/${session}/sign`, { width: 860, height: 700, at: '.sign' })
    await shoot('live', `/moderate/${session}`, { width: 1180, height: 860, ready: () => document.querySelector('[data-link=live]') !== null })
    const steer = async (button, told) => {
      await page.$eval(button, button => button.click())
      if (!await comes(() => page.$eval(`${told}`, () => true).catch(() => false))) fail(`${language}: ${button} does nothing`)
    }
    await steer('[value=reveal]', '[data-revealed]')
    await steer('[name=item][data-screen=results]', '[data-screen=results][aria-pressed=true]')
    await shoot('stage', `/screen/${session}`, { width: 1280, height: 720, ready: () => document.querySelector('#stage:not([data-link=none])') !== null })
    await shoot('form', `/${session}/${language}`, { width: 390, height: 760 })
    await page.browserContext().close()
  }
})
