package stage

import (
	"resonanz/app/web"
	"resonanz/forms"
)

// titleScreen shows what the session or the event is called, and nothing else.
var titleScreen = Screen{
	Name: forms.ScreenNeutral, Key: "N", Says: "live.stage_neutral", session: true, event: true, quiet: true,
	permit: func(_, _ *Snapshot) {},
	draw:   func(_ *web.Page, _ *Picture, _ *Snapshot) {},
}
