package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"resonanz/app/config"
	"resonanz/forms"
	"resonanz/forms/definition"
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
			and codes stay. Headcounts that moderators have set stay where the file gives none. Sessions that the files do not
			have any more are deleted only with -delete; without it they are listed, and nothing changes. The draft on which
			organisers work becomes what is in force; what they had not published stays in its history.`,
		run: importDefinition,
	}
}

func importDefinition(ctx context.Context, c *call) error {
	mayDelete := c.flags.Bool("delete", false, "Delete sessions that the definition has not, with their codes. Nobody has answered in them.")
	names, err := c.parseSome(1, "data", "db")
	if err != nil {
		return err
	}
	file, err := c.readDefinition(names[0], names[1:])
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(store *forms.Store) error {
		done, err := store.Import(ctx, file.Definition, func(done forms.Imported) error {
			return c.agreeToDelete(done, *mayDelete)
		})
		if refused, ok := errors.AsType[forms.Problems](err); ok {
			c.printProblems(names[0], file.Locate(refused))
			return errors.New("nothing was changed: it would contradict what is stored")
		}
		if err != nil {
			return err
		}
		if err := c.printImported(ctx, store, done); err != nil {
			return err
		}
		c.printNeverAsked(names[0], file)
		c.printMissing(names[0], file)
		return nil
	})
}

// agreeToDelete lists what an import would delete, and refuses it unless that was
// asked for.
func (c *call) agreeToDelete(done forms.Imported, may bool) error {
	if len(done.Deleted) == 0 || may {
		return nil
	}
	for _, session := range done.Deleted {
		title, _ := session.Title.In(done.Event.Languages...)
		fmt.Fprintf(c.stderr, "would be deleted: %s %s\n", session.Code, title)
	}
	return errors.New("nothing was changed: the definition lacks these sessions; -delete deletes them")
}

// readDefinition returns the definition of the file with all translations, or
// prints every mistake in them. Translations are only looked at where the
// definition is right: they are compared with it.
func (c *call) readDefinition(name string, translations []string) (*definition.File, error) {
	var file *definition.File
	mistakes, err := c.readPart(name, func(source []byte) (err error) {
		file, err = definition.Parse(source)
		return err
	})
	if err == nil && mistakes == 0 {
		for _, translation := range translations {
			var n int
			if n, err = c.readPart(translation, file.Translate); err != nil {
				break
			}
			mistakes += n
		}
	}
	if err == nil && mistakes > 0 {
		err = fmt.Errorf("nothing was changed: %s", counted(mistakes, "mistake", "mistakes"))
	}
	return file, err
}

// readPart reads the file with parse, prints the mistakes in it and returns
// how many there are.
func (c *call) readPart(name string, parse func([]byte) error) (int, error) {
	source, err := readFile(name)
	if err != nil {
		return 0, err
	}
	err = parse(source)
	problems, ok := errors.AsType[definition.Problems](err)
	if !ok {
		return 0, err
	}
	c.printProblems(name, problems)
	return len(problems), nil
}

func (c *call) printProblems(name string, problems definition.Problems) {
	for _, p := range problems {
		fmt.Fprintf(c.stderr, "%s:%d: %s: %s\n", name, p.Line, p.Field, p.Reason)
	}
}

// printNeverAsked lists the questions whose conditions can never hold. That is
// no mistake of the file, because an option may come back.
func (c *call) printNeverAsked(name string, file *definition.File) {
	var problems forms.Problems
	for i := range file.Definition.Forms {
		form := &file.Definition.Forms[i]
		for _, key := range form.NeverAsked() {
			problems = append(problems, forms.Problem{
				Field:  "forms." + form.Key + ".questions." + key + ".show",
				Reason: "the condition can never hold, so the question is never asked",
			})
		}
	}
	c.printNotes(name, file.Locate(problems))
}

// printMissing lists what is still to be translated, by language. A language
// that nobody has begun with is one line and not a hundred.
func (c *call) printMissing(name string, file *definition.File) {
	all := 0
	for range file.Texts() {
		all++
	}
	for _, language := range file.Definition.Event.Languages {
		missing := file.Missing(language)
		if len(missing) == all {
			fmt.Fprintf(c.stdout, "note: none of the %d texts is translated into %s\n", all, language)
			continue
		}
		c.printNotes(name, missing)
	}
}

func (c *call) printNotes(name string, notes definition.Problems) {
	for _, p := range notes {
		fmt.Fprintf(c.stdout, "note: %s:%d: %s: %s\n", name, p.Line, p.Field, p.Reason)
	}
}

func (c *call) printImported(ctx context.Context, store *forms.Store, done forms.Imported) error {
	what := "updated"
	if done.Created {
		what = "created"
	}
	title, _ := done.Event.Title.In(done.Event.Languages...)
	fmt.Fprintf(c.stdout, "%s  %s (%s)\n", done.Event.Code, title, what)
	sessions, err := store.Sessions(ctx, done.Event.ID)
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
	for _, session := range done.Deleted {
		title, _ := session.Title.In(done.Event.Languages...)
		fmt.Fprintf(c.stdout, "deleted: %s %s\n", session.Code, title)
	}
	if done.Unpublished > 0 {
		fmt.Fprintf(c.stdout, "note: organisers had not published everything in their draft; it is as the definition now, and its history has what it was (steps not published: %d)\n", done.Unpublished)
	}
	for _, language := range done.Dropped {
		fmt.Fprintf(c.stdout, "note: %s is no longer offered; to keep it, import its translation files together with the definition\n", language)
	}
	return nil
}

// withDatabase is withStore for a command that has nothing to do where there
// is no database yet: then the directory is most likely the wrong one.
func (c *call) withDatabase(ctx context.Context, f func(*forms.Store) error) error {
	if _, err := os.Stat(filepath.Join(c.cfg.Data, forms.DatabaseFile)); err != nil && c.cfg.Database == "" {
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("there is no database in %s", c.cfg.Data)
		}
		return fmt.Errorf("%w; -data says where it is", err)
	}
	return c.withStore(ctx, f)
}

// eventOf returns the event with the code that somebody has typed.
func eventOf(ctx context.Context, store *forms.Store, code string) (*forms.Event, error) {
	event, err := store.Event(ctx, forms.NormalCode(code))
	if forms.CodeOf(err) == forms.CodeNotFound {
		err = fmt.Errorf("no event has the code %s", code)
	}
	return event, err
}

// withStore runs f with the store of the data directory, which is created if
// it is missing, and closes it.
func (c *call) withStore(ctx context.Context, f func(*forms.Store) error) error {
	return c.open(ctx, forms.Options{}, f)
}

// withService is withStore for a command that is a service, too, and so has the
// directory for itself.
func (c *call) withService(ctx context.Context, f func(*forms.Store) error) error {
	return c.open(ctx, forms.Options{Service: true}, f)
}

func (c *call) open(ctx context.Context, o forms.Options, f func(*forms.Store) error) error {
	o.Log, o.Database = config.NewLog(&c.cfg, c.stderr), c.cfg.Database
	store, err := forms.Open(ctx, c.cfg.Data, o)
	if err != nil {
		return err
	}
	return errors.Join(f(store), store.Close())
}
