package forms

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

const (
	// postgresWriters is how many connections of a replica write: the writer of
	// answers, the sweeper, and pages that change something meanwhile.
	postgresWriters = 4
	// postgresReaders is how many read. What all replicas have must stay below
	// what the server, or the pooler in front of it, gives.
	postgresReaders = 8
)

// postgresEngine is a PostgreSQL server, on which several services can work at once.
type postgresEngine struct {
	*Store
	address string
}

// open connects to the server. The directory is for what is no row: files on their
// way to somebody.
func (s postgresEngine) open(ctx context.Context, directory string, _ bool) error {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return err
	}
	s.file = filepath.Join(directory, DatabaseFile)
	config, err := pgx.ParseConfig(s.address)
	if err != nil {
		return fmt.Errorf("the address of the database: %w", err)
	}
	// Every statement goes with its values in one message and has no name: a pooler
	// in transaction mode gives the next one another connection to the server.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	if s.w, err = s.pool(config, postgresWriters); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	s.r, err = s.pool(config, postgresReaders)
	return err
}

func (s postgresEngine) pool(config *pgx.ConnConfig, size int) (*gorm.DB, error) {
	return s.connect(postgres.New(postgres.Config{Conn: stdlib.OpenDB(*config)}), size)
}

// tidy has the server forget the dead copies of rows that have been moved, changed
// or deleted, of all tables whose rows come from people one by one. Who reads
// meanwhile may still need some; the next sweep finds them.
func (s postgresEngine) tidy(ctx context.Context) error {
	tables := []string{"spent_passes"}
	for _, p := range slices.Concat(sessionPlaces(0), podiumPlaces(0), []place{withdrawnPlace(0), contactPlace(0)}) {
		tables = append(tables, p.table)
	}
	for _, table := range tables {
		if err := s.w.WithContext(ctx).Exec("VACUUM (SKIP_LOCKED, INDEX_CLEANUP ON, TRUNCATE OFF) " + table).Error; err != nil {
			return fmt.Errorf("vacuum %s: %w", table, err)
		}
	}
	return nil
}

func (s postgresEngine) probe(ctx context.Context, broken bool) error {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	statement := "SHOW transaction_read_only"
	if broken { // a transaction with a number is written down when it commits
		statement = "SELECT pg_current_xact_id()::text"
	}
	var value string
	if err := s.w.WithContext(ctx).Raw(statement).Scan(&value).Error; err != nil {
		return err
	}
	if value == "on" {
		return errors.New("the server is read-only")
	}
	return nil
}

// machineClasses are the classes of SQLSTATE that come from the server or from who
// else uses it (https://www.postgresql.org/docs/15/errcodes-appendix.html).
var machineClasses = []string{
	"08", // connection
	"25", // state of the transaction, as on a server that is read-only
	"40", // rolled back: deadlock, serialization
	"53", // resources: disk, memory, connections
	"55", // not available now
	"57", // operator: shutting down, cancelled
	"58", // system
	"XX", // internal, damage
}

func (s postgresEngine) ofMachine(err error) bool {
	if failed, ok := errors.AsType[*pgconn.PgError](err); ok {
		return len(failed.Code) > 1 && slices.Contains(machineClasses, failed.Code[:2])
	}
	_, network := errors.AsType[net.Error](err)
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	return network || connecting || pgconn.SafeToRetry(err) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, context.DeadlineExceeded)
}

// move is settle for PostgreSQL, where others write at the same time: one statement
// takes the rows out and puts them back in order, at the end of the table or where
// there is room.
func (p *place) move(tx *gorm.DB, after []any) ([]any, error) {
	if err := p.lock(tx); err != nil {
		return nil, err
	}
	keys := strings.Count(p.key, ",") + 1
	beyond := func(sign string) string {
		return fmt.Sprintf(" AND (%s) %s (%s)", p.key, sign, placeholders("?", keys))
	}
	where, args := p.owner+" = ?", []any{p.id}
	if after != nil {
		where, args = where+beyond(">"), append(args, after...)
	}
	_, last, err := readAll(tx, fmt.Sprintf("SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT 1 OFFSET %d", p.key, p.table, where, p.key, settleRows-1), args)
	if err != nil {
		return nil, err
	}
	after = nil
	if len(last) > 0 {
		after = last[0]
		where, args = where+beyond("<="), append(args, after...)
	}
	return after, tx.Exec(fmt.Sprintf("WITH taken AS (DELETE FROM %s WHERE %s RETURNING *) INSERT INTO %s SELECT * FROM taken ORDER BY %s", p.table, where, p.table, p.key), args...).Error
}

// lock keeps others from changing rows of the place: they would look for them where
// they lay before.
func (p *place) lock(tx *gorm.DB) error {
	if p.owner == "session_id" {
		return tx.Exec("SELECT 1 FROM turnouts WHERE session_id = ? FOR UPDATE", p.id).Error
	}
	return tx.Exec("LOCK TABLE " + p.table + " IN SHARE ROW EXCLUSIVE MODE").Error // nothing else locks its owner
}
