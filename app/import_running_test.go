package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// What a command imports beside a running service gets onto the form, the whole
// of it at once: the texts of one version never come with those of another. How
// soon is the matter of forms.TestFind_otherProcess.
func TestImport_besideService(t *testing.T) {
	t.Parallel()
	directory, file := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "event.yaml")
	source := strings.ReplaceAll(string(servicetest.KindsSource), "state: planned", "state: open")
	write := func(source string) {
		if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		mustRun(t, "import", file, "-data", directory)
	}
	write(source)
	withStore(t, directory, func(store *forms.Store) {
		session, _, err := store.Session(t.Context(), servicetest.KindsOpen)
		if err == nil {
			err = store.SetState(t.Context(), session.ID, forms.StateOpen)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	_, base := serving(t, directory, "127.0.0.1:0")
	page := func() string {
		response, err := http.Get(base + "/" + servicetest.KindsOpen + "/de")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("status %d, %v\n%s", response.StatusCode, err, body)
		}
		return string(body)
	}
	const conference, question = "Stadtteilkonferenz", "Wie zufrieden sind Sie?"
	if body := page(); !strings.Contains(body, conference) || !strings.Contains(body, question) {
		t.Fatalf("the page has no %q or no %q", conference, question)
	}
	write(strings.NewReplacer(conference, "Nachbarschaftsrat", question, "Wie war es?").Replace(source))
	for {
		body := page()
		before := strings.Contains(body, conference) && strings.Contains(body, question)
		after := strings.Contains(body, "Nachbarschaftsrat") && strings.Contains(body, "Wie war es?")
		if before == after {
			t.Fatalf("the page is of neither version:\n%s", body)
		}
		if after {
			return
		}
	}
}
