// Takes the one-time code from the fragment of the address, which a QR code on
// a slip of paper has and which is sent to nobody.

const pass = document.querySelector('[name=_pass]')
const given = decodeURIComponent(location.hash.slice(1))
if (/^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(given) && pass && !pass.value) {
  pass.value = given
  history.replaceState(null, '', location.pathname)
}
for (const link of document.querySelectorAll('a.session')) link.hash = location.hash
