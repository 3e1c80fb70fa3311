// Takes the code of a moderator's link from the address, which never left this
// browser, into its field, and out of the address. One press sends it, once.
const form = document.getElementById('moderation')
const button = form.querySelector('.primary')

function take() {
  const code = decodeURIComponent(location.hash.slice(1))
  if (!code) return
  document.getElementById('token').value = code
  history.replaceState(null, '', location.pathname)
  button.focus()
}

addEventListener('hashchange', take) // a second link in the same window
addEventListener('pageshow', () => { button.disabled = false })
form.addEventListener('submit', () => { button.disabled = true })
take()
