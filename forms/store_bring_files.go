package forms

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// filesStep is the step that brings tables over as SQL alone cannot. On SQLite
// it runs with foreign keys off, because it builds parents anew.
const filesStep = 3

// keyedElsewhere are the tables whose ids are held in other places: in memory, on
// pages, in the audit log. SQLite gives the id of a deleted row again unless the
// table says AUTOINCREMENT; PostgreSQL never does.
var keyedElsewhere = []string{"events", "forms", "sessions", "accounts", "links", "audit"}

// bringFiles does what the SQL of filesStep does not.
func (s *Store) bringFiles(ctx context.Context, tx *gorm.DB) error {
	if !s.postgres() {
		for _, table := range keyedElsewhere {
			if err := neverReuse(tx, table); err != nil {
				return fmt.Errorf("build %s anew: %w", table, err)
			}
		}
		var broken []string
		if err := tx.Raw(`SELECT "table" FROM pragma_foreign_key_check`).Scan(&broken).Error; err != nil {
			return err
		}
		if len(broken) > 0 {
			return fmt.Errorf("rows without their parents in %s", strings.Join(slices.Compact(broken), ", "))
		}
	}
	return stretchPasses(ctx, tx)
}

// neverReuse builds a table anew that gives no id twice, in the way that SQLite
// describes (https://www.sqlite.org/lang_altertable.html, section 7).
func neverReuse(tx *gorm.DB, table string) error {
	var statement string
	if err := tx.Raw("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", table).Scan(&statement).Error; err != nil {
		return err
	}
	var indexes []string
	if err := tx.Raw("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", table).Scan(&indexes).Error; err != nil {
		return err
	}
	_, columns, _ := strings.Cut(statement, "(")
	columns = strings.Replace(columns, "INTEGER PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT", 1)
	for _, step := range append([]string{
		"CREATE TABLE renewed (" + columns,
		"INSERT INTO renewed SELECT * FROM " + table,
		"DROP TABLE " + table,
		"ALTER TABLE renewed RENAME TO " + table,
	}, indexes...) {
		if err := tx.Exec(step).Error; err != nil {
			return err
		}
	}
	return nil
}

// stretchPasses makes slow hashes of the fast ones of earlier versions, so that
// printed slips stay good.
func stretchPasses(ctx context.Context, tx *gorm.DB) error {
	passes, err := gorm.G[passRow](tx).Order("event_id, hash").Find(ctx)
	if err != nil || len(passes) == 0 {
		return err
	}
	salts, slow := map[int64][]byte{}, map[int64]map[passHash][]byte{}
	for i := range passes {
		pass := &passes[i]
		event := pass.EventID
		if salts[event] == nil {
			salts[event], slow[event] = newSalt(), map[passHash][]byte{}
			if err := gorm.G[passSaltRow](tx).Create(ctx, &passSaltRow{EventID: event, Salt: salts[event]}); err != nil {
				return err
			}
		}
		fast := passHash(pass.Hash)
		stretched := fast.stretch(salts[event])
		pass.Hash = stretched[:]
		slow[event][fast] = pass.Hash
	}
	var spent []struct {
		Row     spentRow `gorm:"embedded"`
		EventID int64
	}
	if err := tx.Raw(`SELECT spent_passes.*, sessions.event_id FROM spent_passes JOIN sessions ON sessions.id = spent_passes.session_id`).Scan(&spent).Error; err != nil {
		return err
	}
	for _, statement := range []string{"DELETE FROM spent_passes", "DELETE FROM passes"} {
		if err := tx.Exec(statement).Error; err != nil {
			return err
		}
	}
	if err := insertPasses(ctx, tx, passes); err != nil {
		return err
	}
	for _, one := range spent {
		if hash := slow[one.EventID][passHash(one.Row.Hash)]; hash != nil {
			if err := markSpent(ctx, tx, one.EventID, one.Row.SessionID, hash); err != nil {
				return err
			}
		}
	}
	return nil
}

// newSalt returns what makes the hashes of an event's passes its own.
func newSalt() []byte {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the process instead
	return salt
}
