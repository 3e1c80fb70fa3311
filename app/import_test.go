package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"resonanz/forms"
	"resonanz/forms/definition"
)

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
