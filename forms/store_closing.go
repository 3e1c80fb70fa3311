package forms

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

const (
	// MaxClosingSlides is how many slides a closing round has at most: a quarter of an hour
	// at twenty seconds each.
	MaxClosingSlides = 45
	// MaxWording is the longest wording in code points: what a hall reads at once.
	MaxWording = 300
	// MaxSlideNote bounds what somebody says beside a slide, in code points.
	MaxSlideNote = 600
	// maxSlideName bounds the name of a statement, in bytes: its parts are keys.
	maxSlideName = 200
)

// ClosingSlide is one slide of a closing round: a statement of the figures or a comment. The
// json names are stored.
type ClosingSlide struct {
	Statement string `json:"statement,omitempty"` // key of a statement, see package reports
	Comment   string `json:"comment,omitempty"`   // id of a comment
	// Wording is a sentence of the moderators' own, with placeholders for what follows
	// the figures; "" for the one that is proposed. Lang is its language.
	Wording string `json:"wording,omitempty"`
	Lang    string `json:"lang,omitempty"`
	Note    string `json:"note,omitempty"` // for whoever speaks, never for the hall
}

// Name tells the slide apart from the others of its closing round.
func (s *ClosingSlide) Name() string {
	if s.Comment != "" {
		return s.Comment
	}
	return s.Statement
}

// Closing is the closing round of an event as moderators have composed it. It holds
// no figure and no comment: statements are worked out anew whenever they are shown, and
// comments are read where they are.
type Closing struct {
	Revision int64 // 0 if nobody has composed any
	Slides   []ClosingSlide
}

// Slide returns the place of the slide with the name, -1 if there is none.
func (c *Closing) Slide(name string) int {
	return slices.IndexFunc(c.Slides, func(s ClosingSlide) bool { return s.Name() == name })
}

type closingRow struct {
	EventID  int64 `gorm:"primaryKey;autoIncrement:false"`
	Revision int64
	Slides   []ClosingSlide `gorm:"serializer:json;type:text"`
}

// TableName returns the table of closing rounds.
func (closingRow) TableName() string { return "closings" }

// Closing returns the closing round of the event, empty if nobody has composed one.
func (s *Store) Closing(ctx context.Context, eventID int64) (Closing, error) {
	rows, err := gorm.G[closingRow](s.r).Where("event_id = ?", eventID).Find(ctx)
	if err != nil {
		return Closing{}, fmt.Errorf("read a closing round: %w", err)
	}
	if len(rows) == 0 {
		return Closing{}, nil
	}
	return Closing{Revision: rows[0].Revision, Slides: rows[0].Slides}, nil
}

// ChangeClosing changes the closing round of the event as it is now, so that what two
// people do at once is all done. CodeInvalid says that the result cannot be stored.
func (s *Store) ChangeClosing(ctx context.Context, eventID int64, change func(*Closing) error) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		row := closingRow{EventID: eventID, Slides: []ClosingSlide{}}
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
		row, err := s.lockClosing(ctx, tx, eventID)
		if err != nil {
			return err
		}
		closing := Closing{Revision: row.Revision, Slides: row.Slides}
		if err := change(&closing); err != nil {
			return err
		}
		if err := closing.check(); err != nil {
			return err
		}
		row.Slides = closing.Slides
		return saveClosing(ctx, tx, &row)
	})
	if err != nil {
		return fmt.Errorf("change a closing round: %w", err)
	}
	return nil
}

func (s *Store) lockClosing(ctx context.Context, tx *gorm.DB, eventID int64) (closingRow, error) {
	if s.postgres() { // SQLite has one writer
		tx = tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate})
	}
	row, err := gorm.G[closingRow](tx).Where("event_id = ?", eventID).Take(ctx)
	return row, found(err, "closing round")
}

func saveClosing(ctx context.Context, tx *gorm.DB, row *closingRow) error {
	row.Revision++
	_, err := gorm.G[closingRow](tx).Where("event_id = ?", row.EventID).Select("Revision", "Slides").Updates(ctx, *row)
	return err
}

func (c *Closing) check() error {
	if len(c.Slides) > MaxClosingSlides {
		return Errorf(CodeInvalid, "more than %d slides", MaxClosingSlides)
	}
	for i := range c.Slides {
		s := &c.Slides[i]
		s.Wording, s.Note = Clean(s.Wording), strings.TrimSpace(s.Note)
		switch {
		case (s.Statement == "") == (s.Comment == "") || len(s.Name()) > maxSlideName || c.Slide(s.Name()) != i:
			return Errorf(CodeInvalid, "slide %d is of nothing, of two things, or there already", i+1)
		case utf8.RuneCountInString(s.Wording) > MaxWording || utf8.RuneCountInString(s.Note) > MaxSlideNote:
			return Errorf(CodeInvalid, "slide %d has a text that is too long", i+1)
		case !utf8.ValidString(s.Wording) || !utf8.ValidString(s.Note):
			return Errorf(CodeInvalid, "slide %d has a text that is none", i+1)
		}
	}
	return nil
}

// forgetQuoted drops the slides of comments that there are no more: nothing of what
// somebody took back stays, not even that it was quoted.
func (s *Store) forgetQuoted(ctx context.Context, tx *gorm.DB, eventID int64) error {
	n, err := gorm.G[closingRow](tx).Where("event_id = ?", eventID).Count(ctx, "*")
	if err != nil || n == 0 {
		return err
	}
	row, err := s.lockClosing(ctx, tx, eventID)
	if err != nil {
		return err
	}
	kept := make([]ClosingSlide, 0, len(row.Slides))
	for _, slide := range row.Slides {
		there := true
		if slide.Comment != "" {
			if there, err = commentThere(ctx, tx, eventID, slide.Comment); err != nil {
				return err
			}
		}
		if there {
			kept = append(kept, slide)
		}
	}
	if len(kept) == len(row.Slides) {
		return nil
	}
	row.Slides = kept
	return saveClosing(ctx, tx, &row)
}

func commentThere(ctx context.Context, tx *gorm.DB, eventID int64, id string) (bool, error) {
	key, err := hex.DecodeString(id)
	if err != nil {
		return false, nil // never was one
	}
	n, err := gorm.G[commentRow](tx).Where("id = ? AND session_id IN (SELECT id FROM sessions WHERE event_id = ?)", key, eventID).Count(ctx, "*")
	return n > 0, err
}
