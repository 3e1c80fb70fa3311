package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"resonanz/forms"
)

func importCommand() command {
	return command{
		name:  "import",
		args:  "FILE",
		short: "create or update an event from a definition file",
		long: `Creates the event that the definition file describes, with its forms and sessions, or updates the event
			that has the same key. A file with mistakes changes nothing; each mistake is printed with its line, its field and the reason.
			A form that has answers already is not changed: a new version is made of it.`,
		run: importDefinition,
	}
}

func importDefinition(ctx context.Context, c *call) error {
	given, err := c.parse(1, "data")
	if err != nil {
		return err
	}
	source, err := readFile(given[0])
	if err != nil {
		return err
	}
	definition, err := forms.ParseDefinition(source)
	if problems, ok := errors.AsType[forms.Problems](err); ok {
		for _, p := range problems {
			fmt.Fprintf(c.stderr, "%s:%d: %s: %s\n", given[0], p.Line, p.Field, p.Reason)
		}
		return fmt.Errorf("nothing was changed: the file has mistakes, %d in all", len(problems))
	} else if err != nil {
		return err
	}
	return c.withStore(ctx, func(store *forms.Store) error {
		done, err := store.Import(ctx, definition)
		if err != nil {
			return err
		}
		return c.printImported(ctx, store, done)
	})
}

func (c *call) printImported(ctx context.Context, store *forms.Store, done forms.Imported) error {
	what := "updated"
	if done.Created {
		what = "created"
	}
	title, _ := done.Event.Title.In(done.Event.Languages...)
	fmt.Fprintf(c.stdout, "%s  %s (%s)\n", done.Event.Code, title, what)
	sessions, err := store.Programme(ctx, done.Event.ID)
	if err != nil {
		return err
	}
	for _, session := range sessions {
		title, _ := session.Title.In(done.Event.Languages...)
		fmt.Fprintf(c.stdout, "%s %s (%s)\n", session.Code, title, session.State)
	}
	for _, key := range done.Versions {
		fmt.Fprintf(c.stdout, "form %s has a new version\n", key)
	}
	return nil
}

// withDatabase is withStore for a command that has nothing to do where there
// is no database yet: then the directory is most likely the wrong one.
func (c *call) withDatabase(ctx context.Context, f func(*forms.Store) error) error {
	if _, err := os.Stat(filepath.Join(c.cfg.Data, forms.DatabaseFile)); err != nil {
		return fmt.Errorf("%w; -data says where the database is", err)
	}
	return c.withStore(ctx, f)
}

// withStore runs f with the store of the data directory, which is created if
// it is missing, and closes it.
func (c *call) withStore(ctx context.Context, f func(*forms.Store) error) error {
	store, err := forms.Open(ctx, c.cfg.Data, forms.Options{Log: newLog(&c.cfg, c.stderr)})
	if err != nil {
		return err
	}
	return errors.Join(f(store), store.Close())
}
