package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

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
