package main

import (
	"os"
	"testing"

	"resonanz/app/config"
)

func TestBrowser_participant(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	args := []string{s.base, kindsEvent, kindsOpen}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	browse(t, "participant.mjs", args...)
}

// The first load of a conference's form fits into what a server may send
// before it hears back (RFC 6928), in every language.
func TestBrowser_budget(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Log("\n" + browse(t, "budget.mjs", s.base, kindsOpen, "ZN8F7"))
}

// A keyboard is enough for everything on the form.
func TestBrowser_keyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, language := range []string{"de", "ar"} {
		browse(t, "keyboard.mjs", s.base, kindsOpen, language)
	}
}

// Questions are read aloud where the machine has a voice for the language.
func TestBrowser_voice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	browse(t, "voice.mjs", s.base, "ZN8F7", "de", "de-simple", "ar", "--", "en", "so")
}

// Lighthouse finds nothing to better.
func TestBrowser_lighthouse(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Log("\n" + browse(t, "lighthouse.mjs", s.base, "/ZN8F7/de", "/ZN8F7/ar", "/HERN/de"))
}

// Nothing is wrong with any page of a participant, in any look.
func TestBrowser_matrix(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *config.Config) { c.Operator, c.Contact = "Stadt Beispiel", "info@stadt.example" })
	t.Log(browse(t, "matrix.mjs", s.base, "ZN8F7", "de", "ar", "de-simple"))
}
