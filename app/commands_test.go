package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"resonanz/app/auth"
	"resonanz/app/rehearsal"
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

func TestImport(t *testing.T) {
	t.Parallel()
	directory, file := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "event.yaml")
	conference := definition.Conferences()[1]
	if err := os.WriteFile(file, conference.Source, 0o600); err != nil {
		t.Fatal(err)
	}
	if output := mustRun(t, "import", file, "-data", directory); !strings.Contains(output, "HERN  Herner Integrationskonferenz 2016 (created)") {
		t.Errorf("output of an import:\n%s", output)
	}
	if output := mustRun(t, "import", file, "-data", directory); !strings.Contains(output, "(updated)") || strings.Contains(output, "never asked") {
		t.Errorf("output of a second import:\n%s", output)
	}
	never := regexp.MustCompile(`( *)kind: longtext`).ReplaceAllString(string(conference.Source), "$0\n${1}show: 1 = 2")
	if err := os.WriteFile(file, []byte(never), 0o600); err != nil {
		t.Fatal(err)
	}
	if output := mustRun(t, "import", file, "-data", directory); !strings.Contains(output, "the question is never asked") {
		t.Errorf("a condition that can never hold is not noted:\n%s", output)
	}
	code, _, stderr := runCommand(t, "", "report", "-event", "ZZZZ", "-o", file+".xlsx", "-data", directory)
	if code != exitFailed || stderr != "resonanz report: no event has the code ZZZZ\n" {
		t.Errorf("report of an unknown event: exit code %d, want 1\n%s", code, stderr)
	}
	broken := strings.Replace(string(conference.Source), "min_group: 5", "min_group: five", 1)
	broken = strings.Replace(broken, "kind: longtext", "kind: novel", 1)
	if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr = runCommand(t, "", "import", file, "-data", directory)
	if code != exitFailed || !strings.Contains(stderr, file+":") || !strings.Contains(stderr, "min_group") || !strings.Contains(stderr, "novel") {
		t.Errorf("exit code %d, want 1 and both mistakes with their lines:\n%s", code, stderr)
	}
}

// Sessions that a file has no more are listed, and go only if that is asked for.
// A draft that was not published is overtaken, which is said.
func TestImport_delete(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	directory, file := filepath.Join(folder, "data"), filepath.Join(folder, "event.yaml")
	write := func(source string) {
		if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	source := string(definition.Conferences()[1].Source)
	write(source)
	mustRun(t, "import", file, "-data", directory)
	withStore(t, directory, func(store *forms.Store) {
		events, err := store.Events(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		draft, err := store.DraftOf(t.Context(), events[0].ID, "anna")
		if err != nil {
			t.Fatal(err)
		}
		if err := store.MovePart(t.Context(), draft.ID, draft.Parts[len(draft.Parts)-1].Path, "", "anna"); err != nil {
			t.Fatal(err)
		}
	})
	before := mustRun(t, "export", "-event", "HERN", "-data", directory)
	cut := regexp.MustCompile(`(?s)  wohnen:\n    kind: workshop.*?\n  oeffnung:`).ReplaceAllString(source, "  oeffnung:")
	cut = strings.Replace(cut, "kultur, wohnen, oeffnung", "kultur, oeffnung", 1)
	if cut == source {
		t.Fatal("the test cuts nothing out")
	}
	write(cut)
	code, _, stderr := runCommand(t, "", "import", file, "-data", directory)
	if code != exitFailed || !strings.Contains(stderr, "would be deleted: ") || !strings.Contains(stderr, "Wohnen") || !strings.Contains(stderr, "-delete") {
		t.Errorf("exit code %d, want 1 and what would be deleted:\n%s", code, stderr)
	}
	if after := mustRun(t, "export", "-event", "HERN", "-data", directory); after != before {
		t.Error("a refused import has changed the event")
	}
	output := mustRun(t, "import", "-delete", file, "-data", directory)
	if !strings.Contains(output, "deleted: ") || !strings.Contains(output, "Wohnen") || !strings.Contains(output, "steps not published: 1") {
		t.Errorf("output of an import that deletes:\n%s", output)
	}
}

// Both conferences, with all languages, come out as files that change nothing.
func TestExport(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	directory, file := filepath.Join(folder, "data"), filepath.Join(folder, "event.yaml")
	for _, conference := range definition.Conferences() {
		d, err := conference.Definition()
		if err != nil {
			t.Fatal(err)
		}
		withStore(t, directory, func(store *forms.Store) {
			if _, err := store.Import(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		})
		first := mustRun(t, "export", "-event", d.Event.Code, "-data", directory)
		mustRun(t, "export", "-event", d.Event.Code, "-o", file, "-data", directory)
		if written, err := os.ReadFile(file); err != nil || string(written) != first {
			t.Errorf("%s: the file and what is printed differ, %v", conference.Name, err)
		}
		if output := mustRun(t, "import", file, "-data", directory); !strings.Contains(output, "(updated)") || strings.Contains(output, "new version") || strings.Contains(output, "note:") {
			t.Errorf("%s: output of an import:\n%s", conference.Name, output)
		}
		if again := mustRun(t, "export", "-event", d.Event.Code, "-data", directory); again != first {
			t.Errorf("%s: import of the export has changed it:\n%s", conference.Name, again)
		}
	}
}

// What people were told is kept; a file that would break it is refused at the
// line, and nothing changes.
func TestImport_refused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	directory, file := filepath.Join(folder, "data"), filepath.Join(folder, "event.yaml")
	source := string(definition.Conferences()[1].Source)
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "import", file, "-data", directory)
	withStore(t, directory, func(store *forms.Store) {
		event, err := store.Event(t.Context(), "HERN")
		if err != nil {
			t.Fatal(err)
		}
		sessions, err := store.Sessions(t.Context(), event.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := store.SetState(t.Context(), sessions[0].ID, forms.StateOpen); err != nil {
			t.Fatal(err)
		}
		form, err := store.Form(t.Context(), &sessions[0])
		if err != nil {
			t.Fatal(err)
		}
		first := form.Items()[0]
		answers := forms.Answers{first.Key: {first.Options[0].Code}}
		if _, err := store.Submit(t.Context(), forms.Submission{SessionID: sessions[0].ID, Token: forms.NewToken(), Form: form, Answers: answers}); err != nil {
			t.Fatal(err)
		}
	})
	changed := strings.Replace(source, "min_group: 5", "min_group: 1", 1)
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	line := 1 + strings.Count(changed[:strings.Index(changed, "min_group")], "\n")
	code, stdout, stderr := runCommand(t, "", "import", file, "-data", directory)
	if want := fmt.Sprintf("%s:%d: event.min_group: was 5", file, line); code != exitFailed || stdout != "" || !strings.Contains(stderr, want) {
		t.Errorf("exit code %d, want 1 and %q:\n%s%s", code, want, stdout, stderr)
	}
	withStore(t, directory, func(store *forms.Store) {
		if event, err := store.Event(t.Context(), "HERN"); err != nil || event.MinGroup != 5 {
			t.Errorf("after the refusal: groups of %d, %v; want 5", event.MinGroup, err)
		}
	})
}

// Translation files add languages, all of them or none, and what they leave
// out is listed.
func TestImport_translations(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	directory := filepath.Join(folder, "data")
	file := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const header = "translation:\n  of: herne-2016\n  language: "
	event := file("event.yaml", string(definition.Conferences()[1].Source))
	dutch := file("event.nl.yaml", header+"nl\ntexts:\n  event.title: Herne 2016\n")
	wrong := file("event.da.yaml", header+"da\ntexts:\n  event.titel: Herne 2016\n")
	other := file("event.sv.yaml", "translation:\n  of: enkreis\n  language: sv\n")

	code, stdout, stderr := runCommand(t, "", "import", event, wrong, dutch, other, "-data", directory)
	for _, want := range []string{wrong + ":5: event.titel: is no text", other + ":2: translation.of: names enkreis", "nothing was changed: 2 mistakes"} {
		if code != exitFailed || stdout != "" || !strings.Contains(stderr, want) {
			t.Errorf("exit code %d, want 1 and %q:\n%s%s", code, want, stdout, stderr)
		}
	}
	if _, err := os.Stat(directory); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("with mistakes: data directory: %v, want none", err)
	}

	output := mustRun(t, "import", event, dutch, "-data", directory)
	for _, want := range []string{"note: " + event + ":11: event.place: has no text in nl: Stadtteilzentrum Pluto", "texts is translated into tr\n"} {
		if !strings.Contains(output, want) {
			t.Errorf("the output lacks %q:\n%s", want, output)
		}
	}
	for _, wrong := range []string{"event.title", "no text in de:", "into de\n"} {
		if strings.Contains(output, wrong) {
			t.Errorf("the output notes %q, which is not missing:\n%s", wrong, output)
		}
	}
	withStore(t, directory, func(store *forms.Store) {
		stored, err := store.Event(t.Context(), "HERN")
		if err != nil {
			t.Fatal(err)
		}
		if got := stored.Title["nl"]; got != "Herne 2016" || !slices.Contains(stored.Unchecked, "nl") {
			t.Errorf("title in Dutch %q, unchecked %v; want Herne 2016, nl", got, stored.Unchecked)
		}
	})
	if output := mustRun(t, "import", event, "-data", directory); !strings.Contains(output, "note: nl is no longer offered") {
		t.Errorf("an import without the translation does not say that Dutch goes:\n%s", output)
	}
}

func TestVerify_differences(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	_, address := serving(t, directory, "127.0.0.1:0")
	mustRun(t, "rehearse", "-data", directory, "-url", address, "-event", herneCode, "-participants", "5", "-rate", "0", "-think", "0")
	db, err := sql.Open("sqlite3", filepath.Join(directory, forms.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE tallies SET n = n + 1 WHERE item = 'gesamt' AND option = '='"); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := runCommand(t, "", "verify", "-data", directory)
	if code != exitFailed || !strings.Contains(stdout, "item gesamt, option =") {
		t.Errorf("exit code %d, want 1 and the cell that was changed:\n%s%s", code, stdout, stderr)
	}
}

// Final figures that count withdrawn answers, or lack some, are named.
//
// Reference, Withdrawing: "page, stage, workbook and `verify` say how many that are"
func TestVerify_inexact(t *testing.T) {
	t.Parallel()
	directory := herne(t)
	withStore(t, directory, func(store *forms.Store) {
		sessions, err := store.Sessions(t.Context(), mustEvent(t, store).ID)
		if err != nil {
			t.Fatal(err)
		}
		session := &sessions[0]
		form, err := store.Form(t.Context(), session)
		if err != nil {
			t.Fatal(err)
		}
		tokens, first := newTokens(15), form.Items()[0]
		set := func(state forms.State) {
			if err := store.SetState(t.Context(), session.ID, state); err != nil {
				t.Fatal(err)
			}
		}
		for i, token := range tokens {
			if i == 12 {
				for _, shown := range tokens[:2] {
					if err := store.Withdraw(t.Context(), session.ID, shown); err != nil {
						t.Fatal(err)
					}
				}
				set(forms.StateClosed)
				set(forms.StateOpen)
			}
			if _, err := store.Submit(t.Context(), forms.Submission{SessionID: session.ID, Token: token, Form: form, Answers: forms.Answers{first.Key: {first.Options[0].Code}}}); err != nil {
				t.Fatal(err)
			}
		}
		set(forms.StateClosed)
	})
	if output := mustRun(t, "verify", "-data", directory); !strings.Contains(output, "include 2 withdrawn answers; 3 answers are not included") {
		t.Errorf("verify says\n%s", output)
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

// Reference, Data protection: "The log has routes and status codes, no addresses".
func TestServe(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(t.TempDir(), "data")
	p := start(t, "serve", "-data", directory, "-listen", "127.0.0.1:0", "-ops-listen", "127.0.0.1:0", "-log-level", "debug")
	address := p.until(t, "http://")
	link := p.until(t, "http://")
	if !strings.HasPrefix(link, address+"/welcome#") || len(link) < len(address)+len("/welcome#")+22 {
		t.Errorf("one-time link %s, want one with 128 bits in the fragment", link)
	}
	if got := status(t, address+"/"); got != 200 {
		t.Errorf("status %d of the start page, want 200", got)
	}
	if code := p.end(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d after the termination signal, want 0:\n%s", code, p.stderr.String())
	}
	if strings.Contains(p.stderr.String(), "127.0.0.1") || !strings.Contains(p.stderr.String(), `"route":"/"`) {
		t.Errorf("the log, want routes and no addresses:\n%s", p.stderr.String())
	}
	mustRun(t, "user", "add", "anna", "-data", directory)
	p, _ = serving(t, directory, "127.0.0.1:0")
	p.end(t, syscall.SIGTERM)
	if len(p.printed) != 1 {
		t.Errorf("with an account it prints %q, want no one-time link", p.printed)
	}
}
