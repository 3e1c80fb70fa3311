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
type spool struct{ db *gorm.DB }

// newSpool opens an empty spool. It can read the database, and write to nothing
// but itself.
func (s *Store) newSpool() (*spool, error) {
	db, err := s.connect(sqlite.Open(s.uri("mode=ro")), 1)
	return &spool{db}, err
}

func (p *spool) close() error { return closePool(p.db) }

// of fills the spool with the rows of a session and reads what else is to be of
// the same moment. It has the names of the tables that it copies: who reads these
// on its connection reads the copy.
func (p *spool) of(ctx context.Context, sessionID int64, read func(tx *gorm.DB) error) error {
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
