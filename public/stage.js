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
const least = .3 // of the size that the last row reads best; what needs less than that can be scrolled to
const full = () => [main, main.querySelector('.shown')].some(place => place.scrollHeight > place.clientHeight + 1)

/** Makes the type as large as the screen has room for: long questions must not push the last bar out of it. */
function fit() {
  main.style.removeProperty('--fit')
  if (!full()) return
  let [small, large] = [least, 1]
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
const { age, now } = feed(root, show, name)
const passed = seconds => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`

function clock() {
  const left = Math.round((picture?.closes - now()) / 1000)
  says(root, 'closes', left > 0 ? root.dataset.closes.replace('{time}', passed(left)) : '')
  const old = Math.round(age() / 1000)
  says(root, 'age', age() > stale ? root.dataset.age.replace('{time}', passed(old)) : '')
}

let said = ''
function say() {
  const text = [...root.querySelectorAll('[data-fill="note"]:not([hidden]), caption, tbody tr, .quotes h2, .quotes li, .lines li, .asked li')].map(part => part.innerText).join('. ')
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
    r: () => act({ do: picture.revealed ? 'hide' : 'reveal' }),
    f: () => act({ do: picture.frozen ? 'unfreeze' : 'freeze' }), // an event's has nothing to freeze, and says no
    b: () => act({ do: picture.blank ? 'unblank' : 'blank' }),
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
