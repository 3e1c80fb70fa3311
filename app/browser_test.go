package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"resonanz/app/config"
)

// chromium is where Debian installs it. RESONANZ_CHROMIUM names another one.
const chromium = "/usr/bin/chromium"

// browse runs a check of .ci/browser in Chromium. On a machine without it, or
// without the packages of .ci/package.json, the test is skipped, unless
// RESONANZ_REQUIRE names "browser". It returns what the check printed.
func browse(t *testing.T, check string, args ...string) string {
	t.Helper()
	folder, err := filepath.Abs("../.ci")
	if err != nil {
		t.Fatal(err)
	}
	browser := os.Getenv("RESONANZ_CHROMIUM")
	if browser == "" {
		browser = chromium
	}
	node, err := exec.LookPath("node")
	for _, needed := range []string{browser, filepath.Join(folder, "node_modules")} {
		if err == nil {
			_, err = os.Stat(needed)
		}
	}
	if err != nil {
		if slices.Contains(strings.Split(os.Getenv("RESONANZ_REQUIRE"), ","), "browser") {
			t.Fatalf("no browser: %v", err)
		}
		t.Skipf("no browser: %v", err)
	}
	command := exec.CommandContext(t.Context(), node, append([]string{filepath.Join(folder, "browser", check)}, args...)...)
	command.Env = append(os.Environ(), "RESONANZ_CHROMIUM="+browser)
	output, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", check, err, output)
	}
	return strings.TrimSpace(string(output))
}

func TestBrowser_participant(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	args := []string{s.base, kindsEvent, kindsOpen}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	browse(t, "participant.mjs", args...)
}

// The first load of a conference's form fits into what a server may send
// before it hears back (RFC 6928), in every language.
func TestBrowser_budget(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Log("\n" + browse(t, "budget.mjs", s.base, kindsOpen, "ZN8F7"))
}

// A keyboard is enough for everything on the form.
func TestBrowser_keyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, language := range []string{"de", "ar"} {
		browse(t, "keyboard.mjs", s.base, kindsOpen, language)
	}
}

// Questions are read aloud where the machine has a voice for the language.
func TestBrowser_voice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	browse(t, "voice.mjs", s.base, "ZN8F7", "de", "de-simple", "ar", "--", "en", "so")
}

// Lighthouse finds nothing to better.
func TestBrowser_lighthouse(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Log("\n" + browse(t, "lighthouse.mjs", s.base, "/ZN8F7/de", "/ZN8F7/ar", "/HERN/de"))
}

// Nothing is wrong with any page of a participant, in any look.
func TestBrowser_matrix(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *config.Config) { c.Operator, c.Contact = "Stadt Beispiel", "info@stadt.example" })
	t.Log(browse(t, "matrix.mjs", s.base, "ZN8F7", "de", "ar", "de-simple"))
}
