// A participant without JavaScript, from the programme to the deleted answers,
// on phones and large screens, in light, dark and forced colours.
//
//   node participant.mjs BASE EVENT SESSION [FOLDER]
//
// EVENT and SESSION are codes; the session has the form of testdata/kinds.yaml.
// With a FOLDER it leaves screenshots there.
import { comes, open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, event, session, folder] = process.argv.slice(2)

// Each width, scheme and language at least once; all of their combinations
// take minutes and have shown nothing more.
const looks = [
  { width: 320, scheme: 'light', language: 'de' },
  { width: 390, scheme: 'dark', language: 'ar' },
  { width: 320, scheme: 'light', forced: 'active', language: 'ar' },
  { width: 1280, scheme: 'light', language: 'en' },
  { width: 1280, scheme: 'dark', language: 'de' },
]

await run(async (browser, fail) => {
  for (const look of looks) await visit(browser, look, fail)
})

async function visit(browser, look, fail) {
  const page = await open(browser, look)
  const requests = []
  page.on('request', request => { if (!request.url().startsWith('data:')) requests.push(request.url()) })
  const label = `${look.language} ${look.width} px ${look.scheme}${look.forced ? ' forced' : ''}`
  const see = async name => {
    if (folder) await page.screenshot({ path: `${folder}/${name} ${label}.png`, fullPage: true })
    await inspect(page, `${name} ${label}`, fail)
  }
  const expect = (what, got, want) => {
    if (got !== want) fail(`${label}: ${what} is ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
  }
  const press = selector => Promise.all([page.waitForNavigation(), page.click(selector)])
  const value = selector => page.$eval(selector, element => element.value)
  const heading = () => page.$eval('h1', element => element.textContent)

  await page.goto(`${base}/`)
  await see('start')
  await page.type('#code', 'zzzzz')
  await press('#code ~ button')
  await see('unknown')

  await page.goto(`${base}/${event}/${look.language}`)
  await see('programme')

  requests.length = 0
  await page.goto(`${base}/${session}/${look.language}`)
  expect('number of requests', requests.length, 2)
  await see('form')
  const title = await page.title()
  const token = await value('[name=_token]')

  // Enter in a field for a number sends; it must not switch the language.
  await page.type('[name=satz]', 'Zu lang für zwanzig Zeichen')
  await page.focus('[name=stunden]')
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
  if (!await comes(() => page.evaluate(() => document.activeElement.id === 'summary'))) fail(`${label}: the summary has not got the focus`)
  if ((await page.title()) === title || !(await page.title()).includes(title)) fail(`${label}: title ${await page.title()}`)
  expect('text after an error', await value('[name=satz]'), 'Zu lang für zwanzig Zeichen')
  await see('errors')

  await page.click('[name=gesamt][value=mittel]')
  await page.click('[name=empfehlung][value="7"]')
  await page.select('[name="reihenfolge.arbeit"]', '1')
  const other = look.language === 'de' ? 'en' : 'de'
  await press(`button[name=_lang][value=${other}]`)
  expect('language', await page.$eval('html', element => element.lang), other)
  await press(`button[name=_lang][value=${look.language}]`)
  expect('choice after two switches', await value('[name=gesamt]:checked'), 'mittel')
  expect('recommendation', await value('[name=empfehlung]:checked'), '7')
  expect('place', await value('[name="reihenfolge.arbeit"]'), '1')
  expect('text', await value('[name=satz]'), 'Zu lang für zwanzig Zeichen')
  expect('token', await value('[name=_token]'), token)
  await see('filled')

  await page.$eval('[name=satz]', element => { element.value = 'Kurz' })
  await page.select('[name="reihenfolge.arbeit"]', '')
  await press('.send button')
  if (await page.$('#summary')) await press('.send button') // asked once for what may be left out
  expect('address', new URL(page.url()).pathname, `/${session}/${look.language}/receipt/${token}`)
  const thanks = await heading()
  await page.reload()
  expect('heading after a reload', await heading(), thanks)
  await see('receipt')
  await page.click('#receipt > summary')
  await page.click('#receipt details > summary')
  await see('receipt open')
  await press('details button')
  expect('address', new URL(page.url()).pathname, `/${session}/${look.language}/withdrawn`)
  await see('withdrawn')

  expect('cookies', (await browser.cookies()).length, 0)
  for (const url of requests) if (!url.startsWith(base)) fail(`${label}: request of ${url}`)
  await page.browserContext().close()
}
