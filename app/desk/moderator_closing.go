package desk

import (
	"resonanz/app/web"
)

// closingPage is the closing round of an event, below the list of its sessions.
type closingPage struct {
	*eventPage
	Lines   []string
	Starred []web.Phrase
	Stage   stageFrame

	Checksum string // "" until all sessions are closed
}
