package forms

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

const (
	// MaxDecisions is how many comments can be decided on at once: more than a
	// page shows, and equal ones among them.
	MaxDecisions = 1000
	// maxHand is the longest name of a hand, in bytes.
	maxHand = 32
)

// CommentsOf names the comments that moderators work on: those of a session or,
// with SessionID 0, those of all sessions of the event.
type CommentsOf struct {
	EventID   int64
	SessionID int64
}

// Decision is a comment on which a moderator decides, and its state as they saw
// it.
type Decision struct {
	ID   string
	Seen CommentStatus
}

// standing is what of a comment a decision changes.
type standing struct {
	Status  CommentStatus `json:"status"`
	Starred bool          `json:"starred,omitempty"`
	Tags    []string      `json:"tags,omitempty"`
}

// Decide changes what is made of comments, all by one change, and returns how many
// it was done to. Refused are those that somebody else had brought to another
// state than the moderator saw, if the change would bring them to a third one;
// they stay as they are, and so does a comment that cannot take the change.
// Comments that are not in a release, or are gone, are neither.
//
// The hand names the page of a moderator, who can take the decisions back with
// it (UndoDecisions) until their next ones. What is kept for that stands in the
// rows of the comments, so that it goes with them, and has no time.
func (s *Store) Decide(ctx context.Context, of CommentsOf, hand string, decisions []Decision, change func(*Moderation)) (done int, refused []ModeratedComment, err error) {
	if hand == "" || len(hand) > maxHand || len(decisions) > MaxDecisions {
		return 0, nil, Errorf(CodeInvalid, "no hand, or too many decisions")
	}
	seen := map[string]CommentStatus{}
	keys := make([][]byte, 0, len(decisions))
	for _, d := range decisions {
		if key, err := hex.DecodeString(d.ID); err == nil {
			seen[d.ID], keys = d.Seen, append(keys, key)
		}
	}
	err = s.moderateRows(ctx, of, func(rows *gorm.DB) *gorm.DB { return rows.Where("id IN ?", keys) }, func(tx *gorm.DB, rows []commentRow) error {
		if err := clearHand(ctx, tx, of, hand); err != nil {
			return err
		}
		for i := range rows {
			row := &rows[i]
			comment := row.moderated()
			before := standing{row.Status, row.Starred, row.Tags}
			change(&comment.Moderation)
			if comment.Status != row.Status && row.Status != seen[comment.ID] || comment.check() != nil {
				refused = append(refused, row.moderated())
				continue
			}
			done++
			row.Hand, row.Replaced = &hand, &before
			if err := row.save(ctx, tx, &comment); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, nil, fmt.Errorf("decide on comments: %w", err)
	}
	return done, refused, nil
}

// UndoDecisions takes back what the hand has decided last and nobody has changed
// since, and returns to how many comments that was done: CodeConflict if there is
// nothing to take back.
func (s *Store) UndoDecisions(ctx context.Context, of CommentsOf, hand string) (undone int, err error) {
	err = s.moderateRows(ctx, of, func(rows *gorm.DB) *gorm.DB { return rows.Where("hand = ?", hand) }, func(tx *gorm.DB, rows []commentRow) error {
		if len(rows) == 0 {
			return Errorf(CodeConflict, "there is nothing to take back")
		}
		for i := range rows {
			row, comment := &rows[i], rows[i].moderated()
			if before := row.Replaced; before != nil {
				comment.Status, comment.Starred, comment.Tags = before.Status, before.Starred, before.Tags
			}
			row.Hand, row.Replaced = nil, nil
			if err := row.save(ctx, tx, &comment); err != nil {
				return err
			}
		}
		undone = len(rows)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("take back decisions: %w", err)
	}
	return undone, nil
}

// moderateRows has rows of comments changed under the locks of their sessions:
// those that are shown and which selected picks.
func (s *Store) moderateRows(ctx context.Context, of CommentsOf, selected func(*gorm.DB) *gorm.DB, change func(tx *gorm.DB, rows []commentRow) error) error {
	var sessionIDs []int64
	err := s.tx(ctx, func(tx *gorm.DB) error {
		within := func() *gorm.DB {
			return selected(of.among(tx.Model(&commentRow{}))).Where("mark = ?", disclosure.Shown)
		}
		if err := within().Distinct().Pluck("session_id", &sessionIDs).Error; err != nil {
			return err
		}
		turnouts, err := s.lockTurnouts(ctx, tx, sessionIDs)
		if err != nil {
			return err
		}
		var rows []commentRow
		if err := within().Order("session_id, id").Find(&rows).Error; err != nil {
			return err
		}
		var changed []*turnoutRow
		for _, id := range sessionIDs {
			if t := turnouts[id]; t != nil && t.Named {
				changed = append(changed, t)
			}
		}
		rows = slices.DeleteFunc(rows, func(row commentRow) bool { return turnouts[row.SessionID] == nil || !turnouts[row.SessionID].Named })
		if err := change(tx, rows); err != nil {
			return err
		}
		return saveTurnouts(ctx, tx, changed...)
	})
	if err == nil {
		s.committed(sessionIDs...)
	}
	return err
}

// clearHand forgets what the hand decided before.
func clearHand(ctx context.Context, tx *gorm.DB, of CommentsOf, hand string) error {
	return of.among(tx.WithContext(ctx).Model(&commentRow{})).Where("hand = ?", hand).Updates(map[string]any{"hand": nil, "replaced": nil}).Error
}

// among limits a statement on comments to those that are named.
func (of CommentsOf) among(tx *gorm.DB) *gorm.DB {
	if of.SessionID != 0 {
		return tx.Where("session_id = ?", of.SessionID)
	}
	return tx.Where("session_id IN (SELECT id FROM sessions WHERE event_id = ?)", of.EventID)
}
