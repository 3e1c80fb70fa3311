package forms

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// askPodium asks a question and returns the token that asked it.
func askPodium(tb testing.TB, store *Store, sessionID int64, text string) Token {
	tb.Helper()
	token := NewToken()
	if receipt, err := store.AskPodium(tb.Context(), PodiumAsk{SessionID: sessionID, Token: token, Text: text}); err != nil || receipt.Duplicate {
		tb.Fatalf("ask: %+v, %v", receipt, err)
	}
	return token
}

func setPodiumMode(tb testing.TB, store *Store, sessionID int64, mode PodiumMode) {
	tb.Helper()
	if err := store.SetPodium(tb.Context(), sessionID, mode); err != nil {
		tb.Fatal(err)
	}
}

func podiumOf(tb testing.TB, store *Store, sessionID int64) Podium {
	tb.Helper()
	p, err := store.Podium(tb.Context(), sessionID)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// seenTexts returns the texts of the questions that others see.
func seenTexts(p Podium) []string {
	var texts []string
	for _, q := range p.Seen() {
		texts = append(texts, q.Text)
	}
	slices.Sort(texts)
	return texts
}

func moderatePodium(tb testing.TB, store *Store, sessionID int64, id string, status PodiumStatus, current bool) {
	tb.Helper()
	if err := store.ModeratePodium(tb.Context(), sessionID, id, func(q *PodiumQuestion) { q.Status, q.Current = status, current }); err != nil {
		tb.Fatal(err)
	}
}

// Reference, Data protection: "A question is stored once"
func TestStore_AskPodium(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	id := sessions[0].ID
	if _, err := store.AskPodium(t.Context(), PodiumAsk{id, NewToken(), "Warum?"}); CodeOf(err) != CodeClosed {
		t.Fatalf("asked a podium that is off: %v, want %s", err, CodeClosed)
	}
	setPodiumMode(t, store, id, PodiumModerated)
	session, _, err := store.Session(t.Context(), sessions[0].Code)
	if err != nil || session.Podium != PodiumModerated {
		t.Fatalf("the session's podium is %q, %v", session.Podium, err)
	}
	token := askPodium(t, store, id, "Warum?")
	again, err := store.AskPodium(t.Context(), PodiumAsk{id, token, "Warum?"})
	if err != nil || !again.Duplicate {
		t.Errorf("asked again with the token: %+v, %v", again, err)
	}
	asked, err := store.AskedPodium(t.Context(), id, token)
	if err != nil || asked.Text != "Warum?" || asked.Status != PodiumPending {
		t.Errorf("asked: %+v, %v", asked, err)
	}
	if got := seenTexts(podiumOf(t, store, id)); got != nil {
		t.Errorf("all see %q before a moderator has", got)
	}
	moderatePodium(t, store, id, asked.ID, PodiumApproved, true)
	if p := podiumOf(t, store, id); len(p.Seen()) != 1 || !p.Questions[0].Current {
		t.Errorf("approved and current: %+v", p.Questions)
	}
	moderatePodium(t, store, id, asked.ID, PodiumAnswered, true)
	if p := podiumOf(t, store, id); len(p.Seen()) != 1 || p.Questions[0].Current {
		t.Errorf("answered: %+v", p.Questions)
	}
	setPodiumMode(t, store, id, PodiumOff)
	if again, err := store.AskPodium(t.Context(), PodiumAsk{id, token, "Warum?"}); err != nil || !again.Duplicate {
		t.Errorf("repeated when the podium is off: %+v, %v", again, err)
	}

	if err := store.WithdrawPodium(t.Context(), id, token); err != nil {
		t.Fatal(err)
	}
	if err := store.WithdrawPodium(t.Context(), id, token); CodeOf(err) != CodeNotFound {
		t.Errorf("withdrawn twice: %v", err)
	}
	setPodiumMode(t, store, id, PodiumModerated)
	if late, err := store.AskPodium(t.Context(), PodiumAsk{id, token, "Warum?"}); err != nil || !late.Duplicate {
		t.Errorf("a late retry: %+v, %v", late, err)
	}
	if p := podiumOf(t, store, id); len(p.Questions) != 0 {
		t.Errorf("a late retry stored again what was withdrawn: %+v", p.Questions)
	}
	mustVerify(t, store)
}

// A current question that goes leaves none, and there is one at most.
func TestStore_currentQuestion(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	id := sessions[0].ID
	setPodiumMode(t, store, id, PodiumModerated)
	tokens := []Token{askPodium(t, store, id, "Eins?"), askPodium(t, store, id, "Zwei?")}
	var ids []string
	for _, token := range tokens {
		q, err := store.AskedPodium(t.Context(), id, token)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, q.ID)
		moderatePodium(t, store, id, q.ID, PodiumApproved, true)
	}
	current := func() (found []string) {
		for _, q := range podiumOf(t, store, id).Questions {
			if q.Current {
				found = append(found, q.ID)
			}
		}
		return found
	}
	if diff := cmp.Diff(ids[1:], current()); diff != "" {
		t.Errorf("current (-want +got):\n%s", diff)
	}
	moderatePodium(t, store, id, ids[0], PodiumHidden, false) // the other one
	if diff := cmp.Diff(ids[1:], current()); diff != "" {
		t.Errorf("current after another one was hidden (-want +got):\n%s", diff)
	}
	if err := store.WithdrawPodium(t.Context(), id, tokens[1]); err != nil {
		t.Fatal(err)
	}
	var left int64
	if err := store.r.Raw("SELECT COUNT(*) FROM podiums WHERE current IS NOT NULL").Scan(&left).Error; err != nil || left != 0 {
		t.Errorf("%d podiums have a current question after it was withdrawn, %v", left, err)
	}
	if err := store.ClearPodium(t.Context(), id); err != nil || len(podiumOf(t, store, id).Questions) != 0 {
		t.Errorf("cleared: %v", err)
	}
}

// Where questions appear at once, none does at the moment at which it was asked, and
// none alone.
//
// Reference, Data protection: "no question appears at the moment at which it was asked, and none alone"
func TestStore_podiumSteps(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	id := sessions[0].ID
	setPodiumMode(t, store, id, PodiumAtOnce)
	shown := map[string]bool{}
	var tokens []Token
	random := rand.New(rand.NewPCG(1, 1))
	for i := range 40 {
		if len(tokens) > 0 && random.IntN(3) == 0 { // somebody takes a question back
			n := random.IntN(len(tokens))
			if err := store.WithdrawPodium(t.Context(), id, tokens[n]); err != nil {
				t.Fatal(err)
			}
			tokens = slices.Delete(tokens, n, n+1)
		}
		text := fmt.Sprintf("Frage %d?", i)
		tokens = append(tokens, askPodium(t, store, id, text))
		fresh := 0
		for _, seen := range seenTexts(podiumOf(t, store, id)) {
			if seen == text {
				t.Errorf("%q appeared as it was asked", text)
			}
			if !shown[seen] {
				fresh++
			}
			shown[seen] = true
		}
		if fresh == 1 {
			t.Errorf("after %q one appeared alone", text)
		}
	}
	if len(shown) < 20 {
		t.Errorf("%d of 40 have appeared", len(shown))
	}
}

// A vote counts once for each phone and question, whatever is repeated; it is taken
// back by the phone that gave it. Played with random phones, in random batches.
func TestStore_VotePodium(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	session := &sessions[0]
	setPodiumMode(t, store, session.ID, PodiumModerated)
	var ids []string
	for i := range 3 {
		q, err := store.AskedPodium(t.Context(), session.ID, askPodium(t, store, session.ID, fmt.Sprintf("Frage %d?", i)))
		if err != nil {
			t.Fatal(err)
		}
		moderatePodium(t, store, session.ID, q.ID, PodiumApproved, false)
		ids = append(ids, q.ID)
	}
	counts := map[string]int{} // of all rounds
	rapid.Check(t, func(rt *rapid.T) {
		phones := []Token{NewToken(), NewToken(), NewToken()}
		type key struct{ phone, question int }
		want := map[key]bool{}
		for range rapid.IntRange(1, 4).Draw(rt, "rounds") {
			var wg sync.WaitGroup
			for phone := range phones { // a phone does one thing after the other
				var acts []PodiumVote
				for range rapid.IntRange(0, 4).Draw(rt, "acts") {
					question, up := rapid.IntRange(0, 2).Draw(rt, "question"), rapid.Bool().Draw(rt, "up")
					acts = append(acts, PodiumVote{SessionID: session.ID, Question: ids[question], Voter: phones[phone], Up: up})
					want[key{phone, question}] = up
				}
				wg.Go(func() {
					for _, act := range acts {
						if err := store.VotePodium(context.Background(), act); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
		}
		for k, up := range want {
			if up {
				counts[ids[k.question]]++
			}
		}
		p := podiumOf(t, store, session.ID)
		for _, q := range p.Questions {
			if q.Votes != counts[q.ID] {
				rt.Errorf("question has %d votes, want %d", q.Votes, counts[q.ID])
			}
		}
		for phone, token := range phones {
			voted, err := store.VotedPodium(t.Context(), session.ID, token, p.Questions)
			if err != nil {
				t.Fatal(err)
			}
			for n, id := range ids {
				if voted[id] != want[key{phone, n}] {
					rt.Errorf("phone %d has voted for %d: %v", phone, n, voted[id])
				}
			}
		}
	})
	mustVerify(t, store)
}

func TestStore_VotePodium_refused(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	id := sessions[0].ID
	setPodiumMode(t, store, id, PodiumModerated)
	q, err := store.AskedPodium(t.Context(), id, askPodium(t, store, id, "Warum?"))
	if err != nil {
		t.Fatal(err)
	}
	vote := PodiumVote{SessionID: id, Question: q.ID, Voter: NewToken(), Up: true}
	check := func(when string, vote PodiumVote, want Code) {
		t.Helper()
		if err := store.VotePodium(t.Context(), vote); CodeOf(err) != want {
			t.Errorf("%s: %v, want %q", when, err, want)
		}
	}
	check("pending", vote, CodeNotFound)
	moderatePodium(t, store, id, q.ID, PodiumHidden, false)
	check("hidden", vote, CodeNotFound)
	moderatePodium(t, store, id, q.ID, PodiumApproved, false)
	check("approved", vote, "")
	other := vote
	other.SessionID = sessions[1].ID
	check("another session", other, CodeNotFound)
	other = vote
	other.Question = "zz"
	check("no id", other, CodeNotFound)
	moderatePodium(t, store, id, q.ID, PodiumAnswered, false)
	check("answered", vote, CodeClosed)
	moderatePodium(t, store, id, q.ID, PodiumApproved, false)
	setPodiumMode(t, store, id, PodiumOff)
	check("off", vote, CodeClosed)
}

// Where the event has one-time codes, each counts once for each question, on whatever
// phone it is typed; and without the codes nothing joins two votes of one.
//
// Reference, Data protection: "a code counts once for each question"
func TestStore_VotePodium_passes(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	if err := store.w.Exec("UPDATE events SET passes = TRUE WHERE id = ?", event.ID).Error; err != nil {
		t.Fatal(err)
	}
	passes, err := store.NewPasses(t.Context(), event.ID, 2)
	if err != nil {
		t.Fatal(err)
	}
	id := sessions[0].ID
	setPodiumMode(t, store, id, PodiumModerated)
	var ids []string
	for _, text := range []string{"Warum?", "Wann?"} {
		q, err := store.AskedPodium(t.Context(), id, askPodium(t, store, id, text))
		if err != nil {
			t.Fatal(err)
		}
		moderatePodium(t, store, id, q.ID, PodiumApproved, false)
		ids = append(ids, q.ID)
	}
	for _, vote := range []PodiumVote{
		{Question: ids[0], Pass: passes[0]}, {Question: ids[0], Pass: passes[0]}, {Question: ids[1], Pass: passes[0]}, {Question: ids[0], Pass: passes[1]},
	} {
		vote.SessionID, vote.Voter, vote.Up = id, NewToken(), true
		if err := store.VotePodium(t.Context(), vote); err != nil {
			t.Fatal(err)
		}
	}
	for _, wrong := range []string{"", "0000-0000"} {
		if err := store.VotePodium(t.Context(), PodiumVote{SessionID: id, Question: ids[0], Voter: NewToken(), Pass: wrong, Up: true}); CodeOf(err) != CodeWrongPass {
			t.Errorf("the code %q: %v, want %s", wrong, err, CodeWrongPass)
		}
	}
	votes := map[string]int{}
	for _, q := range podiumOf(t, store, id).Questions {
		votes[q.ID] = q.Votes
	}
	if diff := cmp.Diff(map[string]int{ids[0]: 2, ids[1]: 1}, votes); diff != "" {
		t.Errorf("votes (-want +got):\n%s", diff)
	}
	var keys [][]byte
	if err := store.r.Raw("SELECT id FROM podium_votes UNION SELECT hash FROM passes").Scan(&keys).Error; err != nil || len(keys) != 5 {
		t.Errorf("%d different keys of 3 votes and 2 codes, %v", len(keys), err)
	}
	mustVerify(t, store)
}

// Votes and answers share batches, and each is acknowledged when it is stored.
func TestStore_podiumBesideAnswers(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	id := sessions[0].ID
	setPodiumMode(t, store, id, PodiumModerated)
	q, err := store.AskedPodium(t.Context(), id, askPodium(t, store, id, "Warum?"))
	if err != nil {
		t.Fatal(err)
	}
	moderatePodium(t, store, id, q.ID, PodiumApproved, false)
	var wg sync.WaitGroup
	const phones = 150
	for i := range phones {
		sub := submission(t, store, &sessions[i%2], Values{"gesamt": {"gut"}, "satz": {fmt.Sprint(i)}})
		voter := NewToken()
		for range 2 {
			wg.Go(func() {
				if _, err := store.Submit(context.Background(), sub); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() {
				if err := store.VotePodium(context.Background(), PodiumVote{SessionID: id, Question: q.ID, Voter: voter, Up: true}); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if n := mustFigures(t, store, &sessions[0]).Turnout.N + mustFigures(t, store, &sessions[1]).Turnout.N; n != phones {
		t.Errorf("%d answers, want %d", n, phones)
	}
	if got := podiumOf(t, store, id).Questions[0].Votes; got != phones {
		t.Errorf("%d votes, want %d", got, phones)
	}
	mustVerify(t, store)

	if err := store.w.Exec("UPDATE podium_questions SET votes = votes + 1").Error; err != nil {
		t.Fatal(err)
	}
	verified, err := store.Verify(t.Context())
	want := []Difference{{SessionID: id, Of: "votes for a question", Stored: phones + 1, Recounted: phones}}
	if diff := cmp.Diff(want, verified.Differences); err != nil || diff != "" {
		t.Errorf("verify after a vote was made up (-want +got):\n%s, %v", diff, err)
	}
}

// Questions go when answers go, and with the event; the day of the first counts as
// that of an answer.
func TestStore_podiumExpires(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := newStoreIn(t, t.TempDir(), &now)
	event, sessions := testEvent(t, store)
	id := sessions[0].ID
	setPodiumMode(t, store, id, PodiumModerated)
	q, err := store.AskedPodium(t.Context(), id, askPodium(t, store, id, "Warum?"))
	if err != nil {
		t.Fatal(err)
	}
	moderatePodium(t, store, id, q.ID, PodiumApproved, true)
	if err := store.VotePodium(t.Context(), PodiumVote{SessionID: id, Question: q.ID, Voter: NewToken(), Up: true}); err != nil {
		t.Fatal(err)
	}
	if err := store.SetRetention(t.Context(), "", event.ID, event.Retention+1); CodeOf(err) != CodeConflict {
		t.Errorf("kept for longer than who asked was told: %v", err)
	}
	now = now.AddDate(0, 0, event.Retention+2)
	if n, err := store.Expire(t.Context(), now); err != nil || n != 1 {
		t.Fatalf("%d events expired, %v", n, err)
	}
	for _, table := range []string{"podiums", "podium_questions", "podium_votes"} {
		var n int64
		if err := store.r.Table(table).Count(&n).Error; err != nil || n != 0 {
			t.Errorf("%d rows of %s are left, %v", n, table, err)
		}
	}
	if err := store.SetPodium(t.Context(), id, PodiumAtOnce); CodeOf(err) != CodeConflict {
		t.Errorf("switched on after its time: %v", err)
	}
}

// A database of any earlier version can hold questions, and loses nothing.
func TestMigrate_podium(t *testing.T) {
	t.Parallel()
	for step := 1; step <= 17; step++ {
		store := upgraded(t, step, "SELECT 1")
		sessions, err := store.Sessions(t.Context(), 1)
		if err != nil || len(sessions) == 0 || sessions[0].Podium != PodiumOff {
			t.Fatalf("from step %d: %d sessions, %v", step, len(sessions), err)
		}
		setPodiumMode(t, store, sessions[0].ID, PodiumAtOnce)
		askPodium(t, store, sessions[0].ID, "Warum?")
		mustVerify(t, store)
	}
}
