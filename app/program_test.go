package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// program builds the program once for all tests and returns its path.
var program = sync.OnceValues(func() (string, error) {
	directory, err := os.MkdirTemp("", "resonanz-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(directory, "resonanz")
	args := []string{"build", "-o", path}
	if raceDetector {
		args = append(args, "-race")
	}
	if output, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
		return path, fmt.Errorf("go build: %w\n%s", err, output)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if page := os.Getenv(yardstickVariable); page != "" {
		if err := serveYardsticks(page); err != nil {
			panic(err)
		}
		return
	}
	if address := os.Getenv(attackVariable); address != "" {
		attack(address)
	}
	code := m.Run()
	if path, _ := program(); path != "" {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// process is the program, running.
type process struct {
	cmd       *exec.Cmd
	lines     *bufio.Scanner // of the standard output
	printed   []string       // the lines read so far
	stderr    bytes.Buffer
	temporary string // its directory for temporary files
	ended     bool
}

// start starts the program. It is killed at the end of the test, unless it has
// ended before.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return startCommand(t, exec.Command(path, args...))
}

// startCommand is start for a command that becomes the program.
func startCommand(t testing.TB, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{cmd: cmd, temporary: t.TempDir()}
	p.cmd.Stderr = &p.stderr
	p.cmd.Env = []string{"TMPDIR=" + p.temporary}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "RESONANZ_") && !strings.HasPrefix(variable, "TMPDIR=") {
			p.cmd.Env = append(p.cmd.Env, variable)
		}
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.lines = bufio.NewScanner(stdout)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !p.ended {
			p.end(t, syscall.SIGKILL)
		}
	})
	return p
}

// until reads the standard output up to a word that begins with the mark, and
// returns the word.
func (p *process) until(t testing.TB, mark string) string {
	t.Helper()
	for p.lines.Scan() {
		p.printed = append(p.printed, p.lines.Text())
		for word := range strings.FieldsSeq(p.lines.Text()) {
			if strings.HasPrefix(word, mark) {
				return word
			}
		}
	}
	t.Fatalf("the program ended without printing %q:\n%s", mark, p.stderr.String())
	return ""
}

// end sends the signal and waits for the end.
func (p *process) end(t testing.TB, signal os.Signal) (code int) {
	t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Errorf("signal %v: %v", signal, err)
	}
	return p.wait(t)
}

// wait waits for the end and returns the exit code, -1 if a signal ended it.
func (p *process) wait(t testing.TB) (code int) {
	t.Helper()
	for p.lines.Scan() { // the pipe has to be empty before Wait
		p.printed = append(p.printed, p.lines.Text())
	}
	_ = p.cmd.Wait() // a killed process always gives an error
	p.ended = true
	if strings.Contains(p.stderr.String(), "DATA RACE") || strings.Contains(p.stderr.String(), "panic") {
		t.Errorf("the program's log:\n%s", p.stderr.String())
	}
	return p.cmd.ProcessState.ExitCode()
}

// serving starts the service on the data directory and the address and returns
// its URL.
func serving(t testing.TB, directory, address string) (*process, string) {
	t.Helper()
	p := start(t, "serve", "-data", directory, "-listen", address, "-ops-listen", "")
	return p, p.until(t, "http://")
}

// runCommand runs a command of the program in this process and returns its exit
// code and what it printed.
func runCommand(t testing.TB, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, func(string) string { return "" }, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

// mustRun is runCommand for a command that must succeed.
func mustRun(t testing.TB, args ...string) string {
	t.Helper()
	code, stdout, stderr := runCommand(t, "", args...)
	if code != exitOK {
		t.Fatalf("resonanz %s: exit code %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

// status returns the status of a GET request.
func status(t testing.TB, address string) int {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}
