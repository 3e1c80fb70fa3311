package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"resonanz/app/auth"
	"resonanz/forms"
	"resonanz/forms/definition"
)

func TestRun(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	tests := []struct {
		name   string
		args   string
		code   int
		stdout string // part of it
		stderr string
	}{
		{"list", "help", exitOK, "rehearse", ""},
		{"list by flag", "-h", exitOK, "rehearse", ""},
		{"version", "version", exitOK, "resonanz", ""},
		{"unknown command", "dance", exitUsage, "", `no command "dance"`},
		{"unknown flag", "verify -loud", exitUsage, "", "there is no flag -loud"},
		{"too many arguments", "verify now", exitUsage, "", "it takes no arguments, and \"now\" is one"},
		{"argument is missing", "import", exitUsage, "", "want 1 argument after the command (FILE [TRANSLATION …]), got 0"},
		{"event is missing", "report -o x.xlsx", exitUsage, "", "-event is missing"},
		{"no participants", "rehearse -event HERN", exitUsage, "", "-participants"},
		{"no database", "report -event ZZZZ -o x.xlsx -data " + directory, exitFailed, "", "there is no database in "},
		{"unknown action", "user rename anna", exitUsage, "", "user add, user password or user delete"},
		{"unknown action on an event", "event rename", exitUsage, "", "want event delete"},
		{"unknown role", "user add anna -role king", exitUsage, "", "no role king"},
		{"nothing to back up", "backup -o x.db -data " + filepath.Join(directory, "none"), exitFailed, "", "there is no database in "},
		{"no service to ask", "healthcheck -ops-listen 127.0.0.1:1", exitFailed, "", "nothing answers at http://127.0.0.1:1/readyz: "},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := runCommand(t, "", strings.Fields(test.args)...)
			if code != test.code || !strings.Contains(stdout, test.stdout) || !strings.Contains(stderr, test.stderr) {
				t.Errorf("resonanz %s: exit code %d, want %d\nstdout, want %q:\n%s\nstderr, want %q:\n%s",
					test.args, code, test.code, test.stdout, stdout, test.stderr, stderr)
			}
		})
	}
}

// What a command has done it says in a line, and what it cannot do in words.
func TestRun_says(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	write := func(name, content string) {
		if err := os.WriteFile(at(name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("herne.yaml", string(definition.Conferences()[1].Source))
	write("tab.yaml", "event:\n\ttitle: x\n")
	write("colon.yaml", "event:\n  title: a: b\n")
	for _, test := range []struct {
		args string // in which @ is the folder
		code int
		said string // all of the output that is for people, a line of it where it begins with …
	}{
		{"import @/herne.yaml", exitOK, "…HERN  Herner Integrationskonferenz 2016 (created)"},
		{"import @/tab.yaml", exitFailed, "…@/tab.yaml:2: file: is not YAML from here on: it begins with a character that has to stand in quotation marks, or is indented by a tab instead of blanks"},
		{"import @/colon.yaml", exitFailed, "…resonanz import: nothing was changed: 1 mistake"},
		{"export -event HERN -o @/e.yaml", exitOK, "@/e.yaml is written: the definition of HERN"},
		{"export -event HERN -o @/none/e.yaml", exitFailed, "resonanz export: write @/none/e.yaml: no such file or directory"},
		{"report -event HERN -o @/r.xlsx", exitOK, "@/r.xlsx is written: the workbook of HERN"},
		{"user add anna", exitOK, "The account anna is created (organiser). Its password is shown only now:"},
		{"user add bert -role moderator", exitOK, "The account bert is created (moderator). Its password is shown only now:"},
		{"user password carl", exitFailed, "resonanz user: no account has the name carl"},
		{"user delete bert", exitOK, "The account bert is deleted."},
		{"backup -o @/b.db", exitOK, "@/b.db is written. It holds everything: keep it as safe as @/data."},
		{"backup -o @/b.db", exitFailed, "resonanz backup: @/b.db exists"},
		{"restore @/b.db -data @/other", exitOK, "…@/b.db is restored into @/other."},
		{"restore @/herne.yaml -data @/third", exitFailed, "resonanz restore: @/herne.yaml is no back-up that can be restored: file is not a database"},
		{"rehearse -event HERN -purge", exitOK, "0 simulated answers removed"},
		{"event delete -event HERN", exitOK, "HERN is deleted: 9 sessions, 0 answers, 0 comments, 0 sign-ups"},
	} {
		args := strings.Fields(strings.ReplaceAll(test.args, "@", folder))
		if !strings.Contains(test.args, "-data") {
			args = append(args, "-data", at("data"))
		}
		code, stdout, stderr := runCommand(t, "", args...)
		said := stderr + stdout
		if args[0] == "user" && strings.Contains(stderr, "shown only now") {
			said = stderr // the password is for scripts
		}
		want, aLine := strings.CutPrefix(strings.ReplaceAll(test.said, "@", folder), "…")
		if right := said == want+"\n" || aLine && strings.Contains(said, want+"\n"); code != test.code || !right {
			t.Errorf("resonanz %s: exit code %d, want %d and %q:\n%s", test.args, code, test.code, want, said)
		}
	}
	if got := counted(1, "answer", "answers") + counted(2, "answer", "answers"); got != "1 answer2 answers" {
		t.Errorf("counts: %s", got)
	}
}

// A command beside somebody who reads the same files says nothing of its own
// housekeeping.
func TestRun_besideReader(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	db, err := sql.Open("sqlite3", filepath.Join(directory, forms.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	reading, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Rollback()
	var events int
	if err := reading.QueryRowContext(t.Context(), "SELECT count(*) FROM events").Scan(&events); err != nil || events != 1 {
		t.Fatalf("%d events, %v", events, err)
	}
	if code, _, stderr := runCommand(t, "", "user", "add", "anna", "-data", directory); code != exitOK || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d, want 0 and one line:\n%s", code, stderr)
	}
}

// Every command explains itself, its flags, their defaults and variables.
func TestRun_help(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		code, stdout, stderr := runCommand(t, "", c.name, "-h")
		if code != exitOK || stderr != "" || !strings.HasPrefix(stdout, "Usage: resonanz "+c.name) {
			t.Errorf("resonanz %s -h: exit code %d\n%s%s", c.name, code, stdout, stderr)
		}
		for line := range strings.SplitSeq(stdout, "\n") {
			if len(line) > 80 {
				t.Errorf("resonanz %s -h: a line is too wide: %s", c.name, line)
			}
		}
	}
	_, stdout, _ := runCommand(t, "", "serve", "-h")
	for _, want := range []string{"-listen", "Default: :8080.", "RESONANZ_LISTEN", "RESONANZ_LISTEN_FILE"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("resonanz serve -h does not say %q:\n%s", want, stdout)
		}
	}
}

// Reference, Data protection: of events "until deleted … by `./resonanz event delete -event CODE`".
func TestEvent(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	if code, _, stderr := runCommand(t, "", "event", "delete", "-event", "ZZZZ", "-data", directory); code != exitFailed || !strings.Contains(stderr, "no event has the code ZZZZ") {
		t.Errorf("an unknown code: exit code %d\n%s", code, stderr)
	}
	if output := mustRun(t, "event", "delete", "-event", "hern", "-data", directory); !strings.HasPrefix(output, "HERN is deleted: ") {
		t.Errorf("output %q", output)
	}
	withStore(t, directory, func(store *forms.Store) {
		if events, err := store.Events(t.Context()); err != nil || len(events) > 0 {
			t.Errorf("%d events are left, %v", len(events), err)
		}
	})
}

// Reference, Data protection: of one-time codes "until `./resonanz codes delete`".
func TestCodes(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	withStore(t, directory, func(store *forms.Store) {
		if _, err := store.NewPasses(t.Context(), mustEvent(t, store).ID, 3); err != nil {
			t.Fatal(err)
		}
	})
	for _, want := range []string{"3 one-time codes deleted", "0 one-time codes deleted"} {
		if output := mustRun(t, "codes", "delete", "-event", herneCode, "-data", directory); !strings.Contains(output, want) {
			t.Errorf("output %q, want %q", output, want)
		}
	}
	if code, _, stderr := runCommand(t, "", "codes", "print", "-event", herneCode, "-data", directory); code != exitUsage {
		t.Errorf("codes print: exit code %d, want %d\n%s", code, exitUsage, stderr)
	}
}

// Reference, Data protection: of accounts "until `./resonanz user delete`".
func TestUser(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	password := strings.TrimSpace(mustRun(t, "user", "add", "Anna", "-role", "moderator", "-data", directory))
	check := func(password string) {
		t.Helper()
		withStore(t, directory, func(store *forms.Store) {
			account, err := store.Account(t.Context(), "anna")
			if err != nil {
				t.Fatal(err)
			}
			right, err := auth.NewHasher().Verify(t.Context(), account.Hash, password)
			if err != nil || !right || account.Role != forms.Moderator {
				t.Errorf("password right: %v, role %s, error %v; want true, moderator", right, account.Role, err)
			}
		})
	}
	check(password)
	if code, _, stderr := runCommand(t, "", "user", "add", "ANNA", "-data", directory); code != exitFailed || stderr != "resonanz user: create account: an account has this name\n" {
		t.Errorf("adding an account twice: exit code %d, want 1 and one line in words\n%s", code, stderr)
	}
	code, stdout, stderr := runCommand(t, "Blaue Giraffe im Schnee\n", "user", "password", "anna", "-stdin", "-data", directory)
	if code != exitOK || stdout != "The account anna has a new password, and its sign-ins have ended.\n" {
		t.Errorf("exit code %d, output %q; want 0 and what was done, without the password\n%s", code, stdout, stderr)
	}
	check("Blaue Giraffe im Schnee")
	if code, _, stderr := runCommand(t, "short\n", "user", "password", "anna", "-stdin", "-data", directory); code != exitFailed || !strings.Contains(stderr, "12") {
		t.Errorf("a short password: exit code %d, want 1 and the least length:\n%s", code, stderr)
	}
	mustRun(t, "user", "delete", "Anna", "-data", directory)
	if code, _, stderr := runCommand(t, "", "user", "delete", "anna", "-data", directory); code != exitFailed || !strings.Contains(stderr, "no account has the name anna") {
		t.Errorf("deleting an account twice: exit code %d, want 1\n%s", code, stderr)
	}
}
