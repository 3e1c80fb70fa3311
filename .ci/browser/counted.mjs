// The moderator's page says how many answers are missing until the first
// figures, and after closing what the figures count too many and what they lack,
// without being loaded again.
//
//   node counted.mjs BASE COOKIE SESSION TOKEN TOKEN
//
// COOKIE is that of a moderator, as name=value; SESSION is the code of an open
// session with the form of testdata/kinds.yaml, to which ten people have
// answered, the first of them with the TOKENs.
import { randomUUID } from 'node:crypto'
import { comes, open, run, send } from './browser.mjs'

const [base, cookie, session, ...tokens] = process.argv.slice(2)
const untilFirst = 12 // answers, in an event that shows groups of five

await run(async (browser, fail) => {
  const answer = () => send(`${base}/${session}/de`, { _token: randomUUID(), _asked: '1', gesamt: 'gut' })
  const set = state => fetch(`${base}/moderate/${session}/state`, {
    method: 'POST', redirect: 'manual', headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' }, body: `state=${state}&sure=yes`,
  })
  const desk = await open(browser, { width: 1280, script: true })
  desk.on('pageerror', error => fail(`script: ${error.message}`))
  const [name, value] = cookie.split('=')
  await desk.setCookie({ name, value, url: base })
  await desk.goto(`${base}/moderate/${session}`)
  await desk.waitForSelector('[data-link=live]')
  const loads = await desk.evaluate(() => performance.timeOrigin)
  const said = place => desk.$eval(`[data-fill=${place}]`, element => element.checkVisibility() ? element.innerText : '')
  const says = async (place, text) => {
    if (!await comes(async () => text === '' ? await said(place) === '' : (await said(place)).includes(text))) fail(`${place}: ${JSON.stringify(await said(place))}, want ${JSON.stringify(text)}`)
  }

  for (let n = 10; n < untilFirst; n++) {
    await says('first', `fehlen: ${untilFirst - n}.`)
    if (await answer() !== 303) fail('an answer is refused')
  }
  await desk.waitForSelector('[data-shown=some]')
  await says('first', '')
  for (const token of tokens) await send(`${base}/${session}/de/receipt/${token}/withdraw`, {})
  await says('withdrawn', '')
  await set('closed')
  await says('withdrawn', 'Enthaltene zurückgezogene Antworten: 2')
  await says('left', '')
  await set('open')
  await says('withdrawn', '')
  for (let n = 0; n < 3; n++) await answer()
  await set('closed')
  await says('withdrawn', 'Enthaltene zurückgezogene Antworten: 2')
  await says('left', 'Nicht enthaltene Antworten: 3')
  if (await desk.evaluate(() => performance.timeOrigin) !== loads) fail('the page was loaded again')
})
