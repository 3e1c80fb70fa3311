// A moderator asks the hall on the spot while somebody fills in the form of the
// session: the phone gets the question within a second and loses nothing, also on
// the way to the question and back.
//
//   node hall.mjs BASE SESSION COOKIE
//
// The session has the form of testdata/kinds.yaml.
import { comes, open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, session, cookie] = process.argv.slice(2)
const typed = 'Halb fertig'
const deskTarget = 24 // WCAG 2.2, 2.5.8: links in lines of text
const [name, value] = cookie.split('=')

await run(async (browser, fail) => {
  const desk = await open(browser, { width: 320, script: true })
  await desk.setCookie({ name, value, url: base })
  await desk.goto(`${base}/moderate/${session}/ask`)
  await inspect(desk, 'asking', fail, deskTarget)

  const phone = await open(browser, { width: 320, script: true })
  await phone.goto(`${base}/${session}/de`)
  await phone.type('[name=satz]', typed)
  const listens = () => phone.evaluate(() => performance.getEntriesByType('resource').some(entry => entry.name.endsWith('/hall.js')))
  if (!await comes(listens, 15)) fail('the page does not listen')
  await new Promise(resolve => setTimeout(resolve, 500)) // until its stream is there

  await desk.type('#text', 'Ist es zu warm?')
  await desk.type('#options', 'Ja\nNein')
  await Promise.all([desk.waitForNavigation(), desk.click('button[value=ask]')])
  const asked = Date.now()
  const shows = text => phone.$eval('#hall', (hall, text) => hall.textContent.includes(text), text)
  if (!await comes(() => shows('Ist es zu warm?'))) fail('the question does not come')
  console.log(`the question came ${Date.now() - asked} ms after the page of the moderator`)
  await inspect(phone, 'a form with a question', fail)
  await inspect(desk, 'a running question', fail, deskTarget)
  const satz = () => phone.$eval('[name=satz]', field => field.value).catch(() => null)
  if (await satz() !== typed) fail(`after the question came, the line says ${await satz()}`)

  await Promise.all([phone.waitForNavigation(), phone.click('#hall a')])
  await inspect(phone, 'a question on the spot', fail)
  await phone.click('[name=frage][value=o1]')
  await Promise.all([phone.waitForNavigation(), phone.click('.send button')])
  if (!await comes(() => phone.url().includes('/receipt/'))) fail(`not sent: ${phone.url()}`)
  await inspect(phone, 'thanks for it', fail)
  if (!await comes(() => desk.$eval('[data-fill=n]', n => n.textContent === '1'))) fail('the moderator does not see the answer')
  await Promise.all([phone.waitForNavigation(), phone.click(`a[href="/${session}/de"]`)])
  if (!await comes(async () => await satz() === typed)) fail(`back on the form, the line says ${await satz()}`)
})
