// Back, forward and reload around a form that comes back: with a mistake, and in
// another language; without a script and with one. Nothing is sent but by its
// buttons, and no dialog asks whether to send again.
//
//   node history.mjs BASE SESSION
//
// Then the same around the sign-up for a group.
//
// The session has the form of testdata/kinds.yaml. Each browser sends one answer and one sign-up.
import { comes, open, run } from './browser.mjs'

const [base, session] = process.argv.slice(2)
const long = 'Zu lang für zwanzig Zeichen'

await run(async (browser, fail) => {
  for (const script of [false, true]) {
    const page = await open(browser, { width: 390, script })
    const label = script ? 'with a script' : 'without a script'
    let posts = 0
    page.on('request', request => { if (request.method() === 'POST') posts++ })
    page.on('dialog', async dialog => {
      fail(`${label}: a dialog: ${dialog.message()}`)
      await dialog.accept()
    })
    const press = selector => Promise.all([page.waitForNavigation(), page.click(selector)])
    const satz = () => page.$eval('[name=satz]', field => field.value).catch(() => null)
    const shows = async (what, text) => await comes(async () => await satz() === text) || fail(`${label}: ${what}: the line says ${await satz()}, want ${text}`)
    const still = async (what, move) => {
      const before = posts
      await move()
      await shows(what, long)
      if (posts !== before) fail(`${label}: ${what} sends the form`)
      const entry = await page.evaluate(() => performance.getEntriesByType('navigation')[0].name)
      if (!(await page.content()).includes('answers')) fail(`${label}: ${what}: no form at ${entry}`)
    }

    await page.goto(`${base}/${session}/de`)
    await page.type('[name=satz]', long)
    await press('.send button')
    await shows('after a mistake', long)
    if (!await page.$('#summary[role=alert]')) fail(`${label}: nothing says what is wrong`)
    await still('reload after a mistake', () => page.reload())
    await press('button[name=_lang][value=en]')
    await shows('in another language', long)
    await still('reload in another language', () => page.reload())
    await still('back', () => page.goBack())
    if (await page.$eval('html', html => html.lang) !== 'de') fail(`${label}: back is not German`)
    await still('forward', () => page.goForward())
    if (await page.$eval('html', html => html.lang) !== 'en') fail(`${label}: forward is not English`)
    await still('reload after it', () => page.reload())

    await page.$eval('[name=satz]', field => {
      field.value = 'Kurz'
      field.dispatchEvent(new Event('input', { bubbles: true }))
    })
    await page.click('[name=gesamt][value=gut]')
    await press('.send button')
    if (await comes(() => page.$('#summary[role=status]'))) await press('.send button') // asked once for what may be left out
    if (!await comes(() => page.url().includes('/receipt/'))) fail(`${label}: not sent: ${page.url()}`)
    const sent = posts
    await page.goBack()
    await page.goForward()
    if (posts !== sent || !page.url().includes('/receipt/')) fail(`${label}: back and forward after the receipt: ${posts - sent} sent, at ${page.url()}`)

    const email = () => page.$eval('#f-email', field => field.value).catch(() => null)
    const keeps = async (what, move) => {
      const before = posts
      await move()
      if (!await comes(async () => await email() === 'ada@')) fail(`${label}: sign-up, ${what}: the address says ${await email()}`)
      if (posts !== before) fail(`${label}: sign-up, ${what} sends it`)
    }
    await page.goto(`${base}/${session}/de/contact`)
    await page.type('#f-name', 'Ada')
    await page.type('#f-email', 'ada@')
    await press('.send button')
    if (!await page.$('#e-email')) fail(`${label}: sign-up: nothing says what is wrong`)
    await keeps('reload after a mistake', () => page.reload())
    await press('button[name=_lang][value=en]')
    await keeps('reload in another language', () => page.reload())
    await keeps('back', () => page.goBack())
    await keeps('forward', () => page.goForward())
    await page.$eval('#f-email', field => { field.value = 'ada@example.org' })
    await press('.send button')
    if (!/contact\/[0-9a-f]{32}$/.test(page.url())) fail(`${label}: not signed up: ${page.url()}`)
    await page.browserContext().close()
  }
})
