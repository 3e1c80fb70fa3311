// A person at a page, who reads it and works on it with a mouse and a keyboard,
// or with a keyboard alone. What they do is counted, and their time estimated.

/** The keystroke-level model, in seconds (Card, Moran, Newell 1983, The Psychology of Human-Computer Interaction, chapter 8). */
const model = {
  key: 0.28, // K, of a typist of average skill
  point: 1.1, // P, at something with the mouse
  button: 0.1, // B, down or up
  home: 0.4, // H, from the keyboard to the mouse or back
  think: 1.35, // M, before each step
}

/**
 * Words a minute, read silently by an adult (Brysbaert 2019, Journal of Memory and
 * Language 109). Whoever comes to a page reads every word that is in sight,
 * whether they need it or not: also what stands beside controls that they leave
 * alone, in menus and at the foot. Only a text that they have read before, on this
 * page or another, they know again and do not read twice. What is folded up they
 * read once they unfold it, and the entries of a list once it opens. Of texts in
 * other languages than the page's they read what they can choose, such as the names
 * of languages, and not what others are to read.
 */
const wordsPerMinute = 238
const longestWay = 400 // of the Tab key, until a control counts as out of reach
const corner = { x: 14, y: 14 } // of a control: the first part of a date is there

export class Person {
  #page
  #keyboard
  #sentences
  #look
  #read = new Set() // texts of any page
  #hand = 'keyboard'
  #now
  pages = [] // what each took; stops are those of the longest way with the Tab key

  /** With keyboard they have no mouse. With sentences they know each sentence again that they have read, and not only whole texts. look(name) is called on each page. */
  constructor(page, { keyboard, sentences, look }) {
    this.#page = page
    this.#keyboard = keyboard
    this.#sentences = sentences
    this.#look = look
  }

  /** Comes to a page and reads it. */
  async reads(name) {
    this.#now = { name, fields: 0, clicks: 0, keys: 0, stops: 0, words: 0, seconds: 0 }
    this.pages.push(this.#now)
    await this.#readsWhatIsNew()
    await this.#look(name)
  }

  async #readsWhatIsNew(selector = 'body') {
    const texts = await this.#page.evaluate(textsInSight, selector)
    for (const text of this.#sentences ? texts.flatMap(text => text.split(/(?<=[.!?])\s+/)) : texts) {
      if (this.#read.has(text)) continue
      this.#read.add(text)
      const words = text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length
      this.#now.words += words
      this.#now.seconds += words / wordsPerMinute * 60
    }
  }

  /** Presses a button or follows a link to another page, which they read. */
  async goes(selector, name) {
    const strike = await this.#aims(selector)
    const [answer] = await Promise.all([this.#page.waitForNavigation(), strike()])
    if (answer && !answer.ok()) throw new Error(`${name}: ${answer.status()}`)
    await this.reads(name)
  }

  /** Presses Enter in a line of text, which saves the page. */
  async enters(name) {
    this.#think()
    await Promise.all([this.#page.waitForNavigation(), this.#key('Enter')])
    await this.reads(name)
  }

  /** Waits for something that takes so many seconds. */
  waits(seconds) { this.#now.seconds += seconds }

  /** Presses a button, a link, a box or a fold, and reads what comes into sight. */
  async presses(selector) {
    const strike = await this.#aims(selector)
    await strike()
    await this.#readsWhatIsNew()
  }

  /** Waits until something comes into sight, and reads it. */
  async sees(selector) {
    await this.#page.waitForSelector(selector, { visible: true })
    await this.#readsWhatIsNew()
  }

  /** Chooses one of several buttons of a group. */
  async picks(selector) {
    this.#now.fields++
    if (!this.#keyboard) return this.presses(selector)
    this.#think()
    const name = await this.#page.$eval(selector, radio => radio.name)
    await this.#reaches(`[name="${name}"]`)
    await this.#key('Space')
    while (!await this.#page.$eval(selector, radio => radio.checked)) await this.#key('ArrowDown')
  }

  /** Ticks a box. */
  async ticks(selector) {
    this.#now.fields++
    await this.presses(selector)
    if (!await this.#page.$eval(selector, box => box.checked)) throw new Error(`not ticked: ${selector}`)
  }

  /** Chooses an entry of a list that opens, and reads all of them. */
  async chooses(selector, value) {
    this.#now.fields++
    this.#think()
    await this.#readsWhatIsNew(selector)
    if (!this.#keyboard) {
      this.#click() // opens the list, which a browser without a window does not draw
      this.#think()
      this.#click()
      await this.#page.select(selector, value)
      return
    }
    await this.#reaches(selector)
    const steps = await this.#page.$eval(selector, (list, value) => [...list.options].findIndex(option => option.value === value) - list.selectedIndex, value)
    for (let n = 0; n < Math.abs(steps); n++) await this.#key(steps > 0 ? 'ArrowDown' : 'ArrowUp')
    if (await this.#page.$eval(selector, list => list.value) !== value) throw new Error(`cannot choose ${value} of ${selector}`)
  }

  /** Writes into a field, instead of what is there. */
  async writes(selector, text) {
    this.#now.fields++
    await this.#enters(selector)
    if (await this.#page.$eval(selector, field => field.value !== '')) {
      await this.#page.keyboard.down('Control')
      await this.#page.keyboard.press('KeyA')
      await this.#page.keyboard.up('Control')
      this.#type(2)
    }
    const shifts = [...text].filter(letter => letter !== letter.toLowerCase()).length
    this.#type([...text].length + shifts)
    await this.#page.keyboard.type(text)
    await this.#holds(selector, text)
  }

  /** Writes a day ("2027-05-14") or a time ("09:30") in the order of this browser. */
  async dates(selector, value) {
    this.#now.fields++
    const typed = await this.#page.evaluate(value => {
      const day = value.includes('-')
      const moment = new Date(day ? `${value}T12:00` : `2000-01-01T${value}`)
      const format = day ? { year: 'numeric', month: '2-digit', day: '2-digit' } : { hour: '2-digit', minute: '2-digit' }
      return new Intl.DateTimeFormat(navigator.language, format).format(moment).replaceAll(/[^\dAP]/g, '')
    }, value)
    await this.#enters(selector)
    this.#type(typed.length)
    await this.#page.keyboard.type(typed)
    await this.#holds(selector, value)
  }

  /** Brings a text from another window: goes there, marks all, copies, comes back and pastes. */
  async pastes(selector, text) {
    this.#now.fields++
    await this.#enters(selector)
    this.#type(5 * 2) // each by two keys
    await this.#page.keyboard.sendCharacter(text)
    await this.#holds(selector, text)
  }

  /** Comes to a control, and returns what presses it. */
  async #aims(selector) {
    this.#think()
    if (!this.#keyboard) {
      this.#click()
      return () => this.#page.click(selector)
    }
    const type = await this.#reaches(selector)
    return () => this.#key(type === 'checkbox' ? 'Space' : 'Enter')
  }

  async #enters(selector) {
    this.#think()
    if (this.#keyboard) {
      await this.#reaches(selector)
    } else {
      this.#click()
      await this.#page.click(selector, { offset: corner })
    }
  }

  /** Tabs to a control, past what repeats on each page, and returns its type. */
  async #reaches(selector) {
    const reached = () => this.#page.evaluate(selector => {
      const now = document.activeElement
      return { there: now?.matches(selector), skip: now?.matches('.skip'), type: now?.type }
    }, selector)
    let now = await reached()
    let steps = 0
    for (; !now.there && steps < longestWay; steps++) {
      await this.#key('Tab')
      now = await reached()
      if (now.skip) await this.#key('Enter')
    }
    this.#now.stops = Math.max(this.#now.stops, steps)
    if (!now.there) throw new Error(`the Tab key does not reach ${selector} of ${this.#page.url()}`)
    return now.type
  }

  async #holds(selector, value) {
    const held = await this.#page.$eval(selector, field => field.value)
    if (held !== value) throw new Error(`${selector} holds ${held}, not ${value}`)
  }

  async #key(name) {
    this.#type(1)
    await this.#page.keyboard.press(name)
  }

  #think() { this.#now.seconds += model.think }

  #click() {
    this.#to('mouse')
    this.#now.clicks++
    this.#now.seconds += model.point + 2 * model.button
  }

  #type(keys) {
    this.#to('keyboard')
    this.#now.keys += keys
    this.#now.seconds += keys * model.key
  }

  #to(hand) {
    if (hand !== this.#hand) this.#now.seconds += model.home
    this.#hand = hand
  }
}

// textsInSight runs in the page: what somebody sees there who unfolds nothing and
// reads its language, and what can be chosen in others. Of a list that is asked for, all entries are in sight.
function textsInSight(selector) {
  const root = document.querySelector(selector)
  const texts = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const of = walker.currentNode.parentElement
    const list = of.closest('select')
    const hidden = of.closest('.away, .skip, script') || !(list ?? of).checkVisibility() || list && list !== root && of.matches('option:not(:checked)')
    const text = walker.currentNode.data.trim()
    const readable = of.closest('[lang]').lang === document.documentElement.lang || of.closest('label, option, button, a')
    if (text && !hidden && readable) texts.push(text)
  }
  return texts
}
