// Keeps the moderator's page of comments up to date, and does what is asked for
// without leaving it. The server writes all lines; this fetches those that are
// new, that change, and that come next, as parts of the same page.
//
// A token is the beginning of a comment's id, a letter for its state, and some
// digits that change with its text and its tags.

import { feed } from './feed.js'

const root = document.getElementById('comments')
const lines = document.getElementById('lines')
const decide = document.getElementById('decide')
const told = root.querySelector('.told')
const { here, query, code } = root.dataset
const idLength = 12
const tokenLength = 16
const perFetch = 100 // tokens in one address
const fewLeft = 8 // lines, from which on the next ones are fetched
const whole = new Intl.NumberFormat(document.documentElement.lang)

const split = tokens => tokens.match(new RegExp(`.{${tokenLength}}`, 'g')) ?? []
const idOf = token => token.slice(0, idLength)
const all = () => [...lines.querySelectorAll('li[data-tokens]')]
const button = name => root.querySelector(`[data-do="${name}"]`)
const tell = (name, n) => { told.textContent = told.dataset[name].replace('{n}', whole.format(n)) }

// What this browser has shown: it is kept while the tab is open. The service
// keeps no time at which a comment came, so "unread" is all that can be new.

const seenKey = `seen ${code}`
const seen = new Set((sessionStorage.getItem(seenKey) ?? '').match(/.{12}/g))
const seenBefore = new Set(seen)
const watcher = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue
    split(target.dataset.tokens).forEach(token => seen.add(idOf(token)))
    watcher.unobserve(target)
  }
  sessionStorage.setItem(seenKey, [...seen].join(''))
  showUnread()
})

// The line that a button or a key is about, unless some are ticked.

let current = null

function makeCurrent(line, focus = false) {
  if (current && current !== line) {
    current.removeAttribute('aria-current')
    current.querySelector('details').open = false
  }
  current = line
  if (!line) return
  line.setAttribute('aria-current', 'true')
  line.querySelector('details').open = true
  if (focus) line.querySelector('summary').focus()
  line.scrollIntoView({ block: 'nearest' })
}

function step(by, focus) {
  const list = all()
  makeCurrent(list[Math.min(list.length - 1, Math.max(0, list.indexOf(current) + by))] ?? null, focus)
}

// Lines that come and go.

function welcome(line) {
  line.toggleAttribute('data-unread', seenBefore.size > 0 && !seenBefore.has(idOf(line.dataset.tokens)))
  watcher.observe(line)
}

// A page as a document: that is the one way to read HTML that our policy allows,
// and nothing in it runs.
const fetchPage = address => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest()
  request.open('GET', address)
  request.responseType = 'document'
  request.onload = () => request.status === 200 && request.response?.getElementById('lines') ? resolve(request.response) : reject(new Error(request.status))
  request.onerror = reject
  request.send()
})

/** Puts the lines of a fetched page behind those of their questions. */
function take(page) {
  for (const section of page.querySelectorAll('#lines > section')) {
    let own = lines.querySelector(`section[data-item="${CSS.escape(section.dataset.item)}"]`)
    if (!own) {
      own = document.importNode(section, true)
      own.querySelector('ul').replaceChildren()
      lines.append(own)
    }
    for (const line of section.querySelectorAll('li[data-tokens]')) {
      const added = document.importNode(line, true)
      const old = document.getElementById(added.id)
      if (old) {
        if (old === current) { current = added; added.setAttribute('aria-current', 'true'); added.querySelector('details').open = true }
        added.querySelector('input').checked = old.querySelector('input').checked
        old.replaceWith(added)
      } else {
        own.querySelector(':scope > ul').append(added)
      }
      welcome(added)
    }
  }
}

const only = tokens => `${here}${query}&only=${tokens.join('')}`

/** Fetches the lines of comments anew; those that the filter leaves no more go. */
async function refresh(tokens) {
  const ids = new Set(tokens.map(idOf))
  for (let i = 0; i < tokens.length; i += perFetch) {
    const page = await fetchPage(only(tokens.slice(i, i + perFetch)))
    const come = new Set([...page.querySelectorAll('#lines li[data-tokens]')].map(line => line.id))
    for (const line of all()) {
      if (!come.has(line.id) && split(line.dataset.tokens).some(token => ids.has(idOf(token)))) remove(line)
    }
    take(page)
  }
  settle()
}

function remove(line) {
  if (line === current) {
    const list = all()
    const focused = line.contains(document.activeElement)
    makeCurrent(list[list.indexOf(line) + 1] ?? list[list.indexOf(line) - 1] ?? null, focused)
  }
  line.remove()
}

let fetching = false
async function more() {
  const link = button('more')
  if (fetching || link.hidden) return
  fetching = true
  try {
    const page = await fetchPage(link.href)
    const next = page.querySelector('[data-do="more"]')
    link.href = next.href
    link.hidden = next.hidden
    take(page)
  } catch { told.textContent = told.dataset.lost }
  fetching = false
  settle()
}

function settle() {
  const list = all()
  root.querySelector('.nothing').hidden = list.length > 0
  if (!list.includes(current)) makeCurrent(list[0] ?? null)
  if (list.length < fewLeft && !unreadOnly) more()
}

// What the service says of all comments.

let tokens = [] // of all comments, as they are now
const fresh = new Set() // ids of those that have come while the page is open
let known = null

const filter = new URLSearchParams(query)
const state = filter.get('state') ?? 'pending'
const letters = { pending: 'p', approved: 'a', hidden: 'h' }
const isIn = (token, name) => {
  const letter = token[idLength]
  return name === 'all' || (name === 'starred' ? letter !== letter.toLowerCase() : letter.toLowerCase() === letters[name])
}

function show({ left, sets }) {
  const wanted = sets.filter(({ item, session }) => (!filter.get('item') || item === filter.get('item')) && (!filter.get('session') || session === filter.get('session')))
  tokens = wanted.flatMap(set => split(set.tokens))
  root.querySelector('[data-fill="left"]').textContent = whole.format(left)
  for (const link of root.querySelectorAll('[data-state]')) {
    const n = tokens.filter(token => isIn(token, link.dataset.state)).length
    link.querySelector('[data-fill="n"]').textContent = whole.format(n)
    link.hidden = n === 0 && link.dataset.state !== state
  }
  const now = new Set(tokens)
  const gone = all().flatMap(line => split(line.dataset.tokens)).filter(token => !now.has(token))
  if (gone.length && !busy) refresh(gone).catch(() => {})
  if (known) for (const token of tokens) if (!known.has(idOf(token)) && isIn(token, state)) fresh.add(idOf(token))
  known = new Set(tokens.map(idOf))
  showFresh()
  showUnread()
}

function showFresh() {
  const come = button('new')
  for (const line of all()) split(line.dataset.tokens).forEach(token => fresh.delete(idOf(token)))
  come.hidden = fresh.size === 0
  come.textContent = come.dataset.text.replace('{n}', whole.format(fresh.size))
}

let unreadOnly = false
function showUnread() {
  const unread = button('unread')
  const n = tokens.filter(token => !seen.has(idOf(token))).length
  unread.hidden = n === 0 && !unreadOnly
  unread.querySelector('[data-fill="unread"]').textContent = whole.format(n)
}

// What the moderator does.

let busy = 0

async function send(values, chosen) {
  busy++
  try {
    const answer = await fetch(decide.action, { method: 'POST', body: new URLSearchParams(values), headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error(answer.status)
    const { done, refused, undone } = await answer.json()
    if (refused) tell('refused', refused)
    else if (undone) tell('undone', done)
    else tell(values.get('do') === 'undo' ? 'nothing' : 'done', done)
    button('unread').blur()
    root.querySelector('.undo').toggleAttribute('data-none', undone === true || done === 0)
    if (chosen.length) await refresh(chosen)
  } catch {
    told.textContent = told.dataset.lost
    if (chosen.length) await refresh(chosen).catch(() => {})
  }
  busy--
}

/** Does something to the ticked lines, or to the current one. */
function act(name, value) {
  const ticked = all().filter(line => line.querySelector('input').checked)
  const about = ticked.length ? ticked : current ? [current] : []
  const chosen = name === 'do' && value === 'undo' ? [] : about.flatMap(line => split(line.dataset.tokens))
  if (name === 'do' && value !== 'undo' && !chosen.length) return
  const values = new URLSearchParams({ hand: decide.elements.hand.value, from: decide.elements.from.value, [name]: value })
  if (value === 'tag') values.set('tag', decide.elements.tag.value)
  values.set('c', chosen.join(''))
  const leaves = { approve: 'approved', hide: 'hidden' }[value]
  if (name === 'do' && leaves && state in letters && leaves !== state) {
    const active = document.activeElement
    const focused = lines.contains(active)
    for (const line of about) {
      line.querySelector('input').checked = false
      remove(line)
    }
    if (focused && current) current.querySelector('summary').focus()
    settle()
  } else {
    for (const line of ticked) line.querySelector('input').checked = false
  }
  send(values, chosen)
}

decide.addEventListener('submit', event => {
  event.preventDefault()
  const { name, value } = event.submitter
  if (value === 'tag' && !decide.elements.tag.value.trim()) return
  act(name, value)
  if (value === 'tag' || name === 'chosen') {
    decide.elements.tag.value = ''
    decide.querySelector('.tagging').open = false
  }
})

decide.elements.tag.addEventListener('keydown', event => {
  if (event.key !== 'Enter') return
  event.preventDefault()
  decide.querySelector('[value="tag"]').click()
})

document.getElementById('stage').addEventListener('submit', async event => {
  event.preventDefault()
  const values = new URLSearchParams(new FormData(event.target, event.submitter))
  try {
    const answer = await fetch(event.submitter.formAction, { method: 'POST', body: values, headers: { Accept: 'application/json' } })
    if (!answer.ok) throw new Error(answer.status)
    tell('done', 1)
  } catch { told.textContent = told.dataset.lost }
})

let lastTicked = null
lines.addEventListener('click', event => {
  const line = event.target.closest('li[data-tokens]')
  if (!line) return
  if (event.target.matches('input')) {
    const list = all()
    if (event.shiftKey && lastTicked?.isConnected) {
      const [from, to] = [list.indexOf(lastTicked), list.indexOf(line)].sort((a, b) => a - b)
      for (const between of list.slice(from, to + 1)) between.querySelector('input').checked = event.target.checked
    }
    lastTicked = line
  } else if (event.target.closest('summary') && current !== line) {
    event.preventDefault()
    makeCurrent(line)
  }
})
lines.addEventListener('focusin', event => {
  const line = event.target.closest('li[data-tokens]')
  if (line && event.target.matches('summary') && event.target.matches(':focus-visible')) makeCurrent(line)
})

const deeds = { a: 'approve', h: 'hide', s: 'star' }
root.addEventListener('keydown', event => {
  if (event.altKey || event.ctrlKey || event.metaKey || !lines.contains(event.target)) return
  const { key } = event
  if (key === 'j') step(1, true)
  else if (key === 'k') step(-1, true)
  else if (key === 'x' && current) current.querySelector('input').click()
  else if (key in deeds) act('do', key === 's' ? decide.querySelector('[value$="star"]').value : deeds[key])
  else if (key === 'z') act('do', 'undo')
  else if (key === 't') {
    decide.querySelector('.tagging').open = true
    decide.elements.tag.focus()
  } else return
  event.preventDefault()
})

button('whole').addEventListener('click', event => {
  event.preventDefault()
  lines.classList.toggle('whole')
})
button('tick').addEventListener('click', event => {
  event.preventDefault()
  for (const line of all()) line.querySelector('input').checked = !line.hasAttribute('data-hint')
})
button('more').addEventListener('click', event => { event.preventDefault(); more() })
button('new').addEventListener('click', async () => {
  const come = tokens.filter(token => fresh.has(idOf(token)))
  fresh.clear()
  await refresh(come).catch(() => {})
  showFresh()
})
button('unread').addEventListener('click', async event => {
  const pressed = event.currentTarget
  unreadOnly = !unreadOnly
  pressed.setAttribute('aria-pressed', unreadOnly)
  if (!unreadOnly) return location.reload()
  const unread = tokens.filter(token => !seen.has(idOf(token)))
  lines.replaceChildren()
  current = null
  button('more').hidden = true
  await refresh(unread).catch(() => {})
})
for (const select of root.querySelectorAll('.narrowed select')) select.addEventListener('change', () => select.form.submit())

all().forEach(welcome)
history.replaceState(null, '', `${here}${query}${query === '?' ? '' : '&'}hand=${decide.elements.hand.value}`)
settle()
feed(root, show)
