package forms

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"gorm.io/gorm"
)

// check is the check of the database after an unclean end, which goes on while
// pages are served already. Until it is done the store is not ready, and if it
// finds damage, never.
type check struct {
	cancel context.CancelFunc
	done   chan struct{}
	found  atomic.Pointer[error]
}

// damaged says what to do about a damaged database.
const damaged = "the database is damaged; end the service, restore the last back-up into an empty directory (resonanz restore) and keep this one"

func newCheck() *check { return &check{cancel: func() {}, done: make(chan struct{})} }

// start begins the check, if there is one to do.
func (c *check) start(s *Store) {
	if c == nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	go func() {
		defer close(c.done)
		s.log.Warn("the service ended uncleanly; the database is being checked")
		err := integrity(ctx, s.r.WithContext(ctx))
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			err = Errorf(CodeInternal, "%s: %w", damaged, err)
			s.log.Error("check of the database", "error", err)
		} else {
			s.log.Info("the database is sound")
			if err := s.loosenAll(ctx); err != nil {
				s.log.Error("after an unclean end", "error", err)
			}
		}
		c.found.Store(&err)
	}()
}

// stop ends the check before its time.
func (c *check) stop() {
	if c != nil {
		c.cancel()
		<-c.done
	}
}

// result returns nil for a sound database, or why it is not known to be one.
func (c *check) result() error {
	if c == nil {
		return nil
	}
	if found := c.found.Load(); found != nil {
		return *found
	}
	return Errorf(CodeBusy, "the database is being checked after an unclean end")
}

// damage returns what the check has found, nil also while it goes on.
func (c *check) damage() error {
	if c == nil || c.found.Load() == nil {
		return nil
	}
	return *c.found.Load()
}

// integrity returns what is wrong with the pages and references of a database.
// It looks at one table at a time, so that none of its readings is long.
func integrity(ctx context.Context, db *gorm.DB) error {
	var tables, wrong []string
	if err := db.Raw("SELECT name FROM sqlite_master WHERE type = 'table'").Scan(&tables).Error; err != nil {
		return err
	}
	for _, table := range tables {
		var lines []string
		if err := db.Raw("SELECT integrity_check FROM pragma_integrity_check(?)", table).Scan(&lines).Error; err != nil {
			return err
		}
		if len(lines) != 1 || lines[0] != "ok" {
			wrong = append(wrong, lines...)
		}
	}
	var children []string
	if err := db.Raw("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check").Scan(&children).Error; err != nil {
		return err
	}
	for _, table := range children {
		wrong = append(wrong, table+" has rows without their parents")
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%s", strings.Join(wrong, "; "))
	}
	return ctx.Err()
}
