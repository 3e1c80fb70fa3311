package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"resonanz/forms"
)

// ErrAnswered says that an event is not rehearsed because people have answered it.
var ErrAnswered = errors.New("the event has real answers already")

// Outcome is the result of a rehearsal, after what was acknowledged has been
// compared with what is stored.
type Outcome struct {
	Took    time.Duration
	Fates   [Lost + 1]int // how many forms ended how
	Retried int           // requests that were sent again
	Lost    int           // acknowledged, but not there
	Doubled int           // there, but more often than they were sent
	Load    Spread        // of loading a form that was acknowledged
	Send    Spread        // of sending it
	Errors  []string      // what went wrong, some examples

	deliveries []Delivery
}

// Spread says how long something took: the median, what 95 and 99 of a hundred do
// not exceed, and the longest.
type Spread struct{ P50, P95, P99, Max time.Duration }

// maxExamples is how many errors are shown: enough to see what is wrong.
const maxExamples = 5

// Measure runs the rehearsal and compares what was acknowledged with what is
// stored. Each form is passed on as soon as it is known what became of it.
func (r *Rehearsal) Measure(ctx context.Context, store *forms.Store, each func(Delivery)) (*Outcome, error) {
	before, err := store.Turnouts(ctx, r.Event.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range before {
		if t.N > t.Simulated {
			return nil, ErrAnswered
		}
	}
	begin := time.Now()
	deliveries := make(chan Delivery)
	go r.Run(ctx, deliveries)
	o := &Outcome{}
	for d := range deliveries {
		o.add(d)
		each(d)
	}
	o.Took = time.Since(begin)
	o.summarize()
	// What was stored is checked also after an interrupt.
	return o, o.check(context.WithoutCancel(ctx), store, r.Event.ID, before)
}

// Compare is Measure for the command line: it prints the result, and returns an
// error if anything was lost, counted twice or not delivered.
func (r *Rehearsal) Compare(ctx context.Context, store *forms.Store, w io.Writer) error {
	o, err := r.Measure(ctx, store, func(Delivery) {})
	if err != nil {
		return err
	}
	o.print(w)
	return o.Verdict()
}

func (o *Outcome) add(d Delivery) {
	o.deliveries = append(o.deliveries, d)
	o.Fates[d.Fate]++
	o.Retried += d.retried
	if d.Err != nil && len(o.Errors) < maxExamples && !slices.Contains(o.Errors, d.Err.Error()) {
		o.Errors = append(o.Errors, d.Err.Error())
	}
}

func (o *Outcome) summarize() {
	var loads, sends []time.Duration
	for _, d := range o.deliveries {
		if d.Fate == Acknowledged {
			loads, sends = append(loads, d.load), append(sends, d.submit)
		}
	}
	o.Load, o.Send = spreadOf(loads), spreadOf(sends)
}

// check compares the deliveries with the store: every acknowledged answer must
// be there, and the turnout must have grown by what is there of them.
func (o *Outcome) check(ctx context.Context, store *forms.Store, eventID int64, before map[int64]forms.Turnout) error {
	stored := map[int64]int{}
	o.Lost = o.Fates[Lost]
	for _, d := range o.deliveries {
		if d.Token == "" {
			continue
		}
		there, err := store.Stored(ctx, d.Session.ID, d.Token)
		if err != nil {
			return err
		}
		if there {
			stored[d.Session.ID]++
		} else if d.Fate == Acknowledged {
			o.Lost++
		}
	}
	after, err := store.Turnouts(ctx, eventID)
	if err != nil {
		return err
	}
	for id, turnout := range after {
		surplus := turnout.Simulated - before[id].Simulated - stored[id]
		o.Doubled += max(surplus, 0)
		o.Lost += max(-surplus, 0)
	}
	return nil
}

func (o *Outcome) print(w io.Writer) {
	n := o.Fates[Acknowledged]
	fmt.Fprintf(w, "%d answers acknowledged in %s, %.1f per second\n",
		n, o.Took.Round(time.Millisecond), float64(n)/o.Took.Seconds())
	fmt.Fprintf(w, "%-12s %10s %10s %10s %10s\n", "", "p50", "p95", "p99", "max")
	o.Load.print(w, "load a form")
	o.Send.print(w, "send it")
	fmt.Fprintf(w, "tried again %d, refused %d, not delivered %d, lost %d, counted twice %d\n",
		o.Retried, o.Fates[Refused], o.Fates[GaveUp], o.Lost, o.Doubled)
	for _, example := range o.Errors {
		fmt.Fprintf(w, "for example: %s\n", example)
	}
}

func (s Spread) print(w io.Writer, what string) {
	fmt.Fprintf(w, "%-12s", what)
	for _, d := range []time.Duration{s.P50, s.P95, s.P99, s.Max} {
		fmt.Fprintf(w, " %10s", d.Round(10*time.Microsecond))
	}
	fmt.Fprintln(w)
}

func spreadOf(times []time.Duration) Spread {
	slices.Sort(times)
	return Spread{percentile(times, 0.50), percentile(times, 0.95), percentile(times, 0.99), percentile(times, 1)}
}

// percentile returns the smallest of the sorted times that at least the share
// of them does not exceed (nearest rank), 0 if there are none.
func percentile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(share*float64(len(sorted)) + 0.999999)
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// Verdict returns what was wrong with the rehearsal, nil if all went well.
func (o *Outcome) Verdict() error {
	if o.Lost+o.Doubled > 0 {
		return errors.New("answers were lost or counted twice")
	}
	if o.Fates[Refused]+o.Fates[GaveUp] > 0 {
		return errors.New("not every answer was delivered")
	}
	return nil
}
