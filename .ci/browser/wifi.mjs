// Participants on bad Wi-Fi: the network is cut before, while and after their
// answers are sent, tabs are closed and opened again.
//
//   node wifi.mjs BASE CONTROL SESSION [ROUNDS] [SEED]
//
// BASE is the service behind a network whose state CONTROL sets. Each round
// sends one text of its own; it prints how many were sent.
import { comes as waits, open, run } from './browser.mjs'

const [base, control, session, rounds = '200', seed = '1'] = process.argv.slice(2)
const address = `${base}/${session}/de`

/** A page that is on its way to the next one answers nothing: then it is asked again. */
const comes = condition => waits(async () => {
  try {
    return await condition()
  } catch {
    return false
  }
})

const network = state => fetch(`${control}/${state}`)

/** Numbers from 0 to below n that are the same for the same seed (mulberry32). */
function chance(seed) {
  return n => {
    seed = seed + 0x6D2B79F5 | 0
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed)
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t
    return ((t ^ t >>> 14) >>> 0) % n
  }
}

const said = page => page.$eval('#says', element => element.textContent)
const type = (page, text) => page.$eval('[name=satz]', (element, text) => {
  element.value = text
  document.querySelector('[name=mehr]').value = 'Mehr' // or the server asks for it
  element.dispatchEvent(new Event('input', { bubbles: true }))
}, text)
const send = page => page.$eval('.send button', button => button.click())
const reconnect = page => page.evaluate(() => dispatchEvent(new Event('online')))

async function receipt(page) {
  return comes(() => page.url().includes('/receipt/') && page.$('#receipt'))
}

/** What is on the phone. */
const stored = page => page.evaluate(async () => ({
  local: Object.keys(localStorage), session: sessionStorage.length, caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length, databases: (await indexedDB.databases()).length,
  cookies: document.cookie,
}))

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)
const nothing = { local: [], session: 0, caches: [], workers: 0, databases: 0, cookies: '' }

/** One participant, step by step. */
async function once(page, fail) {
  const expect = (what, got, want) => same(got, want) || fail(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
  await page.goto(address)
  expect('on the phone before the first input', await stored(page), nothing)
  await type(page, 'Schritt')
  if (!await comes(async () => (await stored(page)).caches.length && await page.evaluate(
    async (session, path) => (await (await caches.open(session)).match(path, { ignoreVary: true })) !== undefined, session, `/${session}/de`))) {
    fail('the page is not kept for a reload')
  }
  await page.click('[name=gesamt][value=gut]')
  const kept = await page.evaluate(async (session, path) => (await (await caches.open(session)).match(path, { ignoreVary: true })).text(), session, `/${session}/de`)
  if (!kept.includes('name="_token" value=""')) fail('the token is kept with the page')

  await page.evaluate(async (session, path) => {
    const cache = await caches.open(session)
    const kept = await cache.match(path, { ignoreVary: true })
    const headers = new Headers(kept.headers)
    headers.set('x-kept-on', new Date(Date.now() - 24 * 3600_000).toDateString())
    await cache.put(path, new Response(await kept.text(), { headers }))
  }, session, `/${session}/de`)
  await network('off')
  await page.reload().catch(() => {})
  if (await page.$('#answers')) fail('yesterday’s form is shown')
  await network('open')
  await page.goto(address)
  expect('text of the draft on the new page', await page.$eval('[name=satz]', element => element.value), 'Schritt')
  if (!await comes(() => page.evaluate(async (session, path) => (await (await caches.open(session)).match(path, { ignoreVary: true }))
    .headers.get('x-kept-on') === new Date().toDateString(), session, `/${session}/de`))) fail('the new page is not kept')

  await network('off')
  await page.reload()
  expect('text after a reload without a network', await page.$eval('[name=satz]', element => element.value), 'Schritt')
  expect('choice after it', await page.$eval('[name=gesamt][value=gut]', element => element.checked), true)
  await send(page)
  if (!await comes(async () => (await said(page)).startsWith('Noch nicht gesendet'))) fail(`without a network it says ${await said(page)}`)

  await network('portal')
  await reconnect(page)
  if (!await comes(async () => (await said(page)).startsWith('Noch nicht gesendet'))) fail('a portal passes for the service')
  if (!(await stored(page)).local.includes(`resonanz-draft-${session}`)) fail('the draft is gone after a portal')

  await network('open')
  await reconnect(page)
  if (!await receipt(page)) fail(`not sent: ${page.url()} ${await page.evaluate(() => document.body.innerText.slice(0, 300))}`)
  expect('on the phone after it', await stored(page), { ...nothing, local: [`resonanz-sent-${session}`] })

  // The guard against answering twice, and the way around it.
  await page.goto(address)
  expect('form is hidden', await page.$eval('#answers', form => form.checkVisibility()), false)
  await page.click('#guard button')
  expect('form is shown', await page.$eval('#answers', form => form.checkVisibility()), true)
  expect('on the phone then', await stored(page), nothing)

  // A draft is deleted, and one that is too old is gone.
  page.on('dialog', dialog => dialog.accept())
  await type(page, 'Weg damit')
  await page.click('#discard')
  await comes(async () => same(await stored(page), nothing))
  expect('after deleting the draft', await stored(page), nothing)
  expect('text after it', await page.$eval('[name=satz]', element => element.value), '')
  await type(page, 'Zu alt')
  await page.evaluate(key => {
    const draft = JSON.parse(localStorage[key])
    const hours = (draft.until - Date.now()) / 3600_000
    if (hours > 72 || hours < 71.9) throw new Error(`a draft is kept for ${hours} hours`)
    localStorage[key] = JSON.stringify({ ...draft, until: Date.now() - 1 })
  }, `resonanz-draft-${session}`)
  await page.goto(`${base}/${session}/en`)
  expect('text of an old draft', await page.$eval('[name=satz]', element => element.value), '')

  // What the server refuses is shown by its page, with all that was typed.
  await type(page, 'Zu lang für zwanzig Zeichen')
  await Promise.all([page.waitForNavigation(), send(page)])
  if (!await page.$('#summary')) fail('no summary of errors')
  expect('text after an error', await page.$eval('[name=satz]', element => element.value), 'Zu lang für zwanzig Zeichen')
  await Promise.all([page.waitForNavigation(), page.click('button[name=_lang][value=de]')])
  expect('text after a switch', await page.$eval('[name=satz]', element => element.value), 'Zu lang für zwanzig Zeichen')
  await page.click('#discard')
  await comes(async () => same(await stored(page), nothing))
  expect('notes of what was asked, on an empty form', (await page.$$('[name=_asked]')).length, 0)

  await withoutStorage(page.browser(), fail)
}

/** A browser that keeps nothing still sends. */
async function withoutStorage(browser, fail) {
  const page = await open(browser, { width: 390, script: true })
  await page.evaluateOnNewDocument(() => {
    for (const name of ['localStorage', 'caches']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError') } })
    Object.defineProperty(navigator, 'serviceWorker', { value: undefined })
  })
  await page.goto(address)
  await page.click('[name=gesamt][value=gut]')
  await type(page, 'Nichts behalten')
  await network('answer')
  await send(page)
  if (!await comes(async () => (await said(page)).startsWith('Noch nicht gesendet'))) fail('without storage it does not wait')
  await network('open')
  await reconnect(page)
  if (!await receipt(page)) fail('without storage nothing is sent')
  await page.browserContext().close()
}

const cuts = ['open', 'off', 'request', 'answer', 'portal']

/** One round: a cut, perhaps another one, perhaps a closed tab in between. Returns the page for the next. */
async function play(context, page, round, pick, fail) {
  const story = []
  const set = state => { story.push(state); return network(state) }
  await set('open')
  await page.goto(address)
  if (await page.$eval('#guard', guard => guard.checkVisibility())) await page.click('#guard button')
  await page.$eval('[name=gesamt][value=gut]', input => input.click())
  await type(page, `Runde ${round}`)
  for (let cut = 1 + pick(2); cut > 0; cut--) {
    await set(cuts[pick(cuts.length)])
    await send(page).catch(() => {}) // it may have gone by itself
    const settled = await comes(async () => page.url().includes('/receipt/') || (await said(page)).startsWith('Noch nicht'))
    if (!settled) fail(`round ${round}: ${story}: neither sent nor waiting`)
    if (page.url().includes('/receipt/')) break
    if (pick(3) === 0) {
      story.push('closed')
      await page.close()
      page = await context.newPage()
      await page.setViewport({ width: 390, height: 800 })
      await set('open')
      await page.goto(address)
      if (await receipt(page)) break
    }
  }
  await set('open')
  if (!page.url().includes('/receipt/')) await reconnect(page).catch(() => {})
  if (!await receipt(page)) fail(`round ${round}: ${story}: not sent, ${page.url()}`)
  return page
}

await run(async (browser, fail) => {
  const page = await open(browser, { width: 390, script: true })
  const context = page.browserContext()
  await once(page, fail)
  const pick = chance(Number(seed))
  let current = page
  for (let round = 0; round < Number(rounds); round++) {
    current = await play(context, current, round, pick, fail)
  }
  console.log(`${rounds} rounds with seed ${seed}`)
})
