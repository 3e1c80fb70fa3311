package participant_test

import (
	"os"
	"strings"
	"testing"

	"resonanz/app/config"
	"resonanz/app/service/servicetest"
	"resonanz/forms/logo"
)

func TestBrowser_participant(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	args := []string{s.Base, servicetest.KindsEvent, servicetest.KindsOpen}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	servicetest.Browse(t, "participant.mjs", args...)
}

// The first load of a conference's form fits into what a server may send
// before it hears back (RFC 6928), in every language.
func TestBrowser_budget(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	t.Log("\n" + servicetest.Browse(t, "budget.mjs", s.Base, servicetest.KindsOpen, "ZN8F7"))
	giveLogo(t, s)
	said := servicetest.Browse(t, "budget.mjs", s.Base, servicetest.KindsOpen)
	if t.Log("\n" + said); !strings.Contains(said, ", logo of ") {
		t.Error("the logo does not come")
	}
}

// giveLogo gives the event of KindsOpen a logo.
func giveLogo(t *testing.T, s *servicetest.Site) {
	t.Helper()
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Store.Definition(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.Logo, err = logo.Read([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="200" height="60"><circle cx="30" cy="30" r="28" fill="#b3261e"/></svg>`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store.Import(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}

// A line of text shows all that is typed, and says how long it may be.
func TestBrowser_line(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	args := []string{s.Base, servicetest.KindsOpen}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	servicetest.Browse(t, "line.mjs", args...)
}

// A keyboard is enough for everything on the form.
func TestBrowser_keyboard(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, language := range []string{"de", "ar"} {
		servicetest.Browse(t, "keyboard.mjs", s.Base, servicetest.KindsOpen, language)
	}
}

// Questions are read aloud where the machine has a voice for the language.
func TestBrowser_voice(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	servicetest.Browse(t, "voice.mjs", s.Base, "ZN8F7", "de", "de-simple", "ar", "--", "en", "so")
}

// Lighthouse finds nothing to better.
func TestBrowser_lighthouse(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	t.Log("\n" + servicetest.Browse(t, "lighthouse.mjs", s.Base, "/ZN8F7/de", "/ZN8F7/ar", "/HERN/de"))
}

// Nothing is wrong with any page of a participant, in any look.
func TestBrowser_matrix(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, func(c *config.Config) { c.Operator, c.Contact = "Stadt Beispiel", "info@stadt.example" })
	t.Log(servicetest.Browse(t, "matrix.mjs", s.Base, "ZN8F7", "de", "ar", "de-simple"))
}
