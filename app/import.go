package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"resonanz/app/config"
	"resonanz/forms"
)

func importCommand() command {
	return command{
		name:  "import",
		args:  "FILE [TRANSLATION …]",
		short: "create or update an event from a definition file",
		long: `Creates the event that the definition file describes, with its forms and sessions, or updates the event
			that has the same key. Translation files add languages to it; the event has those that are given this time. Files with mistakes
			change nothing; each mistake is printed with its file, its line, its field and the reason. What a language
			still lacks is no mistake: it is listed, and pages show the base language there.
			A form that has answers already is not changed: a new version is made of it. What people were told when they
			answered cannot be taken back: min_group may only grow, answers may only be deleted earlier, and simulated
			and codes stay. Headcounts that moderators have set stay where the file gives none.`,
		run: importDefinition,
	}
}

func importDefinition(ctx context.Context, c *call) error {
	files, err := c.parseSome(1, "data")
	if err != nil {
		return err
	}
	definition, err := c.readDefinition(files[0], files[1:])
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(store *forms.Store) error {
		done, err := store.Import(ctx, definition)
		if err != nil {
			return err
		}
		if err := c.printImported(ctx, store, done); err != nil {
			return err
		}
		c.printNeverAsked(definition)
		c.printMissing(files[0], definition)
		return nil
	})
}

// readDefinition returns the definition of the file with all translations, or
// prints every mistake in them. Translations are only looked at where the
// definition is right: they are compared with it.
func (c *call) readDefinition(file string, translations []string) (*forms.Definition, error) {
	var definition *forms.Definition
	mistakes, err := c.readPart(file, func(source []byte) (err error) {
		definition, err = forms.ParseDefinition(source)
		return err
	})
	if err == nil && mistakes == 0 {
		for _, translation := range translations {
			var n int
			if n, err = c.readPart(translation, definition.Translate); err != nil {
				break
			}
			mistakes += n
		}
	}
	if err == nil && mistakes > 0 {
		err = fmt.Errorf("nothing was changed: there are mistakes, %d in all", mistakes)
	}
	return definition, err
}

// readPart reads the file with parse, prints the mistakes in it and returns
// how many there are.
func (c *call) readPart(file string, parse func([]byte) error) (int, error) {
	source, err := readFile(file)
	if err != nil {
		return 0, err
	}
	err = parse(source)
	problems, ok := errors.AsType[forms.Problems](err)
	if !ok {
		return 0, err
	}
	for _, p := range problems {
		fmt.Fprintf(c.stderr, "%s:%d: %s: %s\n", file, p.Line, p.Field, p.Reason)
	}
	return len(problems), nil
}

// printNeverAsked lists the questions whose conditions can never hold. That is
// no mistake of the file, because an option may come back.
func (c *call) printNeverAsked(definition *forms.Definition) {
	for i := range definition.Forms {
		form := &definition.Forms[i]
		for _, key := range form.NeverAsked() {
			fmt.Fprintf(c.stdout, "note: forms.%s.questions.%s.show: the condition can never hold, so the question is never asked\n", form.Key, key)
		}
	}
}

// printMissing lists what is still to be translated, by language. A language
// that nobody has begun with is one line and not a hundred.
func (c *call) printMissing(file string, definition *forms.Definition) {
	all := 0
	for range definition.Texts() {
		all++
	}
	for _, language := range definition.Event.Languages {
		missing := definition.Missing(language)
		if len(missing) == all {
			fmt.Fprintf(c.stdout, "note: none of the %d texts is translated into %s\n", all, language)
			continue
		}
		for _, p := range missing {
			fmt.Fprintf(c.stdout, "note: %s:%d: %s: %s\n", file, p.Line, p.Field, p.Reason)
		}
	}
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
	for _, language := range done.Dropped {
		fmt.Fprintf(c.stdout, "note: %s is no longer offered; to keep it, import its translation files together with the definition\n", language)
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
	store, err := forms.Open(ctx, c.cfg.Data, forms.Options{Log: config.NewLog(&c.cfg, c.stderr)})
	if err != nil {
		return err
	}
	return errors.Join(f(store), store.Close())
}
