// Every screen of the stages of a conference, as the hall sees it.
//
//   node stages.mjs BASE COOKIE EVENT SESSION... [FOLDER]
//
// COOKIE is that of a moderator who has signed in, as name=value; EVENT is the code
// of an event that people have answered in, SESSION one of its sessions. With a
// FOLDER, which begins with a slash, it leaves screenshots there.
import { open, run } from './browser.mjs'

const [base, cookie, ...rest] = process.argv.slice(2)
const folder = rest.at(-1).startsWith('/') ? rest.pop() : ''
const sizes = [[1920, 1080], [1280, 720]]
const leastType = .02 // of the height of the screen, what the last row can read
const mostItems = 4 // of a screen: the others look alike

await run(async (browser, fail) => {
  const page = await open(browser, { width: 1280, script: true })
  const [name, value] = cookie.split('=')
  await page.setCookie({ name, value, url: base })
  page.on('pageerror', error => fail(`script: ${error.message}`))
  let looked = 0

  const problems = least => page.evaluate(least => {
    const wrong = []
    const main = document.querySelector('main')
    if (!document.querySelector('h1').innerText.trim()) wrong.push('has no heading')
    if (main.innerText.replace(/\s/g, '').length < 4) wrong.push('is blank')
    for (const place of [document.documentElement, main, main.querySelector('.shown')]) {
      if (place.scrollHeight > place.clientHeight + 1 || place.scrollWidth > place.clientWidth + 1) wrong.push(`cuts what it shows: ${place.className || place.localName}`)
    }
    const smallest = [...main.querySelectorAll('*')].filter(element => element.checkVisibility() && !element.closest('svg, .away') &&
      [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()) && element.getBoundingClientRect().width > 1)
      .map(element => [parseFloat(getComputedStyle(element).fontSize), element.innerText.slice(0, 40)]).sort((a, b) => a[0] - b[0])[0]
    if (smallest && smallest[0] < least * innerHeight) wrong.push(`has type of ${smallest[0].toFixed(0)} px: ${smallest[1]}`)
    return wrong
  }, least)

  const look = async what => {
    for (const [width, height] of sizes) {
      await page.setViewport({ width, height })
      for (const scheme of ['dark', 'light']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }])
        await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))
        for (const problem of await problems(leastType)) if (scheme === 'dark') fail(`${what} at ${width}×${height} ${problem}`)
        looked++
        if (folder && (width === 1920 || scheme === 'light')) await page.screenshot({ path: `${folder}/hall ${what.replaceAll(/\W+/g, '-')} ${height} ${scheme}.png` })
      }
    }
  }
  const frame = () => page.evaluate(async address => (await fetch(address, { headers: { Accept: 'application/json' } })).text(), page.picture)
  /** Does what moderators do, and waits until the stage shows it. */
  const act = async (code, values) => {
    const before = await frame()
    const status = await page.evaluate(async (address, values) => (await fetch(address, { method: 'POST', body: new URLSearchParams(values), headers: { Accept: 'application/json' } })).status, `/moderate/${code}/stage`, values)
    if (status !== 204) fail(`${code}: ${JSON.stringify(values)}: ${status}`)
    const after = await frame()
    if (after === before) return false
    await page.reload() // which draws the newest picture from the server, as somebody sees it who comes now
    await page.waitForSelector('[data-link=live]')
    await page.waitForFunction(wanted => document.getElementById('stage').dataset.screen === wanted, {}, JSON.parse(after).screen)
    return true
  }
  for (const code of rest) {
    page.picture = `/screen/${code}/picture`
    await page.goto(`${base}/screen/${code}`)
    await page.waitForSelector('[data-link=live]')
    const screens = await page.$$eval('#help [data-key]', keys => keys.map(key => key.dataset.screen))
    for (const sealed of ['hide', 'reveal']) {
      await act(code, { do: sealed })
      for (const screen of screens) {
        await act(code, { do: 'open', screen })
        await look(`${code} ${screen} ${sealed}`)
        if (sealed === 'hide') continue
        for (let item = 2; item <= mostItems && await act(code, { do: 'next' }); item++) await look(`${code} ${screen} ${item}`)
      }
    }
    await act(code, { do: 'count_down', item: '15' })
    await look(`${code} countdown runs`)
    await act(code, { do: 'add_slide', item: 'Kaffeepause\nUm halb drei geht es im großen Saal weiter.' })
    await look(`${code} a slide`)
  }
  console.log(`${looked} pictures of the stages of ${rest}`)
})
