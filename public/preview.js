// Shows a question as phones get it while it is typed, and the answers of a
// question as soon as it is picked for the condition. The server makes what is shown
// from what stands in the fields, and stores nothing of it. Without this script
// both are renewed whenever the page is saved.

const pause = 400 // ms without a key, after which it is renewed

const form = document.querySelector('form.setup')
const screen = document.querySelector('.phone .screen')
const show = document.querySelector('.phone button')
const asked = document.getElementById('g-show')
let timer, request
let picked = false // what the condition can be picked from is to be renewed, too

/** Asks the server for the fields. A document is parsed by the browser itself, so that no text is taken for a script. */
function renew() {
  request?.abort()
  request = new XMLHttpRequest()
  request.open('POST', screen.dataset.from)
  request.responseType = 'document'
  request.setRequestHeader('Accept', 'application/json') // once signed out: a refusal, and no page to sign in
  request.onload = () => {
    const made = request.status === 200 ? request.responseXML : null
    if (!made?.querySelector('.screen')) return
    screen.replaceChildren(...made.querySelector('.screen').childNodes)
    if (asked) renewAsked(made.getElementById('g-show'))
  }
  request.send(new URLSearchParams(new FormData(form)))
}

/** Says anew when the question is asked and, once another one was picked, shows the rows with its answers. The focus stays where it is. */
function renewAsked(made) {
  if (!picked) {
    asked.querySelector('summary').replaceChildren(...made.querySelector('summary').childNodes)
    return
  }
  picked = false
  const focus = document.activeElement.id
  asked.replaceChildren(...made.childNodes)
  hideSaver()
  if (focus) document.getElementById(focus)?.focus()
}

/** Hides the button that shows the answers by saving the page. */
function hideSaver() {
  const saver = asked?.querySelector('.press')
  if (saver) saver.hidden = true
}

hideSaver()
form.addEventListener('input', () => {
  clearTimeout(timer)
  timer = setTimeout(renew, pause)
})
asked?.addEventListener('change', event => {
  if (!event.target.name.endsWith('.item')) return
  picked = true
  renew()
})
show.addEventListener('click', event => {
  event.preventDefault()
  renew()
})
