package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"resonanz/forms"
	"resonanz/forms/definition"
)

// A data directory takes one service; everything else works beside it.
//
// Reference, Back-up and restore: "A data directory takes one service at a time; the
// other commands work beside it."
func TestServe_sharesDirectory(t *testing.T) {
	t.Parallel()
	directory, folder := herne(t), t.TempDir()
	p, address := serving(t, directory, "127.0.0.1:0")
	second := start(t, "serve", "-data", directory, "-listen", "127.0.0.1:0", "-ops-listen", "")
	if code := second.wait(t); code != exitFailed || !strings.Contains(second.stderr.String(), "another service has the data directory") {
		t.Errorf("a second service: exit code %d, want %d and the reason:\n%s", code, exitFailed, second.stderr.String())
	}
	file := filepath.Join(folder, "event.yaml")
	if err := os.WriteFile(file, definition.Conferences()[0].Source, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{
		"rehearse -event HERN -participants 5 -rate 0 -think 0 -url " + address,
		"verify",
		"backup -o " + filepath.Join(folder, "copy.db"),
		"report -event HERN -o " + filepath.Join(folder, "report.xlsx"),
		"import " + file,
		"user add anna",
		"codes delete -event HERN",
	} {
		c := start(t, append(strings.Fields(command), "-data", directory)...)
		if code := c.wait(t); code != exitOK {
			t.Errorf("resonanz %s: exit code %d, want 0\n%s", command, code, c.stderr.String())
		}
	}
	if got := status(t, address+"/HERN"); got != 200 {
		t.Errorf("status %d of the programme afterwards, want 200", got)
	}
	if code := p.end(t, syscall.SIGTERM); code != exitOK {
		t.Errorf("exit code %d, want 0:\n%s", code, p.stderr.String())
	}
	serving(t, directory, "127.0.0.1:0")
}

// A back-up that is killed, however far it is, leaves nothing under its name, and
// of its temporary copy nothing at all.
//
// Reference, Back-up and restore: "A back-up has its name only when it is whole."
func TestBackup_killed(t *testing.T) {
	t.Parallel()
	directory, folder := herne(t), t.TempDir()
	fillWith(t, directory, 60_000)
	info, err := os.Stat(filepath.Join(directory, forms.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	const rounds = 6
	wait := time.NewTicker(time.Millisecond)
	defer wait.Stop()
	for round := range rounds {
		file := filepath.Join(folder, fmt.Sprintf("copy%d.db", round))
		p := start(t, "backup", "-data", directory, "-o", file)
		for range wait.C { // until so much is written
			part, err := os.Stat(file + ".part")
			if err == nil && part.Size() >= info.Size()*int64(round)/rounds {
				break
			}
			if _, err := os.Stat(file); err == nil {
				break
			}
		}
		p.end(t, syscall.SIGKILL)
		if left, err := os.ReadDir(p.temporary); err != nil || len(left) > 0 {
			t.Errorf("temporary files: %v, %v; want none", left, err)
		}
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			if err := os.Remove(file + ".part"); err != nil {
				t.Error(err)
			}
		} else {
			t.Logf("round %d: the back-up was faster", round)
			mustRun(t, "restore", "-data", filepath.Join(folder, fmt.Sprint("restored", round)), file)
		}
	}
	file := filepath.Join(folder, "whole.db")
	mustRun(t, "backup", "-data", directory, "-o", file)
	mustRun(t, "restore", "-data", filepath.Join(folder, "restored"), file)
}

// fillWith stores simulated answers, which nobody has seen.
func fillWith(t *testing.T, directory string, n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(directory, forms.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		fmt.Sprintf(`WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)
			INSERT INTO responses (session_id, id, day, mark, simulated, answers)
			SELECT (SELECT MIN(id) FROM sessions), randomblob(16), '2026-01-01', 2, TRUE, json_object('nichts', json_array(hex(randomblob(100)))) FROM numbers`, n),
		fmt.Sprintf("UPDATE turnouts SET n = %d, simulated = %d, pending = %d WHERE session_id = (SELECT MIN(id) FROM sessions)", n, n, n),
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}
