// Takes whatever it is to say, and goes on until it is stopped: a browser on a
// bare machine has no voices.
chrome.ttsEngine.onSpeak.addListener((text, options, tell) => tell({ type: 'start', charIndex: 0 }))
chrome.ttsEngine.onStop.addListener(() => {})
