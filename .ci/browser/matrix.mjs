// Every page of a participant in its states, in languages × schemes × widths.
//
//   node matrix.mjs BASE SESSION LANGUAGE...
//
// Each page is loaded once and looked at in all schemes and widths.
import { open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, session, ...languages] = process.argv.slice(2)
const schemes = [
  { name: 'light', features: [{ name: 'prefers-color-scheme', value: 'light' }] },
  { name: 'dark', features: [{ name: 'prefers-color-scheme', value: 'dark' }] },
  { name: 'forced', features: [{ name: 'prefers-color-scheme', value: 'light' }, { name: 'forced-colors', value: 'active' }] },
]
const widths = [320, 1280]
let looked = 0

async function lookAt(page, client, name, fail) {
  for (const scheme of schemes) {
    await client.send('Emulation.setEmulatedMedia', { features: scheme.features })
    for (const width of widths) {
      await page.setViewport({ width, height: 800 })
      await inspect(page, `${name} ${scheme.name} ${width} px`, fail)
      looked++
    }
  }
}

await run(async (browser, fail) => {
  const page = await open(browser, { width: 1280 })
  const client = await page.createCDPSession()
  const send = () => Promise.all([page.waitForNavigation(), page.$eval('.send button', button => button.click())])
  for (const language of languages) {
    const address = `${base}/${session}/${language}`
    await page.goto(address)
    await lookAt(page, client, `${language} form`, fail)
    await page.$eval('textarea', element => { element.value = 'x'.repeat(2001) })
    await send()
    if (!await page.$('#summary')) fail(`${language}: no errors to look at`)
    await lookAt(page, client, `${language} errors`, fail)
    await page.$eval('textarea', element => { element.value = 'Kurz' })
    await send()
    if (await page.$('#summary')) await send() // asked once for what may be left out
    if (!page.url().includes('/receipt/')) fail(`${language}: no receipt to look at`)
    await lookAt(page, client, `${language} receipt`, fail)
    await page.click('.also') // sign up for a group
    await page.waitForSelector('#f-email')
    await lookAt(page, client, `${language} sign-up`, fail)
    await page.$eval('#f-email', element => { element.value = 'ada@' })
    await send()
    if (!await page.$('#summary')) fail(`${language}: no errors of the sign-up to look at`)
    await lookAt(page, client, `${language} sign-up errors`, fail)
    await page.$eval('#f-name', element => { element.value = 'Ada' })
    await page.$eval('#f-email', element => { element.value = 'ada@example.org' })
    await page.$eval('#f-group', element => { element.checked = true })
    await send()
    if (!/contact\/[0-9a-f]{32}$/.test(page.url())) fail(`${language}: no entry to look at`)
    await lookAt(page, client, `${language} signed up`, fail)
    await Promise.all([page.waitForNavigation(), page.$eval('.delete button', button => button.click())])
    await lookAt(page, client, `${language} signed off`, fail)
    for (const notice of ['privacy', 'accessibility', 'imprint']) {
      await page.goto(`${address}/${notice}`)
      await lookAt(page, client, `${language} ${notice}`, fail)
    }
  }
  console.log(`${looked} looks`)
})
