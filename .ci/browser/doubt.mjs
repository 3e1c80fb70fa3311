// One machine fills a session while its moderator's page is open: the page
// warns, phones can still answer, and figures go on once somebody has looked.
//
//   node doubt.mjs BASE COOKIE SESSION [FOLDER]
//
// COOKIE is that of a moderator, "name=value"; SESSION is the code of an open
// session with the form of testdata/kinds.yaml. With a FOLDER it leaves
// screenshots there.
import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { comes, open, run, send } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, cookie, session, folder] = process.argv.slice(2)
const minGroup = 5
const targetSize = 24

await run(async (browser, fail) => {
  const one = new Agent({ keepAlive: true, maxSockets: 1 })
  const answer = agent => send(`${base}/${session}/de`, { _token: randomUUID(), _asked: '1', gesamt: 'gut', satz: 'Gut so' }, agent)
  const listen = (page, noise) => {
    page.on('console', message => { if (message.type() === 'error' && !noise?.test(message.text())) fail(`console: ${message.text()}`) })
    page.on('pageerror', error => fail(`script: ${error.message}`))
  }
  const look = async (page, name, width, target) => {
    await page.setViewport({ width, height: 900 })
    if (folder) await page.screenshot({ path: `${folder}/${name} ${width} px.png`, fullPage: true })
    await inspect(page, `${name} ${width} px`, fail, target)
  }

  const desk = await open(browser, { width: 1280, script: true })
  listen(desk, /status of 409/)
  const [name, value] = cookie.split('=')
  await desk.setCookie({ name, value, url: base })
  await desk.goto(`${base}/moderate/${session}`)
  await desk.waitForSelector('[data-link=live]')
  const warned = () => desk.$eval('#doubt', section => section.checkVisibility() && section.innerText)
  if (await warned()) fail('there is a warning before anything has happened')

  // The machine.
  let taken = 0
  while (taken < 100 && await answer(one) === 303) taken++
  one.destroy()
  if (taken === 0 || taken === 100) fail(`${taken} answers over one connection were taken`)
  await desk.waitForSelector('[data-doubt=connection]')
  if (!/eine einzige Verbindung/.test(await warned())) fail(`the warning is ${JSON.stringify(await warned())}`)
  for (const width of [1280, 360]) await look(desk, 'warning', width, targetSize)

  // Two phones, with a script and without.
  const phone = await open(browser, { width: 390, script: true })
  listen(phone, /status of 429/)
  const scripts = []
  phone.on('request', request => request.resourceType() === 'script' && scripts.push(request.url()))
  await phone.goto(`${base}/${session}/de`)
  await phone.click('[name=gesamt][value=mittel]')
  await phone.type('[name=mehr]', 'Nein')
  if (scripts.some(url => url.endsWith('/work.js'))) fail('the work is loaded before it is asked for')
  await Promise.all([phone.waitForNavigation(), phone.click('.send .primary')])
  if (!phone.url().includes('/receipt/')) fail(`a phone with a script is sent to ${phone.url()}`)
  if (!scripts.some(url => url.endsWith('/work.js'))) fail('a phone has not worked')

  const plain = await open(browser, { width: 390 })
  await plain.goto(`${base}/${session}/de`)
  await plain.click('[name=gesamt][value=mittel]')
  await plain.type('[name=mehr]', 'Nein')
  await plain.type('[name=satz]', 'Sehr gut so')
  await Promise.all([plain.waitForNavigation(), plain.click('.send .primary')])
  if (!/Wartezeit in Sekunden: \d+/.test(await plain.$eval('main', main => main.innerText))) fail('a phone without a script is not told to wait')
  if (await plain.$eval('[name=satz]', input => input.value) !== 'Sehr gut so') fail('what was typed is lost')
  await look(plain, 'wait', 390)

  // The moderator.
  await Promise.all([desk.waitForNavigation(), desk.click('.switch button.if-open')])
  if (!/Schließen, obwohl/.test(await desk.$eval('h1', heading => heading.textContent))) fail('closing does not ask')
  for (const width of [1280, 360]) await look(desk, 'close', width, targetSize)
  await Promise.all([desk.waitForNavigation(), desk.click('main p a[href^="/moderate/"]')])
  await desk.waitForSelector('[data-link=live][data-state=open]')
  await desk.click('#doubt button')
  if (!await comes(async () => !await warned())) fail('the warning stays')
  for (let n = 0; n < 3 * minGroup; n++) {
    if (await answer() !== 303) fail('an answer was refused after the doubt')
  }
  await desk.waitForSelector('[data-shown=some]')
  await look(desk, 'trusted', 1280, targetSize)
})
