package forms

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// How long a sign-in lasts: long enough for a conference day, and for a break
// in it, short enough for a laptop that is left on a table.
const (
	SignInIdle = 2 * time.Hour
	SignInMax  = 12 * time.Hour
	// seenStep is how exact the last use is kept, so that not every page view
	// writes.
	seenStep = time.Minute
)

// signInRow is one sign-in. Its id is the SHA-256 of the secret in the cookie.
type signInRow struct {
	ID        []byte `gorm:"primaryKey"`
	AccountID *int64 // either this or
	LinkID    *int64 // this is set
	Started   time.Time
	Seen      time.Time
}

// TableName returns the table of sign-ins.
func (signInRow) TableName() string { return "sign_ins" }

// SignIn starts a sign-in of the account whose secret is the given one. Only
// the secret's SHA-256 is stored. Sign-ins that have ended are deleted on the
// way.
func (s *Store) SignIn(ctx context.Context, accountID int64, secret string) error {
	id := sha256.Sum256([]byte(secret))
	now := s.now().UTC()
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if _, err := gorm.G[signInRow](tx).
			Where("account_id IS NOT NULL AND (seen < ? OR started < ?)", now.Add(-SignInIdle), now.Add(-SignInMax)).Delete(ctx); err != nil {
			return err
		}
		if _, err := gorm.G[Account](tx).Where("id = ?", accountID).Update(ctx, "signed_in", day(now)); err != nil {
			return err
		}
		return gorm.G[signInRow](tx).Create(ctx, &signInRow{ID: id[:], AccountID: &accountID, Started: now, Seen: now})
	})
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return nil
}

// SignedIn returns the account of the sign-in with the secret and notes its
// use; CodeNotFound if there is none, or it has ended.
func (s *Store) SignedIn(ctx context.Context, secret string) (*Account, error) {
	id := sha256.Sum256([]byte(secret))
	signIn, err := gorm.G[signInRow](s.r).Where("id = ?", id[:]).Take(ctx)
	if err != nil {
		return nil, found(err, "sign-in")
	}
	now := s.now().UTC()
	byLink := signIn.LinkID != nil // it lasts as long as the link
	if !byLink && (now.Sub(signIn.Seen) > SignInIdle || now.Sub(signIn.Started) > SignInMax) {
		return nil, Errorf(CodeNotFound, "the sign-in has ended")
	}
	if now.Sub(signIn.Seen) > seenStep {
		if err := s.tx(ctx, func(tx *gorm.DB) error {
			_, err := gorm.G[signInRow](tx).Where("id = ?", id[:]).Update(ctx, "seen", now)
			return err
		}); err != nil {
			return nil, fmt.Errorf("note a sign-in: %w", err)
		}
	}
	if byLink {
		link, err := s.link(ctx, *signIn.LinkID)
		if err != nil {
			return nil, err
		}
		return &Account{Name: link.Label, Role: link.Role, Link: link}, nil
	}
	account, err := gorm.G[Account](s.r).Where("id = ?", *signIn.AccountID).Take(ctx)
	if err != nil {
		return nil, found(err, "account")
	}
	return &account, nil
}

// SignOut ends the sign-in with the secret.
func (s *Store) SignOut(ctx context.Context, secret string) error {
	id := sha256.Sum256([]byte(secret))
	if err := s.tx(ctx, func(tx *gorm.DB) error {
		_, err := gorm.G[signInRow](tx).Where("id = ?", id[:]).Delete(ctx)
		return err
	}); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// EndSignIns ends all sign-ins of the account, or returns CodeNotFound.
func (s *Store) EndSignIns(ctx context.Context, by string, accountID int64) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		account, err := accountByID(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if _, err := gorm.G[signInRow](tx).Where("account_id = ?", accountID).Delete(ctx); err != nil {
			return err
		}
		return s.note(ctx, tx, Note{Account: by, Action: NoteSignInsEnded, About: account.Name})
	})
	if err != nil {
		return fmt.Errorf("end sign-ins: %w", err)
	}
	return nil
}
