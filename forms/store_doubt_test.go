package forms

import (
	"encoding/json"
	"testing"
)

// seen is all that anybody may know of an event's answers, without turnouts.
func seen(tb testing.TB, store *Store, eventID int64) string {
	tb.Helper()
	figures, err := store.EventFigures(tb.Context(), eventID)
	if err != nil {
		tb.Fatal(err)
	}
	for i := range figures.Sessions {
		figures.Sessions[i].Turnout = Turnout{}
	}
	content, err := json.Marshal(figures)
	if err != nil {
		tb.Fatal(err)
	}
	return string(content)
}

func answerTimes(tb testing.TB, store *Store, session *Session, n int) {
	tb.Helper()
	for range n {
		mustSubmit(tb, store, submission(tb, store, session, Values{"gesamt": {"gut"}, "satz": {"Gut so"}, "rolle": {"amt"}, "jahre": {"7"}}))
	}
}

// While a session is in doubt, answers are counted and nothing more is shown:
// not by further answers, not by withdrawals, not by closing, not by a restart.
// Afterwards all of it is shown as if there had been no doubt.
//
// Reference, One phone, many answers: "nothing more of the session is shown until somebody confirms"
func TestStore_Doubt(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	store := openStore(t, directory, Options{})
	definition := testDefinition()
	definition.Forms[0].Questions[1].Breakdown = true
	done, err := store.Import(t.Context(), definition)
	if err != nil {
		t.Fatal(err)
	}
	event, sessions := done.Event, mustProgramme(t, store, done.Event.ID)
	session := &sessions[0]
	answerTimes(t, store, session, 14)
	shown := mustFigures(t, store, session).Release
	if shown == nil {
		t.Fatal("nothing is shown after 14 answers")
	}
	if err := store.SetDoubt(t.Context(), session.ID, DoubtPace); err != nil {
		t.Fatal(err)
	}
	if err := store.SetDoubt(t.Context(), session.ID, DoubtCrowd); err != nil { // the first one stands
		t.Fatal(err)
	}
	before := seen(t, store, event.ID)
	same := func(what string, store *Store) {
		t.Helper()
		if now := seen(t, store, event.ID); now != before {
			t.Errorf("%s: what is shown has changed in a doubt\n%s\n%s", what, before, now)
		}
		if figures := mustFigures(t, store, session); figures.Turnout.Doubt != DoubtPace || figures.Session.Doubt != DoubtPace {
			t.Errorf("%s: doubt %q, %q, want %q", what, figures.Turnout.Doubt, figures.Session.Doubt, DoubtPace)
		}
		mustVerify(t, store)
	}
	answerTimes(t, store, session, 30)
	same("answers", store)
	late := submission(t, store, session, Values{"gesamt": {"schlecht"}})
	mustSubmit(t, store, late)
	if err := store.Withdraw(t.Context(), session.ID, late.Token); err != nil {
		t.Fatal(err)
	}
	same("a withdrawal", store)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	store = newStoreIn(t, directory, nil)
	same("a restart", store)
	answerTimes(t, store, session, 10)
	same("answers after it", store)
	if n := mustFigures(t, store, session).Turnout.N; n != 54 && n != 55 { // turnout may fall later
		t.Errorf("%d answers are counted, want 54", n)
	}

	if err := store.SetState(t.Context(), session.ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	for i := range sessions[1:] {
		if err := store.SetState(t.Context(), sessions[1+i].ID, StateClosed); err != nil {
			t.Fatal(err)
		}
	}
	closed := mustFigures(t, store, session)
	if closed.Release.Tally.N != shown.Tally.N {
		t.Errorf("closing in a doubt shows %d answers, want %d as before", closed.Release.Tally.N, shown.Tally.N)
	}
	if figures, err := store.EventFigures(t.Context(), event.ID); err != nil || !figures.Interim {
		t.Errorf("an event with a session in doubt is final: %v", err)
	}
	if breakdowns, err := store.Breakdowns(t.Context(), event.ID); err != nil || len(breakdowns) != 0 {
		t.Errorf("%d breakdowns in a doubt, %v", len(breakdowns), err)
	}
	mustVerify(t, store)

	if err := store.Trust(t.Context(), session.ID, "Saal 1"); err != nil {
		t.Fatal(err)
	}
	trusted := mustFigures(t, store, session)
	if trusted.Release.Tally.N != 54 || trusted.Turnout.Doubt != NoDoubt || trusted.Turnout.NotIncluded != 0 {
		t.Errorf("after the doubt %d of 54 answers are shown: %+v", trusted.Release.Tally.N, trusted.Turnout)
	}
	if figures, err := store.EventFigures(t.Context(), event.ID); err != nil || figures.Interim {
		t.Errorf("the event is not final after the doubt: %v", err)
	}
	if breakdowns, err := store.Breakdowns(t.Context(), event.ID); err != nil || len(breakdowns) != 1 {
		t.Errorf("%d breakdowns after the doubt, want 1: %v", len(breakdowns), err)
	}
	mustVerify(t, store)
}

// A doubt that ends while the session is open lets figures go on.
func TestStore_Trust(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	session := &sessions[0]
	if err := store.SetDoubt(t.Context(), session.ID, DoubtConnection); err != nil {
		t.Fatal(err)
	}
	answerTimes(t, store, session, 40)
	if shown := mustFigures(t, store, session).Release; shown != nil {
		t.Fatalf("%d answers are shown in a doubt", shown.Tally.N)
	}
	if err := store.Trust(t.Context(), session.ID, "Saal 1"); err != nil {
		t.Fatal(err)
	}
	answerTimes(t, store, session, event.MinGroup+1)
	if shown := mustFigures(t, store, session).Release; shown == nil || shown.Tally.N < 40 {
		t.Errorf("after the doubt, and %d answers more: %+v, want 40 answers at least", event.MinGroup+1, shown)
	}
	mustVerify(t, store)
	notes, err := store.Audit(t.Context(), event.ID)
	if err != nil || len(notes) != 1 || notes[0].Account != "Saal 1" {
		t.Errorf("notes %+v, %v", notes, err)
	}
	if err := store.Trust(t.Context(), session.ID, "Saal 1"); err != nil { // no doubt, nothing to note
		t.Fatal(err)
	}
	if notes, err = store.Audit(t.Context(), event.ID); err != nil || len(notes) != 1 {
		t.Errorf("notes %+v, %v", notes, err)
	}
}

// Only sessions that are open come into doubt.
func TestStore_SetDoubt(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	if err := store.SetState(t.Context(), sessions[0].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	if err := store.SetDoubt(t.Context(), sessions[0].ID, DoubtPace); err != nil {
		t.Fatal(err)
	}
	if doubt := mustFigures(t, store, &sessions[0]).Turnout.Doubt; doubt != NoDoubt {
		t.Errorf("a closed session is in doubt: %q", doubt)
	}
	if err := store.SetDoubt(t.Context(), 99, DoubtPace); CodeOf(err) != CodeNotFound {
		t.Errorf("a session that there is not: %v, want %s", err, CodeNotFound)
	}
}

// More answers than people raise a doubt in the very batch that brings them,
// unless they are made up, or each brings a code. Who has trusted a session is
// asked again only when there are many more.
func TestStore_DoubtOfCrowd(t *testing.T) {
	t.Parallel()
	const headcount = 10
	limit := headcount
	for !Crowded(limit+1, headcount) {
		limit++
	}
	store := newStore(t)
	_, sessions := testEvent(t, store)
	doubt := func(session *Session) Doubt { return mustFigures(t, store, session).Turnout.Doubt }
	for i := range sessions {
		if err := store.SetHeadcount(t.Context(), sessions[i].ID, headcount); err != nil {
			t.Fatal(err)
		}
	}
	session := &sessions[0]
	answerTimes(t, store, session, limit)
	if got := doubt(session); got != NoDoubt {
		t.Errorf("%d answers of %d people: doubt %q", limit, headcount, got)
	}
	answerTimes(t, store, session, 1)
	if got := doubt(session); got != DoubtCrowd {
		t.Errorf("%d answers of %d people: doubt %q, want %q", limit+1, headcount, got, DoubtCrowd)
	}
	if err := store.Trust(t.Context(), session.ID, "Saal 1"); err != nil {
		t.Fatal(err)
	}
	more := 0
	for ; doubt(session) == NoDoubt; more++ {
		answerTimes(t, store, session, 1)
	}
	if !Crowded(limit+1+more, limit+1) || Crowded(limit+more, limit+1) {
		t.Errorf("after %d trusted answers, %d more raise a doubt", limit+1, more)
	}

	for range 3 * limit {
		sub := submission(t, store, &sessions[1], Values{"gesamt": {"gut"}})
		sub.Simulated = true
		mustSubmit(t, store, sub)
	}
	if got := doubt(&sessions[1]); got != NoDoubt {
		t.Errorf("simulated answers: doubt %q", got)
	}
	if err := store.SetHeadcount(t.Context(), sessions[2].ID, 0); err != nil {
		t.Fatal(err)
	}
	answerTimes(t, store, &sessions[2], 3*limit)
	if got := doubt(&sessions[2]); got != NoDoubt {
		t.Errorf("%d answers of nobody knows how many people: doubt %q", 3*limit, got)
	}
}

// A small session in doubt is in no pool either.
func TestStore_DoubtOfPool(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	for i := range sessions {
		answerTimes(t, store, &sessions[i], event.MinGroup-2)
	}
	if err := store.SetDoubt(t.Context(), sessions[0].ID, DoubtPace); err != nil {
		t.Fatal(err)
	}
	pooled := func() int {
		figures, err := store.EventFigures(t.Context(), event.ID)
		if err != nil {
			t.Fatal(err)
		}
		return figures.Pooled[sessions[0].FormID].N
	}
	for i, want := range []int{0, 0, 2 * (event.MinGroup - 2)} {
		if err := store.SetState(t.Context(), sessions[i].ID, StateClosed); err != nil {
			t.Fatal(err)
		}
		if got := pooled(); got != want {
			t.Errorf("%d sessions closed, the first in doubt: a pool of %d, want %d", i+1, got, want)
		}
	}
	mustVerify(t, store)
}
