package disclosure

import "slices"

// maxPeople bounds a world, whose values are keys of maps.
const maxPeople = 11

// A person is what an adversary who knows every set knows of somebody, as bits.
type person uint64

const (
	markBits           = 3
	personMarks person = 1<<markBits - 1
	present     person = 1 << markBits       // has arrived
	left        person = 1 << (markBits + 1) // has withdrawn
	counted     person = 1 << (markBits + 2) // is among the shown people of the session
	second      person = 1 << (markBits + 3) // is of the second session
	asked       person = 1 << (markBits + 4) // is asked the conditional item
	stateBits          = 8                   // from here on: one bit for each state, set if it counts the person
	itemBits           = 36                  // and for each state of the conditional item
)

func (p person) mark() Mark          { return Mark(p & personMarks) }
func (p person) session() int        { return int(p & second / second) }
func (p person) states() uint32      { return uint32(p >> stateBits & (1<<(itemBits-stateBits) - 1)) }
func (p person) items() uint32       { return uint32(p >> itemBits) }
func (p person) with(m Mark) person  { return p&^personMarks | person(m) }
func (p person) living() bool        { return p&present != 0 && p&left == 0 }
func (p person) of(session int) bool { return p&present != 0 && p.session() == session }

// world is everything that has happened, with people who are alike merged: they
// are sorted.
type world struct {
	people   [maxPeople]person
	sessions [2]Session
	closed   [2]bool
	closings [2]int
	pool     bool // is shown
	states   int  // shown so far, of sessions and pools
	items    int  // the same of the conditional item
	before   int  // people asked of its last state
}

// decide is a way to show states: what is under test, or one that is known to be
// broken. It changes the world after an arrival in a session, or a closing.
type decide func(w *world, r Rules, session int, closes bool)

func newWorld() world {
	var w world
	for i := range w.sessions {
		w.sessions[i].Arriving = Odd
	}
	return w
}

// arrive adds a person with further bits.
func (w *world) arrive(r Rules, session int, bits person, d decide) {
	for i := range w.people {
		if w.people[i] == 0 {
			w.people[i] = present | person(session)*second | bits
			w.people[i] = w.people[i].with(w.sessions[session].Arriving)
			break
		}
	}
	d(w, r, session, false)
	w.merge()
}

// withdraw takes a person away.
func (w *world) withdraw(r Rules, i int) {
	p := &w.people[i]
	*p |= left
	if w.sessions[p.session()].Withdraw(r, p.mark()) {
		*p &^= counted
	}
	if p.mark() == Odd || p.mark() == Even {
		*p = p.with(Shown)
	}
	w.merge()
}

func (w *world) close(r Rules, session int, d decide) {
	w.closed[session] = true
	w.closings[session]++
	d(w, r, session, true)
	w.merge()
}

// merge makes worlds equal that differ in nothing but the names of people.
func (w *world) merge() {
	slices.Sort(w.people[:])
	for i := range w.sessions { // no rule asks for these
		s := &w.sessions[i]
		s.Gone, s.Told, s.Vanished = 0, 0, 0
	}
}

// apply does what a change says.
func (w *world) apply(c Change, session int) {
	for _, m := range c.Moves {
		for i, p := range w.people {
			if p.of(session) && p.living() && p.mark() == m.From {
				w.people[i] = p.with(m.To)
				if m.Shows() {
					w.people[i] |= counted
				}
			}
		}
	}
	if c.Leave {
		for i, p := range w.people {
			if p.of(session) && !p.living() {
				w.people[i] &^= counted
			}
		}
	}
}

// show adds a state of those whom f names.
func (w *world) show(f func(p person) bool) {
	for i, p := range w.people {
		if p != 0 && f(p) {
			w.people[i] |= 1 << (stateBits + w.states)
		}
	}
	w.states++
}

// ask shows the conditional item anew if moves allows it.
func (w *world) ask(moves func(asked, before int) bool) {
	n := 0
	for _, p := range w.people {
		if p&asked != 0 && p&counted != 0 {
			n++
		}
	}
	if !moves(n, w.before) {
		return
	}
	w.before = n
	for i, p := range w.people {
		if p&asked != 0 && p&counted != 0 {
			w.people[i] |= 1 << (itemBits + w.items)
		}
	}
	w.items++
}

// byRules is what is under test.
func byRules(w *world, r Rules, session int, closes bool) {
	s := &w.sessions[session]
	c := Change{}
	if closes {
		c = s.Close(r)
	} else {
		c = s.Arrive(r)
	}
	if c.Unpools {
		members, of := w.members(session)
		for i, change := range Hide(members) {
			w.apply(change, of[i])
		}
		w.pool = false
	}
	w.apply(c, session)
	if c.New {
		w.show(func(p person) bool { return p.of(session) && p&counted != 0 })
	}
	if !closes {
		return
	}
	if c.New {
		w.ask(r.Asked)
	}
	members, of := w.members(-1)
	changes := r.Share(members)
	for i, change := range changes {
		w.apply(change, of[i])
	}
	if changes != nil {
		w.pool = true
		w.show(func(p person) bool { return !w.sessions[p.session()].Named && p&counted != 0 })
	}
}

// members returns the members of the pool but one, with their sessions.
func (w *world) members(but int) (members []Member, of []int) {
	for i := range w.sessions {
		if s := &w.sessions[i]; i != but && !s.Named && s.Shown+s.Waiting() > 0 {
			members, of = append(members, Member{s, w.closed[i]}), append(of, i)
		}
	}
	return members, of
}

// next calls f with every world that can follow, and how many people could have
// made it so.
func (e *enumeration) next(w *world, f func(next world, ways int)) {
	came := 0
	for _, p := range w.people {
		if p != 0 {
			came++
		}
	}
	for s := range e.sessions {
		if w.closed[s] {
			if w.closings[s] < e.closings {
				next := *w
				next.closed[s] = false
				f(next, 1)
			}
			continue
		}
		for _, bits := range []person{0, asked}[:1+e.asking] {
			if came < e.people {
				next := *w
				next.arrive(e.rules, s, bits, e.decide)
				f(next, 1)
			}
		}
		next := *w
		next.close(e.rules, s, e.decide)
		f(next, 1)
	}
	for i := 0; i < len(w.people); {
		p, ways := w.people[i], 1
		for i += 1; i < len(w.people) && w.people[i] == p; i++ {
			ways++
		}
		if p.living() && !w.closed[p.session()] {
			next := *w
			next.withdraw(e.rules, i-1)
			f(next, ways)
		}
	}
}
