// Somebody sets a conference up, from the first link to the workbook, by pages
// alone, and the time for it is estimated.
//
//   node conference.mjs LINK mouse|keyboard DOWNLOADS [FOLDER]
//
// LINK creates the first account of an empty service. Who has the keyboard alone
// has no JavaScript either. The workbook is left in DOWNLOADS; with a FOLDER,
// screenshots are left there.
import { readdirSync } from 'node:fs'
import { comes, open, run } from './browser.mjs'
import { Person } from './person.mjs'

const [link, how, downloads, folder] = process.argv.slice(2)
const keyboard = how === 'keyboard'
const mostMinutes = 15
const mostStops = 25 // of the Tab key from one control to the next that somebody needs
const participants = 30
const rehearsal = 30 // seconds that it takes, as its page says, where nothing else goes on
const longestRehearsal = 120
const plenaries = ['09:30 Begrüßung, Großer Saal', '15:30 Abschlussrunde, Großer Saal']
const workshops = [
  '10:30–12:00 Schule und Ausbildung, Raum 1', '10:30–12:00 Arbeit und Beruf, Raum 2', '10:30–12:00 Wohnen, Raum 3',
  '13:15–14:45 Gesundheit, Raum 1', '13:15–14:45 Sprache lernen, Raum 2', '13:15–14:45 Ehrenamt, Raum 3',
]
const translated = {
  tr: { 'event.title': 'Herne Uyum Konferansı', 'forms.konferenz.intro': 'Yaklaşık iki dakika sürer. Yanıtlarınız anonimdir.', 'forms.konferenz.questions.gesamt.text': 'Konferanstan genel olarak ne kadar memnunsunuz?' },
  ar: { 'event.title': 'مؤتمر الاندماج في هيرنه', 'forms.konferenz.title': 'رأيك في المؤتمر' },
}

await run(async (browser, fail) => {
  const look = page => async name => {
    if (!folder) return
    for (const width of [360, 1280]) {
      await page.setViewport({ width, height: 800 })
      await page.screenshot({ path: `${folder}/${how} ${name.replaceAll(/\W+/g, '-')} ${width} px.png`, fullPage: true })
    }
  }
  const begin = async address => {
    const page = await open(browser, { width: 1280, script: !keyboard })
    page.on('pageerror', error => fail(`script: ${error.message}`))
    const person = new Person(page, { keyboard, look: look(page) })
    await page.goto(address)
    return { page, person }
  }
  const { page, person } = await begin(link)
  const at = path => `main a[href$="${path}"]`
  const back = 'p > a[href^="/organise/"]' // from what is printed
  const next = '#part button[value=next]'

  await person.reads('welcome')
  if (keyboard) await person.pastes('#token', link.split('#')[1])
  await person.writes('#name', 'organisation')
  await person.writes('#password', 'vier Wörter aus dem Hut')
  await person.goes('main .primary', 'events')
  await person.goes('main a[href="/organise/new"]', 'new event')
  await person.goes('form:has([value=integration]) button', 'tasks')

  await person.goes('main .act.solid', 'event')
  await person.writes('#f-title', 'Integrationskonferenz Herne 2027')
  await person.writes('#f-place', 'Kulturzentrum Herne')
  await person.dates('#f-starts', '2027-05-14')
  await person.dates('#f-starts-time', '09:30')
  await person.dates('#f-ends-time', '16:00')
  await person.writes('#f-headcount', '150')
  for (const language of ['tr', 'ar']) await person.ticks(`[name=languages][value=${language}]`)
  await person.goes(next, 'tasks with an event')

  await person.goes(at('/forms'), 'forms')
  await person.goes(at('/forms/konferenz'), 'first form')
  await person.goes(at('/konferenz/organisation'), 'question to change')
  await person.writes('#f-text', 'Organisation, Räume und Barrierefreiheit')
  await person.goes(next, 'first form, changed')
  await person.goes(at('/forms'), 'forms again')
  await person.goes(at('/forms/workshop'), 'second form')
  await person.goes('main .act.solid[href*=new-question]', 'new question')
  await person.picks('[name=kind][value=longtext]')
  await person.writes('#f-text', 'Was hat Ihnen gefehlt?')
  await person.goes('main form .act.solid', 'question')
  await person.presses('#g-show summary')
  await person.chooses('[name="show.1.item"]', 'gesamt')
  if (keyboard) await person.goes('#g-show .press button', 'question with answers to tick')
  else await person.sees('[name="show.1.values"]')
  for (const step of ['unzufrieden', 'sehr_unzufrieden']) await person.ticks(`[name="show.1.values"][value=${step}]`)
  await person.goes(next, 'second form, changed')
  await person.goes('.ways a + a', 'programme')
  for (const session of ['plenum', 'bildung', 'arbeit', 'wohnen']) await person.ticks(`[name=remove][value^="${session}:"]`)
  await person.goes('button[value=remove]', 'programme, emptied')
  for (const [form, kind, lines] of [['konferenz', 'plenary', plenaries], ['workshop', 'workshop', workshops]]) {
    await person.goes(at('/programme/lines'), 'lines')
    await person.pastes('#f-lines', lines.join('\n'))
    if (await page.$eval('#f-kind', list => list.value) !== kind) await person.chooses('#f-kind', kind)
    if (await page.$eval('#f-form', list => list.value) !== form) await person.chooses('#f-form', form)
    await person.goes('main form .buttons button[value=check]', 'lines, read')
    await person.goes('main button[value=add]', 'programme with sessions')
  }
  await person.goes('p > .act.solid', 'languages')
  for (const [language, texts] of Object.entries(translated)) {
    await person.goes(at(`/languages/${language}`), `translation ${language}`)
    for (const [path, text] of Object.entries(texts)) await person.writes(`[name="t.${path}"]`, text)
    if (keyboard) await person.enters(`translation ${language}, saved`)
    else await person.goes('.pairs .act.solid', `translation ${language}, saved`)
    await person.goes('main p > a[href$="/languages"]', 'languages, begun')
  }
  await person.goes('.over a', 'tasks with translations')
  await person.goes(at('/publish'), 'publish')
  await person.goes('main .act.solid', 'published')

  await person.goes(at('/signs'), 'signs')
  const signs = await page.$$eval('article', all => all.length)
  if (signs !== plenaries.length + workshops.length + 1) fail(`${signs} signs`)
  await person.goes(back, 'published, again')

  if (keyboard) await person.presses('.jumps a[href="#links"]')
  await person.presses('#links details summary')
  await person.writes('#link-label', 'Raum 1, Frau Kaya')
  await person.ticks('#links [name=session]')
  await person.goes('#links .new-link button', 'link')
  const address = await page.$eval('.whole', whole => whole.textContent.trim())
  const moderator = await begin(address)
  await moderator.person.reads('moderator: link')
  if (keyboard) await moderator.person.pastes('#token', address.split('#')[1])
  await moderator.person.goes('main .primary', 'moderator: session')
  await moderator.person.goes('.switch .if-planned[value=open]', 'moderator: session, open')
  await person.goes(back, 'published, with a link')

  await person.presses('.tile details summary')
  await person.goes('.tile details button[value=open]', 'open')
  await person.goes(at('/rehearsal'), 'rehearsal')
  await person.writes('#participants', String(participants))
  await person.goes('main button[value=start]', 'rehearsal, begun')
  if (!await comes(() => page.$('main button[value=purge]').catch(() => null), longestRehearsal)) fail(`the rehearsal does not end: ${await page.$eval('main', main => main.innerText)}`)
  person.waits(rehearsal)
  await person.reads('rehearsal, ended')
  const session = await page.createCDPSession()
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads, browserContextId: page.browserContext().id })
  await person.presses(at('/workbook'))
  if (!await comes(() => readdirSync(downloads).some(name => name.endsWith('.xlsx')))) fail('no workbook has come')

  report('organiser', person.pages, fail)
  report('moderator', moderator.person.pages, fail)
})

/** Prints what each page took, and fails if all of it is too long. */
function report(who, pages, fail) {
  const whole = { name: 'all', fields: 0, clicks: 0, keys: 0, stops: 0, words: 0, seconds: 0 }
  for (const page of pages) for (const what of Object.keys(whole)) if (what !== 'name') whole[what] += page[what]
  whole.stops = Math.max(...pages.map(page => page.stops))
  const minutes = whole.seconds / 60
  console.log(`${who}, ${how}: ${minutes.toFixed(1)} minutes`)
  console.log('fields clicks  keys stops words seconds  page')
  for (const { name, fields, clicks, keys, stops, words, seconds } of [...pages, whole]) {
    console.log([fields, clicks, keys, stops, words, seconds.toFixed(1)].map(n => String(n).padStart(5)).join(' ') + `  ${name}`)
  }
  if (minutes > mostMinutes) fail(`${who}: ${minutes.toFixed(1)} minutes, more than ${mostMinutes}`)
  if (whole.stops > mostStops) fail(`${who}: ${whole.stops} stops of the Tab key on a page, more than ${mostStops}`)
}
