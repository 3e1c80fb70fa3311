package stage

import (
	"resonanz/app/web"
	"resonanz/forms"
)

// joinScreen says how to take part, and how many have.
var joinScreen = Screen{
	Name: forms.ScreenJoin, Key: "J", Says: "live.stage_join", session: true, event: true,
	permit: func(_, _ *Snapshot) {},
	draw:   func(_ *web.Page, pic *Picture, _ *Snapshot) { pic.Join = JoinWhole },
}
