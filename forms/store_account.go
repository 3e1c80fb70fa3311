package forms

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/cases"
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

// Role is what an account may do.
type Role string

// The roles.
const (
	Organiser Role = "organiser" // everything
	Moderator Role = "moderator" // the live pages
)

// Account is somebody who may sign in.
type Account struct {
	ID   int64
	Name string // unique; kept without case
	Role Role
	Hash string // of the password, a PHC string
	// Link is set for somebody who has come by a link instead of an account.
	Link *Link `gorm:"-"`
}

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

// FoldName returns the name as accounts are told apart by it: names that differ
// by case or blanks around them are the same.
func FoldName(name string) string { return cases.Fold().String(strings.TrimSpace(name)) }

// CreateAccount stores a new account and sets its ID. It returns CodeConflict
// if the name is taken, CodeInvalid if it is empty.
func (s *Store) CreateAccount(ctx context.Context, a *Account) error {
	a.Name = FoldName(a.Name)
	if a.Name == "" {
		return Errorf(CodeInvalid, "the account has no name")
	}
	err := s.tx(ctx, func(tx *gorm.DB) error { return gorm.G[Account](tx).Create(ctx, a) })
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return Errorf(CodeConflict, "an account has this name")
	}
	if err != nil {
		return fmt.Errorf("create account: %w", err)
	}
	return nil
}

// CreateFirstAccount is CreateAccount for the one-time set-up: CodeConflict if
// there is any account already.
func (s *Store) CreateFirstAccount(ctx context.Context, a *Account) error {
	a.Name = FoldName(a.Name)
	if a.Name == "" {
		return Errorf(CodeInvalid, "the account has no name")
	}
	return s.tx(ctx, func(tx *gorm.DB) error {
		var n int64
		if err := tx.Model(&Account{}).Count(&n).Error; err != nil {
			return fmt.Errorf("count accounts: %w", err)
		}
		if n > 0 {
			return Errorf(CodeConflict, "there is an account already")
		}
		return gorm.G[Account](tx).Create(ctx, a)
	})
}

// Account returns the account with the name, or CodeNotFound.
func (s *Store) Account(ctx context.Context, name string) (*Account, error) {
	account, err := gorm.G[Account](s.r).Where("name = ?", FoldName(name)).Take(ctx)
	if err != nil {
		return nil, found(err, "account")
	}
	return &account, nil
}

// HasAccounts reports whether there is any account.
func (s *Store) HasAccounts(ctx context.Context) (bool, error) {
	n, err := gorm.G[Account](s.r).Count(ctx, "id")
	if err != nil {
		return false, fmt.Errorf("count accounts: %w", err)
	}
	return n > 0, nil
}

// SetPassword replaces the hash of the account's password and ends its
// sign-ins.
func (s *Store) SetPassword(ctx context.Context, accountID int64, hash string) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		n, err := gorm.G[Account](tx).Where("id = ?", accountID).Update(ctx, "hash", hash)
		if err == nil && n == 0 {
			err = Errorf(CodeNotFound, "no account")
		}
		if err != nil {
			return err
		}
		_, err = gorm.G[signInRow](tx).Where("account_id = ?", accountID).Delete(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return nil
}

// DeleteAccount deletes an account and ends its sign-ins; CodeNotFound if there
// is none with the name. What the account did stays in the audit log.
func (s *Store) DeleteAccount(ctx context.Context, name string) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		n, err := gorm.G[Account](tx).Where("name = ?", FoldName(name)).Delete(ctx)
		if err == nil && n == 0 {
			err = Errorf(CodeNotFound, "no account")
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	s.sweeper.sweep(ctx)
	return nil
}

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
		return &Account{Name: link.Label, Role: Moderator, Link: link}, nil
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
