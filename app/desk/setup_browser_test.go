package desk_test

import (
	"net/url"
	"os"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// The pages of a draft can be used by everybody, in every width and scheme.
func TestBrowser_setup(t *testing.T) {
	t.Parallel()
	d := translatedDefinition()
	d.Sessions = lateDefinition().Sessions
	s := newSetup(t, d)
	s.wantSaved(s.send("/languages/tr", s.see("/languages/tr"), url.Values{"t.event.title": {"Başlık"}}))
	s.wantSaved(s.send("/event", s.see("/event"), url.Values{"title": {"Neuer Titel"}}))
	s.wantSaved(s.uploadLogo(s.see("/logo"), cityLogo(t)))
	args := []string{s.Base, s.cookie, os.Getenv("RESONANZ_SHOTS")} // for a person to look at
	for _, page := range []string{"", "/event", "/forms/f", "/languages", "/languages/tr", "/languages/ar", "/publish", "/check", "/preview", "/phone/ar/form-f", "/forms/f/warum", "/forms/f/rolle?as=list", "/programme", "/programme/lines", "/sessions/" + s.sessions()[0].Key, "/discard", "/history", "/forms", "/logo"} {
		args = append(args, s.address(page))
	}
	servicetest.Browse(t, "setup.mjs", args...)
}

// The frame of a preview is as wide and as dark as a phone that somebody chooses,
// and a question is shown while it is typed.
func TestBrowser_preview(t *testing.T) {
	t.Parallel()
	s := newSetup(t, translatedDefinition())
	servicetest.Browse(t, "preview.mjs", s.Base, s.cookie, s.address("/preview"), s.address("/forms/f/warum"), os.Getenv("RESONANZ_SHOTS"))
}

// So can the pages of an event, and its signs.
func TestBrowser_event(t *testing.T) {
	t.Parallel()
	s := newSetup(t, &forms.Definition{})
	event := "/organise/" + servicetest.KindsEvent
	servicetest.Browse(t, "setup.mjs", s.Base, s.cookie, os.Getenv("RESONANZ_SHOTS"), event, event+"/trial", event+"/sign", "/moderate/"+servicetest.KindsEvent, "/organise", "/organise/accounts")
}
