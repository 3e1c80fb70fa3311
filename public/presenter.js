// Keeps the presenter's page up to date, and takes the keys of a clicker.
import { feed, send } from './feed.js'
import { put } from './picture.js'

const root = document.getElementById('presenter')
const fill = (within, name, text = '') => put(within.querySelector(`[data-fill="${name}"]`), typeof text === 'string' ? { text } : text)

let shown

function cue(place, { said, question, facts } = {}) {
  fill(place, 'said', said)
  fill(place, 'question', question)
  fill(place, 'facts', facts)
}

function show(frame) {
  shown = frame
  root.toggleAttribute('data-running', frame.now !== undefined)
  for (const flag of ['revealed', 'blank']) root.toggleAttribute(`data-${flag}`, frame.stage[flag] === true)
  cue(root.querySelector('.now'), frame.now)
  cue(root.querySelector('.next'), frame.next)
  root.querySelector('[data-next]').hidden = !frame.next
  root.querySelector('[data-notes]').hidden = !frame.now?.note
  fill(root, 'note', frame.now?.note)
  fill(root, 'place', frame.place)
  fill(root, 'shows', frame.shows)
  tick()
}

const { now } = feed(root, show)
const two = n => String(n).padStart(2, '0')

function tick() {
  fill(root, 'clock', new Date(now()).toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit' }))
  const began = shown ? shown.began : Number(root.dataset.began)
  const seconds = Math.max(0, Math.round((now() - began) / 1000))
  root.querySelector('[data-elapsed]').hidden = !began
  if (began) fill(root, 'elapsed', `${Math.floor(seconds / 60)}:${two(seconds % 60)}`)
}

const act = async what => root.toggleAttribute('data-failed', !await send(root.dataset.control, { do: what }))

root.addEventListener('submit', event => {
  event.preventDefault()
  act(event.submitter.value)
})

const keys = {
  ArrowRight: 'next', PageDown: 'next', ' ': 'next', ArrowLeft: 'previous', PageUp: 'previous',
  r: () => root.hasAttribute('data-revealed') ? 'hide' : 'reveal', b: () => root.hasAttribute('data-blank') ? 'unblank' : 'blank',
}

addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key === ' ' && event.target.closest('button, a, summary')) return // which it presses
  const key = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  if (!key) return
  event.preventDefault()
  act(typeof key === 'string' ? key : key())
})

// A phone that goes dark between two slides helps nobody.
async function stayAwake() {
  if (document.visibilityState === 'visible') await navigator.wakeLock?.request('screen').catch(() => {})
}
document.addEventListener('visibilitychange', stayAwake)
stayAwake()
setInterval(tick, 1_000)
tick()
