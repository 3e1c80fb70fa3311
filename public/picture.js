// Writes a picture of the stage down as the page has it: every part of it, and
// nothing that it does not have. A new part is a function here and its line in parts.

const still = matchMedia('(prefers-reduced-motion: reduce)')
const motion = { duration: 400, easing: 'ease-out' }

const copy = id => document.getElementById(id).content.firstElementChild.cloneNode(true)

export function put(place, { text = '', lang = '' } = {}) {
  if (place.textContent === text) return
  place.textContent = text
  if (lang) place.lang = lang
  else place.removeAttribute('lang')
}

/** Fills the place with the name, and hides it if there is nothing to say. */
export function says(root, name, text = '') {
  const place = root.querySelector(`[data-fill="${name}"]`)
  put(place, { text })
  place.hidden = !text
}

/**
 * Gives the place one child for each thing, made from the template and filled by
 * fill(child, thing, fresh). A thing keeps its child by its name; one that comes to
 * stand elsewhere moves there.
 */
function list(place, things = [], template, nameOf, fill) {
  const old = new Map([...place.children].map(child => [child.dataset.name, [child, child.offsetTop]]))
  const children = things.map(thing => {
    const name = nameOf(thing)
    const [child] = old.get(name) ?? [copy(template)]
    child.dataset.name = name
    return child
  })
  place.replaceChildren(...children) // also of what the server wrote, which has no names
  things.forEach((thing, i) => fill(children[i], thing, !old.has(children[i].dataset.name)))
  if (still.matches) return
  for (const child of children) {
    const before = old.get(child.dataset.name)?.[1]
    if (before !== undefined && before !== child.offsetTop) {
      child.animate([{ transform: `translateY(${before - child.offsetTop}px)` }, { transform: 'none' }], motion)
    }
  }
}

function fillRow(row, { label, tone = '', width, share, count = '' }) {
  put(row.cells[0], label)
  const bar = row.querySelector('svg')
  bar.setAttribute('class', `meter ${tone}`)
  bar.getBoundingClientRect() // a new bar is drawn once, so that it grows from nothing
  bar.firstElementChild.setAttribute('width', `${width}%`)
  put(row.cells[2], { text: share })
  put(row.cells[3], { text: count })
}

function fillTable(table, { stem, label, facts, list: bare = false, rows = [] }) {
  const [first, second] = table.caption.children
  put(first, stem)
  put(second, label)
  put(table.caption.lastElementChild, { text: facts })
  table.dataset.rows = Math.min(rows.length, 12)
  table.toggleAttribute('data-list', bare)
  list(table.tBodies[0], rows, 'row', row => row.label.text, fillRow)
}

function fillQuotation(section, { stem, label, comments }) {
  const [first, second] = section.querySelector('h2').children
  put(first, stem)
  put(second, label)
  list(section.querySelector('ul'), comments, 'quote', comment => comment.text, put)
}

function fillAsked(line, { text, votes, current = false }) {
  put(line.querySelector('.text'), text)
  put(line.querySelector('.votes'), { text: votes })
  line.toggleAttribute('data-current', current)
}

const question = ({ stem, label }) => `${stem.text} ${label.text}`

let counting

/** Counts from the number that stands there to the one that the picture has. */
function count(root, { count: text = '' }) {
  const place = root.querySelector('[data-fill="count"]')
  const [from, to] = [place.textContent, text].map(said => Number(said.replace(/\D/g, '')))
  cancelAnimationFrame(counting)
  if (still.matches || !text || !(to > from) || place.hidden || root.dataset.join === undefined) {
    says(root, 'count', text)
    return
  }
  const format = new Intl.NumberFormat(document.documentElement.lang)
  const begun = performance.now()
  const step = now => {
    const part = Math.min(1, Math.max(0, (now - begun) / motion.duration))
    put(place, { text: part < 1 ? format.format(Math.round(from + (to - from) * part)) : text })
    if (part < 1) counting = requestAnimationFrame(step)
  }
  counting = requestAnimationFrame(step)
}

function fillCloud(root, { cloud }) {
  const place = root.querySelector('.cloud')
  if (cloud) place.setAttribute('viewBox', `${cloud.x} ${cloud.y} ${cloud.width} ${cloud.height}`)
  place.replaceChildren(...(cloud?.words ?? []).map(word => {
    const text = document.createElementNS(place.namespaceURI, 'text')
    for (const [name, value] of Object.entries({ x: word.x, y: word.y, 'font-size': word.size, ...word.lang && { lang: word.lang } })) text.setAttribute(name, value)
    text.textContent = word.text
    return text
  }))
}

/** A slide of a closing round, which the stage of an event has. */
function fillTelling(root, { telling }) {
  const place = root.querySelector('.telling')
  if (!place) return
  place.hidden = !telling
  if (!telling) return
  put(place.querySelector('.said'), telling.said)
  put(place.querySelector('.facts'), { text: telling.facts })
  const { dots = 0 } = telling
  if (dots) place.dataset.dots = dots
  else delete place.dataset.dots
  place.querySelectorAll('circle').forEach((dot, i) => dot.classList.toggle('on', i < dots))
}

const parts = [
  (root, { heading }) => put(root.querySelector('[data-fill="heading"]'), heading),
  (root, next) => { for (const name of ['of', 'state', 'frozen', 'remark', 'note', 'slide', 'checksum']) says(root, name, next[name]) },
  count,
  (root, { width = 0 }) => root.querySelector('[data-fill="turnout"]').setAttribute('width', `${width}%`),
  (root, { tables }) => list(root.querySelector('.tables'), tables, 'table', question, fillTable),
  (root, { quotes }) => list(root.querySelector('.quotes'), quotes, 'quotation', question, fillQuotation),
  (root, { podium }) => list(root.querySelector('.asked ol'), podium, 'podium-line', line => line.id, fillAsked),
  fillCloud,
  fillTelling,
]

/** Shows the picture on the stage. */
export function draw(root, next) {
  root.dataset.screen = next.screen
  if (next.join) root.dataset.join = next.join
  else delete root.dataset.join
  root.toggleAttribute('data-blank', next.blank === true)
  for (const part of parts) part(root, next)
}
