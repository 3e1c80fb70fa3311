// Keeps the count of the question that is being asked on the spot up to date. The
// rest of the page stays as it is: somebody may be typing the next question.
import { feed } from './feed.js'

const running = document.querySelector('.running')
if (running) {
  const n = running.querySelector('[data-fill=n]')
  const answers = running.querySelector('[data-fill=answers]')
  feed(running, frame => {
    n.textContent = frame.n
    answers.textContent = frame.n === 1 ? answers.dataset.one : answers.dataset.more
  })
}

// Options are asked for only where the kind has some.
const form = document.getElementById('ask')
const options = form.querySelector('.options')
const show = () => { options.hidden = !['choice', 'choices'].includes(form.kind.value) }
form.addEventListener('change', show)
show()
