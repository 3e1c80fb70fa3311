// A participant who has nothing but a keyboard, from the form by way of an error
// to the receipt.
//
//   node keyboard.mjs BASE SESSION LANGUAGE
//
// The session has the form of testdata/kinds.yaml, of which one question has to
// be answered.
import { comes, open, run } from './browser.mjs'

const [base, session, language] = process.argv.slice(2)

await run(async (browser, fail) => {
  const page = await open(browser, { width: 1280, language })
  const key = name => page.keyboard.press(name)
  const go = name => Promise.all([page.waitForNavigation(), key(name)])
  /** What has the focus, and whether that can be seen. */
  const focus = () => page.evaluate(() => {
    const element = document.activeElement
    const { outlineStyle, outlineWidth } = getComputedStyle(element.closest('.row') ?? element)
    return { name: element.name ?? '', tag: element.localName, id: element.id, seen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 }
  })
  /** Goes on until the focus is where it shall be. */
  const until = async reached => {
    for (let steps = 0; steps < 200; steps++) {
      await key('Tab')
      const now = await focus()
      if (!now.seen) fail(`the focus on ${now.tag} ${now.name || now.id} cannot be seen`)
      if (reached(now)) return
    }
    throw new Error(`never reached: ${reached}`)
  }
  const sender = now => now.tag === 'button' && !now.name

  await page.goto(`${base}/${session}/${language}`)
  const names = await page.$$eval('#answers :is(input:not([type=hidden]), select, textarea)', all => [...new Set(all.map(control => control.name))])
  const reached = new Set()
  await until(now => {
    reached.add(now.name)
    return sender(now)
  })
  for (const name of names) if (!reached.has(name)) fail(`${name} cannot be reached`)
  await go('Enter')
  if (!await comes(async () => (await focus()).id === 'summary')) fail('the summary of errors has not got the focus')

  await until(now => now.tag === 'a')
  await key('Enter')
  if (!await comes(async () => (await focus()).name === 'gesamt')) fail(`the summary leads to ${(await focus()).name}`)
  await key('Space')
  await key('ArrowDown')
  if (await page.$eval('[name=gesamt]:checked', control => control.value) !== 'mittel') fail('the arrow does not choose the next step')
  await until(now => now.name === 'satz')
  await page.keyboard.type('Getippt')
  await until(sender)
  await go('Enter')
  if (await page.$('#summary')) { // asked once for what may be left out
    await until(sender)
    await go('Enter')
  }
  if (!page.url().includes('/receipt/')) fail(`not sent: ${page.url()}`)
})
