package stage

import (
	"context"
	"slices"

	"resonanz/app/web"
	"resonanz/forms"
)

// Screen is one thing that a stage can show. Each stands in a file of its own,
// which says what the hall may have while it is on and how it is drawn. The keys
// of the stage, the buttons on moderators' pages and what may be asked for all
// come from the list of Screens.
type Screen struct {
	Name forms.Screen
	Key  string // that is pressed for it, in capitals; "" for none
	Says string // key of the message on its button, and beside its key
	// List is the key of the message above what it can show one by one, "" if
	// that is no choice of the moderator's.
	List string

	session, event bool // whose stages have it
	main           bool // next and previous lead to it from screens that show one thing only
	straight       bool // next stops at its last item, and previous at its first
	quiet          bool // it tells nothing of the answers, not even how many there are

	// read adds to the snapshot what no other screen needs; nil for nothing.
	read func(ctx context.Context, s *Pages, k *Snapshot) error
	// items names what it can show one after the other, as forms.Stage.Item does;
	// nil for one thing only, which has no name. It gets all that moderators know.
	items func(k *Snapshot) []string
	// says names one of the items for moderators, below the stem if there is one.
	says func(p *web.Page, k *Snapshot, item string) (stem, label web.Phrase)
	// skips reports whether there is nothing to see of an item; nil for never.
	skips func(k *Snapshot, item string) bool
	// takes reports whether it can show something that is none of its items.
	takes func(item string) bool

	// permit copies to the empty snapshot what the hall may have of the full one.
	permit func(to, from *Snapshot)
	// draw adds to the picture, and sees no more than was permitted.
	draw func(p *web.Page, pic *Picture, k *Snapshot)
}

// screens are all that there are, in the order of their buttons.
var screens = []*Screen{&joinScreen, &resultsScreen, &commentsScreen, &wordsScreen, &spotScreen, &podiumScreen, &closingScreen, &titleScreen, &countdownScreen, &slideScreen}

// Screens returns the screens that the stage of a session has, or that of an event
// as a whole.
func Screens(ofSession bool) []*Screen {
	return slices.DeleteFunc(slices.Clone(screens), func(screen *Screen) bool { return !screen.isOf(ofSession) })
}

func (screen *Screen) isOf(session bool) bool {
	return session && screen.session || !session && screen.event
}

// find returns the screen with the name, nil if such a stage has none.
func find(name forms.Screen, ofSession bool) *Screen {
	for _, screen := range Screens(ofSession) {
		if screen.Name == name {
			return screen
		}
	}
	return nil
}

// mainScreen returns the one that next and previous lead to.
func mainScreen(ofSession bool) *Screen {
	all := Screens(ofSession)
	return all[slices.IndexFunc(all, func(screen *Screen) bool { return screen.main })]
}

// screen returns what is on. A stage never stays without a picture: what it has
// not is the title.
func (k *Snapshot) screen() *Screen {
	if screen := find(k.Stage.Screen, k.OfSession()); screen != nil {
		return screen
	}
	return &titleScreen
}

// OfSession reports whether the snapshot is that of a session.
func (k *Snapshot) OfSession() bool { return k.Figures.Form != nil }

// has reports whether the screen can show that now.
func (screen *Screen) has(k *Snapshot, item string) bool {
	switch {
	case screen.takes != nil && screen.takes(item):
		return true
	case screen.items == nil:
		return item == ""
	}
	return slices.Contains(screen.items(k), item)
}

// steps are the items that next and previous go through: those of which there is
// something to see, unless that is none of them.
func (screen *Screen) steps(k *Snapshot) []string {
	if screen.items == nil {
		return nil
	}
	all := screen.items(k)
	if screen.skips == nil {
		return all
	}
	if some := slices.DeleteFunc(slices.Clone(all), func(item string) bool { return screen.skips(k, item) }); len(some) > 0 {
		return some
	}
	return all
}

// Choice is something that moderators can put on the stage.
type Choice struct {
	Item  string
	Stem  web.Phrase // of a text beside an item
	Label web.Phrase
}

// Choices returns what moderators can choose of the screen, one by one.
func (screen *Screen) Choices(p *web.Page, k *Snapshot) []Choice {
	if screen.List == "" {
		return nil
	}
	var choices []Choice
	for _, item := range screen.items(k) {
		if item != "" {
			choice := Choice{Item: item}
			choice.Stem, choice.Label = screen.says(p, k, item)
			choices = append(choices, choice)
		}
	}
	return choices
}

// Whole reports whether the screen can show all that it has at once.
func (screen *Screen) Whole(k *Snapshot) bool { return screen.has(k, "") }

// saysItem names an item of the session's form.
func saysItem(p *web.Page, k *Snapshot, key string) (stem, label web.Phrase) {
	return questionOf(p, k.Figures.Form, key)
}
