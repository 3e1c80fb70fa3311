// What the first load of a form takes: bytes as they come over the wire, with
// their headers, and requests. Prints both for every language.
//
//   node budget.mjs BASE SESSION...
import { open, run } from './browser.mjs'

const [base, ...sessions] = process.argv.slice(2)
const maxBytes = 14_000
const maxRequests = 3

async function measure(browser, address) {
  const page = await open(browser, { width: 390, script: true })
  const client = await page.createCDPSession()
  const sizes = new Map()
  await client.send('Network.enable')
  client.on('Network.requestWillBeSent', ({ requestId, request }) => request.url.startsWith('data:') || sizes.set(requestId, 0))
  client.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.has(requestId) && sizes.set(requestId, encodedDataLength))
  await page.goto(address, { waitUntil: 'networkidle0' })
  const languages = await page.$$eval('.languages li [lang]', links => links.map(link => link.lang))
  const cards = await page.evaluate(() => document.querySelectorAll('.card').length)
  await page.browserContext().close()
  return { languages, cards, parts: [...sizes.values()] }
}

await run(async (browser, fail) => {
  for (const session of sessions) {
    const { languages } = await measure(browser, `${base}/${session}/de`)
    for (const language of languages) {
      const { cards, parts } = await measure(browser, `${base}/${session}/${language}`)
      const bytes = parts.reduce((sum, part) => sum + part, 0)
      console.log(`${session} ${language}: ${bytes} bytes in ${parts.length} requests (${parts.join(' + ')}), ${cards} cards`)
      if (bytes > maxBytes) fail(`${session} ${language}: ${bytes} bytes, at most ${maxBytes} are wanted`)
      if (parts.length > maxRequests) fail(`${session} ${language}: ${parts.length} requests, at most ${maxRequests} are wanted`)
      if (parts.some(part => !part)) fail(`${session} ${language}: a part did not come`)
    }
  }
})
