// Keeps a page up to date by frames: a stream of events where there is one, and
// polling otherwise. Each frame is the whole state.

const silence = 35_000 // three heartbeats: longer, and the connection is dead
const pollEvery = 4_000
const halfSecond = 500 // the Date of an answer has whole seconds, cut off

const after = (most, least = 0) => least + Math.random() * (most - least)

/**
 * Calls show(state) for every new frame, and keeps root.dataset.link at "live",
 * "poll", "lost" or "out". Returns age(), the milliseconds since something was
 * heard, and now(), the time by the service's clock. The screen is what the
 * addresses of the stream, and of what is polled instead of it, end with.
 */
export function feed(root, show, screen = '') {
  let frame = ''
  let source
  let heard = Date.now()
  let tries = 0
  let etag = ''
  let waiting
  let skew = 0

  const take = data => {
    heard = Date.now()
    if (data === frame) return
    frame = data
    show(JSON.parse(data))
  }

  const alive = () => {
    heard = Date.now()
    tries = 0
    root.dataset.link = 'live'
  }

  function connect() {
    if (!root.dataset.stream) return
    source?.close()
    heard = Date.now()
    source = new EventSource(root.dataset.stream + screen)
    source.onmessage = event => { alive(); take(event.data) }
    source.addEventListener('ping', alive)
    source.addEventListener('bye', event => { source.close(); retry(event.data === 'age') })
    // The browser comes back by itself, unless it was refused.
    source.onerror = () => {
      if (root.dataset.link === 'live') root.dataset.link = 'lost'
      if (source.readyState === EventSource.CLOSED) retry(false)
    }
  }

  function retry(soon) {
    clearTimeout(waiting)
    waiting = setTimeout(connect, soon ? after(1_000) : after(Math.min(30_000, 2_000 * 2 ** tries++), 1_000))
  }

  async function poll(instead = '') {
    try {
      const answer = await fetch(root.dataset.figures + instead, {
        cache: 'no-store', headers: { Accept: 'application/json', ...etag && { 'If-None-Match': etag } },
      })
      skew = Date.parse(answer.headers.get('Date')) + halfSecond - Date.now() || 0
      if (answer.status === 401) {
        root.dataset.link = 'out'
        return
      }
      if (answer.status === 200) {
        etag = answer.headers.get('ETag') ?? ''
        take(await answer.text())
      }
      const well = answer.ok || answer.status === 304
      if (well) heard = Date.now()
      if (root.dataset.link !== 'live') root.dataset.link = well ? 'poll' : 'lost'
    } catch {
      root.dataset.link = 'lost'
    }
  }

  function keepPolling() {
    if (root.dataset.link !== 'live') poll(screen)
    setTimeout(keepPolling, after(pollEvery * 1.5, pollEvery))
  }

  function wake() {
    if (document.visibilityState !== 'visible' || Date.now() - heard < 15_000) return
    poll()
    connect()
  }

  document.addEventListener('visibilitychange', wake)
  addEventListener('online', () => { heard = 0; wake() })
  addEventListener('pagehide', () => source?.close())
  addEventListener('pageshow', event => { if (event.persisted) connect() })
  setInterval(() => {
    if (Date.now() - heard > silence) {
      root.dataset.link = 'lost'
      connect()
    }
  }, 1_000)
  connect()
  poll() // tells the time as well
  setTimeout(keepPolling, pollEvery)
  return { age: () => Date.now() - heard, now: () => Date.now() + skew }
}

/** Sends a change; true if it was made. */
export async function send(address, values) {
  try {
    const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(values), headers: { Accept: 'application/json' } })
    return answer.ok
  } catch {
    return false
  }
}
