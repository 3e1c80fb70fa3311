// Keeps what a speaker sees up to date while people still answer.
const every = 10_000
const spoken = document.getElementById('spoken')

/** The part of the page as it is now, null if it does not come. A request for a document parses it without running anything. */
function load() {
  return new Promise(resolve => {
    const request = new XMLHttpRequest()
    request.open('GET', location.pathname)
    request.responseType = 'document'
    request.onloadend = () => resolve(request.status === 200 ? request.response?.getElementById('spoken') : null)
    request.send()
  })
}

setInterval(async () => {
  if (document.hidden) return
  const now = await load()
  if (now && now.textContent !== spoken.textContent) spoken.replaceChildren(...document.adoptNode(now).childNodes)
}, every)
