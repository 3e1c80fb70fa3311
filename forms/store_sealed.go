package forms

import (
	"context"
	"database/sql"
	"iter"

	"gorm.io/gorm"
)

const (
	// sliceRows and sliceBytes bound what is read of a sealed event in one
	// transaction: some milliseconds, and a buffer that two downloads can have.
	sliceRows  = 2000
	sliceBytes = 1 << 20
)

// sealed is an event of which nobody can answer or withdraw anything, because no
// session is open. Its rows stay as they are as long as its revision does: what
// opens or closes a session, or deletes rows, raises that. So they are read in
// many short transactions that are as good as one, and the log is emptied in
// between, however long somebody's phone takes to receive them.
type sealed struct {
	*Store
	ctx               context.Context
	eventID, revision int64
}

// sealedBy returns the event as it is in the transaction. Whether it is sealed
// is for the caller to see.
func (s *Store) sealedBy(ctx context.Context, tx *gorm.DB, eventID int64) (*sealed, error) {
	row, err := gorm.G[eventRow](tx).Select("revision").Where("id = ?", eventID).Take(ctx)
	return &sealed{Store: s, ctx: ctx, eventID: eventID, revision: row.Revision}, found(err, "event")
}

// check returns CodeConflict if the event is not what it was any more.
func (e *sealed) check(tx *gorm.DB) error {
	now, err := e.sealedBy(e.ctx, tx, e.eventID)
	if err == nil && now.revision != e.revision {
		err = Errorf(CodeConflict, "the event has been changed while it was read")
	}
	return err
}

// read runs f in one short reading transaction.
func (e *sealed) read(f func(tx *gorm.DB) error) error {
	return e.snapshot(e.ctx, func(tx *gorm.DB) error {
		if err := e.check(tx); err != nil {
			return err
		}
		return f(tx)
	})
}

// column yields a column of rows of responses or comments, in the order of their
// random keys. What it yields is valid until the next. An error ends it.
func (e *sealed) column(column, from string, args ...any) iter.Seq2[[]byte, error] {
	query := "SELECT id, session_id, " + column + " " + from + " AND id >= ? AND (id > ? OR session_id > ?) ORDER BY id, session_id LIMIT ?"
	return func(yield func([]byte, error) bool) {
		for s := (slice{id: []byte{}, more: true}); s.more; {
			if err := e.read(func(tx *gorm.DB) error { return s.fill(tx, query, args) }); err != nil {
				yield(nil, err)
				return
			}
			from := 0
			for _, to := range s.ends {
				if !yield(s.data[from:to:to], nil) {
					return
				}
				from = to
			}
		}
	}
}

// slice is what has been read of a column in one transaction.
type slice struct {
	data    []byte
	ends    []int // of each value
	id      []byte
	session int64 // with id the key of the last row
	more    bool  // there may be rows behind it
}

// fill reads the rows behind the last one.
func (s *slice) fill(tx *gorm.DB, query string, args []any) error {
	s.data, s.ends = s.data[:0], s.ends[:0]
	rows, err := tx.Raw(query, append(args[:len(args):len(args)], s.id, s.id, s.session, sliceRows)...).Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	var id, value sql.RawBytes
	for s.more = false; rows.Next(); {
		if err := rows.Scan(&id, &s.session, &value); err != nil {
			return err
		}
		s.id = append(s.id[:0], id...)
		s.data = append(s.data, value...)
		s.ends = append(s.ends, len(s.data))
		if s.more = len(s.ends) == sliceRows || len(s.data) >= sliceBytes; s.more {
			break
		}
	}
	return rows.Err()
}
