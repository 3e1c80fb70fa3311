package pace

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"resonanz/forms"
)

// hall is a simulated session: what the service sees of it, in order.
type hall struct {
	headcount int // as the organiser noted it, 0 for not at all
	whole     bool
	restart   time.Duration // of the service, 0 for none
	replicas  int
	steps     []step
}

// step is a form that is loaded (load) or an answer that is stored.
type step struct {
	at         time.Duration
	load       bool
	connection uint64
}

// What halls are like, as far as it matters here. The figures are guesses, and
// meant to be worse than the truth: more outages, restarts and shared devices
// than anybody would put up with.
const (
	outages      = 0.20 // of the Wi-Fi, of halls
	tablets      = 0.15 // that go from hand to hand, of halls
	restarts     = 0.05 // of the service, while people answer, of halls
	replicated   = 0.10 // two processes behind a balancer, of halls
	counted      = 0.70 // halls whose headcount is known
	quick        = 0.20 // halls with one question
	looks        = 0.30 // people who have a look and do not answer, of these
	reloads      = 0.05 // people who load the form twice
	unseenLoads  = 0.01 // answers from pages that the browser had kept
	sharedPhones = 0.03 // phones on which a second person answers
)

// newHall returns a hall of 8 to 1,200 people.
func newHall(random *rand.Rand) *hall {
	chance := func(p float64) bool { return random.Float64() < p }
	present := int(math.Min(1200, math.Max(8, math.Exp(4+random.NormFloat64()))))
	h := &hall{whole: true, replicas: 1}
	if chance(counted) { // by registrations, or by eye
		h.headcount = max(1, int(float64(present)*math.Exp(0.2*random.NormFloat64())))
	}
	if chance(replicated) {
		h.replicas = 2
	}
	median, eager := 70.0, 60.0
	if chance(quick) {
		median, eager = 8, 15
	}
	filling := func() time.Duration {
		return time.Duration(math.Max(4, median*math.Exp(0.6*random.NormFloat64())) * float64(time.Second))
	}
	var outage, back time.Duration
	if chance(outages) {
		outage = time.Duration(random.Float64() * float64(4*time.Minute))
		back = outage + time.Minute + time.Duration(random.Float64()*float64(20*time.Minute))
	}
	online := func(at time.Duration) time.Duration {
		if at > outage && at < back { // all wait, and all are back at once
			return back + time.Duration(random.Float64()*float64(2*time.Second))
		}
		return at
	}
	responds := 0.4 + 0.55*random.Float64()
	connection := uint64(0)
	answer := func(from time.Duration) time.Duration {
		loaded := online(from)
		if !chance(unseenLoads) {
			h.steps = append(h.steps, step{at: loaded, load: true})
		}
		sent := online(loaded + filling())
		h.steps = append(h.steps, step{at: sent, connection: connection})
		return sent
	}
	left := present
	if chance(tablets) {
		connection++
		sent := time.Duration(0)
		for range min(5+random.IntN(20), present/2) {
			left--
			sent = answer(sent + time.Duration(5+10*random.Float64())*time.Second)
		}
	}
	for ; left > 0; left-- {
		connection++
		from := time.Duration(random.ExpFloat64() * eager * float64(time.Second))
		if chance(reloads) {
			h.steps = append(h.steps, step{at: online(from), load: true})
		}
		if !chance(responds) {
			if chance(looks) {
				h.steps = append(h.steps, step{at: online(from), load: true})
			}
			continue
		}
		sent := answer(from)
		if left > 1 && chance(sharedPhones) {
			left--
			answer(sent + 5*time.Second)
		}
	}
	if chance(restarts) {
		h.restart = time.Duration(random.Float64() * float64(5*time.Minute))
	}
	slices.SortStableFunc(h.steps, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	return h
}

// play lets watches see the hall and returns the doubts that it raises.
func (h *hall) play(random *rand.Rand) (doubts []forms.Doubt) {
	start := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	now := start
	clock := func() time.Time { return now }
	var watches []*Watch
	begin := func(opened bool) {
		watches = nil
		for i := range h.replicas {
			watches = append(watches, New(clock))
			if opened && i == 0 { // the others only hear of it
				watches[i].Opened(1)
			}
		}
	}
	begin(h.whole)
	restarted, n := h.restart == 0, 0
	for _, s := range h.steps {
		now = start.Add(s.at)
		if !restarted && s.at > h.restart {
			begin(false)
			restarted = true
		}
		watch := watches[random.IntN(len(watches))]
		if s.load {
			watch.Loaded(1)
			continue
		}
		n++
		if doubt := watch.Answered(1, s.connection); doubt != forms.NoDoubt {
			doubts = append(doubts, doubt)
		}
		if forms.Crowded(n, h.headcount) {
			doubts = append(doubts, forms.DoubtCrowd)
		}
	}
	return doubts
}
