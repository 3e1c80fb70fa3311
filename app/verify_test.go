package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"resonanz/forms"
)

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
