package main

import (
	"context"
	"fmt"

	"resonanz/forms"
)

func codesCommand() command {
	return command{
		name:  "codes",
		args:  "delete",
		short: "delete the one-time codes of an event",
		long: `codes delete -event CODE deletes all one-time codes of an event, used or not: the slips let nobody in any more. Answers stay. Without it the codes
			go with the answers, after the event's time.`,
		run: codes,
	}
}

func codes(ctx context.Context, c *call) error {
	code := c.flags.String("event", "", "Code of the event.")
	given, err := c.parse(1, "data")
	if err != nil {
		return err
	}
	if given[0] != "delete" {
		return fmt.Errorf("want codes delete, not codes %s; %w", given[0], errUsage)
	}
	if err := c.require("event"); err != nil {
		return err
	}
	return c.withDatabase(ctx, func(store *forms.Store) error {
		event, err := store.Event(ctx, forms.NormalCode(*code))
		if err != nil {
			return err
		}
		n, err := store.DeletePasses(ctx, event.ID)
		if err == nil {
			fmt.Fprintf(c.stdout, "%d one-time codes deleted\n", n)
		}
		return err
	})
}
