// Takes the key of the one-time link from the address, which never left this
// browser, into its field, and out of the address.
const key = decodeURIComponent(location.hash.slice(1))
if (key) {
  document.getElementById('token').value = key
  history.replaceState(null, '', location.pathname)
  const next = document.getElementById('name') ?? document.getElementById('password')
  next.focus()
}
