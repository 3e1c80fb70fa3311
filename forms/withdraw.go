package forms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// responseRow is one response. Its free texts are comments.
type responseRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	ID        []byte `gorm:"primaryKey"`
	Day       string // UTC, ISO 8601
	HeldNo    int    // number of the first held copy that counts it
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
	HeldNo    int
	Simulated bool
	Body      string // as it was sent
	Status    CommentStatus
	Starred   bool
	Tags      []string `gorm:"serializer:json;type:text"`
	Edited    *string  // how it is shown instead
}

// TableName returns the table of comments.
func (commentRow) TableName() string { return "comments" }

// Stored reports whether the token's response is stored.
func (s *Store) Stored(ctx context.Context, sessionID int64, t Token) (bool, error) {
	known, err := stored(s.r.WithContext(ctx), rowKey{sessionID, t.responseID()})
	if err != nil {
		return false, fmt.Errorf("look for a response: %w", err)
	}
	return known, nil
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
		marks, err := s.erase(ctx, tx, &row, token)
		if err != nil {
			return err
		}
		t.subtract(&row, marks)
		args := make([]any, 0, 4*len(marks))
		for _, cell := range marks {
			args = append(args, sessionID, cell.Item, cell.Option, -1)
		}
		if err := addMarks(tx, args); err != nil {
			return err
		}
		return saveTurnout(ctx, tx, t)
	})
	if err != nil {
		return fmt.Errorf("withdraw a response: %w", err)
	}
	s.committed(sessionID)
	s.sweeper.sweep(ctx)
	return nil
}

// erase deletes a response with its comments and returns the cells that it had
// marked.
func (s *Store) erase(ctx context.Context, tx *gorm.DB, row *responseRow, token Token) ([]Cell, error) {
	session, _, err := sessionAndEvent(ctx, tx, row.SessionID)
	if err != nil {
		return nil, err
	}
	form, err := s.form(ctx, tx, &session)
	if err != nil {
		return nil, err
	}
	answers := row.Answers
	for _, item := range form.planned().items {
		if !item.Kind.IsText() {
			continue
		}
		id := token.commentID(item.Key)
		n, err := gorm.G[commentRow](tx).Where("session_id = ? AND id = ?", row.SessionID, id[:]).Delete(ctx)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			answers[item.Key] = []string{""} // that it was answered is all that is counted
		}
	}
	_, err = gorm.G[responseRow](tx).Where("session_id = ? AND id = ?", row.SessionID, row.ID).Delete(ctx)
	return form.Marks(answers), err
}

// subtract takes a response out of the turnout and out of the copy that is
// held back. What has been released stays as it is: a release that changed by
// one person would show what that person said.
func (t *turnoutRow) subtract(row *responseRow, marks []Cell) {
	t.N--
	if row.Simulated {
		t.Simulated--
	}
	if row.HeldNo > t.HeldNo {
		t.Pending--
		return
	}
	t.Held.N--
	t.Held.subtract(row.HeldNo, marks)
	if row.HeldNo > t.ReleaseNo && t.Gap > 0 {
		t.Gap--
	}
}

// answersOf decodes stored answers.
func answersOf(src string) (Answers, error) {
	answers := Answers{}
	err := json.Unmarshal([]byte(src), &answers)
	return answers, err
}
