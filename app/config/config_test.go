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
	defaults := Config{Listen: ":8080", OpsListen: "127.0.0.1:9190", Data: "data", Memory: 64 << 20, LogFormat: logAuto, Installation: Installation{Basis: BasisConsent, Retention: 90}}
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
			if diff := cmp.Diff(want, got, cmpopts.EquateComparable(netip.Prefix{}), cmpopts.IgnoreFields(Config{}, "Given")); diff != "" {
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
		{"contact", nil, []string{"-contact", "Stadt Herne"}, "e-mail"},
		{"retention", nil, []string{"-retention", "0"}, "days from 1"},
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

// A flag wins over a variable, and both over what was stored.
func TestConfig_InForce(t *testing.T) {
	t.Parallel()
	cfg, err := configured(t, map[string]string{"RESONANZ_OFFICER": "von der Variable", "RESONANZ_OPERATOR": "von der Variable"}, "-operator", "vom Schalter")
	if err != nil {
		t.Fatal(err)
	}
	stored := map[string]string{"operator": "gespeichert", "officer": "gespeichert", "hoster": "gespeichert", "contact": "nonsense", "basis": BasisTask}
	got, err := cfg.InForce(stored)
	if err == nil || !strings.Contains(err.Error(), "contact") {
		t.Errorf("error %v, want one about the contact", err)
	}
	want := Installation{Operator: "vom Schalter", Officer: "von der Variable", Hoster: "gespeichert", Basis: BasisTask, Retention: 90}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("in force (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"operator": "-operator", "officer": "RESONANZ_OFFICER"}, cfg.Given); diff != "" {
		t.Errorf("given by (-want +got):\n%s", diff)
	}
}

// What is stored is what the value means, and nothing for the default.
func TestNormal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, value, want string
		ok                bool
	}{
		{"base-url", " https://feedback.example/ ", "https://feedback.example", true}, {"base-url", "feedback.example", "", false},
		{"base-url", "https://:80", "", false}, {"contact", "info@stadt.example", "info@stadt.example", true}, {"contact", "Amt <info@stadt.example>", "", false},
		{"retention", "90", "", true}, {"retention", "030", "30", true}, {"retention", "367", "", false}, {"retention", "", "", false},
		{"basis", BasisConsent, "", true}, {"operator", strings.Repeat("ä", MaxWords), strings.Repeat("ä", MaxWords), true},
		{"operator", strings.Repeat("ä", MaxWords+1), "", false}, {"listen", ":1", "", false},
	} {
		if got, err := Normal(test.name, test.value); got != test.want || (err == nil) != test.ok {
			t.Errorf("%s %.30q: %.30q, %v", test.name, test.value, got, err)
		}
	}
}

// The table of the reference lies between these lines.
const (
	tableBegin = "<!-- settings: written by go test ./app/config -run Reference -update -->\n"
	tableEnd   = "<!-- /settings -->\n"
)

var update = flag.Bool("update", false, "write what tests compare with")

func TestReference_settings(t *testing.T) {
	const path = "../handbook/operator.md"
	readme, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(readme), tableBegin)
	table, after, closed := strings.Cut(rest, tableEnd)
	if !found || !closed {
		t.Fatalf("the reference has no table of settings between\n%sand\n%s", tableBegin, tableEnd)
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
		t.Errorf("settings in the reference (-want +got):\n%s", diff)
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
