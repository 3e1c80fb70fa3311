package forms

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Role is what an account may do.
type Role string

// The roles.
const (
	Organiser Role = "organiser" // everything
	Moderator Role = "moderator" // the live pages
	Speaker   Role = "speaker"   // the figures of some sessions, to read; there are links for it and no accounts
)

// Account is somebody who may sign in.
type Account struct {
	ID   int64
	Name string // unique; kept without case
	Role Role
	Hash string // of the password, a PHC string; "" until the holder has chosen one
	// SignedIn is the day of the last sign-in, ISO 8601, "" for never.
	SignedIn string
	// Link is set for somebody who has come by a link instead of an account.
	Link *Link `gorm:"-"`
}

// MaxAccountName is that of a name in code points: one and a surname, or an address.
const MaxAccountName = 100

// FoldName returns the name as accounts are told apart by it: names that differ
// by case or blanks around them are the same.
func FoldName(name string) string { return cases.Fold().String(strings.TrimSpace(name)) }

// CreateAccount stores a new account with its password and sets its ID. It
// returns CodeConflict if the name is taken, CodeInvalid if there is none or a
// bad one.
func (s *Store) CreateAccount(ctx context.Context, by string, a *Account) error {
	err := s.tx(ctx, func(tx *gorm.DB) error { return s.createAccount(ctx, tx, by, NoteAccountCreated, a) })
	if err != nil {
		return fmt.Errorf("create account: %w", err)
	}
	return nil
}

// CreateFirstAccount is CreateAccount for the one-time set-up: CodeConflict if
// there is any account already.
func (s *Store) CreateFirstAccount(ctx context.Context, a *Account) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		n, err := gorm.G[Account](tx).Count(ctx, "id")
		if err != nil {
			return err
		}
		if n > 0 {
			return Errorf(CodeConflict, "there is an account already")
		}
		return s.createAccount(ctx, tx, FoldName(a.Name), NoteAccountCreated, a)
	})
	if err != nil {
		return fmt.Errorf("create the first account: %w", err)
	}
	return nil
}

func (s *Store) createAccount(ctx context.Context, tx *gorm.DB, by, action string, a *Account) error {
	a.Name = FoldName(a.Name)
	bad := func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) }
	if a.Name == "" || utf8.RuneCountInString(a.Name) > MaxAccountName || strings.ContainsFunc(a.Name, bad) {
		return Errorf(CodeInvalid, "the account has no name, or a bad one")
	}
	// A name that is taken is no fault, which GORM would log.
	if err := gorm.G[Account](tx, clause.OnConflict{DoNothing: true}).Create(ctx, a); err != nil {
		return err
	}
	if a.ID == 0 {
		return Errorf(CodeConflict, "an account has this name")
	}
	return s.note(ctx, tx, Note{Account: by, Action: action, About: a.Name})
}

// Accounts returns all accounts by name.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	accounts, err := gorm.G[Account](s.r).Order("name").Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	return accounts, nil
}

// AccountByID returns the account with the id, or CodeNotFound.
func (s *Store) AccountByID(ctx context.Context, id int64) (*Account, error) {
	account, err := accountByID(ctx, s.r, id)
	return &account, err
}

func accountByID(ctx context.Context, db *gorm.DB, id int64) (Account, error) {
	account, err := gorm.G[Account](db).Where("id = ?", id).Take(ctx)
	return account, found(err, "account")
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
// sign-ins, and the link by which another one could be chosen.
func (s *Store) SetPassword(ctx context.Context, by string, accountID int64, hash string) error {
	err := s.tx(ctx, func(tx *gorm.DB) error { return s.setPassword(ctx, tx, by, accountID, hash) })
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	s.sweeper.sweep(ctx)
	return nil
}

func (s *Store) setPassword(ctx context.Context, tx *gorm.DB, by string, accountID int64, hash string) error {
	account, err := accountByID(ctx, tx, accountID)
	if err != nil {
		return err
	}
	if _, err := gorm.G[Account](tx).Where("id = ?", accountID).Update(ctx, "hash", hash); err != nil {
		return err
	}
	if _, err := gorm.G[signInRow](tx).Where("account_id = ?", accountID).Delete(ctx); err != nil {
		return err
	}
	if _, err := gorm.G[passwordLinkRow](tx).Where("account_id = ?", accountID).Delete(ctx); err != nil {
		return err
	}
	return s.note(ctx, tx, Note{Account: by, Action: NotePasswordChanged, About: account.Name})
}

// RenewHash replaces the hash of the account's password by another one of the
// same password. Sign-ins go on.
func (s *Store) RenewHash(ctx context.Context, accountID int64, hash string) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		_, err := gorm.G[Account](tx).Where("id = ?", accountID).Update(ctx, "hash", hash)
		return err
	})
	if err != nil {
		return fmt.Errorf("renew a hash: %w", err)
	}
	return nil
}

// DeleteAccount deletes an account and ends its sign-ins; CodeNotFound if there
// is none. CodeConflict says that nobody else who has a password is an
// organiser. What the account did stays in the audit log.
func (s *Store) DeleteAccount(ctx context.Context, by string, accountID int64) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		account, err := accountByID(ctx, tx, accountID)
		if err != nil {
			return err
		}
		if account.Role == Organiser {
			others, err := gorm.G[Account](tx).Where("role = ? AND hash <> '' AND id <> ?", Organiser, accountID).Count(ctx, "id")
			if err != nil {
				return err
			}
			if others == 0 {
				return Errorf(CodeConflict, "nobody else is an organiser")
			}
		}
		if _, err := gorm.G[Account](tx).Where("id = ?", accountID).Delete(ctx); err != nil {
			return err
		}
		return s.note(ctx, tx, Note{Account: by, Action: NoteAccountDeleted, About: account.Name})
	})
	if err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	s.sweeper.sweep(ctx)
	return nil
}
