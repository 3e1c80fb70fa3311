// What a speaker sees, from the link to the figures, in every look.
//
//   node speaker.mjs BASE TOKEN SESSION OTHER [FOLDER]
//
// TOKEN is that of a link for the speaker of both sessions. OTHER has no figures. With a
// FOLDER it leaves screenshots there.
import { open, run } from './browser.mjs'
import { inspect } from './inspect.mjs'

const [base, token, session, other, folder] = process.argv.slice(2)

const deskTarget = 24 // as on the other pages of the desk
const looks = [
  { width: 320, scheme: 'light', language: 'de' },
  { width: 360, scheme: 'dark', language: 'de', contrast: 'more' },
  { width: 320, scheme: 'light', forced: 'active', language: 'ar' },
  { width: 1280, scheme: 'light', language: 'ar' },
  { width: 1280, scheme: 'dark', language: 'en' },
]

await run(async (browser, fail) => {
  for (const look of looks) await visit(browser, look, fail)
})

async function visit(browser, look, fail) {
  const page = await open(browser, { ...look, script: true })
  const label = `${look.language} ${look.width} px ${look.scheme}${look.forced ? ' forced' : ''}`
  const see = async (name, target) => {
    if (folder) await page.screenshot({ path: `${folder}/${name} ${label}.png`, fullPage: true })
    await inspect(page, `${name} ${label}`, fail, target)
  }
  await page.goto(`${base}/speaker/sign-in#${token}`)
  await page.waitForFunction(() => document.getElementById('token').value)
  if (page.url().includes('#')) fail(`${label}: the token stays in the address`)
  await see('enter', deskTarget)
  await Promise.all([page.waitForNavigation(), page.click('button.primary')])
  await page.goto(`${base}/speaker/all/${look.language}`)
  await see('sessions')
  for (const [name, code] of [['figures', session], ['none', other]]) {
    await page.goto(`${base}/speaker/${code}/${look.language}`)
    if (await page.$eval('html', it => it.lang) !== look.language) fail(`${label}: ${name} in another language`)
    await see(name)
  }
  await page.emulateMediaType('print')
  await page.goto(`${base}/speaker/${session}/${look.language}`)
  if (folder) await page.screenshot({ path: `${folder}/print ${label}.png`, fullPage: true })
  await page.browserContext().close()
}
