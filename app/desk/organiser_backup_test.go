package desk_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

const backupPath = "/organise/backup"

// A back-up is for whoever types the password again, is noted, and is whole: the
// store that is restored from it recounts the same.
func TestServer_backup(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	if sent := s.Post(t, "/"+servicetest.KindsOpen+"/de", url.Values{"_token": {string(forms.NewToken())}, "_asked": {"1"}, "gesamt": {"gut"}}); sent.StatusCode != http.StatusSeeOther {
		t.Fatalf("an answer is refused: %d", sent.StatusCode)
	}
	s.Get(t, backupPath, "Cookie", cookie).WantStatus(t, http.StatusOK)
	for _, password := range []string{"", "falsch"} {
		got := s.Post(t, backupPath, url.Values{"password": {password}}, "Cookie", cookie)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		if got.ByID("e-password") == nil {
			t.Error("no error beside the password")
		}
	}
	if notes, err := s.Store.ServiceAudit(t.Context(), 1); err != nil || len(notes) > 0 && notes[0].Action == forms.NoteBackup {
		t.Errorf("a refusal is noted as a download: %v, %v", notes, err)
	}
	got := s.Post(t, backupPath, url.Values{"password": {servicetest.TestPassword}}, "Cookie", cookie)
	got.WantStatus(t, http.StatusOK)
	if name := got.Header.Get("Content-Disposition"); !strings.Contains(name, "resonanz-") || !strings.HasPrefix(name, "attachment") {
		t.Errorf("Content-Disposition %q", name)
	}
	notes, err := s.Store.ServiceAudit(t.Context(), 1)
	if err != nil || notes[0].Action != forms.NoteBackup || notes[0].Account != "organiser" {
		t.Errorf("audit log: %+v, %v", notes, err)
	}
	file := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(file, []byte(got.Body), 0o600); err != nil {
		t.Fatal(err)
	}
	directory := t.TempDir()
	if err := forms.Restore(t.Context(), file, directory); err != nil {
		t.Fatal(err)
	}
	restored, err := forms.Open(t.Context(), directory, forms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	verified := func(store *forms.Store) forms.Verified {
		v, err := store.Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if diff := cmp.Diff(verified(s.Store), verified(restored)); diff != "" {
		t.Errorf("verify of the service and of what was restored (-/+):\n%s", diff)
	}
	if left, err := filepath.Glob(filepath.Join(s.Data, ".backup-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// While a back-up is sent to somebody who does not read it, answers come in, the
// page says how far it is, and nobody begins another one.
func TestServer_backup_slow(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	// More than the buffers of a connection hold.
	if err := s.Store.SaveSettings(t.Context(), "eva", map[string]string{"fill": strings.Repeat("x", 16<<20)}, nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	password := url.Values{"password": {servicetest.TestPassword}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Base+backupPath, strings.NewReader(password.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie} {
		request.Header.Set(name, value)
	}
	slow, err := new(http.Transport).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Body.Close()
	if _, err := io.ReadFull(slow.Body, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if got := s.Post(t, "/"+servicetest.KindsOpen+"/de", url.Values{"_token": {string(forms.NewToken())}, "_asked": {"1"}, "gesamt": {"gut"}}); got.StatusCode != http.StatusSeeOther {
		t.Errorf("an answer meanwhile: status %d", got.StatusCode)
	}
	under := s.Get(t, backupPath+"/under-way", "Cookie", cookie, "Accept", "application/json")
	if !strings.Contains(under.Body, "organiser") || !strings.Contains(under.Body, "MB") {
		t.Errorf("under way: %s", under.Body)
	}
	s.Post(t, backupPath, password, "Cookie", cookie).WantStatus(t, http.StatusConflict)
	cancel()
	for s.Get(t, backupPath+"/under-way", "Cookie", cookie).Body != "[]" { // the service notices
		if t.Context().Err() != nil {
			t.Fatal("the back-up does not end")
		}
	}
	s.Post(t, backupPath, password, "Cookie", cookie).WantStatus(t, http.StatusOK)
}

// A password that is sent after the sign-in has ended is not kept.
func TestServer_backup_signedOut(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	got := s.Post(t, backupPath, url.Values{"password": {servicetest.TestPassword}}, "Cookie", "resonanz="+strings.Repeat("x", 43))
	got.WantStatus(t, http.StatusSeeOther)
	if to := got.Header.Get("Location"); strings.Contains(to, "kept") {
		t.Errorf("sent to %s: the password is kept", to)
	}
}
