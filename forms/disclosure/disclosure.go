// Package disclosure decides what may be shown of answers. It counts people
// and says which rows become shown; what those rows say is for its caller to
// count. It compares nothing and remembers no earlier state.
//
// A state is a tally of a set of people. Whoever keeps all states that were ever
// shown can add and subtract them, as often as they like. The one rule is:
//
//	A state is shown only if at least k of its people have never been in
//	anything shown before.
//
// Proof that no combination then tells of fewer than k people: in any weighted
// sum of states take the latest that has a weight. Its k new people are in no
// other state of the sum, so they are all in the result. The rest makes states
// that meet the rule:
//
//  1. While a session is open, its shown people P only grow. Who arrives is
//     pending. As soon as k+1 are pending, the held people are shown if they are
//     k or more, and the pending ones become held. The lag leaves enough people
//     for closing. With AfterClosing nothing is shown before that.
//  2. Closing shows all who are not shown yet if they are k or more. Otherwise
//     P stays and they are held.
//  3. Who withdraws before being shown vanishes. Who withdraws later stays
//     counted, until at a closing that shows a new state at least k leave
//     together: arrivals and withdrawals in one difference would have opposite
//     signs, so k new people alone hide nobody who leaves.
//  4. All unconditional items, and comments, follow P. A conditional item moves
//     only at a closing that shows a new state, and only if the people asked
//     have become k more, by the shown tallies: its moving tells nothing else.
//  5. Sessions that have shown nothing of their own share a pool. It shows as
//     soon as k people who are not shown wait in those of them that are closed.
//     A session that shows itself later takes its people along; then the pool
//     is hidden until it can show k further people. Comments without a session
//     are those of the pool's people. Totals are sums of what is shown.
//  6. What reads rows instead of tallies would show by subtraction who has
//     withdrawn. It does so only while all sessions are closed. Whenever the last
//     one closes, rows are drawn at random and left out for good, until nobody or
//     at least k of P are missing, and of the rows that could be read before
//     nobody or at least k have gone.
//  7. k = 1 hides nothing: everybody is shown at once, and leaves at once.
//
// Several changes at one moment are judged one after the other.
package disclosure

// Mark says of a row how far its person has come. A row that is shown tells
// nothing of when that was, but until all sessions are closed whether it was
// before they were the last time.
type Mark int

// The marks. Of Odd and Even one means pending and the other held; each step
// turns their meaning round, so that it need not touch the rows that wait.
const (
	Shown   Mark = iota // counted in what is shown, and to be read
	LeftOut             // counted, and left out of what reads rows
	Odd
	Even
	Recent // counted, and not to be read before all sessions are closed
	marks
)

// Marks is the number of marks.
const Marks = int(marks)

// Waits reports whether the row's person is not shown yet.
func (m Mark) Waits() bool { return m == Odd || m == Even }

func (m Mark) other() Mark { return Odd + Even - m }

// Rules are what an event has chosen.
type Rules struct {
	K            int  // a group is at least so many people
	AfterClosing bool // nothing is shown of a session before it closes
}

func (r Rules) open() bool { return r.K <= 1 }

// Session counts the people of one session. The zero value, with Arriving set
// to Odd, is one that nobody has answered.
type Session struct {
	Shown     int  // people of P, with those who withdrew and are still counted
	Withdrawn int  // these
	LeftOut   int  // of P's rows, those that are left out of what reads rows
	Vanished  int  // rows that could be read and were withdrawn since
	Held      int  // people not shown, the next to be
	Pending   int  // people not shown, who arrived since the last step
	Arriving  Mark // Odd or Even: the mark of the pending rows
	Named     bool // P is shown as the session's own, not in a pool
	Gone      int  // people who withdrew before they were shown and whom the turnout still counts
	Told      int  // of Withdrawn, those whom the turnout does not count any more
}

// Waiting returns how many people are not shown.
func (s *Session) Waiting() int { return s.Held + s.Pending }

// Living returns how many people there are who have not withdrawn.
func (s *Session) Living() int { return s.Shown - s.Withdrawn + s.Waiting() }

// Turnout returns how many answered, as it may be told: it rises with every
// arrival, and falls only when something new is shown or the session closes.
func (s *Session) Turnout() int { return s.Living() + s.Gone + s.Withdrawn - s.Told }

// Readable returns how many rows may be read one by one once all sessions are
// closed.
func (s *Session) Readable() int { return s.Shown - s.Withdrawn - s.LeftOut }

// Missing returns how many more people have to arrive until the session shows
// its first state while it is open, 0 if it has one or shows none before
// closing.
func (s *Session) Missing(r Rules) int {
	switch step := r.K + 1; {
	case s.Named || r.AfterClosing:
		return 0
	case r.open():
		return 1
	case s.Held >= r.K:
		return step - s.Pending
	default:
		return 2*step - s.Pending
	}
}

// Move gives all rows of a session with one mark another.
type Move struct{ From, To Mark }

// Shows reports whether the rows become shown, and are to be counted.
func (m Move) Shows() bool {
	return m.From.Waits() && m.To == Recent
}

// Change says what follows from something that happened. Its moves are done in
// their order.
type Change struct {
	Moves []Move
	Leave bool // the withdrawn people leave P, which is then the tally of its rows
	New   bool // a new state is shown
	// Unpools says that the session's people were shown in a pool, which has to
	// be hidden: see Pool.Hide.
	Unpools bool
}

// Arrive counts a new person, whose row has the mark Arriving of before.
func (s *Session) Arrive(r Rules) Change {
	s.Pending++
	return s.Step(r)
}

// Step shows and holds what the rules allow now. Arrive does so by itself; it is
// for people who arrived while the caller had nothing shown.
func (s *Session) Step(r Rules) Change {
	switch {
	case s.Pending == 0 || r.AfterClosing || !r.open() && s.Pending <= r.K:
		return Change{}
	case r.open():
		return s.showAll(r)
	}
	var c Change
	if held := s.Arriving.other(); s.Held >= r.K {
		s.name(&c)
		s.show(&c, held, &s.Held)
		s.Gone = 0
	} else if s.Held > 0 {
		c.Moves = append(c.Moves, Move{held, s.Arriving})
	}
	s.hold()
	return c
}

// Withdraw takes away a person whose row has the mark, and reports whether what
// is shown may follow at once.
func (s *Session) Withdraw(r Rules, m Mark) (leaves bool) {
	switch m {
	case Shown, LeftOut, Recent:
		switch m {
		case LeftOut:
			s.LeftOut--
		case Shown:
			s.Vanished++
		}
		s.Withdrawn++
		if r.open() {
			s.Leave()
			return true
		}
	case s.Arriving:
		s.Pending--
		s.Gone++
	default:
		s.Held--
		s.Gone++
	}
	return false
}

// Close shows what may be shown when the session closes.
func (s *Session) Close(r Rules) Change {
	var c Change
	if s.Waiting() >= r.K && s.Waiting() > 0 {
		c = s.showAll(r)
	} else if s.Pending > 0 {
		if s.Held > 0 {
			c.Moves = append(c.Moves, Move{s.Arriving.other(), s.Arriving})
		}
		s.hold()
	}
	s.Gone, s.Told = 0, s.Withdrawn
	return c
}

// showAll shows the session with everybody who waits.
func (s *Session) showAll(r Rules) Change {
	var c Change
	s.name(&c)
	s.release(&c)
	if s.Withdrawn >= r.K {
		c.Leave = true
		s.Leave()
	}
	return c
}

// release shows everybody who waits.
func (s *Session) release(c *Change) {
	s.show(c, s.Arriving.other(), &s.Held)
	s.show(c, s.Arriving, &s.Pending)
	s.Gone = 0
}

func (s *Session) show(c *Change, m Mark, people *int) {
	if *people > 0 {
		c.Moves = append(c.Moves, Move{m, Recent})
	}
	s.Shown += *people
	*people = 0
	c.New = true
}

// name has the session show itself. Its people of a pool come along; nothing
// that reads rows shows them any more, which would tell who of the pool they are.
func (s *Session) name(c *Change) {
	if !s.Named && s.Shown > 0 {
		c.Unpools = true
		s.leaveOut(c)
	}
	s.Named = true
}

func (s *Session) leaveOut(c *Change) {
	c.Moves = append(c.Moves, Move{Shown, LeftOut}, Move{Recent, LeftOut})
	s.LeftOut = s.Shown - s.Withdrawn
}

func (s *Session) hold() {
	s.Held += s.Pending
	s.Pending = 0
	s.Arriving = s.Arriving.other()
}

// Leave takes the withdrawn people out of those who are shown.
func (s *Session) Leave() { s.Shown, s.Withdrawn, s.Told = s.Shown-s.Withdrawn, 0, 0 }

// Asked reports whether a conditional item is shown anew with a new state that
// a closing or a pool shows: asked is how many of its people were asked, before
// how many of those of the item's last state.
func (r Rules) Asked(asked, before int) bool { return r.open() || asked-before >= r.K }
