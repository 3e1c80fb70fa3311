package main

import (
	"context"
	"fmt"

	"resonanz/forms"
)

func backupCommand() command {
	return command{
		name:  "backup",
		short: "write a copy of the database",
		long: `Writes a consistent copy of the database to a new file. The service may be running meanwhile. An existing file is
			not replaced. Until it is whole the copy is called FILE.part; one that stays behind when the power fails is to be deleted. The copy holds everything, also what no figure shows: keep it as well as the data directory.`,
		run: backup,
	}
}

func backup(ctx context.Context, c *call) error {
	path := c.flags.String("o", "", "File to write.")
	if _, err := c.parse(0, "data"); err != nil {
		return err
	}
	if err := c.require("o"); err != nil {
		return err
	}
	return c.withDatabase(ctx, func(store *forms.Store) error {
		if err := store.Backup(ctx, *path); err != nil {
			return err
		}
		fmt.Fprintf(c.stdout, "%s is written. It holds everything: keep it as safe as %s.\n", *path, c.cfg.Data)
		return nil
	})
}
