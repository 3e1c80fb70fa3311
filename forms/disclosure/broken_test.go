package disclosure

import "testing"

// comparing shows all living people of a session whenever the comparison with
// the states before allows it: distance says how far the people are from an
// earlier state, or from nothing.
func comparing(lastOnly bool, distance func(people []person, state int) int) decide {
	return func(w *world, r Rules, session int, _ bool) {
		w.sessions[session] = Session{Arriving: Odd}
		var living []person
		for _, p := range w.people {
			if p.living() {
				living = append(living, p)
			}
		}
		if len(living) < r.K {
			return
		}
		first := 0
		if lastOnly {
			first = max(0, w.states-1)
		}
		for state := first; state < w.states; state++ {
			if distance(w.people[:], state) < r.K {
				return
			}
		}
		w.show(person.living)
	}
}

// in reports whether the state counts the person.
func (p person) in(state int) bool { return p.states()>>state&1 != 0 }

// net is how many more people there are.
func net(people []person, state int) int {
	n := 0
	for _, p := range people {
		if p.living() {
			n++
		}
		if p.in(state) {
			n--
		}
	}
	return n
}

// apart is how many people are in one of the two sets only.
func apart(people []person, state int) int {
	n := 0
	for _, p := range people {
		if p.living() != p.in(state) {
			n++
		}
	}
	return n
}

// bound is what can be known of apart by counting: people who were never shown,
// and the net change.
func bound(people []person, state int) int {
	fresh, change := 0, net(people, state)
	for _, p := range people {
		if p.living() && p.states() == 0 {
			fresh++
		}
	}
	return fresh + max(change, -change)
}

// The enumeration finds the holes of every way that was thought to be safe
// before: otherwise its silence would say nothing.
func TestEnumeration_findsHoles(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]decide{
		"net counts": func(w *world, r Rules, s int, closes bool) {
			comparing(true, func(people []person, state int) int {
				change := net(people, state)
				return max(change, -change)
			})(w, r, s, closes)
		},
		"the last state only":    comparing(true, apart),
		"every pair of states":   comparing(false, apart),
		"a bound for every pair": comparing(false, bound),
		"a conditional item that moves along": func(w *world, r Rules, s int, closes bool) {
			byRules(w, r, s, closes)
			if closes {
				w.ask(func(asked, before int) bool { return asked > before && asked >= r.K })
			}
		},
		"a pool that shows again without its member": func(w *world, r Rules, s int, closes bool) {
			shown := w.pool
			byRules(w, r, s, closes)
			if shown && !w.pool {
				w.show(func(p person) bool { return !w.sessions[p.session()].Named && p&counted != 0 })
			}
		},
		"closing with fewer than k new people": func(w *world, r Rules, s int, closes bool) {
			if closes {
				r.K--
			}
			byRules(w, r, s, closes)
		},
	} {
		for _, k := range []int{2, 3} {
			e := enumeration{rules: Rules{K: k}, sessions: 1, people: 9, closings: 2, decide: broken}
			switch name {
			case "a conditional item that moves along":
				e.people, e.asking = 7, 1
			case "a pool that shows again without its member":
				e.people, e.sessions = 7, 2
			}
			if e.run(); e.broken == nil {
				t.Errorf("k=%d: %s passes %v histories", k, name, e.histories)
			}
		}
	}
}
