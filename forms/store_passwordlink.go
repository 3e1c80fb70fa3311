package forms

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// PasswordLinkLasts is how long a link to choose a password is good: a week, so
// that it survives somebody's holiday weekend and not the summer.
const PasswordLinkLasts = 7 * 24 * time.Hour

// passwordLinkRow lets whoever has its token choose the password of an account,
// once: that of a new one, or another one in place of a forgotten one. An account
// has one at a time. Of the token there is the SHA-256 only.
type passwordLinkRow struct {
	AccountID int64 `gorm:"primaryKey;autoIncrement:false"`
	Hash      []byte
	Created   time.Time
}

// TableName returns the table of these links.
func (passwordLinkRow) TableName() string { return "password_links" }

// Invite stores a new account that has no password, and a link with the token by
// which its holder chooses one. It returns the errors of CreateAccount.
func (s *Store) Invite(ctx context.Context, by string, a *Account, token string) error {
	a.Hash = ""
	err := s.tx(ctx, func(tx *gorm.DB) error {
		if err := s.createAccount(ctx, tx, by, NoteAccountInvited, a); err != nil {
			return err
		}
		return s.linkPassword(ctx, tx, a.ID, token)
	})
	if err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	return nil
}

// LinkPassword gives an account a link with the token by which its holder chooses
// another password; a link that it has ends. The password holds until then.
// CodeNotFound if there is no such account.
func (s *Store) LinkPassword(ctx context.Context, by string, accountID int64, token string) (*Account, error) {
	var account Account
	err := s.tx(ctx, func(tx *gorm.DB) (err error) {
		if account, err = accountByID(ctx, tx, accountID); err != nil {
			return err
		}
		if _, err := gorm.G[passwordLinkRow](tx).Where("account_id = ?", accountID).Delete(ctx); err != nil {
			return err
		}
		if err := s.linkPassword(ctx, tx, accountID, token); err != nil {
			return err
		}
		return s.note(ctx, tx, Note{Account: by, Action: NotePasswordLinked, About: account.Name})
	})
	if err != nil {
		return nil, fmt.Errorf("make a password link: %w", err)
	}
	return &account, nil
}

func (s *Store) linkPassword(ctx context.Context, tx *gorm.DB, accountID int64, token string) error {
	hash := sha256.Sum256([]byte(token))
	return gorm.G[passwordLinkRow](tx).Create(ctx, &passwordLinkRow{AccountID: accountID, Hash: hash[:], Created: s.now().UTC()})
}

// PasswordLinks returns until when accounts have a link that is good, by the id of
// the account.
func (s *Store) PasswordLinks(ctx context.Context) (map[int64]time.Time, error) {
	rows, err := gorm.G[passwordLinkRow](s.r).Where("created > ?", s.now().UTC().Add(-PasswordLinkLasts)).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read password links: %w", err)
	}
	until := make(map[int64]time.Time, len(rows))
	for _, row := range rows {
		until[row.AccountID] = row.Created.UTC().Add(PasswordLinkLasts)
	}
	return until, nil
}

// AccountByLink returns the account whose password the token lets its holder
// choose, or CodeNotFound if the link is used, too old or unknown.
func (s *Store) AccountByLink(ctx context.Context, token string) (*Account, error) {
	account, err := s.accountByLink(ctx, s.r, token)
	return &account, err
}

func (s *Store) accountByLink(ctx context.Context, db *gorm.DB, token string) (Account, error) {
	hash := sha256.Sum256([]byte(token))
	row, err := gorm.G[passwordLinkRow](db).Where("hash = ? AND created > ?", hash[:], s.now().UTC().Add(-PasswordLinkLasts)).Take(ctx)
	if err != nil {
		return Account{}, found(err, "password link")
	}
	return accountByID(ctx, db, row.AccountID)
}

// ChoosePassword gives the account of the link the password with the hash, ends
// the link and the account's sign-ins, and returns the account. CodeNotFound as
// AccountByLink.
func (s *Store) ChoosePassword(ctx context.Context, token, hash string) (*Account, error) {
	var account Account
	err := s.tx(ctx, func(tx *gorm.DB) (err error) {
		if account, err = s.accountByLink(ctx, tx, token); err != nil {
			return err
		}
		return s.setPassword(ctx, tx, account.Name, account.ID, hash)
	})
	if err != nil {
		return nil, fmt.Errorf("choose a password: %w", err)
	}
	s.sweeper.sweep(ctx)
	account.Hash = hash
	return &account, nil
}

// forgetPasswordLinks deletes those that are too old.
func (s *Store) forgetPasswordLinks(ctx context.Context, now time.Time) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		_, err := gorm.G[passwordLinkRow](tx).Where("created <= ?", now.UTC().Add(-PasswordLinkLasts)).Delete(ctx)
		return err
	})
}
