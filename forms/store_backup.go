package forms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// Backup writes a consistent copy of the database to a new file, while the
// service goes on. The file has its name when it is whole; before, it is called
// FILE.part. It fails with CodeConflict if either exists,
// and on PostgreSQL, which has a way of its own.
func (s *Store) Backup(ctx context.Context, file string) error {
	if s.postgres() {
		return Errorf(CodeConflict, "a PostgreSQL database is backed up by pg_dump")
	}
	part := file + ".part"
	if _, err := os.Lstat(file); err == nil {
		return Errorf(CodeConflict, "%s exists", file)
	}
	// VACUUM INTO keeps the mode of a file that exists and is empty.
	f, err := os.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return Errorf(CodeConflict, "%s exists: another back-up is running, or one was cut off; delete it then", part)
	}
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	err = s.writeBackup(ctx, part)
	err = errors.Join(err, f.Sync(), f.Close()) // the same file, whoever wrote to it
	if err == nil {
		err = os.Rename(part, file)
	}
	if err != nil {
		return fmt.Errorf("back up: %w", errors.Join(err, os.Remove(part)))
	}
	return syncDirectory(filepath.Dir(file))
}

// backupFolders are the folders in which back-ups are made that are sent at once.
const backupFolders = ".backup-*"

// OpenBackup returns a back-up as a file without a name, which is gone as soon as
// the caller closes it.
func (s *Store) OpenBackup(ctx context.Context) (*os.File, error) {
	folder, err := os.MkdirTemp(filepath.Dir(s.file), backupFolders)
	if err != nil {
		return nil, fmt.Errorf("back up: %w", err)
	}
	file := filepath.Join(folder, DatabaseFile)
	if err = s.Backup(ctx, file); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	f, err := os.Open(file)
	if err := errors.Join(err, os.RemoveAll(folder)); err != nil {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
		return nil, fmt.Errorf("back up: %w", err)
	}
	return f, nil
}

// removeBackups removes what a crash left of back-ups: it would outlast answers
// that are deleted.
func removeBackups(directory string) error {
	folders, err := filepath.Glob(filepath.Join(directory, backupFolders))
	for _, folder := range folders {
		err = errors.Join(err, os.RemoveAll(folder))
	}
	return err
}

// writeBackup copies the database to a private temporary one and writes that one
// anew: in the order of keys and without what was deleted.
func (s *Store) writeBackup(ctx context.Context, file string) (err error) {
	own, err := s.copied(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePool(own)) }()
	return own.WithContext(ctx).Exec("VACUUM INTO ?", file).Error
}

// copied returns a copy of the database, which SQLite removes when it is closed,
// also after a crash. Pages are copied as they are and in one go, which keeps the
// log from being emptied for the shortest time: writing a file of 400 MB anew takes
// three times as long.
func (s *Store) copied(ctx context.Context) (own *gorm.DB, err error) {
	if own, err = s.connect(sqlite.Open("file:?_secure_delete=on"), 1); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, closePool(own))
		}
	}()
	source, err := s.connect(sqlite.Open(sqliteEngine{s}.uri("mode=ro")), 1)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closePool(source)) }()
	from, err := source.DB()
	if err != nil {
		return nil, err
	}
	to, err := own.DB()
	if err != nil {
		return nil, err
	}
	return own, copyDatabase(ctx, to, from)
}

// copyDatabase copies all pages in one step.
func copyDatabase(ctx context.Context, to, from *sql.DB) error {
	target, err := to.Conn(ctx)
	if err != nil {
		return err
	}
	defer target.Close()
	source, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer source.Close()
	return target.Raw(func(t any) error {
		return source.Raw(func(f any) error {
			backup, err := t.(*sqlite3.SQLiteConn).Backup("main", f.(*sqlite3.SQLiteConn), "main")
			if err != nil {
				return err
			}
			_, err = backup.Step(-1)
			return errors.Join(err, backup.Finish())
		})
	})
}

// syncDirectory makes a new name in the directory survive a power cut.
func syncDirectory(directory string) error {
	d, err := os.Open(directory)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
