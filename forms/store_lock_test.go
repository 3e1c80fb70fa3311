package forms

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"resonanz/forms/postgrestest"
)

// A directory has one service at a time; commands come and go beside it.
//
// Reference, Back-up and restore: "A data directory takes one service at a time".
func TestOpen_oneService(t *testing.T) {
	postgrestest.SQLiteOnly(t, "several services share a PostgreSQL server")
	t.Parallel()
	directory := t.TempDir()
	service, err := Open(t.Context(), directory, Options{Service: true})
	if err != nil {
		t.Fatal(err)
	}
	if second, err := Open(t.Context(), directory, Options{Service: true}); CodeOf(err) != CodeConflict {
		t.Errorf("a second service: %v, %v; want %s", second, err, CodeConflict)
	}
	command, err := Open(t.Context(), directory, Options{})
	if err != nil {
		t.Fatalf("a command beside the service: %v", err)
	}
	testEvent(t, command)
	mustVerify(t, service)
	for _, store := range []*Store{command, service} {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
	again, err := Open(t.Context(), directory, Options{Service: true})
	if err != nil {
		t.Fatalf("a service after the first: %v", err)
	}
	defer again.Close()
	if err := again.Ready(t.Context()); err != nil || again.check != nil {
		t.Errorf("after a clean end: %v, check %v; want none", err, again.check)
	}
}

// After an unclean end the store is not ready before its files have been
// checked; a damaged one never is, and takes no answers.
//
// Reference, Back-up and restore: "After an unclean end the service checks its database".
func TestOpen_afterUncleanEnd(t *testing.T) {
	postgrestest.SQLiteOnly(t, "several services share a PostgreSQL server")
	t.Parallel()
	directory := t.TempDir()
	file := filepath.Join(directory, DatabaseFile)
	store, err := Open(t.Context(), directory, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, sessions := testEvent(t, store)
	const text = "Ein Satz, der seinen Platz braucht."
	for range 300 {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}, "satz": {text}}))
	}
	sub := submission(t, store, &sessions[1], Values{"gesamt": {"gut"}})
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	garbage := bytes.Clone(sound) // a page of comments
	begin := bytes.LastIndex(garbage, []byte(text)) / page * page
	clear(garbage[begin : begin+page])
	for name, test := range map[string]struct {
		content []byte
		ready   Code
		submit  Code
	}{
		"sound": {sound, "", ""}, "garbage": {garbage, CodeInternal, CodeBusy},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			for file, content := range map[string][]byte{DatabaseFile: test.content, lockFile: running} {
				if err := os.WriteFile(filepath.Join(directory, file), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 { // a damaged one is also found when the first finder ended cleanly
				store, err := Open(t.Context(), directory, Options{Service: true})
				if err != nil {
					t.Fatal(err)
				}
				wait := time.NewTicker(time.Millisecond)
				defer wait.Stop()
				for CodeOf(store.Ready(t.Context())) == CodeBusy {
					<-wait.C
				}
				if err := store.Ready(t.Context()); CodeOf(err) != test.ready {
					t.Errorf("ready: %v, want code %q", err, test.ready)
				}
				if _, err := store.Submit(t.Context(), sub); CodeOf(err) != test.submit {
					t.Errorf("submit: %v, want code %q", err, test.submit)
				}
				if err := store.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
