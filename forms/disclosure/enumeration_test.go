package disclosure

import (
	"fmt"
	"math/big"
	"slices"
	"testing"
)

// leak reports whether some sum of the states, each taken as often as one likes,
// adding or subtracting, tells of at least one and fewer than k people. Such a sum
// is a weight for each state that adds up to nothing for everybody outside a set
// of fewer than k people, but not for all inside: which there is exactly if the
// states of those outside span less than the states of all.
func leak(people []uint32, states, k int) bool {
	groups := map[uint32]int{}
	for _, p := range people {
		if p != 0 {
			groups[p]++
		}
	}
	var kinds []uint32
	for p := range groups {
		kinds = append(kinds, p)
	}
	all := rank(kinds, states)
	for i, p := range kinds {
		for j := i; j < len(kinds); j++ {
			n := groups[p]
			if j > i {
				n += groups[kinds[j]]
			}
			if n >= k {
				continue
			}
			outside := slices.DeleteFunc(slices.Clone(kinds), func(q uint32) bool { return q == p || q == kinds[j] })
			if rank(outside, states) < all {
				return true
			}
		}
	}
	return false
}

// poolPeople is how many answer two sessions together; each one more makes
// several times as many worlds.
const poolPeople = 7

// prime is larger than any determinant of so few zeros and ones, so that ranks
// are those over the rational numbers.
const prime = 1_000_003

// rank returns the rank of vectors of zeros and ones, given as bits.
func rank(vectors []uint32, dimensions int) int {
	rows := make([][]int64, len(vectors))
	for i, v := range vectors {
		rows[i] = make([]int64, dimensions)
		for d := range dimensions {
			rows[i][d] = int64(v >> d & 1)
		}
	}
	n := 0
	for d := 0; d < dimensions && n < len(rows); d++ {
		pivot := slices.IndexFunc(rows[n:], func(row []int64) bool { return row[d] != 0 })
		if pivot < 0 {
			continue
		}
		rows[n], rows[n+pivot] = rows[n+pivot], rows[n]
		for i := n + 1; i < len(rows); i++ {
			a, b := rows[i][d], rows[n][d]
			for e := d; a != 0 && e < dimensions; e++ {
				rows[i][e] = ((rows[i][e]*b-rows[n][e]*a)%prime + prime) % prime
			}
		}
		n++
	}
	return n
}

// enumeration plays every history of a number of people.
type enumeration struct {
	rules                      Rules
	sessions, people, closings int
	asking                     int // 1 if some are asked a conditional item
	decide                     decide
	histories                  *big.Int // how many there were
	worlds                     int      // that differ
	broken                     *world   // the first that leaks
	checked                    map[[maxPeople]uint32]bool
	each                       func(w *world, histories *big.Int) // called with every world
}

// run plays until there is nothing more to play or something leaks. People who
// are alike are merged, and their histories counted.
func (e *enumeration) run() {
	e.histories, e.checked = new(big.Int), map[[maxPeople]uint32]bool{}
	layer := map[world]*big.Int{newWorld(): big.NewInt(1)}
	for len(layer) > 0 && e.broken == nil {
		following := map[world]*big.Int{}
		for w, n := range layer {
			e.worlds++
			e.histories.Add(e.histories, n)
			if e.each != nil {
				e.each(&w, n)
			}
			e.next(&w, func(next world, ways int) {
				leaks := next.states != w.states && e.leaks(&next, person.states, next.states) ||
					next.items != w.items && e.leaks(&next, person.items, next.items)
				if leaks && e.broken == nil {
					e.broken = &next
				}
				if following[next] == nil {
					following[next] = new(big.Int)
				}
				following[next].Add(following[next], new(big.Int).Mul(n, big.NewInt(int64(ways))))
			})
		}
		layer = following
	}
}

func (e *enumeration) leaks(w *world, of func(p person) uint32, states int) bool {
	var seen [maxPeople]uint32
	for i, p := range w.people {
		seen[i] = of(p)
	}
	slices.Sort(seen[:])
	leaks, known := e.checked[seen]
	if !known {
		leaks = leak(seen[:], states, e.rules.K)
		e.checked[seen] = leaks
	}
	return leaks
}

// Whatever people do in whatever order, no sum of states, each taken as often as
// one likes, tells of fewer than k people.
//
// Reference, Groups only: "a test plays every history of eleven people"
// README, Data protection: "also to somebody who compares all that was ever shown"
func TestSession_everyHistory(t *testing.T) {
	t.Parallel()
	for _, k := range []int{2, 3} {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("k=%d,after=%v", k, after), func(t *testing.T) {
				t.Parallel()
				e := enumeration{rules: Rules{k, after}, sessions: 1, people: 11, closings: 2, decide: byRules}
				e.run()
				if e.broken != nil {
					t.Errorf("k=%d: a sum of states tells of fewer people: %+v", k, *e.broken)
				}
				t.Logf("k=%d: %v histories, %d of them differ", k, e.histories, e.worlds)
			})
		}
	}
}

// Those who were asked a conditional item stay among k in every sum of its
// states, too.
func TestRules_conditionalItem(t *testing.T) {
	t.Parallel()
	for _, k := range []int{2, 3} {
		e := enumeration{rules: Rules{K: k}, sessions: 1, people: 8, closings: 2, asking: 1, decide: byRules}
		if e.run(); e.broken != nil {
			t.Errorf("k=%d: a sum of states tells of fewer people: %+v", k, *e.broken)
		}
		t.Logf("k=%d: %v histories, %d of them differ", k, e.histories, e.worlds)
	}
}

// Two sessions with their pool, and the event's total, which is a sum of what
// both show.
func TestRules_pool(t *testing.T) {
	t.Parallel()
	for _, k := range []int{2, 3} {
		e := enumeration{rules: Rules{K: k}, sessions: 2, people: poolPeople, closings: 2, decide: byRules}
		hidden := false
		e.each = func(w *world, _ *big.Int) { hidden = hidden || w.sessions[0].Named && w.sessions[0].LeftOut > 0 }
		if e.run(); e.broken != nil {
			t.Errorf("k=%d: a sum of states tells of fewer people: %+v", k, *e.broken)
		}
		if !hidden {
			t.Errorf("k=%d: no session has left the pool", k)
		}
		t.Logf("k=%d: %v histories, %d of them differ", k, e.histories, e.worlds)
	}
}
