// Command resonanz is the feedback service for conferences: people scan a QR
// code and answer in their own language, moderators watch the tally grow,
// organisers download a finished workbook.
//
// The package holds everything that meets the outside world: routes and pages,
// sign-in, live streams and the command line. What is counted and kept is
// package forms, what is computed from it package reports.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // the image has no time zones, and events have theirs

	"resonanz/app/config"
	"resonanz/forms"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
}

// The exit codes of the program.
const (
	exitOK     = 0
	exitFailed = 1 // the command ran and the answer is no, or something went wrong
	exitUsage  = 2 // the command line makes no sense
)

// command is one of the things that the program can do.
type command struct {
	name  string
	args  string // what follows the flags, for the usage line
	short string // one line for the list of commands
	long  string // sentences for -h
	run   func(context.Context, *call) error
}

func commands() []command {
	return []command{
		serveCommand(), demoCommand(), importCommand(), exportCommand(), reportCommand(), rehearseCommand(), userCommand(), eventCommand(), codesCommand(),
		verifyCommand(), backupCommand(), restoreCommand(), healthcheckCommand(), versionCommand(),
	}
}

// call is a command that is being run, with the world around it.
type call struct {
	command
	args   []string
	getenv func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer

	cfg   config.Config
	flags *flag.FlagSet
}

// run runs the command that args name and returns the exit code. The first
// interrupt or termination signal ends ctx, so that the command finishes what
// it has begun; a second one ends the program at once.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, cancel := untilSignal(ctx)
	defer cancel()

	name := "serve"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	} else if len(args) > 0 && isHelp(args[0]) {
		printCommands(stdout)
		return exitOK
	}
	if name == "help" {
		printCommands(stdout)
		return exitOK
	}
	for _, c := range commands() {
		if c.name == name {
			return finish(c.run(ctx, newCall(c, args, getenv, stdin, stdout, stderr)), c.name, stderr)
		}
	}
	fmt.Fprintf(stderr, "resonanz: there is no command %q; resonanz help lists them\n", name)
	return exitUsage
}

// untilSignal returns a context that the first interrupt or termination signal
// ends. Signals have their usual effect again before it ends.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-signals:
		case <-ctx.Done():
		}
		signal.Stop(signals)
		cancel()
	}()
	return ctx, cancel
}

func isHelp(arg string) bool {
	return arg == "-h" || arg == "-help" || arg == "--help"
}

// errUsage marks an error of the command line itself.
var errUsage = errors.New("see -h")

func finish(err error, name string, stderr io.Writer) int {
	switch {
	case err == nil || errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errUsage):
		fmt.Fprintf(stderr, "resonanz %s: %v\n", name, err)
		return exitUsage
	}
	fmt.Fprintf(stderr, "resonanz %s: %s\n", name, inWords(err))
	return exitFailed
}

// inWords returns the text of an error without the codes by which the program
// tells errors apart.
func inWords(err error) string {
	text := err.Error()
	for next := []error{err}; len(next) > 0; {
		switch e := next[0].(type) {
		case *forms.Error:
			text = strings.Replace(text, string(e.Code)+": ", "", 1)
			next = append(next[1:], e.Err)
		case interface{ Unwrap() error }:
			next = append(next[1:], e.Unwrap())
		case interface{ Unwrap() []error }:
			next = append(next[1:], e.Unwrap()...)
		default:
			next = next[1:]
		}
	}
	return text
}

func newCall(c command, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) *call {
	l := &call{command: c, args: args, getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr}
	l.flags = flag.NewFlagSet(c.name, flag.ContinueOnError)
	l.flags.SetOutput(io.Discard) // finish prints the error, once
	l.cfg.Version = version()
	return l
}

// parse reads the command line: the flags that the command has added, the
// named settings, and exactly as many arguments as it wants. Flags may stand
// before and after arguments.
func (c *call) parse(arguments int, settings ...string) ([]string, error) {
	given, err := c.parseSome(arguments, settings...)
	if err == nil && len(given) > arguments {
		return nil, c.wrongArguments(arguments, given)
	}
	return given, err
}

// parseSome is parse for a command that takes at least as many arguments.
func (c *call) parseSome(arguments int, settings ...string) ([]string, error) {
	if err := c.cfg.Bind(c.flags, config.Source{Getenv: c.getenv, ReadFile: readFile}, settings...); err != nil {
		return nil, fmt.Errorf("%w; %w", err, errUsage)
	}
	var given []string
	for rest := c.args; ; {
		if err := c.flags.Parse(rest); errors.Is(err, flag.ErrHelp) {
			c.printHelp()
			return nil, err
		} else if err != nil {
			if unknown, found := strings.CutPrefix(err.Error(), "flag provided but not defined: "); found {
				err = fmt.Errorf("there is no flag %s", unknown)
			}
			return nil, fmt.Errorf("%w; %w", err, errUsage)
		}
		if rest = c.flags.Args(); len(rest) == 0 {
			break
		}
		given, rest = append(given, rest[0]), rest[1:]
	}
	if len(given) < arguments {
		return nil, c.wrongArguments(arguments, given)
	}
	return given, nil
}

func (c *call) wrongArguments(want int, given []string) error {
	if want == 0 {
		return fmt.Errorf("it takes no arguments, and %q is one; %w", given[0], errUsage)
	}
	return fmt.Errorf("want %s after the command (%s), got %d; %w", counted(want, "argument", "arguments"), c.command.args, len(given), errUsage)
}

// counted returns a number with the noun that fits it.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// require returns an error that names the first of the flags that is empty.
func (c *call) require(names ...string) error {
	for _, name := range names {
		if c.flags.Lookup(name).Value.String() == "" {
			return fmt.Errorf("-%s is missing; %w", name, errUsage)
		}
	}
	return nil
}
