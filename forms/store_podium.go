package forms

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// podiumRow says whether a session takes questions to its podium.
type podiumRow struct {
	SessionID int64 `gorm:"primaryKey;autoIncrement:false"`
	Mode      PodiumMode
	Current   []byte // id of the question that is being answered, nil for none
}

// TableName returns the table of podiums.
func (podiumRow) TableName() string { return "podiums" }

// podiumQuestionRow is a question to a podium.
type podiumQuestionRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	ID        []byte `gorm:"primaryKey"`
	Day       string // UTC, ISO 8601
	Body      string
	Status    PodiumStatus
	Votes     int // rows of podium_votes
}

// TableName returns the table of questions to podiums.
func (podiumQuestionRow) TableName() string { return "podium_questions" }

// podiumVoteRow is a vote for a question to a podium.
type podiumVoteRow struct {
	SessionID int64  `gorm:"primaryKey;autoIncrement:false"`
	Question  []byte `gorm:"primaryKey"`
	ID        []byte `gorm:"primaryKey"`
}

// TableName returns the table of votes.
func (podiumVoteRow) TableName() string { return "podium_votes" }

// Podium returns what the session's podium is asked.
func (s *Store) Podium(ctx context.Context, sessionID int64) (Podium, error) {
	var p Podium
	err := s.snapshot(ctx, func(tx *gorm.DB) error {
		rows, err := gorm.G[podiumRow](tx).Where("session_id = ?", sessionID).Find(ctx)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			p.Mode = rows[0].Mode
		}
		p.Questions, err = podiumQuestions(ctx, tx, "podium_questions.session_id = ?", sessionID)
		return err
	})
	if err != nil {
		return Podium{}, fmt.Errorf("read a podium: %w", err)
	}
	return p, nil
}

// podiumQuestions reads the questions that meet a condition, in their order.
func podiumQuestions(ctx context.Context, db *gorm.DB, where string, args ...any) ([]PodiumQuestion, error) {
	rows, err := gorm.G[podiumQuestionRow](db).Where(where, args...).Find(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	sessions := make([]int64, len(rows))
	for i := range rows {
		sessions[i] = rows[i].SessionID
	}
	slices.Sort(sessions)
	podiums, err := gorm.G[podiumRow](db).Where("current IS NOT NULL AND session_id IN ?", slices.Compact(sessions)).Find(ctx)
	if err != nil {
		return nil, err
	}
	questions := make([]PodiumQuestion, len(rows))
	for i, row := range rows {
		questions[i] = PodiumQuestion{ID: hex.EncodeToString(row.ID), SessionID: row.SessionID, Text: row.Body, Status: row.Status, Votes: row.Votes}
		questions[i].Current = slices.ContainsFunc(podiums, func(p podiumRow) bool {
			return p.SessionID == row.SessionID && slices.Equal(p.Current, row.ID)
		})
	}
	slices.SortFunc(questions, func(a, b PodiumQuestion) int { return a.before(&b) })
	return questions, nil
}

// PodiumPending returns how many questions to the session's podium wait.
func (s *Store) PodiumPending(ctx context.Context, sessionID int64) (int, error) {
	n, err := gorm.G[podiumQuestionRow](s.r).Where("session_id = ? AND status = ?", sessionID, PodiumPending).Count(ctx, "id")
	if err != nil {
		return 0, fmt.Errorf("count questions: %w", err)
	}
	return int(n), nil
}

// SetPodium switches the podium of a session on or off. What has been asked stays.
// CodeConflict says that the time of the session's answers is over.
func (s *Store) SetPodium(ctx context.Context, sessionID int64, mode PodiumMode) error {
	if !slices.Contains([]PodiumMode{PodiumOff, PodiumModerated, PodiumAtOnce}, mode) {
		return Errorf(CodeInvalid, "mode %q of a podium", mode)
	}
	err := s.changeSession(ctx, sessionID, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		if t.Expired && mode != PodiumOff {
			return Errorf(CodeConflict, "the answers of the session have been deleted")
		}
		if err := setPodium(ctx, tx, sessionID, mode); err != nil {
			return err
		}
		return saveTurnouts(ctx, tx, t)
	})
	if err != nil {
		return fmt.Errorf("switch a podium: %w", err)
	}
	s.committed(sessionID)
	return nil
}

func setPodium(ctx context.Context, tx *gorm.DB, sessionID int64, mode PodiumMode) error {
	row := podiumRow{SessionID: sessionID, Mode: mode}
	return gorm.G[podiumRow](tx, clause.OnConflict{
		Columns: []clause.Column{{Name: "session_id"}}, DoUpdates: clause.AssignmentColumns([]string{"mode"}),
	}).Create(ctx, &row)
}

// ModeratePodium changes the state of a question, and whether it is the current one:
// CodeNotFound if the session has no such question. Only one can be, and only an
// approved one.
func (s *Store) ModeratePodium(ctx context.Context, sessionID int64, id string, change func(*PodiumQuestion)) error {
	key, err := parseRowID(id)
	if err != nil {
		return err
	}
	err = s.changePodium(ctx, sessionID, func(tx *gorm.DB) error {
		found, err := podiumQuestions(ctx, tx, "session_id = ? AND id = ?", sessionID, key[:])
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return Errorf(CodeNotFound, "no question")
		}
		question := found[0]
		was := question.Current
		change(&question)
		if _, err := gorm.G[podiumQuestionRow](tx).Where("session_id = ? AND id = ?", sessionID, key[:]).
			Update(ctx, "status", question.Status); err != nil {
			return err
		}
		switch is := question.Current && question.Status == PodiumApproved; {
		case is:
			return setCurrent(ctx, tx, sessionID, key[:])
		case was:
			return setCurrent(ctx, tx, sessionID, nil)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("moderate a question: %w", err)
	}
	return nil
}

func setCurrent(ctx context.Context, tx *gorm.DB, sessionID int64, id []byte) error {
	_, err := gorm.G[podiumRow](tx).Where("session_id = ?", sessionID).Select("Current").Updates(ctx, podiumRow{Current: id})
	return err
}

// changePodium runs f in a transaction that has the session's turnout locked, and
// tells those who watch the session.
func (s *Store) changePodium(ctx context.Context, sessionID int64, f func(tx *gorm.DB) error) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		t, err := s.lockTurnout(ctx, tx, sessionID)
		if err != nil {
			return err
		}
		if err := f(tx); err != nil {
			return err
		}
		return saveTurnouts(ctx, tx, t)
	})
	if err == nil {
		s.sweeper.loosen(podiumPlaces(sessionID)...) // a row that grows moves inside its page
		s.committed(sessionID)
	}
	return err
}

// AskedPodium returns the question that a page with the token has asked, or
// CodeNotFound.
func (s *Store) AskedPodium(ctx context.Context, sessionID int64, token Token) (PodiumQuestion, error) {
	id := token.podiumQuestionID()
	found, err := podiumQuestions(ctx, s.r, "session_id = ? AND id = ?", sessionID, id[:])
	if err == nil && len(found) == 0 {
		err = Errorf(CodeNotFound, "no question")
	}
	if err != nil {
		return PodiumQuestion{}, fmt.Errorf("read a question: %w", err)
	}
	return found[0], nil
}

// VotedPodium returns the ids of the session's questions that the token votes for.
func (s *Store) VotedPodium(ctx context.Context, sessionID int64, voter Token, questions []PodiumQuestion) (map[string]bool, error) {
	ids, of := [][]byte{}, map[rowID]string{}
	for _, q := range questions {
		if key, err := parseRowID(q.ID); err == nil {
			id := voter.podiumVoteID(key)
			ids, of[id] = append(ids, id[:]), q.ID
		}
	}
	rows, err := gorm.G[podiumVoteRow](s.r).Where("session_id = ? AND id IN ?", sessionID, ids).Find(ctx)
	if err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	voted := map[string]bool{}
	for _, row := range rows {
		voted[of[rowID(row.ID)]] = true
	}
	return voted, nil
}

// WithdrawPodium deletes the question that a page with the token has asked, with its
// votes, whatever has become of it: CodeNotFound if there is none. It is in no file any
// more when it returns, as with Withdraw.
func (s *Store) WithdrawPodium(ctx context.Context, sessionID int64, token Token) error {
	id := token.podiumQuestionID()
	err := s.changePodium(ctx, sessionID, func(tx *gorm.DB) error {
		n, err := deletePodiumQuestion(ctx, tx, sessionID, id[:])
		if err == nil && n == 0 {
			err = Errorf(CodeNotFound, "no question")
		}
		if err != nil {
			return err
		}
		gone := withdrawnRow{SessionID: sessionID, ID: id[:], Day: s.now().UTC().Format(time.DateOnly)}
		return gorm.G[withdrawnRow](tx).Create(ctx, &gone)
	})
	if err != nil {
		return fmt.Errorf("withdraw a question: %w", err)
	}
	s.sweeper.loosen(withdrawnPlace(sessionID))
	s.sweeper.sweep(ctx)
	return nil
}

func deletePodiumQuestion(ctx context.Context, tx *gorm.DB, sessionID int64, id []byte) (int, error) {
	n, err := gorm.G[podiumQuestionRow](tx).Where("session_id = ? AND id = ?", sessionID, id).Delete(ctx)
	if err != nil {
		return 0, err
	}
	_, err = gorm.G[podiumVoteRow](tx).Where("session_id = ? AND question = ?", sessionID, id).Delete(ctx)
	if err == nil {
		_, err = gorm.G[podiumRow](tx).Where("session_id = ? AND current = ?", sessionID, id).Select("Current").Updates(ctx, podiumRow{})
	}
	return n, err
}

// ClearPodium deletes all questions to the session's podium, as after a rehearsal.
func (s *Store) ClearPodium(ctx context.Context, sessionID int64) error {
	err := s.changePodium(ctx, sessionID, func(tx *gorm.DB) error {
		return deletePodium(ctx, tx, []int64{sessionID})
	})
	if err != nil {
		return fmt.Errorf("clear a podium: %w", err)
	}
	s.sweeper.sweep(ctx)
	return nil
}

// deletePodium deletes what the podiums of the sessions were asked.
func deletePodium(ctx context.Context, tx *gorm.DB, sessionIDs []int64) error {
	_, err := gorm.G[podiumVoteRow](tx).Where("session_id IN ?", sessionIDs).Delete(ctx)
	_, err2 := gorm.G[podiumQuestionRow](tx).Where("session_id IN ?", sessionIDs).Delete(ctx)
	_, err3 := gorm.G[podiumRow](tx).Where("session_id IN ?", sessionIDs).Select("Current").Updates(ctx, podiumRow{})
	return errors.Join(err, err2, err3)
}

// podiumDifferences returns the questions whose votes are not as many as stored.
func podiumDifferences(ctx context.Context, db *gorm.DB) ([]Difference, error) {
	var rows []struct {
		SessionID         int64
		Stored, Recounted int
	}
	// A count of related rows, and those that are related to nothing.
	err := db.WithContext(ctx).Raw(`SELECT * FROM (
			SELECT podium_questions.session_id, votes AS stored, (SELECT COUNT(*) FROM podium_votes
				WHERE podium_votes.session_id = podium_questions.session_id AND podium_votes.question = podium_questions.id) AS recounted
			FROM podium_questions) AS counted WHERE stored <> recounted
		UNION ALL SELECT session_id, 0, COUNT(*) FROM podium_votes WHERE NOT EXISTS (SELECT 1 FROM podium_questions
			WHERE podium_questions.session_id = podium_votes.session_id AND podium_questions.id = podium_votes.question)
			GROUP BY session_id`).Scan(&rows).Error
	var wrong []Difference
	for _, row := range rows {
		wrong = append(wrong, Difference{SessionID: row.SessionID, Of: "votes for a question", Stored: row.Stored, Recounted: row.Recounted})
	}
	return wrong, err
}
