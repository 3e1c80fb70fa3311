package forms

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// sent is a submission that was stored.
type sent struct {
	Submission
	gone bool
}

// send has n people answer a session; what says what the i-th says.
func send(tb testing.TB, store *Store, session *Session, n int, what func(i int) Values) []*sent {
	tb.Helper()
	var all []*sent
	for i := range n {
		sub := submission(tb, store, session, what(i))
		mustSubmit(tb, store, sub)
		all = append(all, &sent{Submission: sub})
	}
	return all
}

func withdrawAll(tb testing.TB, store *Store, subs ...*sent) {
	tb.Helper()
	for _, sub := range subs {
		if err := store.Withdraw(tb.Context(), sub.SessionID, sub.Token); err != nil {
			tb.Fatal(err)
		}
		sub.gone = true
	}
}

func mustState(tb testing.TB, store *Store, session *Session, state State) {
	tb.Helper()
	if err := store.SetState(tb.Context(), session.ID, state); err != nil {
		tb.Fatal(err)
	}
}

func says(values Values) func(int) Values { return func(int) Values { return values } }

// Forty sessions of 12 to 51 people, with one, two or three of them withdrawing
// at any time: the final figures count everybody who has not withdrawn, say how
// many others they count, and these are fewer than MinGroup. The rows of the
// sessions differ from them by nobody or at least MinGroup.
//
// Reference, Withdrawing: "if they had not been shown they count nowhere any more"
func TestStore_finalFiguresAfterWithdrawals(t *testing.T) {
	t.Parallel()
	for withdrawals := 1; withdrawals <= 3; withdrawals++ {
		t.Run(fmt.Sprint(withdrawals), func(t *testing.T) {
			t.Parallel()
			for n := range 40 {
				store := newStore(t)
				event, sessions := testEvent(t, store)
				session, random := &sessions[0], rand.New(rand.NewPCG(uint64(n), uint64(withdrawals)))
				people := 12 + n
				when := map[int]bool{}
				for len(when) < withdrawals {
					when[1+random.IntN(people)] = true
				}
				var all []*sent
				for i := range people {
					all = append(all, send(t, store, session, 1, says(Values{"oft": {fmt.Sprint(i)}, "gesamt": {"gut"}, "satz": {"x"}}))...)
					if when[i+1] {
						living := slices.DeleteFunc(slices.Clone(all), func(s *sent) bool { return s.gone })
						withdrawAll(t, store, living[random.IntN(len(living))])
					}
				}
				for i := range sessions {
					mustState(t, store, &sessions[i], StateClosed)
				}
				mustVerify(t, store)
				f := mustFigures(t, store, session)
				counted := 0
				for i, sub := range all {
					switch in := f.Release.Tally.Count("oft", fmt.Sprint(i)) == 1; {
					case in && sub.gone:
						counted++
					case !in && !sub.gone:
						t.Errorf("%d people, of whom %d withdrew: a living one is not counted", people, withdrawals)
					}
				}
				if counted != f.Turnout.Withdrawn || counted >= event.MinGroup || f.Turnout.NotIncluded != 0 || f.Turnout.N != people-withdrawals {
					t.Errorf("%d people, of whom %d withdrew: %d of these are counted, the turnout says %+v", people, withdrawals, counted, f.Turnout)
				}
				if apart := f.Release.Tally.N - mustDownload(t, store, event.ID).tallies[session.ID].N; apart > 0 && apart < event.MinGroup {
					t.Errorf("the rows differ from the figures by %d people", apart)
				}
			}
		})
	}
}

// Ten answer, half of them A, which is shown; these five withdraw. Closing
// counts the other five, and none of those who withdrew.
//
// Reference, Withdrawing: "figures go on counting them until the session"
func TestStore_thoseShownWithdraw(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	session := &sessions[0]
	all := send(t, store, session, 12, func(i int) Values { return Values{"gesamt": {[]string{"gut", "schlecht"}[i/6]}} })
	if got := mustFigures(t, store, session).Release.Tally; got.N != 6 || got.Count("gesamt", "gut") != 6 {
		t.Fatalf("shown %+v, want the first six", got)
	}
	withdrawAll(t, store, all[:6]...)
	if got := mustFigures(t, store, session); got.Release.Tally.N != 6 || got.Turnout.N != 12 || got.Turnout.Withdrawn != 0 {
		t.Errorf("while it is open, a withdrawal shows: %+v", got.Turnout)
	}
	mustState(t, store, session, StateClosed)
	got := mustFigures(t, store, session)
	if tally := got.Release.Tally; tally.N != 6 || tally.Count("gesamt", "schlecht") != 6 || tally.Count("gesamt", "gut") != 0 || got.Turnout.Withdrawn != 0 || got.Turnout.N != 6 {
		t.Errorf("after closing: %+v, %+v", got.Turnout, tally)
	}
	mustVerify(t, store)
}

// A session closes with twelve, opens again for one more with two texts, and
// closes: nothing changes but the words, so no two workbooks differ by that one.
func TestStore_oneMoreAfterClosing(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	session := &sessions[0]
	send(t, store, session, 12, says(Values{"gesamt": {"gut"}, "satz": {"x"}}))
	mustState(t, store, session, StateClosed)
	before, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	mustState(t, store, session, StateOpen)
	send(t, store, session, 1, says(Values{"gesamt": {"schlecht"}, "rolle": {"other"}, "rolle.other": {"Gast"}, "satz": {"allein"}}))
	mustState(t, store, session, StateClosed)
	after, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	if n := after.Sessions[0].Turnout.NotIncluded; n != 1 {
		t.Errorf("%d answers are not included, want 1", n)
	}
	if a, b := fmt.Sprint(before.Comments, before.Sessions[0].Release), fmt.Sprint(after.Comments, after.Sessions[0].Release); a != b {
		t.Errorf("one more changes what is shown from\n%s to\n%s", a, b)
	}
	mustVerify(t, store)
}

// The comment of the only person of a session is shown nowhere, though the event
// has enough people.
func TestStore_singleComment(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	send(t, store, &sessions[0], 12, says(Values{"satz": {"viele"}}))
	send(t, store, &sessions[1], 1, says(Values{"satz": {"allein"}}))
	for i := range sessions {
		mustState(t, store, &sessions[i], StateClosed)
	}
	figures, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, comment := range figures.Comments {
		if comment.Text == "allein" {
			t.Errorf("the only comment of a session is shown: %+v", comment)
		}
	}
	if data := mustDownload(t, store, event.ID); data.comments != 12 {
		t.Errorf("%d comments among the rows, want 12", data.comments)
	}
}

// Closing and opening between answers leaves no trace of their order: all rows
// that wait have one mark, and all that are shown another.
func TestStore_closingBetweenAnswers(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	session := &sessions[0]
	for i := range 13 {
		send(t, store, session, 1, says(Values{"satz": {fmt.Sprint(i)}}))
		mustState(t, store, session, StateClosed)
		var marks []int
		err := store.r.Raw("SELECT DISTINCT mark FROM responses WHERE session_id = ? UNION SELECT mark FROM comments WHERE session_id = ?", session.ID, session.ID).Scan(&marks).Error
		if err != nil || len(marks) > 3 {
			t.Errorf("after %d answers there are the marks %v, %v", i+1, marks, err)
		}
		var waiting int
		if err := store.r.Raw("SELECT COUNT(DISTINCT mark) FROM responses WHERE mark IN (2, 3)").Scan(&waiting).Error; err != nil || waiting > 1 {
			t.Errorf("after %d answers those that wait have %d marks, %v", i+1, waiting, err)
		}
		mustState(t, store, session, StateOpen)
	}
	mustVerify(t, store)
}

// Where figures come only after closing nothing is shown before, and then they
// are exact.
//
// Reference, Groups only: "there are none before it closes"
func TestStore_figuresAfterClosing(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	d := testDefinition()
	d.Event.Figures = FiguresAfterClosing
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	session := &mustProgramme(t, store, done.Event.ID)[0]
	all := send(t, store, session, 30, says(Values{"gesamt": {"gut"}, "satz": {"x"}}))
	withdrawAll(t, store, all[3], all[20])
	if f := mustFigures(t, store, session); f.Release != nil || f.Turnout.Missing != 0 {
		t.Errorf("while it is open: %+v", f)
	}
	mustState(t, store, session, StateClosed)
	if f := mustFigures(t, store, session); f.Release.Tally.N != 28 || f.Turnout.Withdrawn+f.Turnout.NotIncluded != 0 {
		t.Errorf("after closing: %d people, %+v", f.Release.Tally.N, f.Turnout)
	}
	d.Event.Figures = FiguresInSteps
	if _, err := store.Import(t.Context(), d); CodeOf(err) != CodeConflict {
		t.Errorf("figures in steps after people have answered: %v, want %s", err, CodeConflict)
	}
	mustVerify(t, store)
}

// Pages say how many answers are missing until the first figures.
//
// Reference, Groups only: "after 2(*k* + 1) answers"
func TestTurnout_Missing(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	session := &sessions[0]
	for i := range 2 * (event.MinGroup + 1) {
		if f := mustFigures(t, store, session); f.Release != nil || f.Turnout.Missing != 2*(event.MinGroup+1)-i {
			t.Errorf("after %d answers %d are missing (shown: %v)", i, f.Turnout.Missing, f.Release)
		}
		send(t, store, session, 1, says(Values{"gesamt": {"gut"}}))
	}
	if f := mustFigures(t, store, session); f.Release == nil || f.Turnout.Missing != 0 {
		t.Errorf("no figures: %+v", f.Turnout)
	}
}

// Single responses do not tell a role that fewer than MinGroup people have, nor
// which rows these are, nor what was asked because of it.
//
// Reference, Single responses: "roles that fewer than *k* rows have are blanked"
func TestData_rareRoles(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	d := testDefinition()
	d.Forms[0].Questions[1].Breakdown = true
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	sessions := mustProgramme(t, store, done.Event.ID)
	role := func(i int) Values {
		switch {
		case i < 3:
			return Values{"rolle": {"other"}, "rolle.other": {"Gast"}, "oft": {fmt.Sprint(i)}}
		case i < 9:
			return Values{"rolle": {"amt"}, "jahre": {fmt.Sprint(i)}, "oft": {fmt.Sprint(i)}}
		}
		return Values{"rolle": {"verein"}, "oft": {fmt.Sprint(i)}}
	}
	send(t, store, &sessions[0], 20, role)
	for i := range sessions {
		mustState(t, store, &sessions[i], StateClosed)
	}
	data := mustData(t, store, done.Event.ID)
	if got, want := fmt.Sprint(data.Tables[0].Blanked), "map[rolle:[other amt]]"; got != want {
		t.Errorf("blanked: %s, want %s", got, want)
	}
	roles := map[string]int{}
	for response, err := range data.Responses(data.Tables[0].Form.ID) {
		if err != nil {
			t.Fatal(err)
		}
		if len(response.Answers["rolle"]) == 0 && response.Answers["jahre"] != nil {
			t.Errorf("a blanked row tells its role by what it was asked: %v", response.Answers)
		}
		roles[fmt.Sprint(response.Answers["rolle"])]++
	}
	if got, want := fmt.Sprint(roles), "map[[]:9 [verein]:11]"; got != want {
		t.Errorf("rows by role: %s, want %s", got, want)
	}
}
