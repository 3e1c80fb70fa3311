// Keeps the form of one session for a reload without a network. It is there
// only from the first input (answer.js) to the acknowledgement, touches nothing
// but GET, and asks the network first.

const [, session] = new URL(registration.scope).pathname.split('/')
const patience = 8_000 // with a network that is there but does nothing
const keptOn = 'x-kept-on'

const today = () => new Date().toDateString()
const isForm = path => path.startsWith(`/${session}/`) && path.split('/').length === 3

addEventListener('message', event => event.waitUntil(keep(event.data)))

addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate' && isForm(pathname)) event.respondWith(load(request, pathname))
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(request))
})

/** Keeps the page without its token, and what it loads; the browser still has all of it. */
async function keep(path) {
  const cache = await caches.open(session)
  const response = await fetch(path, { cache: 'force-cache' })
  if (!response.ok) return
  const page = await response.text()
  const headers = new Headers(response.headers)
  headers.delete('content-encoding')
  headers.delete('content-length')
  headers.set(keptOn, today())
  for (const address of new Set(page.match(/\/assets\/[0-9a-f]+\/[\w.-]+/g))) {
    const file = await fetch(address, { cache: 'force-cache' })
    if (file.ok) await cache.put(address, file)
  }
  await cache.put(path, new Response(page.replace(/(name="_token" value=")[^"]*/, '$1'), { headers }))
}

async function load(request, path) {
  const network = fetch(request)
  const slow = new Promise(resolve => setTimeout(resolve, patience))
  const response = await Promise.race([network, slow]).catch(() => null)
  // Only opened where it is: a worker that has been sent away still serves its
  // page's next load, and would leave an empty cache behind.
  const cache = await caches.has(session) ? await caches.open(session) : null
  if (response) {
    if (response.status >= 400) await cache?.delete(path)
    return response
  }
  const kept = await cache?.match(path, { ignoreVary: true })
  return kept?.headers.get(keptOn) === today() ? kept : network
}

async function asset(request) {
  return await caches.match(request, { ignoreVary: true }) ?? fetch(request)
}
