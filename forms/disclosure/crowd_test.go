package disclosure

import (
	"testing"

	"pgregory.net/rapid"
)

// guest is somebody in a crowd.
type guest struct {
	session       int
	mark          Mark
	left, counted bool // has withdrawn; is among the shown people
	shown         bool // has ever been in a state
	read          *int // the group in which one could be read at the last closing, nil for none
}

// crowd keeps everybody, and does what changes say.
type crowd struct {
	*rapid.T
	rules    Rules
	guests   []*guest
	sessions []*Session
	closed   []bool
	turnout  []int // as it was told last
	hidden   bool  // the pool
}

func (c *crowd) each(f func(g *guest) bool) []*guest {
	var found []*guest
	for _, g := range c.guests {
		if f(g) {
			found = append(found, g)
		}
	}
	return found
}

func (c *crowd) apply(session int, change Change) {
	for _, m := range change.Moves {
		for _, g := range c.each(func(g *guest) bool { return g.session == session && !g.left && g.mark == m.From }) {
			g.mark = m.To
			g.counted = g.counted || m.Shows()
		}
	}
	for _, g := range c.each(func(g *guest) bool { return change.Leave && g.session == session && g.left }) {
		g.counted = false
	}
}

// state checks that enough people of a new state are in their first one.
func (c *crowd) state(in func(g *guest) bool) {
	fresh := 0
	for _, g := range c.each(func(g *guest) bool { return g.counted && in(g) }) {
		if !g.shown {
			fresh++
		}
		g.shown = true
	}
	if fresh < c.rules.K {
		c.Fatalf("a state with %d new people", fresh)
	}
}

func (c *crowd) changed(session int, change Change) {
	if change.Unpools {
		members, of := c.pool(session)
		for i, hidden := range Hide(members) {
			c.apply(of[i], hidden)
		}
		c.hidden = true
	}
	c.apply(session, change)
	if change.New {
		c.state(func(g *guest) bool { return g.session == session })
	}
}

func (c *crowd) pool(but int) (members []Member, of []int) {
	for i, s := range c.sessions {
		if i != but && !s.Named {
			members, of = append(members, Member{s, c.closed[i]}), append(of, i)
		}
	}
	return members, of
}

func (c *crowd) arrive() {
	i := rapid.IntRange(0, len(c.sessions)-1).Draw(c.T, "session")
	if c.closed[i] {
		c.Skip("closed")
	}
	c.guests = append(c.guests, &guest{session: i, mark: c.sessions[i].Arriving})
	c.changed(i, c.sessions[i].Arrive(c.rules))
	if n := c.sessions[i].Turnout(); n < c.turnout[i]+1 && c.rules.K > 1 && !c.falls(i) {
		c.Fatalf("turnout %d after one more than %d", n, c.turnout[i])
	}
}

// falls reports whether the session has just shown something new.
func (c *crowd) falls(session int) bool { return c.sessions[session].Pending == 0 }

func (c *crowd) withdraw() {
	living := c.each(func(g *guest) bool { return !g.left && !c.closed[g.session] })
	if len(living) == 0 {
		c.Skip("nobody")
	}
	g := rapid.SampledFrom(living).Draw(c.T, "guest")
	s := c.sessions[g.session]
	before := s.Turnout()
	leaves := s.Withdraw(c.rules, g.mark)
	g.left, g.counted = true, g.counted && !leaves
	if s.Turnout() != before && c.rules.K > 1 {
		c.Fatalf("turnout moved from %d to %d", before, s.Turnout())
	}
}

func (c *crowd) turn() {
	i := rapid.IntRange(0, len(c.sessions)-1).Draw(c.T, "session")
	s := c.sessions[i]
	if c.closed[i] {
		c.closed[i] = false
		return
	}
	c.closed[i] = true
	c.changed(i, s.Close(c.rules))
	if n := len(c.each(func(g *guest) bool { return g.session == i && !g.left })); s.Turnout() != n {
		c.Fatalf("turnout %d at closing, %d have not withdrawn", s.Turnout(), n)
	}
	members, of := c.pool(-1)
	if changes := c.rules.Share(members); changes != nil {
		for k, change := range changes {
			c.apply(of[k], change)
		}
		c.hidden = false
		c.state(func(g *guest) bool { return !c.sessions[g.session].Named })
	}
	for _, closed := range c.closed {
		if !closed {
			return
		}
	}
	c.letRead()
	c.look()
}

// letRead is what happens when the last session closes.
func (c *crowd) letRead() {
	var pool []*Session
	for i, s := range c.sessions {
		if s.Named {
			c.leaveOut(func(g *guest) bool { return g.session == i }, s)
		} else {
			pool = append(pool, s)
		}
	}
	c.leaveOut(func(g *guest) bool { return !c.sessions[g.session].Named }, pool...)
	for i := range c.sessions {
		c.apply(i, Change{Moves: []Move{{Recent, Shown}}})
	}
}

func (c *crowd) leaveOut(of func(g *guest) bool, sessions ...*Session) {
	marked := func(m Mark) []*guest {
		return c.each(func(g *guest) bool { return of(g) && !g.left && g.mark == m })
	}
	old := rapid.Permutation(marked(Shown)).Draw(c.T, "old")
	all := append(old, rapid.Permutation(marked(Recent)).Draw(c.T, "recent")...)
	for _, g := range all[:c.rules.Draw(len(old), sessions...)] {
		g.mark = LeftOut
		c.sessions[g.session].LeftOut++
	}
}

// look reads what can be read one by one.
func (c *crowd) look() {
	groupOf := func(g *guest) int {
		if c.sessions[g.session].Named {
			return g.session
		}
		return -1 // the pool
	}
	readable, missing, gone := map[int]int{}, map[int]int{}, map[int]int{}
	read := func(g *guest) bool { return !g.left && g.counted && g.mark == Shown }
	for _, g := range c.each(read) {
		readable[groupOf(g)]++
	}
	for _, g := range c.guests {
		of := groupOf(g)
		now := read(g) && readable[of] >= c.rules.K
		if g.counted && !now && !(of < 0 && c.hidden) {
			missing[of]++
		}
		if g.read != nil && !(now && *g.read == of) {
			gone[*g.read]++
		}
		if g.read = nil; now {
			g.read = &of
		}
	}
	for _, groups := range []map[int]int{missing, gone} {
		for of, n := range groups {
			if n < c.rules.K {
				c.Fatalf("group %d: %d people are missing among the rows, %d have gone", of, missing[of], gone[of])
			}
		}
	}
}

// check compares the counters with everybody.
func (c *crowd) check(*rapid.T) {
	for i, s := range c.sessions {
		count := func(f func(g *guest) bool) int {
			return len(c.each(func(g *guest) bool { return g.session == i && f(g) }))
		}
		marked := func(m Mark) int { return count(func(g *guest) bool { return !g.left && g.mark == m }) }
		for _, n := range []struct {
			of        string
			got, want int
		}{
			{"shown", s.Shown, count(func(g *guest) bool { return g.counted })},
			{"withdrawn", s.Withdrawn, count(func(g *guest) bool { return g.counted && g.left })},
			{"pending", s.Pending, marked(s.Arriving)}, {"held", s.Held, marked(s.Arriving.other())},
			{"left out", s.LeftOut, marked(LeftOut)}, {"readable", s.Readable(), marked(Shown) + marked(Recent)},
			{"living", s.Living(), count(func(g *guest) bool { return !g.left })},
		} {
			if n.got != n.want {
				c.Fatalf("session %d: %s is %d, there are %d: %+v", i, n.of, n.got, n.want, *s)
			}
		}
		exact := count(func(g *guest) bool { return g.counted == g.left }) == 0
		if c.closed[i] && s.Named && exact != (s.Waiting()+s.Withdrawn == 0) {
			c.Fatalf("session %d is exact: %v, and says %d and %d", i, exact, s.Waiting(), s.Withdrawn)
		}
		if c.closed[i] && s.Waiting() >= c.rules.K && c.rules.K > 1 {
			c.Fatalf("session %d has closed and %d wait", i, s.Waiting())
		}
		c.turnout[i] = s.Turnout()
	}
}

// Long histories keep the counters right, and the rows that can be read far
// enough from what is shown, and from those of the closing before.
func TestSession_longHistories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := &crowd{T: t, rules: Rules{K: rapid.IntRange(1, 6).Draw(t, "k"), AfterClosing: rapid.Bool().Draw(t, "after closing")}}
		for range rapid.IntRange(1, 3).Draw(t, "sessions") {
			c.sessions = append(c.sessions, &Session{Arriving: Odd})
		}
		c.closed, c.turnout = make([]bool, len(c.sessions)), make([]int, len(c.sessions))
		step := func(f func()) func(*rapid.T) {
			return func(t *rapid.T) { c.T = t; f() }
		}
		t.Repeat(map[string]func(*rapid.T){
			"":       c.check,
			"arrive": step(c.arrive), "arrive too": step(c.arrive), "arrive as well": step(c.arrive),
			"withdraw": step(c.withdraw), "turn": step(c.turn),
		})
	})
}
