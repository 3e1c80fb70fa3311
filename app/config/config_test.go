package config

import (
	"bytes"
	"flag"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// configured returns the configuration for the environment and the command
// line, with flags for all settings.
func configured(t *testing.T, environment map[string]string, args ...string) (Config, error) {
	t.Helper()
	var cfg Config
	flags := flag.NewFlagSet("test", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var names []string
	for _, s := range cfg.Settings() {
		names = append(names, s.Name)
	}
	if err := cfg.Bind(flags, Source{func(name string) string { return environment[name] }, os.ReadFile}, names...); err != nil {
		return cfg, err
	}
	return cfg, flags.Parse(args)
}

func TestConfig(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "operator")
	if err := os.WriteFile(secret, []byte("Stadt Herne\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	defaults := Config{Listen: ":8080", OpsListen: "127.0.0.1:9190", Data: "data", Memory: 64 << 20, LogFormat: logAuto, Basis: BasisConsent}
	tests := []struct {
		name        string
		environment map[string]string
		args        []string
		want        func(*Config)
	}{
		{"defaults", nil, nil, func(*Config) {}},
		{"environment", map[string]string{"RESONANZ_LISTEN": ":1", "RESONANZ_LOG_LEVEL": "warn"}, nil,
			func(c *Config) { c.Listen, c.LogLevel = ":1", slog.LevelWarn }},
		{"a flag goes before the environment", map[string]string{"RESONANZ_LISTEN": ":1"}, []string{"-listen", ":2"},
			func(c *Config) { c.Listen = ":2" }},
		{"a file", map[string]string{"RESONANZ_OPERATOR_FILE": secret}, nil, func(c *Config) { c.Operator = "Stadt Herne" }},
		{"nothing in the environment is not set", map[string]string{"RESONANZ_LISTEN": ""}, nil, func(*Config) {}},
		{"a flag can switch off", nil, []string{"-ops-listen="}, func(c *Config) { c.OpsListen = "" }},
		{"memory", nil, []string{"-memory", "8"}, func(c *Config) { c.Memory = 8 << 20 }},
		{"a base address without its slash", nil, []string{"-base-url", "https://feedback.example/"},
			func(c *Config) { c.BaseURL = "https://feedback.example" }},
		{"the operator's words", map[string]string{"RESONANZ_AUTHORITY": "LDI NRW"}, []string{"-basis", "task", "-contact", "a@b.example"},
			func(c *Config) { c.Authority, c.Basis, c.Contact = "LDI NRW", BasisTask, "a@b.example" }},
		{"proxies", nil, []string{"-proxies", "10.0.0.0/8, ::1"}, func(c *Config) {
			c.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := configured(t, test.environment, test.args...)
			if err != nil {
				t.Fatal(err)
			}
			want := defaults
			test.want(&want)
			if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Prefix{})); diff != "" {
				t.Errorf("configuration (-want +got):\n%s", diff)
			}
		})
	}
}

func TestConfig_refused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		environment map[string]string
		args        []string
		want        string // part of the error
	}{
		{"level", nil, []string{"-log-level", "loud"}, "log-level"},
		{"format", nil, []string{"-log-format", "xml"}, "want auto, text or json"},
		{"address without scheme", nil, []string{"-base-url", "feedback.example"}, "https://"},
		{"address with a path", nil, []string{"-base-url", "https://a.example/feedback"}, "host to itself"},
		{"basis", nil, []string{"-basis", "interest"}, "want consent or task"},
		{"proxy", nil, []string{"-proxies", "10.0.0.300"}, "10.0.0.300"},
		{"environment", map[string]string{"RESONANZ_BASE_URL": "nonsense"}, nil, "RESONANZ_BASE_URL"},
		{"value and file", map[string]string{"RESONANZ_LISTEN": ":1", "RESONANZ_LISTEN_FILE": "x"}, nil, "both"},
		{"file is missing", map[string]string{"RESONANZ_LISTEN_FILE": "no/such/file"}, nil, "RESONANZ_LISTEN_FILE"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := configured(t, test.environment, test.args...)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want one that says %q", err, test.want)
			}
		})
	}
}

// The table of the README lies between these lines.
const (
	tableBegin = "<!-- settings: written by go test ./app/config -run TestREADME -update -->\n"
	tableEnd   = "<!-- /settings -->\n"
)

var update = flag.Bool("update", false, "write what tests compare with")

func TestREADME_settings(t *testing.T) {
	const path = "../../README.md"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(readme), tableBegin)
	table, after, closed := strings.Cut(rest, tableEnd)
	if !found || !closed {
		t.Fatalf("README.md has no table of settings between\n%sand\n%s", tableBegin, tableEnd)
	}
	want := settingsTable()
	if *update {
		err := os.WriteFile(path, []byte(before+tableBegin+want+tableEnd+after), 0o644)
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("settings in README.md (-want +got):\n%s", diff)
	}
}

// settingsTable returns the settings as a Markdown table.
func settingsTable() string {
	var b bytes.Buffer
	b.WriteString("| flag | environment | default | what it is |\n|---|---|---|---|\n")
	for _, s := range new(Config).Settings() {
		value := "none"
		if s.Value != "" {
			value = "`" + s.Value + "`"
		}
		b.WriteString("| `-" + s.Name + "` | `" + s.Env() + "` | " + value + " | " + s.about + " |\n")
	}
	return b.String()
}
