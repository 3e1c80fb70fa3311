package forms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// Restore puts a copy of the database into the directory, once it has found the
// copy to be whole, sound and of a schema that this program knows. It fails with
// CodeConflict if the directory holds any file of a database, also one that a
// crash left behind (SQLite would apply it to the copy), and with CodeInvalid if
// the file is no back-up.
func Restore(ctx context.Context, file, directory string) error {
	target := filepath.Join(directory, DatabaseFile)
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		if _, err := os.Lstat(target + suffix); !errors.Is(err, fs.ErrNotExist) {
			return Errorf(CodeConflict, "%s%s is there already; choose another directory with -data", target, suffix)
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
	copied, err := os.CreateTemp(directory, ".restore-*")
	if err != nil {
		return err
	}
	defer os.Remove(copied.Name()) // there is nothing to remove after the rename
	_, err = io.Copy(copied, source)
	if err = errors.Join(err, copied.Sync(), copied.Close()); err != nil {
		return err
	}
	if err := inspect(ctx, copied.Name()); err != nil {
		return Errorf(CodeInvalid, "%s is no back-up that can be restored: %w", file, err)
	}
	if err := os.Rename(copied.Name(), target); err != nil {
		return err
	}
	return syncDirectory(directory)
}

// inspect returns what keeps a file from being a database of this program.
func inspect(ctx context.Context, file string) error {
	s := &Store{now: time.Now, log: slog.New(slog.DiscardHandler), file: file}
	// Nobody else has the file, so that SQLite needs no other beside it.
	path := (&url.URL{Path: file}).EscapedPath()
	db, err := s.connect(sqlite.Open("file:"+path+"?mode=ro&immutable=1"), 1)
	if err != nil {
		return err
	}
	defer func() { _ = closePool(db) }()
	db = db.WithContext(ctx)
	if err := knownSchema(ctx, db); err != nil {
		return err
	}
	return integrity(ctx, db)
}

// knownSchema returns an error unless the tables and indexes are those that the
// migrations make which the database says it has had.
func knownSchema(ctx context.Context, db *gorm.DB) error {
	applied, err := gorm.G[migration](db).Order("version").Find(ctx)
	if err != nil {
		return err
	}
	known, err := migrations(db.Name())
	if err != nil {
		return err
	}
	if err := checkApplied(applied, known); err != nil {
		return err
	}
	if len(applied) == 0 {
		return errors.New("it holds no step of the schema")
	}
	made := &Store{now: time.Now, log: slog.New(slog.DiscardHandler)}
	if made.w, err = made.connect(sqlite.Open(":memory:"), 1); err != nil {
		return err
	}
	defer func() { _ = closePool(made.w) }()
	made.memory, made.sweeper = newMemory(made, 0), newSweeper(made)
	if err := made.migrateTo(ctx, known[:len(applied)]); err != nil {
		return err
	}
	want, err := objects(made.w)
	if err != nil {
		return err
	}
	got, err := objects(db)
	if err != nil {
		return err
	}
	for name, sql := range want {
		if got[name] != sql {
			return fmt.Errorf("its %s is not what it should be", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			return fmt.Errorf("its %s is unknown", name)
		}
	}
	return nil
}

// objects returns the statements that made tables, indexes and whatever else a
// database has.
func objects(db *gorm.DB) (map[string]string, error) {
	var rows []struct{ Type, Name, SQL string }
	err := db.Raw("SELECT type, name, COALESCE(sql, '') AS sql FROM sqlite_master WHERE name NOT LIKE 'sqlite^_stat%' ESCAPE '^'").Scan(&rows).Error
	all := map[string]string{}
	for _, row := range rows {
		all[row.Type+" "+row.Name] = row.SQL
	}
	return all, err
}
