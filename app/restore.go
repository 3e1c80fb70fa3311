package main

import (
	"context"
	"fmt"

	"resonanz/forms"
)

func restoreCommand() command {
	return command{
		name:  "restore",
		args:  "FILE",
		short: "put a copy of the database into an empty data directory",
		long: `Checks a file that backup has written, copies it into the data directory, brings it to the schema of this program and recounts it. A file
			that is damaged, incomplete or something else is refused. The directory must not hold a database: what is there is never overwritten.`,
		run: restore,
	}
}

func restore(ctx context.Context, c *call) error {
	given, err := c.parse(1, "data")
	if err != nil {
		return err
	}
	if err := forms.Restore(ctx, given[0], c.cfg.Data); err != nil {
		return err
	}
	fmt.Fprintf(c.stdout, "%s is restored into %s.\n", given[0], c.cfg.Data)
	return c.withStore(ctx, func(store *forms.Store) error { return c.recount(ctx, store) })
}
