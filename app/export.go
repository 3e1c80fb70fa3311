package main

import (
	"context"
	"fmt"
	"io"

	"resonanz/forms"
	"resonanz/forms/definition"
)

func exportCommand() command {
	return command{
		name:  "export",
		short: "write the definition file of an event",
		long: `Writes the definition file of an event as it is in force, with its codes and all languages. To import it changes
			nothing, and to change it and import it again changes the event. The service may be running meanwhile.`,
		run: exportDefinition,
	}
}

func exportDefinition(ctx context.Context, c *call) error {
	code := c.flags.String("event", "", "Code of the event.")
	path := c.flags.String("o", "", "File to write, such as conference.yaml. An existing file is replaced. Without it the definition is printed.")
	if _, err := c.parse(0, "data", "db"); err != nil {
		return err
	}
	if err := c.require("event"); err != nil {
		return err
	}
	return c.withDatabase(ctx, func(store *forms.Store) error {
		event, err := eventOf(ctx, store, *code)
		if err != nil {
			return err
		}
		d, err := store.Definition(ctx, event.ID)
		if err != nil {
			return err
		}
		file, err := definition.Format(d)
		if err != nil {
			return err
		}
		write := func(w io.Writer) error {
			_, err := w.Write(file)
			return err
		}
		if *path == "" {
			return write(c.stdout)
		}
		if err := replaceFile(*path, write); err != nil {
			return err
		}
		fmt.Fprintf(c.stdout, "%s is written: the definition of %s\n", *path, event.Code)
		return nil
	})
}
