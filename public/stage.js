// Keeps the projector up to date and takes its keys. The picture comes ready to
// be read.
import { feed, send } from './feed.js'
import { draw, says } from './picture.js'

const root = document.getElementById('stage')
const page = document.documentElement
const sayEvery = 10_000 // a screen reader must have time to finish
const stale = 20_000 // without a heartbeat for as long, the age is shown

let picture

function show(next) {
  picture = next
  draw(root, next)
  clock()
  fit()
}

const main = root.querySelector('main')
const most = 1.6 // times the size that the last row reads best: larger, and a line has too few words
const least = .3 // of the size that the last row reads best; what needs less than that can be scrolled to
const full = () => [main, main.querySelector('.shown')].some(place => place.scrollHeight > place.clientHeight + 1 || place.scrollWidth > place.clientWidth + 1)

/** Makes the type as large as the screen has room for: the last row wants to read it, and long questions must not push the last bar out of it. */
function fit() {
  let [small, large] = [least, most]
  main.style.setProperty('--fit', large)
  if (!full()) return
  while (large - small > .01) {
    const middle = (small + large) / 2
    main.style.setProperty('--fit', middle)
    if (full()) large = middle
    else small = middle
  }
  main.style.setProperty('--fit', small)
}

// By a name the service knows that a screen which has lost its stream still polls.
const name = root.dataset.stream ? `&screen=${Math.random().toString(36).slice(2)}` : ''
// A window that is closed is no screen that was lost.
addEventListener('pagehide', () => { if (root.dataset.leave) navigator.sendBeacon(`${root.dataset.leave}?${name.slice(1)}`) })
const { age, now } = feed(root, show, name)
const passed = seconds => seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

const untilEnd = 60_000 // for as long a countdown says that it has ended

/** Shows what is left of the countdown: large on its own screen, and in the corner of all others. */
function countDown() {
  const large = picture?.screen === 'countdown'
  const left = Math.round((picture?.until - now()) / 1000)
  const shown = left > 0 ? passed(left) : left > -untilEnd / 1000 || large ? root.dataset.up : ''
  const text = picture?.until && !picture.blank ? shown : ''
  says(root, 'timer', large ? text : '')
  says(root, 'until', large ? '' : text)
}

function clock() {
  countDown()
  const left = Math.round((picture?.closes - now()) / 1000)
  says(root, 'closes', left > 0 ? root.dataset.closes.replace('{time}', passed(left)) : '')
  const old = Math.round(age() / 1000)
  says(root, 'age', age() > stale ? root.dataset.age.replace('{time}', passed(old)) : '')
}

let said = ''
function say() {
  const text = [...root.querySelectorAll('[data-fill="note"]:not([hidden]), caption, tbody tr, .quotes h2, .quotes li, .telling:not([hidden]) p, .asked li')].map(part => part.innerText).join('. ')
  const status = root.querySelector('[role="status"]')
  const brief = picture && !picture.blank ? `${picture.heading.text}. ${picture.count ?? ''} ${picture.of ?? ''} ${text}`.slice(0, 400) : ''
  if (brief !== said) status.textContent = said = brief
}

// Keys. What all screens show goes by the service and comes back as a picture.

const overlay = document.getElementById('qr')
const help = document.getElementById('help')
const toggle = dialog => dialog.open ? dialog.close() : dialog.show()
const act = (values) => send(root.dataset.control, values)
const keys = {
  '?': () => toggle(help),
  q: () => toggle(overlay),
  d: () => { page.dataset.theme = getComputedStyle(root).colorScheme.includes('dark') ? 'light' : 'dark' },
  Enter: () => document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen(),
  Escape: () => { help.close(); overlay.close() },
}
if (root.dataset.control) {
  Object.assign(keys, {
    r: () => act({ do: picture?.revealed ? 'hide' : 'reveal' }),
    f: () => act({ do: picture?.frozen ? 'unfreeze' : 'freeze' }), // an event's has nothing to freeze, and says no
    b: () => act({ do: picture?.blank ? 'unblank' : 'blank' }),
    u: () => act({ do: 'undo' }),
    ArrowRight: () => act({ do: 'next' }),
    ArrowLeft: () => act({ do: 'previous' }),
    PageDown: () => act({ do: 'next' }), // as clickers send it
    PageUp: () => act({ do: 'previous' }),
  })
  for (const { dataset: { key, screen } } of help.querySelectorAll('[data-key]')) {
    keys[key.toLowerCase()] = () => act({ do: 'open', screen })
  }
}

addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, textarea, select, [contenteditable]')) return
  const press = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!press || event.key === 'Enter' && event.target.closest('button, a')) return
  event.preventDefault()
  press()
})
document.getElementById('keys').addEventListener('click', () => toggle(help))
help.querySelector('button').addEventListener('click', () => help.close())

// A screen that goes dark in the middle of a talk helps nobody.
async function stayAwake() {
  if (document.visibilityState === 'visible') await navigator.wakeLock?.request('screen').catch(() => {})
}
document.addEventListener('visibilitychange', stayAwake)
stayAwake()
addEventListener('resize', fit)
fit()
setInterval(clock, 1_000)
setInterval(say, sayEvery)
