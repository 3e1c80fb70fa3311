// Shows a question on the spot while it is being asked in the session: as a link,
// so that nothing that somebody has typed is touched. The page has loaded this when
// it had come to rest.
const place = document.getElementById('hall')
const { hall, own, says, answer, podium: title } = place.dataset
const [,, lang] = location.pathname.split('/')

const silence = 35_000 // three heartbeats: longer, and the connection is dead
const pollEvery = 8_000 // where there is no stream
const pause = () => 1_000 + Math.random() * 4_000

let source
let waiting
let heard = 0

function part(name, text) {
  const element = document.createElement(name)
  element.textContent = text
  return element
}

/** Leads to the page on which people ask the podium, while there is one. */
function showPodium(on) {
  const address = hall.replace(/hall$/, 'podium')
  const there = document.querySelector(`a[href="${address}"]`)
  if (there && !on) there.closest('p, li').remove()
  if (there || !on || own) return
  const [way, link] = [part('p', ''), part('a', title)]
  Object.assign(link, { className: 'also', href: address })
  way.append(link)
  place.after(way)
}

/** Shows the question that is being asked, if it is not the one of this page. */
function show({ ask, podium = false }) {
  showPodium(podium)
  const address = ask && ask.code !== own && `/${ask.code}/${lang}`
  if (!address) return place.replaceChildren()
  if (place.querySelector('a')?.getAttribute('href') === address) return
  const [link, text] = [part('a', ''), part('b', ask.text)]
  Object.assign(text, { lang: ask.lang, dir: 'auto' })
  link.href = address
  link.append(part('span', says), ' ', text, ' ', part('span', answer))
  place.replaceChildren(link)
}

async function poll() {
  try {
    const got = await fetch(hall, { headers: { Accept: 'application/json' } })
    if (got.ok) show(await got.json())
  } catch {
    // The next one comes soon.
  }
}

function listen() {
  clearTimeout(waiting)
  source?.close()
  if (document.hidden) return
  heard = Date.now()
  const alive = () => { heard = Date.now() }
  source = new EventSource(`${hall}/stream`)
  source.onmessage = event => { alive(); show(JSON.parse(event.data)) }
  source.addEventListener('ping', alive)
  source.addEventListener('bye', () => { source.close(); waiting = setTimeout(listen, pause()) })
  source.onerror = () => { // the browser comes back by itself, unless it was refused
    if (source.readyState !== EventSource.CLOSED) return
    poll()
    waiting = setTimeout(listen, pollEvery + pause())
  }
}

document.addEventListener('visibilitychange', listen)
addEventListener('pagehide', () => source?.close())
addEventListener('pageshow', event => event.persisted && listen())
setInterval(() => document.hidden || Date.now() - heard < silence || listen(), 5_000)
listen()
