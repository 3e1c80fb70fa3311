// An organiser, from the one-time link to a session that fills while the live
// page is open.
//
//   node desk.mjs BASE KEY EVENT SESSION PLANNED [FOLDER]
//
// KEY is that of the one-time link; EVENT, SESSION and PLANNED are codes, of an
// event with the form of testdata/kinds.yaml, an open and a planned session.
// With a FOLDER it leaves screenshots there.
import { randomUUID } from 'node:crypto'
import { open, run, send } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, key, event, session, planned, folder] = process.argv.slice(2)
const password = 'vier Wörter aus dem Hut'
const targetSize = 24 // of a page that is dense on purpose (WCAG 2.2, 2.5.8)
const minGroup = 5

await run(async (browser, fail) => {
  const page = await open(browser, { width: 1280, script: true })
  const noise = /status of 4(0[14]|22)/ // of pages that are refused on purpose
  const listen = to => to.on('console', message => { if (message.type() === 'error' && !noise.test(message.text())) fail(`console: ${message.text()}`) })
  listen(page)
  page.on('pageerror', error => fail(`script: ${error.message}`))
  const look = async (name, { width, scheme }) => {
    await page.setViewport({ width, height: 800 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
    if (folder) await page.screenshot({ path: `${folder}/${name} ${width} px ${scheme}.png`, fullPage: true })
    await inspect(page, `${name} ${width} px ${scheme}`, fail, targetSize)
  }
  const see = async (name, path) => {
    if (path) await page.goto(base + path)
    await look(name, { width: 360, scheme: 'light' })
    await look(name, { width: 1280, scheme: 'dark' })
  }
  const press = selector => Promise.all([page.waitForNavigation(), page.click(selector)])
  const shows = (selector, text) => page.waitForFunction((selector, text) =>
    document.querySelector(selector)?.textContent === text, {}, selector, text)
  const answer = async () => {
    const status = await send(`${base}/${session}/de`, { _token: randomUUID(), _asked: '1', gesamt: 'gut', satz: 'Gut so', themen: 'wohnen', gruppe: 'yes', stunden: '17' })
    if (status !== 303) fail(`an answer was refused: ${status}`)
  }

  await page.goto(`${base}/welcome#${key}`)
  await page.waitForFunction(key => document.getElementById('token').value === key, {}, key)
  if (page.url() !== `${base}/welcome`) fail(`the key is still in the address: ${page.url()}`)
  await see('welcome')
  await page.type('#name', 'organisation')
  await page.type('#password', password)
  await press('.primary')
  await see('events')
  await see('event', `/organise/${event}`)
  const entry = await fetch(`${base}/${event}/de/contact`, {
    method: 'POST', redirect: 'manual',
    body: new URLSearchParams({ _token: randomUUID(), name: 'Ada Beispiel', email: 'ada@example.org', group: 'offen' }),
  })
  if (entry.status !== 303) fail(`a sign-up was refused: ${entry.status}`)
  await see('sign-ups', `/organise/${event}/contacts`)
  await see('deletion', `/organise/${event}/delete`)
  await see('rehearsal', `/organise/${event}/rehearsal`)
  await see('accounts', '/organise/accounts')
  await page.type('#name', 'j.kaya')
  await press('main .act.solid')
  const invitation = await page.$eval('.whole', element => element.textContent)
  await see('invitation')
  await see('account', '/account')
  await see('settings', '/organise/settings')
  await page.$eval('#f-contact', element => { element.value = 'Amt' })
  await press('main .act.solid')
  await see('settings with a mistake')
  await see('back-up', '/organise/backup')
  const colleague = await open(browser, { width: 360, script: true })
  await colleague.goto(`${base}/password#${invitation.split('#')[1]}`)
  await colleague.type('#password', 'fünf andere Wörter aus dem Hut')
  await inspect(colleague, 'choose a password', fail, targetSize)
  await Promise.all([colleague.waitForNavigation(), colleague.click('.primary')])
  if (colleague.url() !== `${base}/organise`) fail(`an invited organiser came to ${colleague.url()}`)
  await colleague.close()
  // A link for somebody who moderates one session, on a phone of their own.
  await page.goto(`${base}/organise/${event}`)
  await page.click('#links details summary')
  await see('links')
  await page.type('#link-label', 'Saal 1, Frau Kaya')
  await page.click(`#links [value="${session}"]`)
  await press('.new-link button')
  await look('link', { width: 1280, scheme: 'light' })
  await look('link', { width: 360, scheme: 'light' })
  const link = await page.$eval('.whole', whole => whole.textContent)
  const phone = await open(browser, { width: 360, script: true })
  listen(phone)
  await phone.goto(base + link.slice(link.indexOf('/moderation')))
  await phone.waitForFunction(() => document.getElementById('token').value !== '')
  if (phone.url() !== `${base}/moderation`) fail(`the token is still in the address: ${phone.url()}`)
  await inspect(phone, 'moderation', fail, targetSize)
  if (folder) await phone.screenshot({ path: `${folder}/moderation 360 px light.png`, fullPage: true })
  await Promise.all([phone.waitForNavigation(), phone.click('.primary')])
  if (phone.url() !== `${base}/moderate/${session}`) fail(`the link leads to ${phone.url()}`)
  await phone.waitForSelector('[data-link=live]')
  await inspect(phone, 'moderator by a link', fail, targetSize)
  await phone.click('.leave summary')
  await inspect(phone, 'sign-out of a link', fail, targetSize)
  if (folder) await phone.screenshot({ path: `${folder}/moderator by a link.png` })
  await see('links used', `/organise/${event}`)
  await press('#links .warn') // the phone is on the page while its link is revoked
  await phone.waitForSelector('[data-link=out]')
  await see('refused', `/organise/${event}/nothing`)
  await see('sessions', `/moderate/${event}`)
  await see('not open', `/moderate/${planned}`)
  await page.goto(`${base}/organise/${event}/signs`)
  await page.waitForSelector('#print:not([hidden])')
  await look('signs', { width: 1280, scheme: 'light' })

  await page.goto(`${base}/moderate/${session}`)
  await page.waitForSelector('[data-link=live]')
  await see('before')
  const step = minGroup + 1
  for (let n = 1; n <= 2 * step; n++) await answer()
  await shows('[data-fill=n]', String(2 * step))
  await shows('[data-item=gesamt] [data-option=gut] [data-fill=count]', String(step))
  await shows('[data-comments] [data-fill=waiting]', String(step))
  await see('after')
  await press('.switch button.if-open')
  await see('close, asked')
  await press('main form button')
  await page.waitForSelector('[data-closing]')
  await see('closing')
  await page.waitForSelector('[data-state=closed][data-link=live]')
  await shows('[data-item=gesamt] [data-option=gut] [data-fill=count]', String(2 * step))
  await shows('[data-item=stunden] [data-option="17"] [data-fill=count]', String(2 * step)) // a question with a condition moves at closings only

  await press('.leave button')
  await see('sign-in')
})
