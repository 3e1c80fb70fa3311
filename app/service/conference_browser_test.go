package service_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/app/config"
	"resonanz/app/service"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Somebody who has nothing but a browser and the first link sets a conference up
// in fifteen minutes, and once more by keyboard and without JavaScript.
func TestBrowser_conference(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"mouse", "keyboard"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			store, link := begin(t)
			downloads := t.TempDir()
			args := []string{link, how, downloads}
			if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
				args = append(args, folder)
			}
			t.Log(servicetest.Browse(t, "conference.mjs", args...))
			if !t.Failed() {
				wantConference(t, store)
				wantWorkbook(t, downloads)
			}
		})
	}
}

// begin starts the service on an empty directory and returns its first link.
func begin(t *testing.T) (store *forms.Store, link string) {
	t.Helper()
	var cfg config.Config
	if err := cfg.Bind(flag.NewFlagSet("", flag.ContinueOnError), config.Source{}); err != nil {
		t.Fatal(err)
	}
	cfg.Data, cfg.Listen, cfg.OpsListen = t.TempDir(), "localhost:0", ""
	store, err := forms.Open(t.Context(), cfg.Data, forms.Options{Service: true})
	if err != nil {
		t.Fatal(err)
	}
	s, err := service.Listen(&cfg, store, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if link, err = s.SetUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return store, link
}

// wantConference fails unless the store has what was set up.
func wantConference(t *testing.T, store *forms.Store) {
	t.Helper()
	events, err := store.Events(t.Context())
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	d, err := store.Definition(t.Context(), events[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Sessions) != 8 || len(d.Forms) != 2 || !slices.Equal(d.Event.Languages, []string{"de", "en", "tr", "ar"}) {
		t.Errorf("%d sessions, %d forms, %v", len(d.Sessions), len(d.Forms), d.Event.Languages)
	}
	if d.Event.Title["tr"] == "" || d.Event.Title["ar"] == "" {
		t.Errorf("the title is not translated: %v", d.Event.Title)
	}
	asked := 0
	for _, form := range d.Forms {
		for _, question := range form.Questions {
			if question.Condition() != nil {
				asked++
			}
		}
	}
	if asked != 1 {
		t.Errorf("%d questions with a condition, want 1", asked)
	}
	turnouts, err := store.Turnouts(t.Context(), events[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	rehearsed := 0
	for _, turnout := range turnouts {
		rehearsed += turnout.Simulated
	}
	if rehearsed < 30 {
		t.Errorf("%d rehearsed answers of 30 people", rehearsed)
	}
}

// wantWorkbook fails unless the directory has a workbook that can be read.
func wantWorkbook(t *testing.T, directory string) {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(directory, "*.xlsx"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	book, err := excelize.OpenFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if sheets := book.GetSheetList(); len(sheets) < 8 {
		t.Errorf("the workbook has the sheets %q", sheets)
	}
}
