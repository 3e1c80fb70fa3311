// Shows which files are being written, and how far they are. The
// files themselves are downloaded by the browser; without a script the page says
// what was under way when it was loaded.
const part = document.getElementById('under-way')
const list = part.querySelector('ul')
const often = 1_000
const seldom = 10_000
let soon = 0 // until when to look often, after a click
let timer

async function look() {
  clearTimeout(timer)
  try {
    const answer = await fetch(part.dataset.source, { cache: 'no-store', headers: { Accept: 'application/json' } })
    if (answer.ok) show(await answer.json())
  } catch {
    // It is only for information: the next look may be luckier.
  }
  timer = setTimeout(look, Date.now() < soon || !part.hidden ? often : seldom)
}

function show(lines) {
  part.hidden = lines.length === 0
  list.replaceChildren(...lines.map(line => {
    const item = document.createElement('li')
    item.textContent = line
    return item
  }))
}

const lookSoon = () => {
  soon = Date.now() + 15_000
  look()
}
document.addEventListener('click', event => { if (event.target.closest('a[href*="/data/"]')) lookSoon() })
document.addEventListener('submit', lookSoon)
look()
