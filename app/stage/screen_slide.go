package stage

import (
	"strconv"
	"strings"

	"resonanz/app/web"
	"resonanz/forms"
)

// slideScreen shows a text that a moderator has prepared. Its first line is larger.
// The item is the number of the slide.
var slideScreen = Screen{
	Name: forms.ScreenSlide, Key: "T", Says: "live.stage_slide", List: "live.stage_slides", session: true, event: true, quiet: true,
	items: func(k *Snapshot) []string {
		var items []string
		for _, slide := range k.Stage.Slides {
			items = append(items, strconv.Itoa(slide.Number))
		}
		return items
	},
	says: func(_ *web.Page, k *Snapshot, item string) (_, label web.Phrase) {
		first, _, _ := strings.Cut(k.slide(item), "\n")
		return web.Phrase{}, web.Phrase{Text: first}
	},
	permit: func(to, from *Snapshot) { to.Slide = from.slide(to.Stage.Item) },
	draw: func(_ *web.Page, pic *Picture, k *Snapshot) {
		pic.Slide = k.Slide
		if pic.Slide == "" { // it has been deleted
			pic.Join = JoinWhole
		}
	},
}

// slide returns the text of the slide, "" if there is none.
func (k *Snapshot) slide(item string) string {
	for _, slide := range k.Stage.Slides {
		if strconv.Itoa(slide.Number) == item {
			return slide.Text
		}
	}
	return ""
}
