// The page on which people ask the podium: votes without loading it again, and a
// list that follows. The page works without it.

import { feed } from './feed.js'

const root = document.getElementById('podium')
const form = document.getElementById('votes')
const list = document.getElementById('waiting')
const done = document.getElementById('done')
const pattern = document.getElementById('pattern').content.firstElementChild

const lifetime = 72 * 3600_000 // of what the phone remembers, from the first vote
const calm = 3_000 // since somebody last touched the list, before it is put in order
const still = matchMedia('(prefers-reduced-motion: reduce)')
const key = `resonanz-podium-${location.pathname.split('/')[1]}`

// What the phone remembers: a random number that votes, and for what. There is nothing
// before the first vote, and perhaps no place for it.
let own = { voter: form.elements._voter.value, voted: [...root.querySelectorAll('[data-voted]')].map(item => item.id.slice(2)) }
try {
  const kept = JSON.parse(localStorage.getItem(key))
  if (kept?.until > Date.now()) own = kept
} catch {
  // Then this page alone knows.
}

function remember() {
  try {
    localStorage.setItem(key, JSON.stringify({ ...own, until: own.until ??= Date.now() + lifetime }))
  } catch {
    // As above.
  }
}

let touched = 0
let latest

for (const name of ['pointerdown', 'focusin']) list.addEventListener(name, () => { touched = Date.now() })

function mark(item, id) {
  item.toggleAttribute('data-voted', own.voted.includes(id))
}

function fresh(question) {
  const item = pattern.cloneNode(true)
  item.id = `q-${question.id}`
  const text = item.querySelector('.text')
  text.textContent = question.text
  text.id = `t-${question.id}`
  for (const button of item.querySelectorAll('button')) {
    button.value = question.id
    button.setAttribute('aria-describedby', text.id)
  }
  return item
}

/** Puts the items in their places; those that have moved are seen to. */
function arrange(place, items) {
  if (items.every((item, i) => place.children[i] === item) && place.children.length === items.length) return
  const before = new Map([...place.children].map(item => [item, item.getBoundingClientRect().top]))
  place.replaceChildren(...items)
  if (still.matches) return
  for (const item of items) {
    const way = before.get(item) - item.getBoundingClientRect().top
    if (way) item.animate([{ transform: `translateY(${way}px)` }, { transform: 'none' }], { duration: 300, easing: 'ease-out' })
  }
}

function show(frame) {
  latest = frame
  document.getElementById('off').hidden = frame.open
  root.toggleAttribute('data-off', !frame.open)
  const found = { waiting: [], done: [] }
  for (const question of frame.questions) {
    const item = document.getElementById(`q-${question.id}`) ?? fresh(question)
    item.toggleAttribute('data-current', question.current === true)
    item.querySelector('b').textContent = question.votes
    mark(item, question.id)
    const actions = item.querySelector('.do')
    if (actions) actions.hidden = question.done === true || !frame.open
    found[question.done ? 'done' : 'waiting'].push(item)
  }
  document.getElementById('none').hidden = found.waiting.length > 0
  done.hidden = found.done.length === 0
  arrange(done.querySelector('ul'), found.done)
  // Nothing moves under a finger; what is new stands at the end until then.
  if (Date.now() - touched > calm) arrange(list, found.waiting)
  else {
    const stay = [...list.children].filter(item => found.waiting.includes(item))
    arrange(list, [...stay, ...found.waiting.filter(item => !stay.includes(item))])
    setTimeout(() => show(latest), calm)
  }
}

async function vote(button) {
  const { name, value } = button
  const says = document.getElementById('voted')
  button.disabled = true
  let status = 0
  try {
    const values = new URLSearchParams({ _voter: own.voter, [name]: value, _pass: form.elements._pass?.value ?? '' })
    status = (await fetch(form.action, { method: 'POST', body: values, headers: { Accept: 'application/json' } })).status
  } catch {
    // There is no network.
  }
  button.disabled = false
  if (status >= 400 && status < 500) { // a wrong code, a question that is gone: the page says so
    form.elements._voter.value = own.voter
    const chosen = document.createElement('input')
    Object.assign(chosen, { type: 'hidden', name, value })
    form.append(chosen)
    form.submit()
    return
  }
  if (status !== 204) {
    says.textContent = says.dataset.failed
    return
  }
  const was = own.voted.includes(value)
  own.voted = own.voted.filter(id => id !== value)
  if (name === 'up') own.voted.push(value)
  remember()
  const item = document.getElementById(`q-${value}`)
  const count = item.querySelector('b')
  count.textContent = Number(count.textContent) + (name === 'up') - was
  mark(item, value)
  says.textContent = says.dataset[name]
  item.querySelector(name === 'up' ? '.back' : '.vote').focus()
}

form.addEventListener('submit', event => {
  event.preventDefault()
  if (event.submitter?.value) vote(event.submitter)
})

const question = document.getElementById('question')
const left = root.querySelector('.left')
question?.addEventListener('input', () => {
  const most = Number(question.dataset.most)
  const n = [...question.value.trim()].length
  left.textContent = n > most / 2 ? (n > most ? left.dataset.over : left.dataset.left).replace('{n}', Math.abs(most - n)) : ''
  left.classList.toggle('error', n > most)
})

root.dataset.script = ''
for (const item of list.children) { // the service has written only what can be done without a script
  const id = item.id.slice(2)
  item.querySelector('.do')?.replaceChildren(...fresh({ id, text: '' }).querySelector('.do').childNodes)
  mark(item, id)
}
feed(root, show)
