package forms

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gorm.io/gorm"
)

// AnswersUntil returns when the answers to the event are deleted as things are
// now: its retention after its end, or after the first answer if that came
// later. Counts stay. Answers to a simulated event stay, too.
func (s *Store) AnswersUntil(ctx context.Context, event *Event) (time.Time, error) {
	first, err := s.firstAnswer(ctx, event)
	return event.Expires(first), err
}

// firstAnswer returns the day of the event's first answer or question to a podium,
// the zero time if there is none.
func (s *Store) firstAnswer(ctx context.Context, event *Event) (time.Time, error) {
	var first *string
	err := s.r.WithContext(ctx).Raw(`SELECT min(day) FROM (SELECT session_id, day FROM responses UNION ALL SELECT session_id, day FROM podium_questions) AS given
		WHERE session_id IN (SELECT id FROM sessions WHERE event_id = ?)`, event.ID).Scan(&first).Error
	if err != nil || first == nil {
		return time.Time{}, err
	}
	return time.Parse(time.DateOnly, *first)
}

// SetRetention changes for how many days after its end the answers to an event are
// kept, on behalf of the account. CodeInvalid says that the number is out of
// range, CodeConflict that people have been told an earlier day.
func (s *Store) SetRetention(ctx context.Context, by string, eventID int64, days int) error {
	if days < 1 || days > MaxRetention {
		return Errorf(CodeInvalid, "a retention is from 1 to %d days", MaxRetention)
	}
	err := s.changeEvent(ctx, eventID, func(tx *gorm.DB) error {
		event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
		if err != nil {
			return found(err, "event")
		}
		if days == event.Retention {
			return nil
		}
		if days > event.Retention {
			told, err := s.told(ctx, tx, &event)
			if err != nil {
				return err
			}
			if told {
				return Errorf(CodeConflict, "people have been told %d days", event.Retention)
			}
		}
		if _, err := gorm.G[Event](tx).Where("id = ?", eventID).Update(ctx, "retention", days); err != nil {
			return err
		}
		if err := s.follow(ctx, tx, by, eventID, PathOfEvent, func(content PartContent) {
			event := content.(*EventPart)
			event.Retention = days
			delete(event.Typed, "retention")
		}); err != nil {
			return err
		}
		return s.note(ctx, tx, Note{
			Account: by, Action: NoteRetention, About: strconv.Itoa(event.Retention) + " → " + strconv.Itoa(days), EventID: eventID,
		})
	})
	if err != nil {
		return fmt.Errorf("set the retention: %w", err)
	}
	return nil
}

// told reports whether anybody has been told the event's retention, because they
// have answered, or have signed up where sign-ups are kept as long as answers.
// Nobody answers before the transaction ends.
func (s *Store) told(ctx context.Context, tx *gorm.DB, event *Event) (bool, error) {
	sessions, err := everySession(ctx, tx, event.ID)
	if err != nil {
		return false, err
	}
	ids := idsOf(sessions)
	turnouts, err := s.lockTurnouts(ctx, tx, ids)
	if err != nil {
		return false, err
	}
	for _, t := range turnouts {
		if t.N+t.Shown > 0 {
			return true, nil
		}
	}
	asked, err := gorm.G[podiumQuestionRow](tx).Where("session_id IN ?", ids).Count(ctx, "id")
	if err != nil || asked > 0 {
		return asked > 0, err
	}
	if event.ContactsRetention > 0 {
		return false, nil
	}
	signedUp, err := gorm.G[contactRow](tx).Where("event_id = ?", event.ID).Count(ctx, "id")
	return signedUp > 0, err
}
