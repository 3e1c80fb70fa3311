// What every check shares: a headless Chromium that reaches nothing but the
// service under test, and one way to fail.
import { request } from 'node:http'
import puppeteer from 'puppeteer-core'

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

/** Runs check(browser), in a browser with such an extension if a path is given, and ends the process: 0, or 1 with what is wrong on stderr. */
export async function run(check, extension) {
  const browser = await puppeteer.launch({
    executablePath: process.env.RESONANZ_CHROMIUM || '/usr/bin/chromium', headless: true, args: flags,
    ...extension && { pipe: true, enableExtensions: [extension] }, protocolTimeout: 120_000,
  })
  const problems = []
  try {
    await check(browser, problem => problems.push(problem))
  } catch (error) {
    problems.push(error.stack)
  } finally {
    await browser.close()
  }
  for (const problem of problems) console.error(problem)
  process.exit(problems.length ? 1 : 0)
}

/** Opens a page of a width, without JavaScript unless asked for. */
export async function open(browser, { width, scheme = 'light', forced = 'none', contrast = 'no-preference', script = false, language = 'de' }) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  await page.setJavaScriptEnabled(script)
  await page.setViewport({ width, height: 800, isMobile: width < 600, hasTouch: width < 600 })
  await page.setExtraHTTPHeaders({ 'Accept-Language': language })
  const features = [{ name: 'prefers-color-scheme', value: scheme }]
  if (forced !== 'none' || contrast !== 'no-preference') { // of which the library itself knows nothing
    const session = await page.createCDPSession()
    const more = [{ name: 'forced-colors', value: forced }, { name: 'prefers-contrast', value: contrast }]
    await session.send('Emulation.setEmulatedMedia', { features: [...features, ...more] })
  } else {
    await page.emulateMediaFeatures(features)
  }
  return page
}

/** Posts a form, over a connection of its own unless an agent is given, and returns the status: a hall has many phones. */
export function send(address, fields, agent = false) {
  return new Promise((resolve, reject) => {
    const body = new URLSearchParams(fields).toString()
    request(address, {
      method: 'POST', agent,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) },
    }, response => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    }).on('error', reject).end(body)
  })
}

/** Waits until condition() holds, half a minute unless told otherwise; some things a browser does only once it has time to paint. */
export async function comes(condition, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 50))) {
    if (await condition()) return true
  }
  return false
}
