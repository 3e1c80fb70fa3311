package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"resonanz/app/config"
)

// helpWidth is the width of help texts in characters. They are read on
// terminals of 80 columns.
const helpWidth = 76

func printCommands(w io.Writer) {
	fmt.Fprint(w, "Resonanz, the feedback service for conferences.\n\nUsage: resonanz [command] [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-12s %s\n", c.name, c.short)
	}
	fmt.Fprint(w, "\nWithout a command, serve is run. resonanz COMMAND -h says more about each.\n")
}

// printHelp prints what the command does, and its flags with their defaults
// and environment variables.
func (c *call) printHelp() {
	usage := "resonanz " + c.name
	if c.command.args != "" {
		usage += " " + c.command.args
	}
	fmt.Fprintf(c.stdout, "Usage: %s [flags]\n\n%s", usage, wrap(c.long, ""))
	settings := map[string]config.Setting{}
	for _, s := range c.cfg.Settings() {
		settings[s.Name] = s
	}
	c.flags.VisitAll(func(f *flag.Flag) {
		value, about := f.DefValue, f.Usage
		if s, ok := settings[f.Name]; ok {
			value = s.Value
			about += " Environment: " + s.Env() + " or " + s.Env() + config.FileSuffix + "."
		}
		if value != "" && value != "0" && value != "false" {
			about += " Default: " + value + "."
		}
		fmt.Fprintf(c.stdout, "\n  -%s\n%s", f.Name, wrap(about, "      "))
	})
}

// wrap breaks text into lines of helpWidth that start with indent.
func wrap(text, indent string) string {
	var b strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		switch {
		case column == 0:
			b.WriteString(indent)
			column = len(indent)
		case column+1+len(word) > helpWidth:
			b.WriteString("\n" + indent)
			column = len(indent)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	b.WriteByte('\n')
	return b.String()
}
