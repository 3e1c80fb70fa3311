// Keeps what a participant types on the phone until the server has it, and
// sends it as soon as there is a network. Without this script the form works
// as it stands. Nothing is written to the phone before the first input.
//
// Names of questions are names of controls, and a control hides a property of
// its form that has the same name: hence getAttribute and prototype.submit.

const lifetime = 72 * 3600_000 // of a draft, from its first input
const patience = 20_000 // with one try to send
const [firstPause, longestPause] = [1_000, 60_000]

const [, session] = location.pathname.split('/')
const trial = document.querySelector('[data-trial]')?.dataset.trial ?? ''
const draftKey = `resonanz-draft-${session}${trial}`
const sentKey = `resonanz-sent-${session}${trial}`

/** Storage may be missing or full. */
function attempt(what) {
  try {
    return what()
  } catch {
    return null
  }
}

const read = key => attempt(() => JSON.parse(localStorage.getItem(key)))
const write = (key, value) => attempt(() => localStorage.setItem(key, JSON.stringify(value)) ?? true)
const remove = key => attempt(() => localStorage.removeItem(key))

function removeExpired() {
  for (const key of attempt(() => Object.keys(localStorage)) ?? []) {
    if (key.startsWith('resonanz-') && !(read(key)?.until > Date.now())) remove(key)
  }
}

/** Removes the draft, the page that was kept for a reload, and the worker that kept it. */
async function forget() {
  remove(draftKey)
  try {
    await (await navigator.serviceWorker.getRegistration(`/${session}/`))?.unregister()
    await caches.delete(session)
  } catch {
    // There is neither without https.
  }
}

/** Once the server has the answers, all that stays is that they were sent: who answers asks to be counted once. */
async function finish() {
  await forget()
  write(sentKey, { until: Date.now() + lifetime })
}

// The form.

class Answers {
  queued = false // shall be sent, and the server has not said yet that it has them
  sending = false
  pause = firstPause

  constructor(form) {
    this.form = form
    this.token = form.querySelector('[name=_token]')
    this.says = document.getElementById('says')
    this.discard = document.getElementById('discard')
    this.guard = document.getElementById('guard')
    form.addEventListener('input', event => {
      this.keep()
      this.measure(event.target)
      this.count()
    })
    form.addEventListener('submit', event => {
      if (event.submitter?.name) return // a switch of language
      event.preventDefault()
      this.queued = true
      this.keep()
      this.send()
    })
    this.discard.addEventListener('click', () => this.empty())
    this.guard.querySelector('button').addEventListener('click', () => this.startAnew())
    addEventListener('online', () => this.send())
    document.addEventListener('visibilitychange', () => document.hidden || this.send())
    addEventListener('pageshow', event => event.persisted && this.open())
    this.open()
  }

  /** Shows the draft, if any, and sends what is queued. */
  open() {
    const draft = read(draftKey)
    // A page that was kept for a reload comes without a token.
    this.token.value = draft?.token || this.token.value || newToken()
    this.guardTwice(!draft && read(sentKey))
    this.count()
    if (!draft) return
    history.replaceState(null, '', location.pathname + trial) // which people share: no token
    this.fill(draft.fields)
    this.queued = draft.queued && draft.form === this.shown()
    this.keep()
    this.send()
  }
  shown() { return this.form.querySelector('[name=_form]').value }
  say(what) { this.says.textContent = what ? this.says.dataset[what] : '' }

  fill(fields) {
    for (const control of this.form.querySelectorAll('input:not([type=hidden]), textarea, select')) {
      const given = fields.filter(([name]) => name === control.name).map(([, value]) => value)
      if (control.matches('[type=radio], [type=checkbox]')) control.checked = given.includes(control.value)
      else control.value = given[0] ?? ''
      if (control.value) this.measure(control)
    }
    this.count()
  }

  /** Says how many of the numbered questions are answered. */
  count() {
    const far = document.getElementById('far')
    if (!far) return
    const given = it => (it.checked || !/radio|checkbox/.test(it.type)) && it.value.trim()
    far.hidden = false
    far.value = [...this.form.querySelectorAll('.card > small')].filter(it => [...it.parentNode.querySelectorAll('input, textarea, select')].some(given)).length
    document.getElementById('done').textContent = this.says.dataset.done.replace('{n}', far.value).replace('{m}', far.max)
  }

  /** Makes room for what is typed and, near the limit, says how much more there is, once somebody pauses. */
  measure(field) {
    const { most } = field.dataset
    if (!most) return
    if (field.rows === 1 && !CSS.supports('field-sizing', 'content')) {
      field.style.height = 'auto'
      field.style.height = `${field.scrollHeight + 2}px`
    }
    clearTimeout(field.timer)
    field.timer = setTimeout(() => {
      const left = most - [...field.value.trim()].length
      field.nextElementSibling.textContent = left > most / 4 ? '' : this.says.dataset[left < 0 ? 'over' : 'left'].replace('{n}', Math.abs(left))
    }, 500)
  }

  keep() {
    const there = read(draftKey)
    if (there?.queued && there.token !== this.token.value) return // another tab waits to send its answers
    const kept = write(draftKey, {
      until: there?.token === this.token.value ? there.until : Date.now() + lifetime,
      token: this.token.value, form: this.shown(), queued: this.queued,
      fields: [...new FormData(this.form)],
    })
    if (!kept || !this.discard.hidden) return
    this.discard.hidden = false
    this.say('kept')
    trial || keepPage(this.says.dataset.worker)
  }

  async send() {
    if (!this.queued || this.sending) return
    clearTimeout(this.timer)
    this.sending = true
    this.say('sending')
    const { token, receipt, refused } = await this.post()
    this.sending = false
    if (token && token === this.token.value.toLowerCase().replaceAll('-', '')) {
      this.queued = false
      this.form.hidden = this.discard.hidden = true
      this.say('sent')
      await finish()
      location.replace(receipt)
    } else if (refused) { // its page says why, and keeps what was typed
      this.queued = false
      this.keep()
      HTMLFormElement.prototype.submit.call(this.form)
    } else {
      this.say('waiting')
      this.timer = setTimeout(() => this.send(), this.pause * (.5 + Math.random() / 2))
      this.pause = Math.min(2 * this.pause, longestPause)
    }
  }

  /** Sends once. Only the server knows the token: the sign-in page of a Wi-Fi answers 200 to everything. */
  async post(solution) {
    try {
      const body = new URLSearchParams(new FormData(this.form))
      if (solution) body.set('_work', solution)
      if (this.pause > firstPause) body.set('_asked', '1') // it was promised that this goes by itself
      const response = await fetch(this.form.getAttribute('action'), {
        method: 'POST', body, headers: { Accept: 'application/json' },
        redirect: 'error', signal: AbortSignal.timeout?.(patience),
      })
      const { status } = response
      const { token, receipt, error, work } = await response.json()
      if (work && !solution) return await this.post(await (await import(work.script)).solve(work))
      return { token, receipt, refused: error && status >= 400 && status < 500 && status !== 408 && status !== 429 }
    } catch {
      return {}
    }
  }

  async empty() {
    if (!confirm(this.says.dataset.sure)) return
    this.queued = false
    clearTimeout(this.timer)
    await forget()
    this.startAnew()
    this.say('discarded')
  }

  /** Shows, instead of the form, that somebody has answered on this phone. */
  guardTwice(sent) {
    this.guard.hidden = !sent
    this.form.hidden = !!sent
  }

  startAnew() {
    remove(sentKey)
    HTMLFormElement.prototype.reset.call(this.form)
    this.form.querySelector('[name=_asked]')?.remove() // nobody has been asked yet what may be left out
    this.fill([])
    putPass()
    this.token.value = newToken()
    this.discard.hidden = true
    this.say('')
    this.guardTwice(false)
  }
}

const newToken = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')

const policy = window.trustedTypes?.createPolicy('worker', { createScriptURL: address => address })

/** Has a worker keep this page for a reload without a network. */
function keepPage(worker) {
  navigator.serviceWorker?.register(policy ? policy.createScriptURL(worker) : worker, { scope: `/${session}/` })
    .then(it => (it.installing ?? it.waiting ?? it.active).postMessage(location.pathname)).catch(() => {})
}

/** Reads the questions aloud, where the phone itself has a voice for them: one elsewhere would be sent the text. */
class Voice {
  constructor(form, says) {
    this.cards = [...form.querySelectorAll('.card, .info')].map(card => ({ card, button: null }))
    this.says = says.dataset
    speechSynthesis.addEventListener?.('voiceschanged', () => this.offer())
    addEventListener('pagehide', () => this.stop())
    this.offer()
  }

  /** The voice for an element, by the first part of its language. */
  of(element) {
    const { lang } = element.querySelector('[lang]') ?? element.closest('[lang]')
    const [spoken] = lang.split('-')
    return this.voices.find(voice => voice.localService && voice.lang.split(/[-_]/)[0] === spoken)
  }

  offer() {
    this.voices = speechSynthesis.getVoices()
    for (const it of this.cards) {
      const name = it.card.querySelector('legend, .legend, .row > span, p')
      if (it.button || !this.of(name)) continue
      it.button = document.createElement('button')
      it.button.type = 'button'
      it.button.className = 'aloud'
      it.button.addEventListener('click', () => this.reading === it ? this.stop() : this.read(it))
      this.label(it, this.says.aloud)
      if (name.matches('legend, .legend')) name.after(it.button)
      else it.card.prepend(it.button)
    }
  }

  label({ card, button }, text) {
    button.textContent = text
    button.setAttribute('aria-label', `${text}: ${card.querySelector('legend, .legend, .row > span, p').textContent}`)
  }

  read(it) {
    this.stop()
    this.reading = it
    this.label(it, this.says.stop)
    for (const part of it.card.querySelectorAll('legend, .legend, p, .row > span, .beside > label, .place > label')) {
      const voice = this.of(part)
      if (!voice) continue
      const said = new SpeechSynthesisUtterance(part.textContent)
      said.voice = voice
      said.lang = voice.lang
      speechSynthesis.speak(this.last = said)
    }
    const { last } = this
    last.addEventListener('end', () => this.last === last && this.stop())
  }

  stop() {
    if (this.reading) this.label(this.reading, this.says.aloud)
    this.reading = null
    speechSynthesis.cancel()
  }
}

// The one-time code of a slip of paper: its QR code has it in the fragment of the address, which is sent to nobody.
const [, pass] = location.hash.match(/^#([0-9A-Z]{4}-[0-9A-Z]{4})$/) ?? []

function putPass() {
  if (!pass) return
  for (const link of document.querySelectorAll('a.session, .languages a')) link.hash = pass
  const field = document.querySelector('[name=_pass]')
  if (field && !field.value) {
    field.value = pass
    history.replaceState(null, '', location.pathname)
  }
}

// Once the page has come to rest, it listens for questions that are asked on the spot.
const hall = document.getElementById('hall')
if (hall) addEventListener('load', () => setTimeout(() => import(hall.dataset.script), 2_500))

removeExpired()
const form = document.getElementById('answers')
const receipt = document.getElementById('receipt')
if (form) {
  new Answers(form)
  if ('speechSynthesis' in window) new Voice(form, document.getElementById('says'))
}
if (receipt && read(draftKey)?.token.toLowerCase().replaceAll('-', '') === receipt.dataset.token) await finish()
putPass()
if (document.getElementById('withdrawn')) remove(sentKey)
