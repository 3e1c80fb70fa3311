// Keeps the moderator's page up to date. The server has written all of the
// page; a frame is the whole state, and only fills in numbers.

import { feed, send } from './feed.js'

const root = document.getElementById('live')
const { lang } = document.documentElement
const whole = new Intl.NumberFormat(lang)
const signed = { format: value => whole.format(value).replace('-', '\u2212') }
const tenth = new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const percent = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 })
const ago = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' })

const sayEvery = 10_000 // a screen reader must have time to finish
const grace = 3_000 // of the time in which the service undoes, what the way there may take

// What is on the page.

const fill = (within, name, text) => {
  const place = within.querySelector(`[data-fill="${name}"]`)
  if (place && place.textContent !== text) place.textContent = text
}

const make = (name, text = '') => {
  const element = document.createElement(name)
  element.textContent = text
  return element
}

function fact(question, name, value, format) {
  const place = question.querySelector(`[data-fact="${name}"]`)
  if (!place) return
  place.hidden = value === undefined
  place.querySelector('dd').textContent = value === undefined ? '' : format.format(value)
}

// Numbers and days have no rows before somebody gives one. A copy of the rest
// would need HTML, so it is made by hand.
function freeRow(code) {
  const put = (name, role, of, ...inside) => {
    const element = make(name)
    element.setAttribute('role', role)
    Object.assign(element.dataset, of)
    element.append(...inside)
    return element
  }
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('class', 'meter')
  svg.setAttribute('aria-hidden', 'true')
  svg.appendChild(document.createElementNS(svg.namespaceURI, 'rect')).setAttribute('height', '100%')
  const label = make('span')
  label.dataset.fill = 'share'
  const head = put('th', 'rowheader', {}, code)
  const share = put('td', 'cell', {}, svg, ' ', label)
  const count = put('td', 'cell', { fill: 'count' })
  head.scope = 'row'
  share.className = 'share'
  count.className = 'figure'
  return put('tr', 'row', { option: code }, head, share, count)
}

function showItem(item) {
  const question = root.querySelector(`.question[data-item="${CSS.escape(item.key)}"]`)
  if (!question) return
  question.toggleAttribute('data-suppressed', item.suppressed === true)
  fact(question, 'n', item.n, whole)
  fact(question, 'na', item.na, whole)
  fact(question, 'top', item.top, percent)
  fact(question, 'nps', item.nps, signed)
  fact(question, 'mean', item.mean, tenth)
  const options = item.options ?? []
  const body = question.querySelector('tbody')
  if (question.hasAttribute('data-free')) body.replaceChildren(...options.map(option => freeRow(option.code)))
  for (const row of body.rows) {
    const option = options.find(one => one.code === row.dataset.option)
    fill(row, 'count', option ? whole.format(option.count) : '')
    fill(row, 'share', option ? percent.format(option.share) : '')
    fill(row, 'rank', option?.rank === undefined ? '' : tenth.format(option.rank))
    row.querySelector('rect').setAttribute('width', `${100 * (option?.share ?? 0)}%`)
  }
}

let changed
let shown

function show(state) {
  if (shown) changed = Date.now()
  shown = state
  root.dataset.state = state.state
  root.dataset.doubt = state.doubt ?? ''
  root.dataset.shown = state.shown ? 'some' : 'none'
  fill(root, 'n', whole.format(state.n))
  root.querySelector('[data-fill="turnout"]').setAttribute('width', `${state.headcount ? Math.min(100, 100 * state.n / state.headcount) : 0}%`)
  showRoom(state)
  const stand = root.querySelector('[data-fill="stand"]')
  fill(root, 'stand', stand.dataset.text.replace('{shown}', whole.format(state.shown)).replace('{n}', whole.format(state.n)))
  const first = root.querySelector('[data-fill="first"]')
  if (first) tell('first', first.dataset.text, { n: whole.format(state.missing ?? 0) })
  for (const name of ['withdrawn', 'left']) {
    const place = root.querySelector(`[data-fill="${name}"]`)
    place.hidden = !state[name]
    tell(name, place.dataset.text, { n: whole.format(state[name] ?? 0) })
  }
  fill(root, 'checksum', state.checksum ?? '')
  root.querySelector('[data-sum]').hidden = !state.checksum
  state.items?.forEach(showItem)
  showComments(state.comments)
  showStage(state.stage)
}

const tell = (name, text, values = {}) => fill(root, name, Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), text))

function showRoom({ n, headcount, room, podium = 0 }) {
  const of = root.querySelector('[data-fill="of"]').dataset
  tell('of', (n === 1 ? of.one : of.more) + (!headcount ? '' : n > headcount ? of.over : of.room), { n: whole.format(headcount ?? 0) })
  const asked = root.querySelector('[data-fill="podium"]')
  asked.hidden = !podium
  tell('podium', asked.dataset.text, { n: whole.format(podium) })
  tell('filling', root.querySelector('[data-fill="filling"]').dataset.text, { n: whole.format(room.filling) })
  const screens = root.querySelector('[data-fill="screens"]')
  tell('screens', screens.dataset.text + (room.lost ? ` ${screens.dataset.lost}` : ''), { n: whole.format(room.screens), time: room.lost })
  screens.toggleAttribute('data-lost-now', room.lost !== undefined)
  const high = 24
  const most = Math.max(1, ...room.rate)
  root.querySelectorAll('.rate rect').forEach((bar, i) => {
    bar.setAttribute('height', high * room.rate[i] / most)
    bar.setAttribute('y', high - high * room.rate[i] / most)
  })
}

function showComments({ all, left }) {
  const link = root.querySelector('[data-comments]')
  link.hidden = all === 0
  fill(link, 'waiting', whole.format(left))
}

function showClosing() {
  const left = Math.round((shown?.closes - now()) / 1000)
  const place = root.querySelector('[data-fill="closes"]')
  place.hidden = !(left > 0)
  root.toggleAttribute('data-closing', left > 0)
  if (left > 0) tell('closes', place.dataset.text, { time: `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` })
}

// What the moderator does.

function showStage(stage) {
  for (const flag of ['revealed', 'frozen', 'blank']) root.toggleAttribute(`data-${flag}`, stage[flag] === true)
  for (const button of root.querySelectorAll('.screens button')) {
    const { screen, item } = button.dataset
    button.setAttribute('aria-pressed', screen === stage.screen && (item ?? stage.item ?? '') === (stage.item ?? ''))
  }
}

function tick() {
  const seconds = Math.round((Date.now() - changed) / 1000)
  if (changed) fill(root, 'age', seconds < 60 ? ago.format(-seconds, 'second') : ago.format(-Math.round(seconds / 60), 'minute'))
  root.querySelector('.age').hidden = !changed
  showClosing()
  root.querySelector('.undo').hidden = !(shown?.stage.undo - grace > now())
}

// A button of these forms does its work without leaving the page.
root.addEventListener('submit', async event => {
  const { submitter, target } = event
  if (!target.matches('[data-quiet]')) return
  event.preventDefault()
  const values = new FormData(target, submitter)
  root.toggleAttribute('data-failed', !await send(target.action, values))
})

// The keys of the stage, unless they are switched off: single letters are in the way of who speaks to a computer.
const switched = document.getElementById('keys')
switched.parentElement.hidden = false
switched.checked = localStorage.keys !== 'off'
switched.addEventListener('change', () => { localStorage.keys = switched.checked ? 'on' : 'off' })
const acts = {
  r: stage => stage.revealed ? 'hide' : 'reveal',
  f: stage => stage.frozen ? 'unfreeze' : 'freeze',
  b: stage => stage.blank ? 'unblank' : 'blank',
  u: () => 'undo',
  ArrowRight: () => 'next',
  ArrowLeft: () => 'previous',
}
addEventListener('keydown', async event => {
  if (!switched.checked || !shown || event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input:not([type=checkbox]), textarea, select')) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const { screen } = root.querySelector(`.screens [data-key="${CSS.escape(key.toUpperCase())}"]`)?.dataset ?? {}
  const values = screen ? { do: 'open', screen } : acts[key] && { do: acts[key](shown.stage) }
  if (!values) return
  event.preventDefault()
  root.toggleAttribute('data-failed', !await send(root.querySelector('.screens form').action, values))
})

// One sentence at a time for those who cannot see the numbers move.
let said = ''
function say() {
  const place = root.querySelector('[role="status"]')
  const state = root.querySelector(`.state.${root.dataset.state}`).textContent
  const text = shown && place.dataset.say.replace('{n}', whole.format(shown.n)).replace('{state}', state)
  if (text && text !== said) place.textContent = said = text
}

const { now } = feed(root, show)
setInterval(tick, 1_000)
setInterval(say, sayEvery)
tick()
