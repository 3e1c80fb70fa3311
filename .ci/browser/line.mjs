// A line of text: it grows with what is typed, and says before it is sent how
// long it may be.
//
//   node line.mjs BASE SESSION [FOLDER]
//
// The session has the form of testdata/kinds.yaml: its line takes 20 characters.
// With a FOLDER it leaves screenshots there.
import { comes, open, run } from './browser.mjs'

const [base, session, folder] = process.argv.slice(2)
const address = `${base}/${session}/de`
const line = '[name=satz]'
const long = 'Das ist viel zu lang für eine Zeile auf einem Telefon, und es hört nicht auf.'

const height = page => page.$eval(line, field => field.offsetHeight)
const hidden = page => page.$eval(line, field => field.scrollHeight - field.clientHeight)

await run(async (browser, fail) => {
  for (const fixed of [false, true]) { // a browser that sizes fields by itself, and one that does not
    const page = await open(browser, { width: 320, script: true })
    if (fixed) await page.evaluateOnNewDocument(() => { CSS.supports = () => false })
    await page.goto(address)
    if (fixed) await page.$eval(line, field => { field.style.fieldSizing = 'fixed' })
    const says = () => page.$eval(`${line} + output`, element => element.textContent).catch(() => null)
    const wait = async want => await comes(async () => await says() === want) || fail(`it says ${await says()}, want ${want}`)
    const before = await height(page)
    if (before < 44 || before > 70) fail(`an empty line is ${before} px high`)
    await page.type(line, 'Zehn Worte')
    await wait('')
    await page.type(line, ', und 😀')
    await wait('Zeichen übrig: 3')
    await page.$eval(line, field => { field.value = '' })
    await page.type(line, long)
    await wait(`Zeichen zu viel: ${long.length - 20}`)
    if (await height(page) < before + 20 || await hidden(page) > 0) fail(`the line is ${await height(page)} px high and hides ${await hidden(page)} px`)
    if (folder) await page.screenshot({ path: `${folder}/line ${fixed ? 'script' : 'style'}.png`, fullPage: true })
    await page.browserContext().close()
  }
  const page = await open(browser, { width: 320 })
  await page.goto(address)
  const note = await page.$eval(`noscript:has(+ ${line})`, element => element.innerText)
  if (note !== 'Zeichen höchstens: 20') fail(`without a script it says ${note}`)
  await page.type(line, long)
  if (await hidden(page) > 0) fail('without a script text is hidden')
  await page.browserContext().close()
})
