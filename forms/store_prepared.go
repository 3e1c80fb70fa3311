package forms

import (
	"context"
	"fmt"

	"gorm.io/gorm"
)

// PreparedQuestion is a question that moderators of an event have prepared, to ask
// it on the spot in any of its sessions.
type PreparedQuestion struct {
	ID       int64
	Question Question
}

type preparedRow struct {
	ID       int64
	EventID  int64
	Question Question `gorm:"serializer:json;type:text"`
}

// TableName returns the table of prepared questions.
func (preparedRow) TableName() string { return "prepared_questions" }

// Prepare keeps a question for later. CodeInvalid with Problems says what keeps it
// from being asked, CodeConflict that the event has too many.
func (s *Store) Prepare(ctx context.Context, eventID int64, q Question) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
		if err != nil {
			return found(err, "event")
		}
		if problems := event.ValidateSpot(&q); problems != nil {
			return &Error{Code: CodeInvalid, Err: problems}
		}
		n, err := gorm.G[preparedRow](tx).Where("event_id = ?", eventID).Count(ctx, "id")
		if err != nil {
			return err
		}
		if n >= MaxPrepared {
			return Errorf(CodeConflict, "%d questions have been prepared", n)
		}
		return gorm.G[preparedRow](tx).Create(ctx, &preparedRow{EventID: eventID, Question: q})
	})
	if err != nil {
		return fmt.Errorf("prepare a question: %w", err)
	}
	return nil
}

// Prepared returns the questions that have been prepared for the event, in the
// order in which they were.
func (s *Store) Prepared(ctx context.Context, eventID int64) ([]PreparedQuestion, error) {
	rows, err := gorm.G[preparedRow](s.r).Where("event_id = ?", eventID).Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read prepared questions: %w", err)
	}
	prepared := make([]PreparedQuestion, len(rows))
	for i, row := range rows {
		prepared[i] = PreparedQuestion{row.ID, row.Question}
	}
	return prepared, nil
}

// DropPrepared deletes a prepared question of the event; there need be none.
func (s *Store) DropPrepared(ctx context.Context, eventID, id int64) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		_, err := gorm.G[preparedRow](tx).Where("id = ? AND event_id = ?", id, eventID).Delete(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete a prepared question: %w", err)
	}
	return nil
}
