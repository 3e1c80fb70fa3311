package forms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
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
	// slowQuery is when a query is logged: far above what any of ours takes.
	slowQuery = 500 * time.Millisecond
	// busyTimeout is how long a command waits for another process that writes:
	// the service does so all the time.
	busyTimeout = 5 * time.Second
	// serviceBusyTimeout is how long the service does. Commands hold the lock for
	// some hundredths of a second, and behind the writer a hall waits.
	serviceBusyTimeout = time.Second
)

// Store is the one way to everything that is kept. It is safe for concurrent
// use.
type Store struct {
	w, r     *gorm.DB // one writing connection, several reading ones
	file     string   // the SQLite database
	now      func() time.Time
	log      *slog.Logger
	intake   *intake
	lock     *os.File   // the lock of a service, nil for a command
	check    *check     // of the files after an unclean end, nil if there is none
	probing  sync.Mutex // one at a time finds out whether the store is ready
	sweeper  *sweeper
	memory   *memory
	settings heldSettings

	parents sync.Map // session id of a question on the spot → that of the session in which it was asked

	listeners sync.Mutex
	onCommit  []func(sessionIDs []int64)
}

// Options are the outside world of a Store.
type Options struct {
	Now func() time.Time // default time.Now
	Log *slog.Logger     // default: discard
	// Memory bounds what of events is held in memory, in bytes, with what is kept
	// with it (see Programme); default DefaultMemory.
	Memory int
	// Service says that the store is that of the service, of which a directory
	// can have one at a time; commands share it.
	Service bool
}

// Open opens the store in the directory, creates what is missing and brings
// the schema up to date. The caller closes it. It fails with CodeConflict if
// another service has the directory.
func Open(ctx context.Context, directory string, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{now: o.Now, log: o.Log}
	s.memory, s.sweeper = newMemory(s, o.Memory), newSweeper(s)
	if err := s.openSQLite(ctx, directory, o.Service); err != nil {
		_ = s.closePools()
		_ = s.unlock(false)
		return nil, fmt.Errorf("open the store: %w", err)
	}
	s.intake = newIntake(s)
	go s.sweeper.run()
	s.sweeper.poke() // a log that a crash has left tells as much as any
	s.check.start(s)
	return s, nil
}

func (s *Store) openSQLite(ctx context.Context, directory string, service bool) error {
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

// connect opens a pool of connections. PrepareStmt stays off: its cache
// deadlocks with a pool of one connection.
func (s *Store) connect(dialect gorm.Dialector, size int) (*gorm.DB, error) {
	db, err := gorm.Open(dialect, &gorm.Config{
		TranslateError:         true,
		SkipDefaultTransaction: true,
		NowFunc:                func() time.Time { return s.now().UTC().Truncate(time.Millisecond) },
		// Parameters hold answers, so they never reach the log.
		Logger: logger.NewSlogLogger(s.log, logger.Config{
			SlowThreshold: slowQuery, ParameterizedQueries: true, IgnoreRecordNotFoundError: true, LogLevel: logger.Warn,
		}),
	})
	if err != nil {
		return nil, err
	}
	connections, err := db.DB()
	if err != nil {
		return nil, err
	}
	connections.SetMaxOpenConns(size)
	connections.SetMaxIdleConns(size)
	return db, nil
}

// Close finishes the submissions that are queued and closes the store.
func (s *Store) Close() error {
	s.check.stop()
	s.intake.close()
	s.sweeper.close()
	err := s.closePools()
	return errors.Join(err, s.unlock(err == nil && !s.sweeper.unsettled()))
}

func (s *Store) closePools() error {
	return errors.Join(closePool(s.r), closePool(s.w))
}

func closePool(db *gorm.DB) error {
	if db == nil {
		return nil
	}
	connections, err := db.DB()
	if err != nil {
		return err
	}
	return connections.Close()
}

// tx runs f in one writing transaction. CodeBusy says that the machine would
// take nothing else either.
func (s *Store) tx(ctx context.Context, f func(tx *gorm.DB) error) error {
	err := s.w.WithContext(ctx).Transaction(f)
	switch {
	case err == nil:
		s.sweeper.poke()
	case isOfMachine(err):
		err = Errorf(CodeBusy, "write: %w", err)
	}
	return err
}

// snapshot runs f in one reading transaction, so that all it reads is of one
// moment.
func (s *Store) snapshot(ctx context.Context, f func(tx *gorm.DB) error) error {
	return s.r.WithContext(ctx).Transaction(f, &sql.TxOptions{Isolation: s.readIsolation(), ReadOnly: s.postgres()})
}

// readIsolation is the level at which all reads of a transaction see one
// state. On SQLite every transaction does.
func (s *Store) readIsolation() sql.IsolationLevel {
	if s.postgres() {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

func (s *Store) postgres() bool { return s.w.Name() == "postgres" }

// found turns "no such record" into CodeNotFound and names what was sought.
func found(err error, what string) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Errorf(CodeNotFound, "no %s", what)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}

// OnCommit has f called after each commit with the sessions that it changed.
// f must return at once.
func (s *Store) OnCommit(f func(sessionIDs []int64)) {
	s.listeners.Lock()
	defer s.listeners.Unlock()
	s.onCommit = append(s.onCommit, f)
}

// committed tells of a commit. What changes of a question on the spot is seen with
// the session in which it was asked.
func (s *Store) committed(sessionIDs ...int64) {
	for _, id := range sessionIDs {
		if parent, is := s.parents.Load(id); is {
			sessionIDs = append(sessionIDs, parent.(int64))
		}
	}
	s.listeners.Lock()
	defer s.listeners.Unlock()
	for _, f := range s.onCommit {
		f(sessionIDs)
	}
}

// placeholders returns n groups of placeholders for a multi-row VALUES.
func placeholders(group string, n int) string {
	return strings.TrimSuffix(strings.Repeat(group+",", n), ",")
}
