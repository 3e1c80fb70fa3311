// Keeps the moderator's page of a podium up to date, and works it by keys. Without it
// the page loads itself again.

import { feed, send } from './feed.js'

const root = document.getElementById('podium')
const pattern = document.getElementById('question').content.firstElementChild
const failed = root.querySelector('.failed')
const undone = root.querySelector('.undone')
const parts = new Map([...root.querySelectorAll('[data-part]')].map(part => [part.dataset.part, part.querySelector('ul')]))
const path = location.pathname

const actOf = ({ status, current }) => current ? 'now' : { pending: 'wait', approved: 'approve', answered: 'answer', hidden: 'hide' }[status]

let questions = new Map() // by id, as the last frame has them

function fresh({ id, text }) {
  const item = pattern.cloneNode(true)
  item.id = `p-${id}`
  item.querySelector('form').action = `${path}/${id}`
  item.querySelector('.said').textContent = text
  return item
}

function show(frame) {
  questions = new Map(frame.questions.map(question => [question.id, question]))
  for (const button of root.querySelectorAll('[name=mode]')) button.setAttribute('aria-pressed', button.value === frame.mode)
  const items = new Map([...root.querySelectorAll('li[id^=p-]')].map(item => [item.id, item]))
  const focused = document.activeElement
  for (const [status, list] of parts) {
    const wanted = frame.questions.filter(question => question.status === status).map(question => {
      const item = items.get(`p-${question.id}`) ?? fresh(question)
      item.querySelector('b').textContent = question.votes
      item.toggleAttribute('data-current', question.current === true)
      for (const mark of item.querySelectorAll('[data-mark]')) mark.hidden = !(question.hints ?? []).includes(mark.dataset.mark)
      return item
    })
    if (wanted.length !== list.children.length || wanted.some((item, i) => list.children[i] !== item)) list.replaceChildren(...wanted)
    list.parentElement.querySelector('.n').textContent = wanted.length
  }
  // Whoever works by keys stays where they are.
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true })
}

async function change(id, act) {
  const was = questions.get(id)
  failed.hidden = await send(`${path}/${id}`, { do: act })
  if (!failed.hidden || !was) return
  undone.action = `${path}/${id}`
  undone.querySelector('button').value = actOf(was)
  undone.hidden = false
}

root.addEventListener('submit', async event => {
  const { target, submitter } = event
  if (!('quiet' in target.dataset)) return
  event.preventDefault()
  if (target.classList.contains('modes')) failed.hidden = await send(target.action, { mode: submitter.value })
  else {
    if (target === undone) undone.hidden = true
    await change(target.action.split('/').pop(), submitter.value)
  }
})

const items = () => [...root.querySelectorAll('li[id^=p-]')]

function step(by) {
  const all = items()
  const at = all.indexOf(document.activeElement.closest('li'))
  all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus()
}

const acts = { f: 'approve', x: 'hide', j: 'now', b: 'answer' }

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, textarea, select')) return
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.key === 'ArrowDown' ? 1 : -1)
  else if (event.key === 'u' && !undone.hidden) undone.requestSubmit(undone.querySelector('button'))
  else {
    const item = document.activeElement.closest('li')
    if (!item || !(event.key in acts)) return
    const all = items()
    const next = all[all.indexOf(item) + 1] ?? all[all.indexOf(item) - 1]
    change(item.id.slice(2), acts[event.key])
    next?.focus()
  }
  event.preventDefault()
})

root.dataset.script = ''
feed(root, show)
