package forms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/mattn/go-sqlite3"
	"gorm.io/driver/sqlite"
)

// DatabaseFile is the name of the SQLite database in the data directory.
const DatabaseFile = "resonanz.db"

const (
	// readers is the number of reading connections: pages of one hall are
	// short queries, and more connections than cores only cost memory.
	readers = 4
	// writerCacheKiB bounds the pages that the writer keeps: those of a batch of
	// batchLimit and of the sessions that are open now. With fewer a batch is written
	// to the log in parts, and pages of the hall are read from the file again and again.
	writerCacheKiB = 32 << 10
	// busyTimeout is how long a command waits for another process that writes:
	// the service does so all the time.
	busyTimeout = 5 * time.Second
	// serviceBusyTimeout is how long the service does. Commands hold the lock for
	// some hundredths of a second, and behind the writer a hall waits.
	serviceBusyTimeout = time.Second
)

// sqliteEngine is SQLite: one file, one writing connection, several reading ones.
type sqliteEngine struct{ *Store }

// open creates what is missing. A service takes the directory for itself.
func (s sqliteEngine) open(ctx context.Context, directory string, service bool) error {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return err
	}
	if service {
		if err := s.takeLock(directory); err != nil {
			return err
		}
		if err := removeBackups(directory); err != nil { // nobody else makes any
			return err
		}
	}
	s.file = filepath.Join(directory, DatabaseFile)
	// The answers are for the service's user alone; SQLite gives the files
	// beside the database the same mode.
	f, err := os.OpenFile(s.file, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if s.w, err = s.connect(sqlite.Open(s.uri(fmt.Sprintf("_journal_mode=WAL&_txlock=immediate&_cache_size=-%d", writerCacheKiB))), 1); err != nil {
		return err
	}
	// A reading handle cannot create the file, hence the order.
	if err := s.migrate(ctx); err != nil {
		return err
	}
	s.r, err = s.connect(sqlite.Open(s.uri("mode=ro&_query_only=on")), readers)
	return err
}

// uri names the database with the options that every connection has:
// synchronous=FULL makes an acknowledged answer survive a power cut, and
// secure_delete overwrites what is deleted.
func (s *Store) uri(options string) string {
	const common = "_foreign_keys=on&_secure_delete=on&_synchronous=FULL&_stmt_cache_size=64&"
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: s.file}).EscapedPath(), RawQuery: fmt.Sprintf("%s_busy_timeout=%d&%s", common, s.busyTimeout().Milliseconds(), options)}).String()
}

func (s *Store) busyTimeout() time.Duration {
	if s.lock != nil {
		return serviceBusyTimeout
	}
	return busyTimeout
}

// machineCodes are the errors of SQLite that come from the machine or from
// another program, and not from what was to be written.
var machineCodes = []sqlite3.ErrNo{
	sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrReadonly, sqlite3.ErrCantOpen,
	sqlite3.ErrNomem, sqlite3.ErrPerm, sqlite3.ErrProtocol, sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrInterrupt,
}

// ofMachine reports whether anything else that is written now would fail as
// well: for a lock, a full disk, or a disk that takes too long.
func (e sqliteEngine) ofMachine(err error) bool {
	if failed, ok := errors.AsType[sqlite3.Error](err); ok {
		return slices.Contains(machineCodes, failed.Code)
	}
	return errors.Is(err, context.DeadlineExceeded)
}

// probe takes the lock of those who write and gives it back. If the last commit
// failed, it commits something as well, which changes nothing: whether there is
// room on the disk again is not known otherwise. It has a connection of its own,
// so that answers do not wait for its patience.
func (s sqliteEngine) probe(ctx context.Context, broken bool) (err error) {
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
	if broken {
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

// tidy moves what is in the write-ahead log to the database and empties
// the log. It returns an error if a reader holds it up. The writing connection
// does it, so that no answer finds the database locked.
func (s sqliteEngine) tidy(ctx context.Context) (err error) {
	pool, err := s.w.DB()
	if err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // gives it back
	if err := setBusyTimeout(ctx, conn, truncateBusy); err != nil {
		return err
	}
	var busy, frames, moved int
	err = conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
	if again := setBusyTimeout(ctx, conn, s.busyTimeout()); again != nil {
		return again
	}
	if err == nil && busy != 0 {
		err = Errorf(CodeBusy, "%d of %d pages of the log are in use", frames-moved, frames)
	}
	if err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	return nil
}

func setBusyTimeout(ctx context.Context, conn *sql.Conn, d time.Duration) error {
	_, err := conn.ExecContext(ctx, fmt.Sprintf("PRAGMA busy_timeout = %d", d.Milliseconds()))
	return err
}
