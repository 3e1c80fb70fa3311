// Shows a question as phones get it while it is typed. The server makes what is
// shown from what stands in the fields, and stores nothing of it. Without this
// script the preview is renewed whenever the page is saved.

const pause = 400 // ms without a key, after which it is renewed

const form = document.querySelector('form.setup')
const screen = document.querySelector('.phone .screen')
const show = document.querySelector('.phone button')
let timer, request

/** Asks the server for the fields. A document is parsed by the browser itself, so that no text is taken for a script. */
function renew() {
  request?.abort()
  request = new XMLHttpRequest()
  request.open('POST', screen.dataset.from)
  request.responseType = 'document'
  request.setRequestHeader('Accept', 'application/json') // once signed out: a refusal, and no page to sign in
  request.onload = () => {
    const made = request.status === 200 && request.responseXML?.querySelector('.screen')
    if (made) screen.replaceChildren(...made.childNodes)
  }
  request.send(new URLSearchParams(new FormData(form)))
}

form.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(renew, pause)
})
show.addEventListener('click', event => {
  event.preventDefault()
  renew()
})
