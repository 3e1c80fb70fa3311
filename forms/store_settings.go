package forms

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"gorm.io/gorm"
)

// Settings are what organisers have set for the whole service, by name. They
// never change and are shared by all requests: whoever changes one makes others.
type Settings struct {
	Values map[string]string
}

// setting is a stored setting.
type setting struct {
	Name  string `gorm:"primaryKey"`
	Value string
}

// TableName returns the table of settings.
func (setting) TableName() string { return "settings" }

// heldSettings are the settings in memory. They are safe for concurrent use.
type heldSettings struct {
	current atomic.Pointer[Settings] // nil until they are read for the first time
	checked atomic.Int64             // when, as the memory of programmes counts
}

// Settings returns the settings from memory. As with programmes, what this process
// has changed it knows at once, and what another one has changed after
// programmeCheck at the latest. The pointer is another one only if a setting is.
func (s *Store) Settings(ctx context.Context) (*Settings, error) {
	current, now, last := s.settings.current.Load(), s.memory.now(), s.settings.checked.Load()
	fresh := current != nil && (now-last < int64(programmeCheck) || !s.settings.checked.CompareAndSwap(last, now))
	if fresh {
		return current, nil
	}
	return s.readSettings(ctx)
}

// readSettings reads the settings and keeps them, unless somebody else has done so
// meanwhile: then theirs may be newer, and are read once more.
func (s *Store) readSettings(ctx context.Context) (*Settings, error) {
	for {
		current := s.settings.current.Load()
		read, err := storedSettings(ctx, s.r)
		if err != nil {
			return nil, err
		}
		if current != nil && maps.Equal(current.Values, read.Values) {
			return current, nil
		}
		if s.settings.current.CompareAndSwap(current, read) {
			return read, nil
		}
	}
}

func storedSettings(ctx context.Context, db *gorm.DB) (*Settings, error) {
	rows, err := gorm.G[setting](db).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the settings: %w", err)
	}
	read := &Settings{Values: make(map[string]string, len(rows))}
	for _, row := range rows {
		read.Values[row.Name] = row.Value
	}
	return read, nil
}

// SaveSettings stores the settings, each of which has been checked; "" deletes
// one, so that its default holds. Before says what those in the map were when
// they were shown: if one of them is something else by now, nothing is stored
// and the error is CodeConflict.
func (s *Store) SaveSettings(ctx context.Context, by string, values, before map[string]string) error {
	if len(values) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(values))
	err := s.tx(ctx, func(tx *gorm.DB) error {
		stored, err := storedSettings(ctx, tx)
		if err != nil {
			return err
		}
		for _, name := range names {
			if stored.Values[name] != before[name] {
				return Errorf(CodeConflict, "the setting %s has been changed", name)
			}
			if _, err := gorm.G[setting](tx).Where("name = ?", name).Delete(ctx); err != nil {
				return err
			}
			if values[name] == "" {
				continue
			}
			if err := gorm.G[setting](tx).Create(ctx, &setting{Name: name, Value: values[name]}); err != nil {
				return err
			}
		}
		return s.note(ctx, tx, Note{Account: by, Action: NoteSettings, About: strings.Join(names, ", ")})
	})
	if err != nil {
		return err
	}
	_, err = s.readSettings(ctx)
	return err
}
