// Package config holds the settings of the program, with their flags and
// environment variables, and the log that they ask for.
package config

import (
	"flag"
	"fmt"
	"log/slog"
	"net/netip"
	"strconv"
	"strings"
)

// Config is how the service is set up. Every field but the last three is a
// setting: a flag that an environment variable of the same name can stand in
// for.
type Config struct {
	Listen    string         // address of the service, host:port
	OpsListen string         // address of health and metrics, "" for none
	Data      string         // directory of the database
	Database  string         // address of a PostgreSQL database, "" for SQLite in the directory
	Memory    int            // bound of the events and rendered pages in memory, in bytes
	LogLevel  slog.Level     // least level that is logged
	LogFormat string         // "text", "json" or "auto": text on a terminal
	Proxies   []netip.Prefix // trusted reverse proxies
	Installation

	// Given says by what each setting was given that does not have its default:
	// the name of a flag or of a variable, by the name of the setting.
	Given map[string]string

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
	about string // sentences for -h and the operator's reference
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

// Settings returns all settings, bound to c, in the order of the reference.
func (c *Config) Settings() []Setting {
	return append([]Setting{
		{"listen", ":8080", "Address on which the service listens.", setString(&c.Listen)},
		{"ops-listen", "127.0.0.1:9190", "Address of /healthz, /readyz and /metrics; empty for none. Keep it off the public network.",
			setString(&c.OpsListen)},
		{"data", "data", "Directory of the database. It is created if it is missing.", setString(&c.Data)},
		{"db", "", "Address of a PostgreSQL database (postgres://…), for trials as yet; empty for SQLite in the directory.", setString(&c.Database)},
		{"memory", "64", "Megabytes for events and their rendered pages, which are answered from memory.", c.setMemory},
		{"log-level", "info", "Least level that is logged: debug, info, warn or error.",
			func(v string) error { return c.LogLevel.UnmarshalText([]byte(v)) }},
		{"log-format", logAuto, "Form of the log: text, json, or auto for text on a terminal and JSON elsewhere.", c.setLogFormat},
		{"proxies", "", "Reverse proxies that are trusted to say where a request comes from: addresses or networks, separated by commas.",
			c.setProxies},
	}, c.Installation.Settings()...)
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
			c.noteGiven(s.Name, s.Env())
		}
		flags.Func(s.Name, s.about, func(value string) error {
			c.noteGiven(s.Name, "-"+s.Name)
			return s.set(value)
		})
	}
	return nil
}

func (c *Config) noteGiven(name, by string) {
	if c.Given == nil {
		c.Given = map[string]string{}
	}
	c.Given[name] = by
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

func (c *Config) setLogFormat(v string) error {
	switch v {
	case logAuto, logText, logJSON:
		c.LogFormat = v
		return nil
	}
	return fmt.Errorf("want %s, %s or %s", logAuto, logText, logJSON)
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
