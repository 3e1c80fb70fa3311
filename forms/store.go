package forms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
)

// slowQuery is when a query is logged: far above what any of ours takes.
const slowQuery = 500 * time.Millisecond

// Store is the one way to everything that is kept. It is safe for concurrent
// use.
type Store struct {
	w, r     *gorm.DB // pools of connections that write and that read
	engine   engine
	file     string // the SQLite database
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
	// Database is the address of a PostgreSQL database (postgres://…), "" for SQLite
	// in the directory.
	Database string
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
	s.engine = sqliteEngine{s}
	if o.Database != "" {
		s.engine = postgresEngine{s, o.Database}
	}
	if err := s.engine.open(ctx, directory, o.Service); err != nil {
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
	case s.engine.ofMachine(err):
		err = Errorf(CodeBusy, "write: %w", err)
	}
	return err
}

// snapshot runs f in one reading transaction, so that all it reads is of one
// moment.
func (s *Store) snapshot(ctx context.Context, f func(tx *gorm.DB) error) error {
	return s.r.WithContext(ctx).Transaction(f, s.snapshotOptions())
}

// snapshotOptions are those of a transaction whose readings are all of one moment,
// as those of every transaction of SQLite are.
func (s *Store) snapshotOptions() *sql.TxOptions {
	if s.postgres() {
		return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	return nil
}

func (s *Store) postgres() bool { return s.w.Name() == "postgres" }

// locking makes a reading keep other writers from the rows until the transaction
// ends. SQLite has one writer, and needs nothing.
func (s *Store) locking() []clause.Expression {
	if s.postgres() {
		return []clause.Expression{clause.Locking{Strength: clause.LockingStrengthUpdate}}
	}
	return nil
}

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
