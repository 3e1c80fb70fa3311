package forms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
)

// probePatience is how long a probe waits for whoever writes. Commits of answers
// take some milliseconds.
const probePatience = time.Second

// machineCodes are the errors of SQLite that come from the machine or from
// another program, and not from what was to be written.
var machineCodes = []sqlite3.ErrNo{
	sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrReadonly, sqlite3.ErrCantOpen,
	sqlite3.ErrNomem, sqlite3.ErrPerm, sqlite3.ErrProtocol, sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrInterrupt,
}

// isOfMachine reports whether anything else that is written now would fail as
// well: for a lock, a full disk, or a disk that takes too long.
func isOfMachine(err error) bool {
	if failed, ok := errors.AsType[sqlite3.Error](err); ok {
		return slices.Contains(machineCodes, failed.Code)
	}
	return errors.Is(err, context.DeadlineExceeded)
}

// Ready returns nil if the store can read and take answers now, or the reason
// why it cannot. It tries, so that it says so as soon as it is over. After an
// unclean end it is not ready before its files have been checked.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.check.result(); err != nil {
		return err
	}
	if err := s.r.WithContext(ctx).Exec("SELECT 1 FROM schema_migrations").Error; err != nil {
		return Errorf(CodeInternal, "read: %w", err)
	}
	if len(s.intake.queue) == QueueLimit {
		return Errorf(CodeBusy, "the queue is full")
	}
	s.probing.Lock()
	defer s.probing.Unlock()
	if err := s.probe(ctx); err != nil {
		return Errorf(CodeBusy, "write: %w", err)
	}
	s.intake.broken.Store(false)
	return nil
}

// probe takes the lock of those who write and gives it back. If the last commit
// failed, it commits something as well, which changes nothing: whether there is
// room on the disk again is not known otherwise. It has a connection of its own,
// so that answers do not wait for its patience.
func (s *Store) probe(ctx context.Context) (err error) {
	own, err := s.connect(sqlite.Open(s.uri("mode=rw")), 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePool(own)) }()
	pool, err := own.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if err := setBusyTimeout(ctx, conn, probePatience); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	end := "ROLLBACK"
	if s.intake.broken.Load() {
		var version int
		err = conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
		if err == nil { // it is written although it is the same
			_, err = conn.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version))
		}
		if err == nil {
			end = "COMMIT"
		}
	}
	_, ended := conn.ExecContext(ctx, end)
	if end == "COMMIT" && ended == nil {
		s.sweeper.poke()
	}
	return errors.Join(err, ended)
}
