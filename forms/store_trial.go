package forms

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// trialRow is the id of a submission by which somebody tried a form on their
// phone. Its answers are not stored, so there is nothing that could be counted.
type trialRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	ID        []byte `gorm:"primaryKey"`
	Day       string // UTC, ISO 8601
}

// TableName returns the table of trials.
func (trialRow) TableName() string { return "trials" }

// trialKept is how many whole days a trial is kept at least: whoever tries a form
// looks at the receipt at once.
const trialKept = 1

// TrialKey returns the secret by which those mark their submissions who only try
// the event's forms. Nobody can mark others by it: not as made up, nor as real.
func (p *Programme) TrialKey() string {
	const long = 10 // bytes, so that a QR code with it scans well; it protects nothing but an unanswered form
	mac := hmac.New(sha256.New, []byte(p.rehearsalKey))
	mac.Write([]byte("trial"))
	return hex.EncodeToString(mac.Sum(nil)[:long])
}

// SubmitTrial notes that the token's form was sent as a trial, whatever the state
// of the session, and returns once that is durable. Nothing else changes.
func (s *Store) SubmitTrial(ctx context.Context, sessionID int64, token Token) error {
	if err := s.check.damage(); err != nil {
		return Errorf(CodeBusy, "%w", err)
	}
	id := token.responseID()
	row := trialRow{SessionID: sessionID, ID: id[:], Day: s.now().UTC().Format(time.DateOnly)}
	err := s.tx(ctx, func(tx *gorm.DB) error {
		return gorm.G[trialRow](tx, clause.OnConflict{DoNothing: true}).Create(ctx, &row)
	})
	if err != nil {
		return fmt.Errorf("store a trial: %w", err)
	}
	return nil
}

// Tried reports whether the token's form was sent as a trial.
func (s *Store) Tried(ctx context.Context, sessionID int64, token Token) (bool, error) {
	id := token.responseID()
	n, err := gorm.G[trialRow](s.r).Where("session_id = ? AND id = ?", sessionID, id[:]).Count(ctx, "id")
	if err != nil {
		return false, fmt.Errorf("look for a trial: %w", err)
	}
	return n > 0, nil
}

// WithdrawTrial deletes a trial, or returns CodeNotFound.
func (s *Store) WithdrawTrial(ctx context.Context, sessionID int64, token Token) error {
	id := token.responseID()
	return s.tx(ctx, func(tx *gorm.DB) error {
		n, err := gorm.G[trialRow](tx).Where("session_id = ? AND id = ?", sessionID, id[:]).Delete(ctx)
		if err == nil && n == 0 {
			err = Errorf(CodeNotFound, "no trial")
		}
		return err
	})
}
