package forms

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

// The schema is hand-written SQL: GORM's AutoMigrate and Migrator rebuild
// tables on SQLite and empty their child tables on the way.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one applied step, and the row that records it.
type migration struct {
	Version   int `gorm:"primaryKey;autoIncrement:false"`
	Name      string
	AppliedAt time.Time
	SHA256    string `gorm:"column:sha256"`

	sql string
}

// TableName returns the table in which applied migrations are recorded.
func (migration) TableName() string { return "schema_migrations" }

const createMigrations = `CREATE TABLE IF NOT EXISTS schema_migrations (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TIMESTAMP NOT NULL, sha256 TEXT NOT NULL)`

// disclosureStep is the step of which SQL alone cannot do everything.
const disclosureStep = 2

// migrationLock is the key of the advisory lock that keeps two PostgreSQL
// replicas from migrating at once; any constant does.
const migrationLock = 0x7265736f6e616e7a

// migrate brings the database to the newest schema, each step in its own
// transaction. It refuses a database that is newer than the program, or whose
// applied steps are not the ones the program knows.
func (s *Store) migrate(ctx context.Context) error {
	known, err := migrations(s.w.Name())
	if err != nil {
		return err
	}
	return s.migrateTo(ctx, known)
}

// migrateTo brings the database to the last of the known steps.
func (s *Store) migrateTo(ctx context.Context, known []migration) error {
	if err := s.tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec(createMigrations).Error
	}); err != nil {
		return fmt.Errorf("create the table of migrations: %w", err)
	}
	for i := range known {
		step := func() error {
			return s.tx(ctx, func(tx *gorm.DB) error { return s.apply(ctx, tx, known, i) })
		}
		if known[i].Version == filesStep && !s.postgres() {
			step = s.withoutForeignKeys(ctx, step)
		}
		if err := step(); err != nil {
			return fmt.Errorf("migration %s: %w", known[i].Name, err)
		}
	}
	return nil
}

// withoutForeignKeys returns the step with the foreign keys off, which cannot be
// done in its transaction.
func (s *Store) withoutForeignKeys(ctx context.Context, step func() error) func() error {
	return func() error {
		w := s.w.WithContext(ctx)
		if err := w.Exec("PRAGMA foreign_keys = OFF").Error; err != nil {
			return err
		}
		return errors.Join(step(), w.Exec("PRAGMA foreign_keys = ON").Error)
	}
}

func (s *Store) apply(ctx context.Context, tx *gorm.DB, known []migration, i int) error {
	if s.postgres() {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(?)", int64(migrationLock)).Error; err != nil {
			return err
		}
	}
	applied, err := gorm.G[migration](tx).Order("version").Find(ctx)
	if err != nil {
		return err
	}
	if err := checkApplied(applied, known); err != nil {
		return err
	}
	if len(applied) > i {
		return nil
	}
	if err := tx.Exec(known[i].sql).Error; err != nil {
		return err
	}
	switch known[i].Version {
	case disclosureStep:
		err = s.bringOver(ctx, tx)
	case filesStep:
		err = s.bringFiles(ctx, tx)
	}
	if err != nil {
		return err
	}
	step := known[i]
	step.AppliedAt = s.now().UTC()
	return gorm.G[migration](tx).Create(ctx, &step)
}

// checkApplied returns an error if the steps that a database has had are not
// the ones that the program knows.
func checkApplied(applied, known []migration) error {
	for n, a := range applied {
		if n >= len(known) {
			return fmt.Errorf("the database has step %d (%s), which this program does not know; use a newer program", a.Version, a.Name)
		}
		if a.SHA256 != known[n].SHA256 {
			return fmt.Errorf("step %d (%s) was applied with another content", a.Version, a.Name)
		}
	}
	return nil
}

// migrations returns the embedded steps of a dialect in order.
func migrations(dialect string) ([]migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*."+dialect+".sql")
	if err != nil {
		return nil, err
	}
	steps := make([]migration, 0, len(names))
	for _, name := range names { // Glob sorts, and the names start with the version
		src, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		base := strings.TrimSuffix(path.Base(name), "."+dialect+".sql")
		number, _, _ := strings.Cut(base, "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != len(steps)+1 {
			return nil, fmt.Errorf("migration %s is not number %d", name, len(steps)+1)
		}
		sum := sha256.Sum256(src)
		steps = append(steps, migration{Version: version, Name: base, SHA256: hex.EncodeToString(sum[:]), sql: string(src)})
	}
	return steps, nil
}
