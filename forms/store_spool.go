package forms

import (
	"context"
	"errors"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

// spool holds a copy of the rows of one session, so that they can be counted
// without a reading transaction that would keep the log from being emptied.
// SQLite keeps it in a file without a name, or in memory while it is small.
// On PostgreSQL, where nothing holds a log, it is a transaction that sees one moment.
type spool struct {
	store *Store
	db    *gorm.DB // where the rows are read
}

// newSpool opens an empty spool. It can read the database, and write to nothing
// but itself.
func (s *Store) newSpool() (*spool, error) {
	if s.postgres() {
		return &spool{store: s}, nil
	}
	db, err := s.connect(sqlite.Open(sqliteEngine{s}.uri("mode=ro")), 1)
	return &spool{s, db}, err
}

func (p *spool) close() error {
	switch {
	case !p.store.postgres():
		return closePool(p.db)
	case p.db != nil:
		return p.db.Rollback().Error
	}
	return nil
}

// of fills the spool with the rows of a session and reads what else is to be of
// the same moment. It has the names of the tables that it copies: who reads these
// on its connection reads the copy.
func (p *spool) of(ctx context.Context, sessionID int64, read func(tx *gorm.DB) error) error {
	if p.store.postgres() {
		if err := p.close(); err != nil {
			return err
		}
		p.db = p.store.r.WithContext(ctx).Begin(p.store.snapshotOptions())
		return errors.Join(p.db.Error, read(p.db))
	}
	return p.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		var err error
		for _, table := range []string{"responses", "comments"} {
			err = errors.Join(err,
				tx.Exec("DROP TABLE IF EXISTS temp."+table).Error,
				tx.Exec("CREATE TEMP TABLE "+table+" AS SELECT * FROM main."+table+" WHERE session_id = ?", sessionID).Error)
		}
		if err != nil {
			return err
		}
		return read(tx)
	})
}
