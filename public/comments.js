// The moderator's comments: each keeps its place on the page and what is being
// typed into it while frames come in.

const pattern = document.getElementById('comment')

function fresh(id) {
  const item = pattern.content.firstElementChild.cloneNode(true)
  item.id = `c-${id}`
  for (const form of item.querySelectorAll('form')) form.action = form.getAttribute('action').replace(/comments\/$/, `comments/${id}`)
  item.querySelector('[name=item]').value = id
  return item
}

function fill(item, { text, status, starred, tags = [], edited, hints = [] }) {
  item.dataset.status = status
  item.toggleAttribute('data-starred', starred === true)
  const said = item.querySelector('.said')
  if (said.textContent !== text) {
    said.textContent = text
    item.querySelector('textarea').value = text
  }
  for (const mark of item.querySelectorAll('[data-mark]')) {
    mark.hidden = mark.dataset.mark === 'edited' ? !edited : !hints.includes(mark.dataset.mark)
  }
  const line = tags.join(', ')
  const place = item.querySelector('.tags')
  if (place.textContent !== line) place.textContent = item.querySelector('[name=tags]').value = line
}

/** Brings the lists in line with the comments, in their order. */
export function showComments(root, comments) {
  for (const place of root.querySelectorAll('[data-comments]')) {
    const list = place.querySelector('ul')
    const wanted = comments.filter(comment => comment.item === place.dataset.comments)
    const typing = list.contains(document.activeElement) && document.activeElement.matches('input, textarea')
    for (const item of [...list.children]) {
      if (!wanted.some(({ id }) => item.id === `c-${id}`)) item.remove()
    }
    wanted.forEach((comment, i) => {
      const item = document.getElementById(`c-${comment.id}`) ?? fresh(comment.id)
      // Nothing moves under the hands of somebody who types.
      if (!item.isConnected || !typing && list.children[i] !== item) list.insertBefore(item, list.children[i] ?? null)
      fill(item, comment)
    })
  }
}
