package main

// closingPage is the closing round of an event, below the list of its sessions.
type closingPage struct {
	*eventPage
	Lines   []string
	Starred []phrase
	Stage   liveStage

	Checksum string // "" until all sessions are closed
}
