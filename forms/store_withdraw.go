package forms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// responseRow is one response. Its free texts are comments.
type responseRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	ID        []byte `gorm:"primaryKey"`
	Day       string // UTC, ISO 8601
	Mark      disclosure.Mark
	Simulated bool
	Answers   Answers `gorm:"serializer:json;type:text"` // without free texts
}

// TableName returns the table of responses.
func (responseRow) TableName() string { return "responses" }

// commentRow is one free-text answer.
type commentRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	ID        []byte `gorm:"primaryKey"`
	Item      string
	Mark      disclosure.Mark // of the response that it came with, though nothing else joins them
	Simulated bool
	Body      string // as it was sent
	Status    CommentStatus
	Starred   bool
	Tags      []string  `gorm:"serializer:json;type:text"`
	Edited    *string   // how it is shown instead
	Hand      *string   // of the page that decided on it last
	Replaced  *standing `gorm:"serializer:json;type:text"` // what it was before that
}

// TableName returns the table of comments.
func (commentRow) TableName() string { return "comments" }

// withdrawnRow is the id of a response that has been withdrawn. A late retry of a
// phone does not store it again.
type withdrawnRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	ID        []byte `gorm:"primaryKey"`
	Day       string // UTC, ISO 8601, of the withdrawal
}

// TableName returns the table of withdrawn ids.
func (withdrawnRow) TableName() string { return "withdrawn" }

// withdrawnKept is how many whole days a withdrawn id is kept at least: 72 hours,
// as long as a phone may keep a draft.
const withdrawnKept = 3

// Stored reports whether the token's response is stored.
func (s *Store) Stored(ctx context.Context, sessionID int64, t Token) (bool, error) {
	known, err := stored(s.r.WithContext(ctx), rowKey{sessionID, t.responseID()})
	if err != nil {
		return false, fmt.Errorf("look for a response: %w", err)
	}
	return known, nil
}

// Answered reports whether the token's response marks the option of the item. Only
// who holds the token is to learn it.
func (s *Store) Answered(ctx context.Context, sessionID int64, t Token, item, option string) (bool, error) {
	id := t.responseID()
	row, err := gorm.G[responseRow](s.r).Where("session_id = ? AND id = ?", sessionID, id[:]).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return false, nil // it is on its way, or expired
	}
	if err != nil {
		return false, fmt.Errorf("read a response: %w", err)
	}
	return slices.Contains(row.Answers[item], option), nil
}

// Withdraw deletes the token's response and comments while its session is
// open: CodeNotFound if there is none, CodeClosed once the session is closed,
// because the final figures stand. What was deleted is in no file any more when it
// returns, or soon after if somebody is reading for long.
func (s *Store) Withdraw(ctx context.Context, sessionID int64, token Token) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		id := token.responseID()
		row, err := gorm.G[responseRow](tx).Where("session_id = ? AND id = ?", sessionID, id[:]).Take(ctx)
		switch {
		case errors.Is(err, gorm.ErrRecordNotFound):
			return Errorf(CodeNotFound, "no response")
		case err != nil:
			return err
		case t.State != StateOpen:
			return Errorf(CodeClosed, "the session is not open")
		}
		if err := s.erase(ctx, tx, t, &row, token); err != nil {
			return err
		}
		return saveTurnouts(ctx, tx, t)
	})
	if err != nil {
		return fmt.Errorf("withdraw a response: %w", err)
	}
	s.committed(sessionID)
	s.sweeper.loosen(withdrawnPlace(sessionID))
	s.sweeper.sweep(ctx)
	return nil
}

// erase deletes a response with its comments and takes it out of the counts. In
// what has been shown it stays counted, unless there is nothing to hide.
func (s *Store) erase(ctx context.Context, tx *gorm.DB, t *turnoutRow, row *responseRow, token Token) error {
	session, event, err := sessionAndEvent(ctx, tx, row.SessionID)
	if err != nil {
		return err
	}
	form, err := s.form(ctx, tx, &session)
	if err != nil {
		return err
	}
	answers := row.Answers
	quoted := 0
	for _, item := range form.planned().items {
		if !item.Kind.IsText() {
			continue
		}
		id := token.commentID(item.Key)
		n, err := gorm.G[commentRow](tx).Where("session_id = ? AND id = ?", row.SessionID, id[:]).Delete(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			answers[item.Key] = []string{""} // that it was answered is all that is counted
		}
		quoted += n
	}
	if quoted > 0 {
		if err := s.forgetQuoted(ctx, tx, event.ID); err != nil {
			return err
		}
	}
	if _, err = gorm.G[responseRow](tx).Where("session_id = ? AND id = ?", row.SessionID, row.ID).Delete(ctx); err != nil {
		return err
	}
	gone := withdrawnRow{SessionID: row.SessionID, ID: row.ID, Day: s.now().UTC().Format(time.DateOnly)}
	if err := gorm.G[withdrawnRow](tx).Create(ctx, &gone); err != nil {
		return err
	}
	t.N--
	if row.Simulated {
		t.Simulated--
	}
	marks, args := form.Marks(answers), []any{}
	for _, cell := range marks {
		args = append(args, row.SessionID, cell.Item, cell.Option, -1)
	}
	if err := addMarks(tx, args); err != nil {
		return err
	}
	if rules := event.rules(); t.Withdraw(rules, row.Mark) {
		return s.show(ctx, tx, t, form, disclosure.Change{Leave: true}, nil, rules.Asked) // which changes no pool
	}
	return nil
}

// answersOf decodes stored answers.
func answersOf(src string) (Answers, error) {
	answers := Answers{}
	err := json.Unmarshal([]byte(src), &answers)
	return answers, err
}
