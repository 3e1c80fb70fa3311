package forms

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"resonanz/forms/postgrestest"
)

func TestStore_Backup(t *testing.T) {
	postgrestest.SQLiteOnly(t, "a back-up is a copy of the file")
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}}))
	directory := t.TempDir()
	file := filepath.Join(directory, DatabaseFile)
	if err := store.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := store.Backup(t.Context(), file); CodeOf(err) != CodeConflict {
		t.Errorf("backup over a file: %v, want %s", err, CodeConflict)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the back-up: %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(directory); err != nil || len(left) != 1 {
		t.Errorf("beside the back-up: %v, %v", left, err)
	}
	restored, err := Open(t.Context(), directory, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	if turnouts, err := restored.Turnouts(t.Context(), event.ID); err != nil || turnouts[sessions[0].ID].N != 1 {
		t.Errorf("restored turnouts: %+v, %v", turnouts, err)
	}
	mustVerify(t, restored)
}

// A back-up of nothing would be worse than none.
func TestStore_Backup_postgres(t *testing.T) {
	t.Parallel()
	if !postgrestest.On() {
		t.Skip("PostgreSQL only")
	}
	store := newStore(t)
	if err := store.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db")); CodeOf(err) != CodeConflict {
		t.Errorf("%v, want %s", err, CodeConflict)
	}
	if f, err := store.OpenBackup(t.Context()); CodeOf(err) != CodeConflict {
		t.Errorf("%v, %v, want %s", f, err, CodeConflict)
	}
}

// A back-up that is cut off is never under its name, and one that another run
// left behind is not overwritten.
//
// Reference, Back-up and restore: "A back-up has its name only when it is whole."
func TestStore_Backup_cutOff(t *testing.T) {
	postgrestest.SQLiteOnly(t, "a back-up is a copy of the file")
	t.Parallel()
	store := newStore(t)
	testEvent(t, store)
	file := filepath.Join(t.TempDir(), "copy.db")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := store.Backup(ctx, file); err == nil {
		t.Error("a back-up that was cut off succeeds")
	}
	for _, name := range []string{file, file + ".part"} {
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, want no file", name, err)
		}
	}
	if err := os.WriteFile(file+".part", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Backup(t.Context(), file); CodeOf(err) != CodeConflict {
		t.Errorf("beside another one: %v, want %s", err, CodeConflict)
	}
}

// What is no whole back-up of this program is not restored, and nothing of it
// stays in the directory.
//
// Reference, Back-up and restore: "`restore` refuses a file".
func TestRestore_refuses(t *testing.T) {
	postgrestest.SQLiteOnly(t, "a back-up is a copy of the file")
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	for range 300 {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}, "satz": {"Ein Satz, der seinen Platz braucht."}}))
	}
	whole := filepath.Join(t.TempDir(), "copy.db")
	if err := store.Backup(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(content []byte) []byte{
		"empty":       func([]byte) []byte { return nil },
		"cut off":     func(content []byte) []byte { return content[:len(content)/2] },
		"no database": func([]byte) []byte { return []byte("Lorem ipsum dolor sit amet, consetetur sadipscing elitr") },
		"garbage":     func(content []byte) []byte { copy(content[len(content)/2:], make([]byte, 32<<10)); return content },
		"other schema": func(content []byte) []byte {
			return changed(t, content, "CREATE TRIGGER t AFTER INSERT ON responses BEGIN DELETE FROM comments; END")
		},
		"lost index": func(content []byte) []byte { return changed(t, content, "DROP INDEX sessions_form") },
		"newer": func(content []byte) []byte {
			return changed(t, content, "INSERT INTO schema_migrations (version, name, applied_at, sha256) VALUES (999, 'later', '2030-01-01', 'x')")
		},
		"no parents": func(content []byte) []byte { return changed(t, content, "DELETE FROM sessions") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, directory := filepath.Join(t.TempDir(), "copy.db"), t.TempDir()
			if err := os.WriteFile(file, change(append([]byte(nil), content...)), 0o600); err != nil {
				t.Fatal(err)
			}
			err := Restore(t.Context(), file, directory)
			if CodeOf(err) != CodeInvalid {
				t.Errorf("restored: %v, want %s", err, CodeInvalid)
			}
			if left, err := os.ReadDir(directory); err != nil || len(left) > 0 {
				t.Errorf("left in the directory: %v, %v", left, err)
			}
		})
	}
	directory := t.TempDir()
	if err := Restore(t.Context(), whole, directory); err != nil {
		t.Errorf("the whole one: %v", err)
	}
	mustVerify(t, newStoreIn(t, directory, nil))
}

// changed returns a database after a statement that no program of ours runs.
func changed(t *testing.T, content []byte, statement string) []byte {
	t.Helper()
	directory := t.TempDir()
	file := filepath.Join(directory, DatabaseFile)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	store := newStoreIn(t, directory, nil)
	if err := store.w.Exec("PRAGMA foreign_keys = OFF").Error; err != nil {
		t.Fatal(err)
	}
	if err := store.w.Exec(statement).Error; err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(directory, "changed.db")
	if err := store.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// A service removes what a crash left of a back-up; a command does not, as the
// service may be making one.
func TestStore_OpenBackup_leftOver(t *testing.T) {
	postgrestest.SQLiteOnly(t, "a back-up is a copy of the file")
	t.Parallel()
	directory := t.TempDir()
	left := filepath.Join(directory, ".backup-1")
	if err := os.Mkdir(left, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, service := range []bool{false, true} {
		store, err := Open(t.Context(), directory, Options{Service: service})
		if err != nil {
			t.Fatal(err)
		}
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(left); (err == nil) == service {
			t.Errorf("service %v: %v", service, err)
		}
	}
}
