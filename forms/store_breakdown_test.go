package forms

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// mixed is a crowd whose people are of several groups.
type mixed struct {
	crowd
	groups []string
}

// arrive has people of random groups answer a session. Their answers to "oft"
// are numbers of their own, as in crowd.
func (c *mixed) arrive(session *Session, n int) {
	for range n {
		c.people++
		values := Values{"oft": {fmt.Sprint(c.people)}}
		if group := c.groups[c.random.IntN(len(c.groups))]; group != "" {
			values["rolle"] = []string{group}
		}
		sub := submission(c.T, c.store, session, values)
		mustSubmit(c.T, c.store, sub)
		c.tokens[session.ID] = append(c.tokens[session.ID], sub.Token)
	}
}

func (c *mixed) mustBreakdowns() []Breakdown {
	c.Helper()
	breakdowns, err := c.store.Breakdowns(c.Context(), c.event.ID)
	if err != nil {
		c.Fatal(err)
	}
	return breakdowns
}

// reopen opens a session again, has some come, others take back what they said,
// and closes it.
func (c *mixed) reopen(session *Session) {
	c.set(session, StateOpen)
	c.arrive(session, c.random.IntN(8))
	if tokens := c.tokens[session.ID]; len(tokens) > 0 {
		if err := c.store.Withdraw(c.Context(), session.ID, tokens[0]); err != nil {
			c.Fatal(err)
		}
		c.tokens[session.ID] = tokens[1:]
	}
	c.set(session, StateClosed)
}

// Whatever is shown of groups, no subtraction from one another, from the
// sessions or from the totals of the same or a later time leaves a few people.
// Once it is taken, a breakdown stays.
//
// Reference, Groups only: "with complementary suppression"
func TestBreakdowns_NeverSingleOut(t *testing.T) {
	t.Parallel()
	taken := 0
	for seed := range 80 {
		c := &mixed{crowd{T: t, random: rand.New(rand.NewPCG(uint64(seed), 2)), store: newStore(t), tokens: map[int64][]Token{}, shown: map[string][]group{}, known: map[string]group{}},
			[]string{"amt", "amt", "verein", OptionOther, ""}[:2+seed%4]}
		d := testDefinition()
		d.Event.MinGroup, d.Forms[0].Questions[1].Breakdown = 2+c.random.IntN(4), true
		done, err := c.store.Import(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		c.k = d.Event.MinGroup
		c.event, c.sessions = done.Event, mustProgramme(t, c.store, done.Event.ID)
		for i := range c.sessions {
			c.arrive(&c.sessions[i], c.random.IntN(25))
			if got := c.mustBreakdowns(); len(got) > 0 {
				t.Fatal("broken down while a session is open")
			}
			c.look()
			c.set(&c.sessions[i], StateClosed)
			if c.random.IntN(3) == 0 {
				c.reopen(&c.sessions[i])
			}
		}
		first := c.mustBreakdowns()
		c.look()
		c.noteGroups(first)
		for range 3 {
			c.reopen(&c.sessions[c.random.IntN(3)])
			if again := c.mustBreakdowns(); !reflect.DeepEqual(first, again) {
				t.Fatalf("the breakdown has changed from %v to %v", first, again)
			}
			c.look()
		}
		c.check(d.Event.MinGroup)
		for _, b := range first {
			for _, tally := range b.Groups {
				if len(tally.Cells) > 0 {
					taken++
				}
			}
		}
	}
	if taken < 80 {
		t.Errorf("only %d groups are shown in all", taken)
	}
}

// noteGroups notes the groups, and all of them together.
func (c *mixed) noteGroups(breakdowns []Breakdown) {
	for _, b := range breakdowns {
		all := Tally{}
		for code, tally := range b.Groups {
			c.note("group "+code, tally)
			all.AddTally(tally)
		}
		c.note("groups", all)
	}
}

// A purge of a rehearsal's answers takes the breakdown along.
func TestBreakdowns_Purged(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	d := testDefinition()
	d.Forms[0].Questions[1].Breakdown = true
	done, err := store.Import(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	sessions := mustProgramme(t, store, done.Event.ID)
	for i := range sessions {
		for range 12 {
			sub := submission(t, store, &sessions[i], Values{"gesamt": {"gut"}, "rolle": {"amt"}})
			sub.Simulated = true
			mustSubmit(t, store, sub)
		}
		if err := store.SetState(t.Context(), sessions[i].ID, StateClosed); err != nil {
			t.Fatal(err)
		}
	}
	breakdowns, err := store.Breakdowns(t.Context(), done.Event.ID)
	if err != nil || len(breakdowns) != 1 || breakdowns[0].Groups["amt"].Count("gesamt", "gut") != 36 {
		t.Fatalf("got %+v, %v", breakdowns, err)
	}
	if _, err := store.PurgeSimulated(t.Context(), done.Event.ID); err != nil {
		t.Fatal(err)
	}
	if breakdowns, err = store.Breakdowns(t.Context(), done.Event.ID); err != nil || len(breakdowns[0].Groups["amt"].Cells) > 0 {
		t.Errorf("after the purge: %+v, %v", breakdowns, err)
	}
}
