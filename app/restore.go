package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"resonanz/forms"
)

func restoreCommand() command {
	return command{
		name:  "restore",
		args:  "FILE",
		short: "put a copy of the database into an empty data directory",
		long: `Copies a file that backup has written into the data directory, brings it to the schema of this program and recounts it. The
			directory must not hold a database: what is there is never overwritten.`,
		run: restore,
	}
}

func restore(ctx context.Context, c *call) error {
	given, err := c.parse(1, "data")
	if err != nil {
		return err
	}
	if err := restoreFile(given[0], c.cfg.Data); err != nil {
		return err
	}
	return c.withStore(ctx, func(store *forms.Store) error { return c.recount(ctx, store) })
}

// restoreFile copies the database file into the directory. It fails if the
// directory holds any file of a database, also one that a crash left behind:
// SQLite would apply it to the copy.
func restoreFile(file, directory string) error {
	target := filepath.Join(directory, forms.DatabaseFile)
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if _, err := os.Lstat(target + suffix); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s%s is there already; choose another directory with -data", target, suffix)
		}
	}
	source, err := os.Open(file)
	if err != nil {
		return err
	}
	defer source.Close()
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return err
	}
	return replaceFile(target, func(w io.Writer) error {
		_, err := io.Copy(w, source)
		return err
	})
}
