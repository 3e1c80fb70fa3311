package forms

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// crowd plays a random event: people answer, take answers back, sessions close
// and open again. Everybody has a number, which is also the answer to "oft" and,
// of those who are asked, to "jahre", so that every shown tally tells exactly who
// is in it.
type crowd struct {
	*testing.T
	random   *rand.Rand
	store    *Store
	event    Event
	sessions []Session
	tokens   map[int64][]Token // by session
	people   int
	// shown holds every state that anybody could see, by what it is a state of;
	// known everybody who has been in one, by item.
	shown map[string][]group
	known map[string]group
	k     int
}

type group map[string]bool

func (g group) distance(h group) int {
	n := 0
	for who := range g {
		if !h[who] {
			n++
		}
	}
	for who := range h {
		if !g[who] {
			n++
		}
	}
	return n
}

func peopleIn(t Tally, item string) group {
	g := group{}
	for option, n := range t.Cells[item] {
		if option != CellAnswered && option != CellAsked && n != 0 {
			g[option] = true
		}
	}
	return g
}

func (c *crowd) act() {
	session := &c.sessions[c.random.IntN(len(c.sessions))]
	tokens := c.tokens[session.ID]
	switch dice := c.random.IntN(20); {
	case dice < 13:
		c.people++
		number := []string{fmt.Sprint(c.people)}
		values := Values{"rolle": {[]string{"amt", "verein"}[c.random.IntN(2)]}, "oft": number, "jahre": number}
		sub := submission(c.T, c.store, session, values)
		if _, err := c.store.Submit(c.Context(), sub); err == nil {
			c.tokens[session.ID] = append(tokens, sub.Token)
		} else if CodeOf(err) != CodeClosed {
			c.Fatal(err)
		}
	case dice < 15 && len(tokens) > 0:
		i := c.random.IntN(len(tokens))
		err := c.store.Withdraw(c.Context(), session.ID, tokens[i])
		if err == nil {
			c.tokens[session.ID] = slices.Delete(tokens, i, i+1)
		} else if CodeOf(err) != CodeClosed {
			c.Fatal(err)
		}
	case dice < 18:
		c.set(session, StateClosed)
	default:
		c.set(session, StateOpen)
	}
}

func (c *crowd) set(session *Session, state State) {
	if err := c.store.SetState(c.Context(), session.ID, state); err != nil {
		c.Fatal(err)
	}
}

// look notes everything that can be seen now.
func (c *crowd) look() {
	figures, err := c.store.EventFigures(c.Context(), c.event.ID)
	if err != nil {
		c.Fatal(err)
	}
	total := Tally{}
	for _, f := range figures.Sessions {
		if f.Release != nil {
			c.note(f.Session.Key, f.Release.Tally)
			total.AddTally(f.Release.Tally)
		}
	}
	for _, pool := range figures.Pooled {
		c.note("pool", pool)
		total.AddTally(pool)
	}
	if total.N > 0 {
		c.note("total", total)
	}
}

func (c *crowd) note(what string, t Tally) {
	for _, item := range []string{"oft", "jahre"} {
		g := peopleIn(t, item)
		if len(g) != t.Answered(item) {
			c.Fatalf("%s of %s: %d people among %d answers: somebody is counted twice", item, what, len(g), t.Answered(item))
		}
		key := item + " of " + what
		states := c.shown[key]
		if len(g) == 0 || len(states) > 0 && states[len(states)-1].distance(g) == 0 {
			continue
		}
		c.shown[key] = append(states, g)
		if what != "total" && !strings.HasPrefix(what, "group") {
			c.mustBeNew(item, key, g)
		}
	}
}

// mustBeNew checks that k people of a new state have never been in one before.
func (c *crowd) mustBeNew(item, key string, g group) {
	fresh := 0
	for who := range g {
		if !c.known[item][who] {
			fresh++
		}
	}
	if fresh < c.k {
		c.Errorf("k=%d: a new state of %s has %d new people", c.k, key, fresh)
	}
	if c.known[item] == nil {
		c.known[item] = group{}
	}
	maps.Copy(c.known[item], g)
}

// check compares every shown state of an item with every other, whatever it is
// a state of: none may be small, and no two may differ by a few people.
func (c *crowd) check(k int) {
	type state struct {
		name string
		group
	}
	var all []state
	for _, what := range slices.Sorted(maps.Keys(c.shown)) {
		for i, g := range c.shown[what] {
			if len(g) < k {
				c.Errorf("k=%d: %s %d shows %d people", k, what, i, len(g))
			}
			all = append(all, state{fmt.Sprint(what, " ", i), g})
		}
	}
	for i, a := range all {
		for _, b := range all[:i] {
			if strings.Fields(a.name)[0] != strings.Fields(b.name)[0] {
				continue
			}
			if d := a.distance(b.group); d > 0 && d < k {
				c.Errorf("k=%d: %s and %s differ by %d people", k, b.name, a.name, d)
			}
		}
	}
}

// Whatever happens in whatever order, no two shown states of a session, a pool
// or the event's total let anybody work out what fewer than k people said.
//
// Reference, Groups only: "have never been in anything shown before"
// README, Data protection: "A figure is shown only for groups of at least five people"
func TestReleases_NeverDifferByFewPeople(t *testing.T) {
	t.Parallel()
	runs := 30
	if testing.Short() {
		runs = 10
	}
	for seed := range runs {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			c := &crowd{T: t, random: rand.New(rand.NewPCG(uint64(seed), 1)), store: newStore(t), tokens: map[int64][]Token{}, shown: map[string][]group{}, known: map[string]group{}}
			d := testDefinition()
			d.Event.MinGroup = 2 + c.random.IntN(4)
			c.k = d.Event.MinGroup
			done, err := c.store.Import(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			c.event, c.sessions = done.Event, mustProgramme(t, c.store, done.Event.ID)
			for range 90 {
				c.act()
				c.look()
			}
			for i := range c.sessions {
				c.set(&c.sessions[i], StateClosed)
				c.look()
			}
			c.check(d.Event.MinGroup)
			mustVerify(t, c.store)
		})
	}
}

// Sessions that end below k appear only together, and their comments without
// their session.
//
// Reference, Groups only: "Sessions that end below *k* count in the event's totals"
func TestStore_SmallSessionsArePooled(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	for i, n := range []int{3, 4, 6} {
		for range n {
			mustSubmit(t, store, submission(t, store, &sessions[i], Values{"gesamt": {"gut"}, "satz": {sessions[i].Key}}))
		}
		if err := store.SetState(t.Context(), sessions[i].ID, StateClosed); err != nil {
			t.Fatal(err)
		}
	}
	figures, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	if figures.Interim {
		t.Error("all sessions are closed, but the figures are interim")
	}
	for i, f := range figures.Sessions {
		if shown := f.Release != nil; shown != (i == 2) {
			t.Errorf("session %s with %d answers shown: %v", f.Session.Key, f.Turnout.N, shown)
		}
	}
	if n := figures.Pooled[sessions[0].FormID].N; n != 7 {
		t.Errorf("the pool counts %d people, want 7", n)
	}
	for _, comment := range figures.Comments {
		if named := comment.SessionID != 0; named != (comment.Text == "kultur") {
			t.Errorf("comment of %s carries session %d", comment.Text, comment.SessionID)
		}
	}
	if len(figures.Comments) != 13 {
		t.Errorf("%d comments, want 13", len(figures.Comments))
	}
}

// The order in which comments are shown says nothing about when they came.
func TestStore_CommentsAreShuffled(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	var sent []string
	for i := range 40 {
		sent = append(sent, fmt.Sprint(i))
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"satz": {sent[i]}}))
	}
	if err := store.SetState(t.Context(), sessions[0].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	comments, err := store.Comments(t.Context(), sessions[0].ID)
	if err != nil || len(comments) != len(sent) {
		t.Fatalf("%d comments, %v", len(comments), err)
	}
	var got []string
	for _, c := range comments {
		got = append(got, c.Text)
	}
	if slices.Equal(got, sent) || strings.Join(got[:5], " ") == "0 1 2 3 4" {
		t.Errorf("comments come in the order they were sent: %v", got)
	}
}

// Closing leaves no answer out: whatever was held back on the way, the final
// figures of every item are whole.
func TestStore_ClosingShowsEveryAnswer(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	random := rand.New(rand.NewPCG(7, 7))
	for i := range sessions {
		session, want := &sessions[i], Tally{}
		for range 20 + random.IntN(20) {
			values := Values{}
			for i, item := range []string{"oft", "selten", "gesamt"} {
				if random.IntN(10) < []int{9, 4, 8}[i] {
					values[item] = []string{[]string{"1", "2", "gut"}[i]}
				}
			}
			if len(values) == 0 { // would be refused
				values["selten"] = []string{"2"}
			}
			sub := submission(t, store, session, values)
			mustSubmit(t, store, sub)
			want.N++
			for _, cell := range sub.Form.Marks(sub.Answers) {
				want.Add(cell, 1)
			}
		}
		if err := store.SetState(t.Context(), session.ID, StateClosed); err != nil {
			t.Fatal(err)
		}
		got := mustFigures(t, store, session).Release.Tally
		for item := range want.Cells {
			if got.Answered(item) != want.Answered(item) {
				t.Errorf("session %s: %d answers to %q are shown, want %d", session.Key, got.Answered(item), item, want.Answered(item))
			}
		}
		if got.N != want.N {
			t.Errorf("session %s: %d people are shown, want %d", session.Key, got.N, want.N)
		}
	}
}

// A pool that held simulated answers is made anew from what is left, with the
// sessions that had none.
func TestStore_PurgeRenewsPools(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	for i, n := range []int{3, 4, 4} {
		for range n {
			sub := submission(t, store, &sessions[i], Values{"gesamt": {"gut"}})
			sub.Simulated = i == 2
			mustSubmit(t, store, sub)
		}
		if err := store.SetState(t.Context(), sessions[i].ID, StateClosed); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.PurgeSimulated(t.Context(), event.ID); err != nil {
		t.Fatal(err)
	}
	figures, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	if pool := figures.Pooled[sessions[0].FormID]; pool.N != 7 || pool.Count("gesamt", "gut") != 7 {
		t.Errorf("the pool is %+v, want the 7 people who are no simulation", pool)
	}
	mustVerify(t, store)
}
