package stage

import (
	"strconv"
	"strings"
	"time"

	"resonanz/app/web"
	"resonanz/forms"
)

// countdownScreen shows how long it is until a moment that a moderator has set. The
// other screens show it small.
var countdownScreen = Screen{
	Name: forms.ScreenCountdown, Key: "Z", Says: "live.stage_countdown", session: true, event: true, quiet: true,
	permit: func(_, _ *Snapshot) {},
	draw: func(p *web.Page, pic *Picture, k *Snapshot) {
		if k.Stage.Until.IsZero() {
			pic.Slide = p.T("stage.no_countdown")
		}
	},
}

// maxCountdown is beyond any break of a conference.
const maxCountdown = 24 * time.Hour

// readUntil returns the moment that a moderator has typed: minutes from now, or the
// time of day that comes next. ok is false if it is neither.
func readUntil(typed string, now time.Time) (until time.Time, ok bool) {
	typed = strings.TrimSpace(typed)
	if minutes, err := strconv.Atoi(typed); err == nil {
		d := time.Duration(minutes) * time.Minute
		return now.Add(d), d > 0 && d <= maxCountdown
	}
	clock, err := time.Parse("15:04", strings.Replace(typed, ".", ":", 1))
	if err != nil {
		return time.Time{}, false
	}
	until = time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, now.Location())
	if !until.After(now) {
		until = until.AddDate(0, 0, 1)
	}
	return until, true
}
