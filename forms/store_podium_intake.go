package forms

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"
)

// PodiumAsk is a question that somebody sends to a session's podium.
type PodiumAsk struct {
	SessionID int64
	Token     Token  // of the page; the question is stored once
	Text      string // as ParsePodiumQuestion returns it
}

// PodiumVote says that somebody votes for a question, or no longer does.
type PodiumVote struct {
	SessionID int64
	Question  string // id
	Voter     Token  // of the phone; ignored where a one-time code votes
	Pass      string // as it was typed, where the event asks for one
	Simulated bool   // the event is: no code is needed
	Up        bool   // false takes the vote back
}

// podiumAct is what a phone does at a podium, as it waits for the writer.
type podiumAct struct {
	question rowID
	text     string // of a new question, "" for a vote
	vote     rowID
	up       bool
}

// AskPodium stores a question and returns once it is durable. A token that was stored
// before changes nothing and succeeds. CodeClosed says that the podium takes no
// questions, CodeConflict that it has MaxPodiumQuestions; CodeBusy as of Submit.
func (s *Store) AskPodium(ctx context.Context, ask PodiumAsk) (Receipt, error) {
	return s.enqueue(ctx, &request{
		Submission: Submission{SessionID: ask.SessionID, Token: ask.Token},
		act:        &podiumAct{question: ask.Token.podiumQuestionID(), text: ask.Text},
	})
}

// VotePodium stores a vote, or takes it back, and returns once that is durable. It says
// how things are to be, so it may be repeated. CodeNotFound says that there is no such
// question, CodeClosed that it takes no votes; CodeWrongPass asks for another code, and
// CodeBusy is as of Submit.
func (s *Store) VotePodium(ctx context.Context, vote PodiumVote) error {
	question, err := parseRowID(vote.Question)
	if err != nil {
		return err
	}
	act := &podiumAct{question: question, vote: vote.Voter.podiumVoteID(question), up: vote.Up}
	r := &request{Submission: Submission{SessionID: vote.SessionID, Pass: vote.Pass, Simulated: vote.Simulated}, act: act}
	if err := s.hashVote(ctx, r); err != nil {
		return err
	}
	_, err = s.enqueue(ctx, r)
	return err
}

// hashVote has the code of a vote vote in place of the phone, where there is one.
func (s *Store) hashVote(ctx context.Context, r *request) error {
	salt, err := s.passSaltOf(ctx, &r.Submission)
	if err != nil || salt == nil {
		return err
	}
	return hashing(ctx, func() {
		fast := fastHash(r.Pass)
		r.hash, r.act.vote = fast.stretch(salt), fast.podiumVoteID(salt, r.act.question)
	})
}

// podiumBatch is what the acts of an intake transaction do.
type podiumBatch struct {
	*batch
	acts    []*request
	results []result // of the acts
	modes   map[int64]PodiumMode
	rows    map[rowKey]*podiumQuestionRow // the questions that are voted for
	changed map[int64]bool                // ids of sessions
}

// writeActs does what phones sent to podiums. The turnouts of their sessions are locked.
func (b *batch) writeActs(ctx context.Context, tx *gorm.DB) error {
	n := len(b.requests)
	p := &podiumBatch{batch: b, acts: b.acts, results: b.results[n:], changed: map[int64]bool{}}
	if len(p.acts) == 0 {
		return nil
	}
	for _, step := range []func(context.Context, *gorm.DB) error{p.read, p.ask, p.count} {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	for id := range p.changed {
		if err := raiseTurnout(ctx, tx, id); err != nil {
			return err
		}
		b.changed = append(b.changed, id)
	}
	return nil
}

// read reads what the acts refer to.
func (p *podiumBatch) read(ctx context.Context, tx *gorm.DB) error {
	podiums, err := gorm.G[podiumRow](tx).Where("session_id IN ?", p.sessions).Find(ctx)
	if err != nil {
		return err
	}
	p.modes, p.rows = map[int64]PodiumMode{}, map[rowKey]*podiumQuestionRow{}
	for _, row := range podiums {
		if t := p.turnouts[row.SessionID]; t != nil && !t.Expired {
			p.modes[row.SessionID] = row.Mode
		}
	}
	bySession := map[int64][][]byte{}
	for _, r := range p.acts {
		bySession[r.SessionID] = append(bySession[r.SessionID], r.act.question[:])
	}
	for session, ids := range bySession {
		rows, err := gorm.G[podiumQuestionRow](tx).Where("session_id = ? AND id IN ?", session, ids).Find(ctx)
		if err != nil {
			return err
		}
		for i := range rows {
			p.rows[rowKey{session, rowID(rows[i].ID)}] = &rows[i]
		}
	}
	return nil
}

// ask stores the new questions, in the order in which they came: each may have those
// shown that wait.
func (p *podiumBatch) ask(ctx context.Context, tx *gorm.DB) error {
	for i, r := range p.acts {
		if r.act.text == "" {
			continue
		}
		key := rowKey{r.SessionID, r.act.question}
		_, known := p.rows[key]
		if !known {
			n, err := gorm.G[withdrawnRow](tx).Where("session_id = ? AND id = ?", r.SessionID, key.id[:]).Count(ctx, "id")
			if err != nil {
				return err
			}
			known = n > 0
		}
		if known {
			p.results[i].receipt.Duplicate = true
			continue
		}
		err := p.askOne(ctx, tx, r, key)
		if CodeOf(err) == CodeInternal {
			return err
		}
		p.results[i].err = err
	}
	return nil
}

func (p *podiumBatch) askOne(ctx context.Context, tx *gorm.DB, r *request, key rowKey) error {
	mode := p.modes[r.SessionID]
	if mode == PodiumOff {
		return Errorf(CodeClosed, "the podium takes no questions")
	}
	n, err := gorm.G[podiumQuestionRow](tx).Where("session_id = ?", r.SessionID).Count(ctx, "id")
	if err != nil {
		return err
	}
	if n >= MaxPodiumQuestions {
		return Errorf(CodeConflict, "the podium has %d questions", n)
	}
	waiting, err := gorm.G[podiumQuestionRow](tx).Where("session_id = ? AND status = ?", r.SessionID, PodiumPending).Count(ctx, "id")
	if err != nil {
		return err
	}
	if podiumShows(mode, int(waiting)) {
		if _, err := gorm.G[podiumQuestionRow](tx).Where("session_id = ? AND status = ?", r.SessionID, PodiumPending).
			Update(ctx, "status", PodiumApproved); err != nil {
			return err
		}
	}
	row := podiumQuestionRow{SessionID: r.SessionID, ID: key.id[:], Day: p.now().UTC().Format(time.DateOnly), Body: r.act.text, Status: PodiumPending}
	if err := gorm.G[podiumQuestionRow](tx).Create(ctx, &row); err != nil {
		return err
	}
	p.rows[key], p.changed[r.SessionID] = &row, true
	return nil
}

// voteKey names a vote.
type voteKey struct {
	sessionID      int64
	question, vote rowID
}

// count stores the votes of the batch, the last of each phone and question, and counts
// them at their questions.
func (p *podiumBatch) count(ctx context.Context, tx *gorm.DB) error {
	var keys []voteKey
	up := map[voteKey]bool{}
	for i, r := range p.acts {
		if r.act.text != "" {
			continue
		}
		if p.results[i].err = p.refusesVote(r); p.results[i].err != nil {
			continue
		}
		key := voteKey{r.SessionID, r.act.question, r.act.vote}
		if _, twice := up[key]; !twice {
			keys = append(keys, key)
		}
		up[key] = r.act.up
	}
	stored, err := storedVotes(ctx, tx, keys)
	if err != nil {
		return err
	}
	var fresh []any
	delta := map[rowKey]int{}
	for _, key := range keys {
		of := rowKey{key.sessionID, key.question}
		switch {
		case up[key] && !stored[key]:
			fresh = append(fresh, key.sessionID, key.question[:], key.vote[:])
			delta[of]++
		case !up[key] && stored[key]:
			if _, err := gorm.G[podiumVoteRow](tx).Where("session_id = ? AND question = ? AND id = ?", key.sessionID, key.question[:], key.vote[:]).Delete(ctx); err != nil {
				return err
			}
			delta[of]--
		}
	}
	if err := chunked(fresh, 3, func(chunk []any) error {
		return tx.Exec("INSERT INTO podium_votes (session_id, question, id) VALUES "+placeholders("(?,?,?)", len(chunk)/3), chunk...).Error
	}); err != nil {
		return err
	}
	for of, n := range delta {
		if _, err := gorm.G[podiumQuestionRow](tx).Where("session_id = ? AND id = ?", of.sessionID, of.id[:]).
			Update(ctx, "votes", gorm.Expr("votes + ?", n)); err != nil {
			return err
		}
		p.changed[of.sessionID] = true
	}
	return nil
}

// refusesVote returns why a vote cannot be stored, or nil.
func (p *podiumBatch) refusesVote(r *request) error {
	row := p.rows[rowKey{r.SessionID, r.act.question}]
	switch {
	case p.turnouts[r.SessionID] == nil, row == nil, row.Status == PodiumPending, row.Status == PodiumHidden:
		return Errorf(CodeNotFound, "no such question")
	case p.modes[r.SessionID] == PodiumOff, row.Status != PodiumApproved:
		return Errorf(CodeClosed, "the question takes no votes")
	}
	if _, asks := p.passes.asked[r.SessionID]; asks && !r.Simulated && !p.passes.valid[r.passKey()] {
		return Errorf(CodeWrongPass, "no such pass")
	}
	return nil
}

// storedVotes returns which of the votes are stored.
func storedVotes(ctx context.Context, tx *gorm.DB, keys []voteKey) (map[voteKey]bool, error) {
	stored, byQuestion := map[voteKey]bool{}, map[rowKey][][]byte{}
	for _, key := range keys {
		of := rowKey{key.sessionID, key.question}
		byQuestion[of] = append(byQuestion[of], key.vote[:])
	}
	for of, ids := range byQuestion {
		rows, err := gorm.G[podiumVoteRow](tx).Where("session_id = ? AND question = ? AND id IN ?", of.sessionID, of.id[:], ids).Find(ctx)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			stored[voteKey{of.sessionID, of.id, rowID(row.ID)}] = true
		}
	}
	return stored, nil
}

// splitActs puts the submissions of a batch before what phones do at podiums, and
// returns both.
func splitActs(batch []*request) (submissions, acts []*request) {
	slices.SortStableFunc(batch, func(a, b *request) int {
		switch {
		case a.act == nil && b.act != nil:
			return -1
		case a.act != nil && b.act == nil:
			return 1
		}
		return 0
	})
	n := slices.IndexFunc(batch, func(r *request) bool { return r.act != nil })
	if n < 0 {
		n = len(batch)
	}
	return batch[:n], batch[n:]
}
