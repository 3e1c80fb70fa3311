// Offers to print: without a script the browser's own menu does it.
const button = document.getElementById('print')
button.addEventListener('click', () => print())
button.hidden = false
