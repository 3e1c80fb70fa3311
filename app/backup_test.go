package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"resonanz/app/rehearsal"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// What the page sends is restored by the command, and verify says the same of it
// as of the data directory of the service.
func TestBackup_byPage(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	s.Post(t, "/"+servicetest.KindsOpen+"/de", url.Values{"_token": {string(forms.NewToken())}, "_asked": {"1"}, "gesamt": {"gut"}}).WantStatus(t, http.StatusSeeOther)
	got := s.Post(t, "/organise/backup", url.Values{"password": {servicetest.TestPassword}}, "Cookie", cookie)
	got.WantStatus(t, http.StatusOK)
	file, restored := filepath.Join(t.TempDir(), "copy.db"), filepath.Join(t.TempDir(), "restored")
	if err := os.WriteFile(file, []byte(got.Body), 0o600); err != nil {
		t.Fatal(err)
	}
	if output := mustRun(t, "restore", "-data", restored, file); !strings.Contains(output, "Every tally agrees") {
		t.Errorf("output of restore:\n%s", output)
	}
	if want, got := mustRun(t, "verify", "-data", s.Data), mustRun(t, "verify", "-data", restored); got != want {
		t.Errorf("verify of the service:\n%s\nof what was restored:\n%s", want, got)
	}
}

// A copy that is made while phones answer holds every answer acknowledged
// before, and a new directory takes it.
func TestBackup(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	_, address := serving(t, directory, "127.0.0.1:0")
	r := prepared(t, directory, address, 40, 8)
	deliveries := make(chan rehearsal.Delivery)
	go r.Run(t.Context(), deliveries)
	file, before := filepath.Join(t.TempDir(), "copy.db"), []rehearsal.Delivery{}
	for d := range deliveries {
		if before = append(before, d); len(before) == 60 {
			break
		}
	}
	go func() {
		for range deliveries {
			// The others go on answering.
		}
	}()
	mustRun(t, "backup", "-data", directory, "-o", file)
	if code, _, stderr := runCommand(t, "", "backup", "-data", directory, "-o", file); code != exitFailed {
		t.Errorf("a second backup to the same file: exit code %d, want 1\n%s", code, stderr)
	}
	restored := filepath.Join(t.TempDir(), "restored")
	if output := mustRun(t, "restore", "-data", restored, file); !strings.Contains(output, "Every tally agrees") {
		t.Errorf("output of restore:\n%s", output)
	}
	withStore(t, restored, func(store *forms.Store) { checkDeliveries(t, store, before) })
	if code, _, stderr := runCommand(t, "", "restore", "-data", restored, file); code != exitFailed || !strings.Contains(stderr, "is there already") {
		t.Errorf("restore over a database: exit code %d, want 1\n%s", code, stderr)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode of the copy: %v, %v; want none for others", info.Mode(), err)
	}
}
