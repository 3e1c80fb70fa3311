package forms

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// UndoTime is how long a change of a stage can be undone: the five seconds that
// a page offers it, and some for the way.
const UndoTime = 8 * time.Second

// Screen is what a stage shows.
type Screen string

// The screens. Closing rounds are shown by the stage of the event.
const (
	ScreenNeutral   Screen = "neutral"
	ScreenJoin      Screen = "join"
	ScreenResults   Screen = "results"
	ScreenComments  Screen = "comments"
	ScreenWords     Screen = "words" // that many say, of the comments on one item
	ScreenClosing   Screen = "closing"
	ScreenSpot      Screen = "spot"      // a question on the spot, whose code is the item
	ScreenPodium    Screen = "podium"    // questions to the podium
	ScreenSlide     Screen = "slide"     // a text of a moderator
	ScreenCountdown Screen = "countdown" // to the moment that Until names
)

// StageOf names a stage: that of a session or, with SessionID 0, that of the
// event as a whole.
type StageOf struct {
	EventID   int64
	SessionID int64
}

// Stage is what all screens of a stage show.
type Stage struct {
	Screen   Screen  `json:"screen"`
	Item     string  `json:"item,omitempty"`     // key of the only item whose results or words are shown, or id of the only comment; "" for all
	Revealed bool    `json:"revealed,omitempty"` // results may be shown
	Blank    bool    `json:"blank,omitempty"`    // nothing is shown, whatever else is said here
	Frozen   *Frozen `json:"frozen,omitempty"`   // figures stay those of a moment
	// Began is when the closing round of an event was begun, UTC; zero if it was not.
	Began time.Time `json:"began,omitzero"`

	Until  time.Time `json:"until,omitzero"`   // when the countdown ends, UTC; zero for none
	Slides []Slide   `json:"slides,omitempty"` // that can be shown
}

// Slide is a text that a moderator has prepared for the stage.
type Slide struct {
	Number int    `json:"number"` // of its stage, never used again as long as the last one is there
	Text   string `json:"text"`
}

const (
	// MaxSlides bounds the slides of a stage, and MaxSlideText the characters of one:
	// more cannot be read from the last row.
	MaxSlides    = 20
	MaxSlideText = 400
)

// Frozen is what may be shown at a moment, kept while counting goes on.
type Frozen struct {
	At      time.Time `json:"at"` // UTC
	N       int       `json:"n"`  // responses
	Release *Release  `json:"release,omitempty"`
	// Comments are the ids of those that were approved.
	Comments []string `json:"comments,omitempty"`
}

type stageRow struct {
	EventID   int64
	SessionID *int64
	Revision  int64
	Changed   time.Time
	Shown     Stage  `gorm:"serializer:json;type:text"`
	Previous  *Stage `gorm:"serializer:json;type:text"`
}

// TableName returns the table of stages.
func (stageRow) TableName() string { return "stages" }

func (of StageOf) row() (where string, args []any) {
	return "event_id = ? AND COALESCE(session_id, 0) = ?", []any{of.EventID, of.SessionID}
}

// Stage returns what the stage shows and until when its last change can be
// undone, zero if it cannot. A stage that nobody has touched shows how to take
// part; an event's shows nothing.
func (s *Store) Stage(ctx context.Context, of StageOf) (Stage, time.Time, error) {
	where, args := of.row()
	rows, err := gorm.G[stageRow](s.r).Where(where, args...).Find(ctx)
	if err != nil {
		return Stage{}, time.Time{}, fmt.Errorf("read stage: %w", err)
	}
	if len(rows) == 0 {
		return of.first(), time.Time{}, nil
	}
	undo := time.Time{}
	if rows[0].Previous != nil {
		undo = rows[0].Changed.UTC().Add(UndoTime)
	}
	return rows[0].Shown, undo, nil
}

func (of StageOf) first() Stage {
	if of.SessionID == 0 {
		return Stage{Screen: ScreenNeutral}
	}
	return Stage{Screen: ScreenJoin}
}

// ChangeStage changes what the stage shows; UndoStage brings back what it
// showed before. A Frozen without a time becomes that of this moment, for
// sessions only.
func (s *Store) ChangeStage(ctx context.Context, of StageOf, change func(*Stage)) error {
	return s.updateStage(ctx, of, func(tx *gorm.DB, row *stageRow, now time.Time) error {
		before := row.Shown
		change(&row.Shown)
		row.Previous = &before
		if row.Shown.Frozen == nil || !row.Shown.Frozen.At.IsZero() {
			return nil
		}
		session, event, err := sessionAndEvent(ctx, tx, of.SessionID)
		if err != nil {
			return err
		}
		figures, err := s.figures(ctx, tx, session, &event)
		if err != nil {
			return err
		}
		row.Shown.Frozen = &Frozen{At: now, N: figures.Turnout.N, Release: figures.Release}
		approved, err := gorm.G[commentRow](tx).Where("session_id = ? AND status = ?", of.SessionID, CommentApproved).Find(ctx)
		for i := range approved {
			row.Shown.Frozen.Comments = append(row.Shown.Frozen.Comments, approved[i].moderated().ID)
		}
		return err
	})
}

// UndoStage brings back what the stage showed before the last change:
// CodeConflict if that was undone already or is too long ago.
func (s *Store) UndoStage(ctx context.Context, of StageOf) error {
	return s.updateStage(ctx, of, func(_ *gorm.DB, row *stageRow, now time.Time) error {
		if row.Previous == nil || now.Sub(row.Changed) > UndoTime {
			return Errorf(CodeConflict, "there is nothing to undo")
		}
		row.Shown, row.Previous = *row.Previous, nil
		return nil
	})
}

// updateStage changes the stage's row under its lock.
func (s *Store) updateStage(ctx context.Context, of StageOf, update func(tx *gorm.DB, row *stageRow, now time.Time) error) error {
	now := s.now().UTC().Truncate(time.Millisecond)
	err := s.tx(ctx, func(tx *gorm.DB) error {
		row := stageRow{EventID: of.EventID, Changed: now, Shown: of.first()}
		if of.SessionID != 0 {
			row.SessionID = &of.SessionID
			// The revision of a session is that of all that is seen of it.
			if err := raiseTurnout(ctx, tx, of.SessionID); err != nil {
				return err
			}
		}
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
		where, args := of.row()
		row, err := gorm.G[stageRow](tx, s.locking()...).Where(where, args...).Take(ctx)
		if err != nil {
			return found(err, "stage")
		}
		if err := update(tx, &row, now); err != nil {
			return err
		}
		row.Changed = now
		row.Revision++
		_, err = gorm.G[stageRow](tx).Where(where, args...).Select("*").Updates(ctx, row)
		return err
	})
	if err != nil {
		return fmt.Errorf("change a stage: %w", err)
	}
	if of.SessionID != 0 {
		s.committed(of.SessionID)
	}
	return nil
}

// EventRevisions returns, by event id, a number that grows with every change
// that somebody may see of the event or any of its sessions. It is as cheap as
// Revisions.
func (s *Store) EventRevisions(ctx context.Context, eventIDs []int64) (map[int64]int64, error) {
	var rows []struct{ EventID, Revision int64 }
	err := s.r.WithContext(ctx).Raw(`SELECT event_id, SUM(revision) AS revision FROM (
			SELECT sessions.event_id, turnouts.revision FROM turnouts
			JOIN sessions ON sessions.id = turnouts.session_id WHERE sessions.event_id IN ?
			UNION ALL SELECT event_id, revision FROM stages WHERE event_id IN ? AND session_id IS NULL
			UNION ALL SELECT event_id, revision FROM closings WHERE event_id IN ?
		) AS seen GROUP BY event_id`, eventIDs, eventIDs, eventIDs).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read revisions of events: %w", err)
	}
	revisions := make(map[int64]int64, len(rows))
	for _, row := range rows {
		revisions[row.EventID] = row.Revision
	}
	return revisions, nil
}
