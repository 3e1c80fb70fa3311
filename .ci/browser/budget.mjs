// What the first load of a form takes: bytes as they come over the wire, with
// their headers, and requests. Prints both for every language. The logo of an event
// is counted apart: it comes lazily, and nobody waits for it to answer.
//
//   node budget.mjs BASE SESSION...
import { open, run } from './browser.mjs'

const [base, ...sessions] = process.argv.slice(2)
const maxBytes = 14_000
const maxRequests = 3
const maxLogo = 33_000 // logo.MaxSize and its headers

async function measure(browser, address) {
  const page = await open(browser, { width: 390, script: true })
  const client = await page.createCDPSession()
  const sizes = new Map()
  const logos = new Map()
  const kindOf = url => new URL(url).pathname.startsWith('/event-logo/') ? logos : sizes
  await client.send('Network.enable')
  client.on('Network.requestWillBeSent', ({ requestId, request }) => request.url.startsWith('data:') || kindOf(request.url).set(requestId, 0))
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    for (const kind of [sizes, logos]) if (kind.has(requestId)) kind.set(requestId, encodedDataLength)
  })
  await page.goto(address, { waitUntil: 'networkidle0' })
  const languages = await page.$$eval('.languages li [lang]', links => links.map(link => link.lang))
  const cards = await page.evaluate(() => document.querySelectorAll('.card').length)
  const eager = await page.$$eval('img:not([loading=lazy])', images => images.length)
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
  await page.waitForFunction(() => [...document.images].every(image => image.complete))
  await page.browserContext().close()
  return { languages, cards, eager, parts: [...sizes.values()], logos: [...logos.values()] }
}

await run(async (browser, fail) => {
  for (const session of sessions) {
    const { languages } = await measure(browser, `${base}/${session}/de`)
    for (const language of languages) {
      const { cards, eager, parts, logos } = await measure(browser, `${base}/${session}/${language}`)
      const bytes = parts.reduce((sum, part) => sum + part, 0)
      console.log(`${session} ${language}: ${bytes} bytes in ${parts.length} requests (${parts.join(' + ')}), ${cards} cards${logos.map(logo => `, logo of ${logo} bytes`)}`)
      if (eager) fail(`${session} ${language}: ${eager} pictures come before anybody looks at them`)
      if (logos.length > 1 || logos.some(logo => !logo || logo > maxLogo)) fail(`${session} ${language}: logos of ${logos} bytes`)
      if (bytes > maxBytes) fail(`${session} ${language}: ${bytes} bytes, at most ${maxBytes} are wanted`)
      if (parts.length > maxRequests) fail(`${session} ${language}: ${parts.length} requests, at most ${maxRequests} are wanted`)
      if (parts.some(part => !part)) fail(`${session} ${language}: a part did not come`)
    }
  }
})
