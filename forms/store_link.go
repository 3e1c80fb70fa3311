package forms

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"
)

const (
	// linkAfter is how long a link lasts beyond the event or, if that was over
	// before, beyond its making: somebody may have to look after the last answers.
	linkAfter = 24 * time.Hour
	// speakerAfter is the same for speakers: they read at home what came of their
	// session, while its answers are usually kept.
	speakerAfter = DefaultRetention * 24 * time.Hour
	// MaxLabel is the length of a label in code points: a session and a name.
	MaxLabel = 80
)

// Link lets whoever has its token moderate some sessions of an event or, as a
// speaker, read their figures, and nothing else. A token for a moderator is good
// for one device, which stays signed in until the link expires or is revoked;
// another token of the same link is for another device. A token for a speaker is
// good for any number of them: it comes with a letter, is opened on a phone and
// then on a laptop, and tells nothing that could be told of fewer than MinGroup
// people.
type Link struct {
	ID       int64
	EventID  int64
	Role     Role   // Moderator or Speaker; "" is Moderator
	Label    string // whom it is for
	Sessions []int64
	Expires  time.Time // UTC
	Waits    bool      // its last token has not been used
	Devices  int       // that have come by it
	Seen     time.Time // when one of them was last here, UTC; zero for never
}

// linkRow is a stored link. Of its last token there is the SHA-256 only.
type linkRow struct {
	ID      int64
	EventID int64
	Hash    []byte
	Used    bool
	Label   string
	Role    Role
	Created time.Time
}

// TableName returns the table of links.
func (linkRow) TableName() string { return "links" }

// linkSessionRow is one of the sessions that a link is for.
type linkSessionRow struct {
	LinkID    int64 `gorm:"primaryKey;autoIncrement:false"`
	SessionID int64 `gorm:"primaryKey;autoIncrement:false"`
}

// TableName returns the table of the sessions of links.
func (linkSessionRow) TableName() string { return "link_sessions" }

// May reports whether the account may have the session or, with nil, the event
// as a whole. An account that has come by no link may have all. A link to a session
// is one to the questions that are asked in it on the spot.
func (a *Account) May(event *Event, session *Session) bool {
	if a.Link == nil || session == nil || a.Link.EventID != event.ID {
		return a.Link == nil
	}
	return slices.Contains(a.Link.Sessions, session.ID) || session.OnTheSpot() && slices.Contains(a.Link.Sessions, *session.ParentID)
}

// CreateLink stores a link with its first token and sets its ID. CodeInvalid
// says that it is for no session of the event, or has a bad label.
func (s *Store) CreateLink(ctx context.Context, link *Link, token string) error {
	links := []Link{*link}
	err := s.CreateLinks(ctx, links, []string{token})
	*link = links[0]
	return err
}

// CreateLinks is CreateLink for several, all of them or none. Each has the token at
// the same place.
func (s *Store) CreateLinks(ctx context.Context, links []Link, tokens []string) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		for i := range links {
			if err := s.createLink(ctx, tx, &links[i], tokens[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("create a link: %w", err)
	}
	return nil
}

func (s *Store) createLink(ctx context.Context, tx *gorm.DB, link *Link, token string) error {
	link.Label = strings.TrimSpace(link.Label)
	if link.Label == "" || utf8.RuneCountInString(link.Label) > MaxLabel || !utf8.ValidString(link.Label) || len(link.Sessions) == 0 {
		return Errorf(CodeInvalid, "the link has no label, a long one, or no session")
	}
	if link.Role = cmp.Or(link.Role, Moderator); link.Role != Moderator && link.Role != Speaker {
		return Errorf(CodeInvalid, "there are no links for the role %q", link.Role)
	}
	n, err := gorm.G[Session](tx).Where("event_id = ? AND id IN ?", link.EventID, link.Sessions).Count(ctx, "id")
	if err != nil {
		return err
	}
	if int(n) != len(link.Sessions) {
		return Errorf(CodeInvalid, "a session of another event, or one twice")
	}
	hash := sha256.Sum256([]byte(token))
	row := linkRow{EventID: link.EventID, Hash: hash[:], Label: link.Label, Role: link.Role, Created: s.now().UTC()}
	if err := gorm.G[linkRow](tx).Create(ctx, &row); err != nil {
		return err
	}
	link.ID = row.ID
	sessions := make([]linkSessionRow, len(link.Sessions))
	for i, id := range link.Sessions {
		sessions[i] = linkSessionRow{row.ID, id}
	}
	return gorm.G[linkSessionRow](tx).CreateInBatches(ctx, &sessions, len(sessions))
}

// RenewLink gives a link of the event another token; one that waits ends.
// Devices that have come by it stay. CodeNotFound if there is no such link.
func (s *Store) RenewLink(ctx context.Context, eventID, id int64, token string) error {
	hash := sha256.Sum256([]byte(token))
	err := s.tx(ctx, func(tx *gorm.DB) error {
		n, err := gorm.G[linkRow](tx).Where("id = ? AND event_id = ?", id, eventID).Select("Hash", "Used").Updates(ctx, linkRow{Hash: hash[:]})
		if err == nil && n == 0 {
			err = Errorf(CodeNotFound, "no link")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("renew a link: %w", err)
	}
	return nil
}

// RevokeLink ends a link and all sign-ins by it; CodeNotFound if the event has
// no such link.
func (s *Store) RevokeLink(ctx context.Context, eventID, id int64) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		n, err := gorm.G[linkRow](tx).Where("id = ? AND event_id = ?", id, eventID).Delete(ctx)
		if err == nil && n == 0 {
			err = Errorf(CodeNotFound, "no link")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("revoke a link: %w", err)
	}
	return nil
}

// Links returns the event's links that have not expired, by label.
func (s *Store) Links(ctx context.Context, eventID int64) ([]Link, error) {
	return s.links(ctx, "links.event_id = ?", eventID)
}

// link returns the link, or CodeNotFound if there is none or it has expired.
func (s *Store) link(ctx context.Context, id int64) (*Link, error) {
	links, err := s.links(ctx, "links.id = ?", id)
	if err != nil {
		return nil, err
	}
	if len(links) == 0 {
		return nil, Errorf(CodeNotFound, "no link")
	}
	return &links[0], nil
}

func (s *Store) links(ctx context.Context, where string, args ...any) ([]Link, error) {
	var links []Link
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		var rows []struct {
			Row  linkRow `gorm:"embedded"`
			Ends time.Time
		}
		if err := tx.Raw(`SELECT links.*, events.ends FROM links JOIN events ON events.id = links.event_id
			WHERE `+where+" ORDER BY links.label, links.id", args...).Scan(&rows).Error; err != nil {
			return err
		}
		links = make([]Link, 0, len(rows))
		for i := range rows {
			row := &rows[i].Row
			after := lasts(row.Role)
			link := Link{ID: row.ID, EventID: row.EventID, Role: row.Role, Label: row.Label, Waits: !row.Used, Expires: row.Created.UTC().Add(after)}
			if last := rows[i].Ends.UTC().Add(after); last.After(link.Expires) {
				link.Expires = last
			}
			if !link.Expires.After(s.now()) {
				continue
			}
			if err := link.read(ctx, tx); err != nil {
				return err
			}
			links = append(links, link)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	return links, nil
}

// lasts returns how long a link of the role lasts beyond the event or its making.
func lasts(role Role) time.Duration {
	if role == Speaker {
		return speakerAfter
	}
	return linkAfter
}

// read adds what stands in other tables. An event has a few dozen links at most.
func (l *Link) read(ctx context.Context, tx *gorm.DB) error {
	sessions, err := gorm.G[linkSessionRow](tx).Where("link_id = ?", l.ID).Order("session_id").Find(ctx)
	if err != nil {
		return err
	}
	for _, row := range sessions {
		l.Sessions = append(l.Sessions, row.SessionID)
	}
	devices, err := gorm.G[signInRow](tx).Where("link_id = ?", l.ID).Find(ctx)
	for _, row := range devices {
		l.Devices++
		if seen := row.Seen.UTC(); seen.After(l.Seen) {
			l.Seen = seen
		}
	}
	return err
}

// SignInByLink starts a sign-in, with the secret, by the link with the token,
// which is good for one secret only unless it is a speaker's: who sends the same
// pair again, because no answer came, gets the same. CodeNotFound if there is no such link, its token
// has been used by somebody else, or it has expired.
func (s *Store) SignInByLink(ctx context.Context, token, secret string) (*Link, error) {
	hash, id, now := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(secret)), s.now().UTC()
	// Whoever tries tokens must not get at the writing connection.
	row, err := gorm.G[linkRow](s.r).Where("hash = ?", hash[:]).Take(ctx)
	if err != nil {
		return nil, found(err, "link")
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		// The condition lets one of two at the same time through, in any database.
		n, err := gorm.G[linkRow](tx).Where("hash = ? AND used = ?", hash[:], false).Update(ctx, "used", true)
		if err != nil {
			return err
		}
		if row, err = gorm.G[linkRow](tx).Where("hash = ?", hash[:]).Take(ctx); err != nil {
			return found(err, "link")
		}
		if n == 0 {
			_, err := gorm.G[signInRow](tx).Where("id = ? AND link_id = ?", id[:], row.ID).Take(ctx)
			if row.Role != Speaker || err == nil {
				return found(err, "unused link")
			}
		}
		return gorm.G[signInRow](tx).Create(ctx, &signInRow{ID: id[:], LinkID: &row.ID, Started: now, Seen: now})
	})
	if errors.Is(err, gorm.ErrDuplicatedKey) { // a secret of another sign-in
		err = Errorf(CodeNotFound, "no link")
	}
	if err != nil {
		return nil, fmt.Errorf("sign in by a link: %w", err)
	}
	return s.link(ctx, row.ID)
}
