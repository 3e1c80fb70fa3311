package desk

import (
	"resonanz/forms"
)

// closingPage is the closing round of an event, below the list of its sessions.
type closingPage struct {
	*eventPage
	Lines   []string
	Starred []forms.ModeratedComment
	Stage   stageFrame
	Screens []screenButton

	Checksum string // "" until all sessions are closed
}
