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
	return c.deleteOf(ctx, "codes", func(store *forms.Store, event *forms.Event) error {
		n, err := store.DeletePasses(ctx, event.ID)
		if err == nil {
			fmt.Fprintf(c.stdout, "%s deleted\n", counted(n, "one-time code", "one-time codes"))
		}
		return err
	})
}
