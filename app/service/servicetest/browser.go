package servicetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// chromium is where Debian installs it. RESONANZ_CHROMIUM names another one.
const chromium = "/usr/bin/chromium"

// Browse runs a check of .ci/browser in Chromium. On a machine without it, or
// without the packages of .ci/package.json, the test is skipped, unless
// RESONANZ_REQUIRE names "browser". It returns what the check printed.
func Browse(t *testing.T, check string, args ...string) string {
	t.Helper()
	folder, err := filepath.Abs("../../.ci")
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
