package main

import (
	"context"
	"fmt"

	"resonanz/forms"
)

func verifyCommand() command {
	return command{
		name:  "verify",
		short: "recount all tallies from the stored answers",
		long: `Recounts all tallies from the stored answers and prints every cell in which they differ. The exit code
			is 0 if there is none and 1 otherwise. The service may be running meanwhile.`,
		run: verify,
	}
}

func verify(ctx context.Context, c *call) error {
	if _, err := c.parse(0, "data"); err != nil {
		return err
	}
	return c.withDatabase(ctx, func(store *forms.Store) error { return c.recount(ctx, store) })
}

// recount prints where tallies and stored answers differ, and returns an error
// if they do.
func (c *call) recount(ctx context.Context, store *forms.Store) error {
	differences, err := store.Verify(ctx)
	if err != nil {
		return err
	}
	for _, d := range differences {
		fmt.Fprintf(c.stdout, "session %d, item %s, option %s: %d stored, %d recounted\n",
			d.SessionID, d.Cell.Item, d.Cell.Option, d.Stored, d.Recounted)
	}
	if len(differences) > 0 {
		return fmt.Errorf("%d cells differ from the recount", len(differences))
	}
	fmt.Fprintln(c.stdout, "Every tally agrees with the stored answers.")
	expired, err := store.Expired(ctx)
	if err == nil && expired > 0 {
		fmt.Fprintf(c.stdout, "Of %d sessions only the counts are kept: their answers have been deleted after their time.\n", expired)
	}
	return err
}
