// Package config holds the settings of the program, with their flags and
// environment variables, and the log that they ask for.
package config

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Config is how the service is set up. Every field but the last two is a
// setting: a flag that an environment variable of the same name can stand in
// for.
type Config struct {
	Listen    string         // address of the service, host:port
	OpsListen string         // address of health and metrics, "" for none
	BaseURL   string         // public address without trailing slash; "" until serving: then that of Listen
	Data      string         // directory of the database
	Memory    int            // bound of the events and rendered pages in memory, in bytes
	LogLevel  slog.Level     // least level that is logged
	LogFormat string         // "text", "json" or "auto": text on a terminal
	Proxies   []netip.Prefix // trusted reverse proxies
	Operator  string         // who runs the service: name and address for people's questions
	Contact   string         // e-mail address of the operator
	Officer   string         // data protection officer: name and e-mail address
	Hoster    string         // who runs the computers, if not the operator
	Authority string         // where people can complain about the use of their data
	Appeals   string         // where people can complain about barriers
	Basis     string         // legal basis: BasisConsent or BasisTask

	// SetupToken is the secret of the one-time link that creates the first
	// account, "" if there is an account. It is made at each start.
	SetupToken string
	Version    string // of the program
}

// Setting is one thing that can be configured. Its flag is its name, its
// environment variables are derived from it.
type Setting struct {
	Name  string // of the flag
	Value string // default, in the form in which it is given
	about string // sentences for -h and the README
	set   func(string) error
}

// envPrefix begins the names of all environment variables of the program.
const envPrefix = "RESONANZ_"

// Env returns the name of the environment variable that holds the setting.
// The same name with FileSuffix holds the path of a file with its value.
func (s Setting) Env() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
}

// FileSuffix ends the name of a variable that holds the path of a file.
const FileSuffix = "_FILE"

// Settings returns all settings, bound to c, in the order of the README.
func (c *Config) Settings() []Setting {
	return []Setting{
		{"listen", ":8080", "Address on which the service listens.", setString(&c.Listen)},
		{"ops-listen", "127.0.0.1:9190", "Address of /healthz, /readyz and /metrics; empty for none. Keep it off the public network.",
			setString(&c.OpsListen)},
		{"base-url", "", "Public address of the service, such as https://feedback.example. It stands on signs and in QR codes. Empty: localhost with the port of -listen.",
			c.setBaseURL},
		{"data", "data", "Directory of the database. It is created if it is missing.", setString(&c.Data)},
		{"memory", "64", "Megabytes for events and their rendered pages, which are answered from memory.", c.setMemory},
		{"log-level", "info", "Least level that is logged: debug, info, warn or error.",
			func(v string) error { return c.LogLevel.UnmarshalText([]byte(v)) }},
		{"log-format", logAuto, "Form of the log: text, json, or auto for text on a terminal and JSON elsewhere.", c.setLogFormat},
		{"proxies", "", "Reverse proxies that are trusted to say where a request comes from: addresses or networks, separated by commas.",
			c.setProxies},
		{"operator", "", "Who runs the service: name and address, for the foot of the pages, the imprint and the privacy notice.", setString(&c.Operator)},
		{"contact", "", "E-mail address for questions about privacy and accessibility.", setString(&c.Contact)},
		{"officer", "", "Data protection officer: name and e-mail address.", setString(&c.Officer)},
		{"hoster", "", "Who runs the computers on behalf of the operator: name and address. Empty: the operator.", setString(&c.Hoster)},
		{"authority", "", "Supervisory authority for data protection: name and address.", setString(&c.Authority)},
		{"appeals", "", "Body to which complaints about accessibility can be taken: name and address.", setString(&c.Appeals)},
		{"basis", BasisConsent, "Legal basis of the use of answers: consent (Art. 6(1)(a) GDPR) or task (Art. 6(1)(e), a task in the public interest).", c.setBasis},
	}
}

// Bind adds the named settings to the flags, each with its value from the
// environment or its default. All settings get a value, also those without a
// flag here.
func (c *Config) Bind(flags *flag.FlagSet, from Source, names ...string) error {
	wanted := map[string]bool{}
	for _, name := range names {
		wanted[name] = true
	}
	for _, s := range c.Settings() {
		if err := s.set(s.Value); err != nil {
			return fmt.Errorf("default of -%s: %w", s.Name, err)
		}
		if !wanted[s.Name] {
			continue
		}
		value, found, err := from.value(s.Env())
		if err != nil {
			return err
		}
		if found {
			if err := s.set(value); err != nil {
				return fmt.Errorf("%s: %w", s.Env(), err)
			}
		}
		flags.Func(s.Name, s.about, s.set)
	}
	return nil
}

// Source is where settings come from that no flag gives.
type Source struct {
	Getenv   func(name string) string
	ReadFile func(path string) ([]byte, error)
}

// value returns the value of the variable, or the content of the
// file that the variable with FileSuffix names, without the line break at its
// end. A variable that is set to nothing is not set.
func (s Source) value(name string) (value string, found bool, err error) {
	value, path := s.Getenv(name), s.Getenv(name+FileSuffix)
	switch {
	case value != "" && path != "":
		return "", false, fmt.Errorf("both %s and %s%s are set", name, name, FileSuffix)
	case path == "":
		return value, value != "", nil
	}
	content, err := s.ReadFile(path)
	if err != nil {
		return "", false, fmt.Errorf("%s%s: %w", name, FileSuffix, err)
	}
	return strings.TrimRight(string(content), "\r\n"), true, nil
}

func setString(field *string) func(string) error {
	return func(v string) error {
		*field = strings.TrimSpace(v)
		return nil
	}
}

func (c *Config) setBaseURL(v string) error {
	v = strings.TrimRight(strings.TrimSpace(v), "/")
	if v == "" {
		c.BaseURL = ""
		return nil
	}
	u, err := url.Parse(v)
	if err != nil {
		return err
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("want an address like https://feedback.example")
	}
	if u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return errors.New("want scheme and host only: the service has its host to itself")
	}
	c.BaseURL = v
	return nil
}

func (c *Config) setLogFormat(v string) error {
	switch v {
	case logAuto, logText, logJSON:
		c.LogFormat = v
		return nil
	}
	return fmt.Errorf("want %s, %s or %s", logAuto, logText, logJSON)
}

// The legal bases that the privacy notice has words for.
const (
	BasisConsent = "consent"
	BasisTask    = "task"
)

func (c *Config) setBasis(v string) error {
	switch v {
	case BasisConsent, BasisTask:
		c.Basis = v
		return nil
	}
	return fmt.Errorf("want %s or %s", BasisConsent, BasisTask)
}

func (c *Config) setMemory(v string) error {
	megabytes, err := strconv.Atoi(v)
	if err != nil || megabytes < 1 || megabytes > maxMemory {
		return fmt.Errorf("want megabytes from 1 to %d", maxMemory)
	}
	c.Memory = megabytes << 20
	return nil
}

// maxMemory is far above what thousands of events take, in megabytes.
const maxMemory = 64 << 10

func (c *Config) setProxies(v string) error {
	c.Proxies = nil
	for part := range strings.SplitSeq(v, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		prefix, err := parsePrefix(part)
		if err != nil {
			return err
		}
		c.Proxies = append(c.Proxies, prefix)
	}
	return nil
}

// parsePrefix takes a network, or an address as the network of that one.
func parsePrefix(s string) (netip.Prefix, error) {
	if strings.Contains(s, "/") {
		return netip.ParsePrefix(s)
	}
	addr, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(addr, addr.BitLen()), nil
}
