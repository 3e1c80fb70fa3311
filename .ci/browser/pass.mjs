// A participant with a slip of paper: its QR code leads by way of the
// programme to a form in which the one-time code stands.
//
//   node pass.mjs BASE EVENT SESSION PASS
import { comes, open, run } from './browser.mjs'

const [base, event, session, pass] = process.argv.slice(2)

await run(async (browser, fail) => {
  const expect = (what, got, want) => {
    if (got !== want) fail(`${what} is ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
  }
  const page = await open(browser, { width: 320, script: true })
  const asked = []
  page.on('request', request => asked.push(request.url().split('#')[0] + (request.postData() ?? '')))
  const follow = selector => Promise.all([page.waitForNavigation(), page.$eval(selector, link => link.click())])
  const answer = () => page.evaluate(() => {
    document.querySelector('[name=gesamt]').click()
    document.querySelector('[name=satz]').value = 'Mit Zettel'
    document.querySelector('[name=mehr]').value = 'Mehr' // or the server asks for it
    document.querySelector('.send button').click()
  })

  await page.goto(`${base}/${event}#${pass}`)
  await follow('.languages a[hreflang=en], .languages a[href*="/en"]')
  await follow(`a.session[href*="/${session}/"]`)
  expect('language', await page.$eval('html', element => element.lang), 'en')
  expect('code', await page.$eval('#pass', element => element.value), pass)
  expect('fragment', new URL(page.url()).hash, '')
  expect('requests that tell the code', asked.filter(request => request.includes(pass)).length, 0)
  await answer()
  if (!await comes(() => page.url().includes('/receipt/'))) fail(`not sent: ${page.url()}`)

  // The same slip once more.
  await page.goto(`${base}/${session}/en#${pass}`)
  await page.$eval('#guard button', button => button.click())
  expect('code', await page.$eval('#pass', element => element.value), pass)
  await Promise.all([page.waitForNavigation(), answer()])
  if (!await page.$('#e-pass')) fail('a used code is not refused')
  expect('text after the refusal', await page.$eval('[name=satz]', element => element.value), 'Mit Zettel')
})
