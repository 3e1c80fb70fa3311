package main

import (
	"os"
	"testing"

	"resonanz/forms"
)

func TestBrowser_stage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 10 {
		s.answer(t, kindsOpen, forms.Answers{"gesamt": {"gut"}, "empfehlung": {"9"}, "gruppe": {"yes"}, "satz": {"Mehr Sprachkurse und Begegnung"}})
	}
	s.approve(t, kindsOpen, 5)
	args := []string{s.base, s.signedIn(t, forms.Moderator), kindsOpen}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	browse(t, "stage.mjs", args...)
}
