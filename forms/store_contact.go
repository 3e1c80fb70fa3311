package forms

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Contacts are people who sign up by name for the group that goes on with the
// subject of a session. They are the only persons the store knows, so they lie
// apart from the answers: in a table of their own, in the order of random ids,
// without any time, and with nothing in common with a response but the event.
const (
	// MaxContacts is the greatest number of sign-ups for an event: more than
	// a conference has guests. It keeps a script from filling the disk.
	MaxContacts = 10_000
	// MaxNameLength is that of a person's name in code points, with titles.
	MaxNameLength = 100
	// MaxEmailLength is that of an address in bytes (RFC 5321, section
	// 4.5.3.1.3: a path has 256 with its angle brackets), and maxLocalLength
	// that of the part before the @ (section 4.5.3.1.1).
	MaxEmailLength = 254
	maxLocalLength = 64
	maxLabelLength = 63 // of a part of a domain in bytes (RFC 1035, section 2.3.4)
)

// The fields of a sign-up. FieldGroup has a value per session.
const (
	FieldName  = "name"
	FieldEmail = "email"
	FieldGroup = "group"
)

// Contact is one sign-up.
type Contact struct {
	ID       string // hexadecimal; random, it tells nothing
	Name     string
	Email    string
	Sessions []string // keys of the sessions, in the order of Event.Contacts
}

// contactRow is a stored sign-up.
type contactRow struct {
	EventID  int64  `gorm:"primaryKey;autoIncrement:false"`
	ID       []byte `gorm:"primaryKey"`
	Name     string
	Email    string
	Sessions []string `gorm:"serializer:json;type:text"`
}

// TableName returns the table of sign-ups.
func (contactRow) TableName() string { return "contacts" }

func (r *contactRow) contact() Contact {
	return Contact{ID: hex.EncodeToString(r.ID), Name: r.Name, Email: r.Email, Sessions: r.Sessions}
}

// contactID returns the key under which the sign-up of a page with the token is
// stored. Pages for answers have other tokens, and no item has such a key.
func (t Token) contactID() []byte {
	sum := sha256.Sum256([]byte(string(t) + "\x00\x00contact"))
	return sum[:16]
}

// ContactsUntil returns the beginning of the day on which the sign-ups for the
// event are deleted: their retention after its end, whenever somebody signed up,
// since no time is stored with it. Those of a simulated event stay.
func (e *Event) ContactsUntil(now time.Time) time.Time {
	last := e.Ends
	if e.Simulated {
		last = now
	}
	until := last.In(e.Location()).AddDate(0, 0, e.contactsRetention())
	return time.Date(until.Year(), until.Month(), until.Day(), 0, 0, 0, 0, until.Location())
}

// contactsRetention returns the days for which sign-ups are kept.
func (e *Event) contactsRetention() int { return cmp.Or(e.ContactsRetention, e.Retention) }

// TakesContacts reports whether people can sign up for a group now.
func (e *Event) TakesContacts(now time.Time) bool {
	return len(e.Contacts) > 0 && now.Before(e.ContactsUntil(now))
}

// ParseContact returns the sign-up that a browser sent, or what is wrong with
// it, in the order of the page.
func (e *Event) ParseContact(values Values) (Contact, []FieldError) {
	var c Contact
	var problems []FieldError
	add := func(field, key string, args map[string]any) {
		problems = append(problems, FieldError{Field: field, Key: key, Args: args})
	}
	c.Name = oneLine(values[FieldName])
	switch n := utf8.RuneCountInString(c.Name); {
	case !strings.ContainsFunc(c.Name, unicode.IsLetter):
		add(FieldName, ErrKeyName, nil)
	case n > MaxNameLength:
		add(FieldName, ErrKeyTooLong, map[string]any{"Max": MaxNameLength, "Length": n})
	}
	if c.Email = oneLine(values[FieldEmail]); !isEmail(c.Email) {
		add(FieldEmail, ErrKeyEmail, nil)
	}
	chosen := values[FieldGroup]
	unknown := slices.ContainsFunc(chosen, func(key string) bool { return !slices.Contains(e.Contacts, key) })
	switch {
	case unknown:
		add(FieldGroup, ErrKeyUnknownOption, nil)
	case len(chosen) == 0:
		add(FieldGroup, ErrKeyGroup, nil)
	}
	for _, key := range e.Contacts {
		if slices.Contains(chosen, key) {
			c.Sessions = append(c.Sessions, key)
		}
	}
	if problems != nil {
		return Contact{}, problems
	}
	return c, nil
}

// oneLine returns the first value as a single line, without signs that turn the
// direction of what stands around them.
func oneLine(given []string) string {
	if len(given) == 0 {
		return ""
	}
	v := strings.Map(func(r rune) rune {
		if r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, Clean(strings.ToValidUTF8(given[0], "")))
	return strings.Join(strings.Fields(v), " ")
}

// isEmail reports whether s is a plain address that mail on the internet can
// reach: no display name, comment, quoted part or address of a machine.
func isEmail(s string) bool {
	address, err := mail.ParseAddress(s)
	if err != nil || address.Address != s || len(s) > MaxEmailLength || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return false
	}
	local, domain, _ := strings.Cut(s, "@") // only a quoted local part could have another
	labels := strings.Split(domain, ".")
	return len(local) <= maxLocalLength && len(labels) > 1 && !slices.ContainsFunc(labels, func(label string) bool { return !isDomainLabel(label) }) &&
		strings.ContainsFunc(labels[len(labels)-1], unicode.IsLetter)
}

func isDomainLabel(label string) bool {
	odd := func(r rune) bool { return r != '-' && !unicode.In(r, unicode.L, unicode.M, unicode.N) }
	return label != "" && len(label) <= maxLabelLength && strings.Trim(label, "-") == label && !strings.ContainsFunc(label, odd)
}

// SignUp stores a sign-up under the token of its page. The same page sent again
// changes its sign-up and makes no second one. It fails with CodeClosed if the
// event takes none now, and with CodeConflict beyond MaxContacts.
func (s *Store) SignUp(ctx context.Context, event *Event, token Token, c Contact) error {
	if !event.TakesContacts(s.now()) {
		return Errorf(CodeClosed, "the event takes no sign-ups")
	}
	row := contactRow{EventID: event.ID, ID: token.contactID(), Name: c.Name, Email: c.Email, Sessions: c.Sessions}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		others, err := gorm.G[contactRow](tx).Where("event_id = ? AND id <> ?", row.EventID, row.ID).Count(ctx, "id")
		if err == nil && others >= MaxContacts {
			err = Errorf(CodeConflict, "the event has %d sign-ups", others)
		}
		if err != nil {
			return err
		}
		return gorm.G[contactRow](tx, clause.OnConflict{UpdateAll: true}).Create(ctx, &row)
	})
	if err != nil {
		return fmt.Errorf("sign up: %w", err)
	}
	s.sweeper.loosen(contactPlace(event.ID))
	return nil
}

// SignedUp returns the sign-up of the token, or CodeNotFound.
func (s *Store) SignedUp(ctx context.Context, eventID int64, token Token) (*Contact, error) {
	row, err := gorm.G[contactRow](s.r).Where("event_id = ? AND id = ?", eventID, token.contactID()).Take(ctx)
	if err != nil {
		return nil, found(err, "sign-up")
	}
	c := row.contact()
	return &c, nil
}

// SignOff deletes the sign-up of the token, if there is one.
func (s *Store) SignOff(ctx context.Context, eventID int64, token Token) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		_, err := gorm.G[contactRow](tx).Where("event_id = ? AND id = ?", eventID, token.contactID()).Delete(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("sign off: %w", err)
	}
	s.sweeper.sweep(ctx)
	return nil
}

// Contacts returns the sign-ups for the event, in random order. Who reads them
// is to be noted: see Note.
func (s *Store) Contacts(ctx context.Context, eventID int64) ([]Contact, error) {
	return contacts(ctx, s.r, eventID)
}

func contacts(ctx context.Context, db *gorm.DB, eventID int64) ([]Contact, error) {
	rows, err := gorm.G[contactRow](db).Where("event_id = ?", eventID).Order("id").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the sign-ups: %w", err)
	}
	all := make([]Contact, len(rows))
	for i := range rows {
		all[i] = rows[i].contact()
	}
	return all, nil
}

// CountContacts returns the number of sign-ups for the event.
func (s *Store) CountContacts(ctx context.Context, eventID int64) (int, error) {
	n, err := gorm.G[contactRow](s.r).Where("event_id = ?", eventID).Count(ctx, "id")
	if err != nil {
		return 0, fmt.Errorf("count the sign-ups: %w", err)
	}
	return int(n), nil
}

// RemoveContact deletes a sign-up on behalf of the account and notes that;
// CodeNotFound if there is none with the id.
func (s *Store) RemoveContact(ctx context.Context, account string, eventID int64, id string) error {
	key, err := hex.DecodeString(id)
	if err != nil {
		return Errorf(CodeNotFound, "no sign-up")
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		n, err := gorm.G[contactRow](tx).Where("event_id = ? AND id = ?", eventID, key).Delete(ctx)
		if err == nil && n == 0 {
			err = Errorf(CodeNotFound, "no sign-up")
		}
		if err != nil {
			return err
		}
		return s.note(ctx, tx, Note{Account: account, Action: NoteContactRemoved, EventID: eventID})
	})
	if err != nil {
		return fmt.Errorf("remove a sign-up: %w", err)
	}
	s.sweeper.sweep(ctx)
	return nil
}

// expireContacts deletes the sign-ups for the event whose time is over and
// returns their number.
func (s *Store) expireContacts(ctx context.Context, event *Event, now time.Time) (n int, err error) {
	if now.Before(event.ContactsUntil(now)) {
		return 0, nil
	}
	err = s.tx(ctx, func(tx *gorm.DB) error {
		n, err = gorm.G[contactRow](tx).Where("event_id = ?", event.ID).Delete(ctx)
		return err
	})
	return n, err
}

// signedUpFor returns the keys of the sessions that somebody has signed up for.
func signedUpFor(ctx context.Context, tx *gorm.DB, eventID int64) (map[string]bool, error) {
	all, err := contacts(ctx, tx, eventID)
	keys := map[string]bool{}
	for _, c := range all {
		for _, key := range c.Sessions {
			keys[key] = true
		}
	}
	return keys, err
}
