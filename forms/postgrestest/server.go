// Package postgrestest runs a PostgreSQL server for tests.
package postgrestest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Variable names the engine on which the tests of the store run: "postgres", or
// "" for SQLite.
const Variable = "RESONANZ_TEST_ENGINE"

// On reports whether the tests run on PostgreSQL.
func On() bool { return os.Getenv(Variable) == "postgres" }

// SQLiteOnly skips a test of something that only SQLite has, on PostgreSQL.
func SQLiteOnly(tb testing.TB, why string) {
	tb.Helper()
	if On() {
		tb.Skip("SQLite only: " + why)
	}
}

// New returns the address of a new database. The test is skipped where there is no
// PostgreSQL, unless RESONANZ_REQUIRE names it.
func New(tb testing.TB) string {
	tb.Helper()
	server, err := start()
	if err != nil && !slices.Contains(strings.Split(os.Getenv("RESONANZ_REQUIRE"), ","), "postgres") {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return server.database(tb, tb.TempDir())
}

// Database returns the address of a database of its own for the directory, made if
// it is missing, and "" if the tests run on SQLite.
func Database(tb testing.TB, directory string) string {
	tb.Helper()
	if !On() {
		return ""
	}
	server, err := start()
	if err != nil {
		tb.Fatal(err)
	}
	return server.database(tb, directory)
}

func (s *server) database(tb testing.TB, directory string) string {
	tb.Helper()
	hash := sha256.Sum256([]byte(directory))
	name := "t_" + hex.EncodeToString(hash[:8])
	made, err := s.create(tb.Context(), name)
	if err != nil {
		tb.Fatal(err)
	}
	if made {
		tb.Cleanup(func() {
			if err := s.do(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
				tb.Error(err)
			}
		})
	}
	return s.address(name)
}

type server struct {
	directory string
	alive     io.Closer // the pipe on which it depends
	mu        sync.Mutex
	made      map[string]bool
}

var start = sync.OnceValues(func() (*server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	directory, err := os.MkdirTemp("", "pg")
	if err != nil {
		return nil, err
	}
	s := &server{directory: directory, made: map[string]bool{}}
	owner := &syscall.SysProcAttr{}
	if os.Getuid() == 0 { // which PostgreSQL refuses to be
		account, err := user.Lookup("postgres")
		if err != nil {
			return nil, err
		}
		uid, _ := strconv.Atoi(account.Uid)
		gid, _ := strconv.Atoi(account.Gid)
		owner.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(directory, uid, gid); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(directory, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "resonanz", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
	initdb.SysProcAttr, initdb.Dir = owner, directory
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, output)
	}
	// The shell ends the server and removes its files once this process is gone,
	// however it ends: its pipe is closed then.
	const attend = `"$0" "$@" >log 2>&1 & cat >/dev/null; kill -INT $!; wait; cd /; rm -rf "$PWD_OF_SERVER"`
	run := exec.Command("sh", "-c", attend, filepath.Join(bin, "postgres"), "-D", data, "-k", directory, "-c", "listen_addresses=",
		"-c", "max_connections=400", "-c", "fsync=off", "-c", "full_page_writes=off")
	run.SysProcAttr, run.Dir, run.Env = owner, directory, append(os.Environ(), "PWD_OF_SERVER="+directory)
	if s.alive, err = run.StdinPipe(); err != nil {
		return nil, err
	}
	if err := run.Start(); err != nil {
		return nil, err
	}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var connection *pgx.Conn
		if connection, err = pgx.Connect(context.Background(), s.address("postgres")); err == nil {
			return s, connection.Close(context.Background())
		}
	}
	return nil, fmt.Errorf("PostgreSQL does not start: %w", err)
})

// programs returns the directory of the server's programs.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return "", errors.Join(errors.New("no PostgreSQL in /usr/lib/postgresql"), err)
	}
	return found[len(found)-1], nil
}

func (s *server) address(name string) string {
	return fmt.Sprintf("postgres://resonanz@/%s?host=%s", name, s.directory)
}

func (s *server) create(ctx context.Context, name string) (made bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made[name] {
		return false, nil
	}
	err = s.do(ctx, "CREATE DATABASE "+name)
	s.made[name] = err == nil
	return true, err
}

func (s *server) do(ctx context.Context, statement string) error {
	connection, err := pgx.Connect(ctx, s.address("postgres"))
	if err != nil {
		return err
	}
	_, err = connection.Exec(ctx, statement)
	return errors.Join(err, connection.Close(ctx))
}
