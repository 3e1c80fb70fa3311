package forms

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// CommentStatus says how far a comment has come. Nothing but an approved one
// reaches a stage or participants.
type CommentStatus string

// The states of a comment.
const (
	CommentPending  CommentStatus = "pending"
	CommentApproved CommentStatus = "approved"
	CommentHidden   CommentStatus = "hidden"
)

// The bounds of what moderators write.
const (
	MaxEdited = 5000 // runes: an edited text may be as long as any answer
	MaxTags   = 8
	MaxTag    = 40 // runes
)

// Moderation is what moderators make of a comment.
type Moderation struct {
	Status  CommentStatus
	Starred bool
	Tags    []string
	Text    string // as it is shown
}

// ModeratedComment is a comment on its way to the stage.
type ModeratedComment struct {
	ID        string // for addresses: it leads to no person and to no other comment
	SessionID int64
	Item      string
	Original  string // as it was sent; "" once it is forgotten
	Moderation
}

func (row *commentRow) moderated() ModeratedComment {
	c := ModeratedComment{
		ID: hex.EncodeToString(row.ID), SessionID: row.SessionID, Item: row.Item, Original: row.Body,
		Moderation: Moderation{Status: row.Status, Starred: row.Starred, Tags: row.Tags, Text: row.Body},
	}
	if row.Edited != nil {
		c.Text = *row.Edited
	}
	return c
}

// Edited reports whether the text is another than the one that was sent.
func (c *ModeratedComment) Edited() bool { return c.Text != c.Original }

// Comments returns the session's comments that belong to its release, in an
// order that says nothing about when they came.
func (s *Store) Comments(ctx context.Context, sessionID int64) ([]ModeratedComment, error) {
	return s.moderated(ctx, "comments.session_id = ?", sessionID)
}

// EventComments is Comments for all sessions of the event, and for what was asked
// on the spot.
func (s *Store) EventComments(ctx context.Context, eventID int64) ([]ModeratedComment, error) {
	return s.moderated(ctx, "comments.session_id IN (SELECT id FROM sessions WHERE event_id = ?)", eventID)
}

// Starred returns the event's comments that are approved and starred.
func (s *Store) Starred(ctx context.Context, eventID int64) ([]ModeratedComment, error) {
	return s.moderated(ctx, "comments.session_id IN (SELECT id FROM sessions WHERE event_id = ? AND parent_id IS NULL) AND comments.status = ? AND comments.starred = ?",
		eventID, CommentApproved, true)
}

func (s *Store) moderated(ctx context.Context, where string, args ...any) ([]ModeratedComment, error) {
	rows, err := gorm.G[commentRow](s.r).Raw(`SELECT comments.* FROM comments
		JOIN turnouts ON turnouts.session_id = comments.session_id AND turnouts.named AND comments.mark = ?
		WHERE `+where+" ORDER BY comments.id", append([]any{disclosure.Shown}, args...)...).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read comments: %w", err)
	}
	comments := make([]ModeratedComment, len(rows))
	for i := range rows {
		comments[i] = rows[i].moderated()
	}
	return comments, nil
}

// Moderate changes what is made of a comment: CodeNotFound if the session has
// no such comment in its release, CodeInvalid if the result cannot be stored.
func (s *Store) Moderate(ctx context.Context, sessionID int64, id string, change func(*Moderation)) error {
	key, err := hex.DecodeString(id)
	if err != nil {
		return Errorf(CodeNotFound, "no comment")
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		row, err := gorm.G[commentRow](tx).Where("session_id = ? AND id = ? AND mark = ?", sessionID, key, disclosure.Shown).Take(ctx)
		if err == nil && !t.Named {
			err = gorm.ErrRecordNotFound
		}
		if err != nil {
			return found(err, "comment")
		}
		comment := row.moderated()
		change(&comment.Moderation)
		if err := comment.check(); err != nil {
			return err
		}
		row.Hand, row.Replaced = nil, nil
		if err := row.save(ctx, tx, &comment); err != nil {
			return err
		}
		return saveTurnouts(ctx, tx, t)
	})
	if err != nil {
		return fmt.Errorf("moderate a comment: %w", err)
	}
	s.committed(sessionID)
	return nil
}

// save writes what moderators have made of the comment.
func (row *commentRow) save(ctx context.Context, tx *gorm.DB, c *ModeratedComment) error {
	row.Status, row.Starred, row.Tags, row.Edited = c.Status, c.Starred, c.Tags, nil
	if c.Edited() {
		row.Edited = &c.Text
	}
	_, err := gorm.G[commentRow](tx).Where("session_id = ? AND id = ?", row.SessionID, row.ID).
		Select("Status", "Starred", "Tags", "Edited", "Hand", "Replaced").Updates(ctx, *row)
	return err
}

func (m *Moderation) check() error {
	m.Text = strings.TrimSpace(m.Text)
	long := func(tag string) bool { return tag == "" || utf8.RuneCountInString(tag) > MaxTag }
	switch {
	case !slices.Contains([]CommentStatus{CommentPending, CommentApproved, CommentHidden}, m.Status):
		return Errorf(CodeInvalid, "status %q", m.Status)
	case m.Text == "" || utf8.RuneCountInString(m.Text) > MaxEdited || !utf8.ValidString(m.Text):
		return Errorf(CodeInvalid, "the text is empty or too long")
	case len(m.Tags) > MaxTags || slices.ContainsFunc(m.Tags, long):
		return Errorf(CodeInvalid, "too many tags, or one that is empty or too long")
	}
	return nil
}
