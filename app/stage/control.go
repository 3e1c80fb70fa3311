package stage

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"resonanz/app/live"
	"resonanz/forms"
)

// Act is what a moderator does to a stage.
type Act string

// The acts. ActShow shows one thing of a screen; ActOpen is what the key of a
// screen does: it shows the screen, and its next item if it is on.
const (
	ActShow     Act = "show"
	ActOpen     Act = "open"
	ActNext     Act = "next"
	ActPrevious Act = "previous"
	ActReveal   Act = "reveal"
	ActHide     Act = "hide"
	ActFreeze   Act = "freeze"
	ActUnfreeze Act = "unfreeze"
	ActBlank    Act = "blank"
	ActUnblank  Act = "unblank"

	ActCountDown Act = "count_down" // to what was typed, and show it
	ActStopClock Act = "stop_clock"
	ActAddSlide  Act = "add_slide" // with the text that was typed, and show it
	ActDropSlide Act = "drop_slide"
)

// ReadChange returns what the act does to the stage of a topic, nil if it can do no
// such thing.
func (s *Pages) ReadChange(ctx context.Context, of live.Topic, act Act, screen forms.Screen, item string) (func(*forms.Stage), error) {
	k, err := s.ReadSnapshot(ctx, of)
	if err != nil {
		return nil, err
	}
	if asked := find(screen, k.OfSession()); asked != nil && asked.read != nil {
		if err := asked.read(ctx, s, &k); err != nil {
			return nil, err
		}
	}
	switch act {
	case ActCountDown:
		return startCountdown(item, s.Now().In(k.Event.Location())), nil
	case ActAddSlide:
		return addSlide(item), nil
	}
	return Change(&k, act, screen, item), nil
}

// Change returns what the act does to the stage, nil if it can do no such thing. The
// screen and the item are those of ActShow and ActOpen.
func Change(k *Snapshot, act Act, screen forms.Screen, item string) func(*forms.Stage) {
	switch act {
	case ActShow, ActOpen:
		return changeScreen(k, act, screen, item)
	case ActNext:
		return func(stage *forms.Stage) { turn(k, stage, 1) }
	case ActPrevious:
		return func(stage *forms.Stage) { turn(k, stage, -1) }
	case ActReveal, ActHide:
		return func(stage *forms.Stage) { stage.Revealed = act == ActReveal }
	case ActFreeze:
		if !k.OfSession() {
			return nil
		}
		return func(stage *forms.Stage) { stage.Frozen = &forms.Frozen{} }
	case ActUnfreeze:
		return func(stage *forms.Stage) { stage.Frozen = nil }
	case ActBlank, ActUnblank:
		return func(stage *forms.Stage) { stage.Blank = act == ActBlank }
	case ActStopClock:
		return func(stage *forms.Stage) { stage.Until = time.Time{} }
	case ActDropSlide:
		return func(stage *forms.Stage) {
			stage.Slides = slices.DeleteFunc(slices.Clone(stage.Slides), func(slide forms.Slide) bool { return strconv.Itoa(slide.Number) == item })
		}
	}
	return nil
}

func startCountdown(typed string, now time.Time) func(*forms.Stage) {
	until, ok := readUntil(typed, now)
	if !ok {
		return nil
	}
	return func(stage *forms.Stage) {
		stage.Until, stage.Screen, stage.Item, stage.Blank = until.UTC().Truncate(time.Second), forms.ScreenCountdown, "", false
	}
}

// addSlide adds a slide behind the others, of which the oldest goes if there are too
// many.
func addSlide(text string) func(*forms.Stage) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if text == "" || utf8.RuneCountInString(text) > forms.MaxSlideText {
		return nil
	}
	return func(stage *forms.Stage) {
		number := 1
		for _, slide := range stage.Slides {
			number = max(number, slide.Number+1)
		}
		slides := append(slices.Clone(stage.Slides), forms.Slide{Number: number, Text: text})
		stage.Slides = slides[max(0, len(slides)-forms.MaxSlides):]
		stage.Screen, stage.Item, stage.Blank = forms.ScreenSlide, strconv.Itoa(number), false
	}
}

func changeScreen(k *Snapshot, act Act, name forms.Screen, item string) func(*forms.Stage) {
	screen := find(name, k.OfSession())
	switch {
	case screen == nil || act == ActShow && !screen.has(k, item):
		return nil
	case act == ActOpen:
		return func(stage *forms.Stage) { screen.open(k, stage) }
	}
	return func(stage *forms.Stage) { stage.Screen, stage.Item, stage.Blank = name, item, false }
}

// open shows the first of the screen's items, or the next one if the screen is on.
func (screen *Screen) open(k *Snapshot, stage *forms.Stage) {
	steps := screen.steps(k)
	at := 0
	if stage.Screen == screen.Name && !stage.Blank {
		at = slices.Index(steps, stage.Item) + 1
	}
	stage.Screen, stage.Item, stage.Blank = screen.Name, "", false
	if len(steps) > 0 {
		stage.Item = steps[at%len(steps)]
	}
}

// turn goes to the next or the previous thing: of the screen that is on or, if that
// has one only, to the beginning of the main screen.
func turn(k *Snapshot, stage *forms.Stage, step int) {
	main := mainScreen(k.OfSession())
	screen := find(stage.Screen, k.OfSession())
	var steps []string
	if screen != nil {
		steps = screen.steps(k)
	}
	if len(steps) > 1 {
		at := max(0, slices.Index(steps, stage.Item)) + step
		if screen.straight {
			at = min(max(at, 0), len(steps)-1)
		}
		stage.Item = steps[(at+len(steps))%len(steps)]
		return
	}
	if screen != main {
		stage.Screen, stage.Item = main.Name, ""
		if steps = main.steps(k); len(steps) > 0 {
			stage.Item = steps[0]
		}
	}
}
