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

// Compare runs the rehearsal, compares what was acknowledged with what is
// stored and prints the result. It returns an error if they differ or if
// anything was not delivered.
func (r *Rehearsal) Compare(ctx context.Context, store *forms.Store, w io.Writer) error {
	before, err := store.Turnouts(ctx, r.Event.ID)
	if err != nil {
		return err
	}
	for _, t := range before {
		if t.N > t.Simulated {
			return errors.New("the event has real answers already")
		}
	}
	begin := time.Now()
	deliveries := make(chan Delivery)
	go r.Run(ctx, deliveries)
	var o outcome
	for d := range deliveries {
		o.add(d)
	}
	o.took = time.Since(begin)
	// What was stored is checked also after an interrupt.
	if err := o.check(context.WithoutCancel(ctx), store, r.Event.ID, before); err != nil {
		return err
	}
	o.print(w)
	return o.verdict()
}

// outcome is the result of a rehearsal.
type outcome struct {
	deliveries []Delivery
	fates      [Lost + 1]int
	retried    int
	lost       int // acknowledged, but not there
	doubled    int // there, but more often than they were sent
	took       time.Duration
}

func (o *outcome) add(d Delivery) {
	o.deliveries = append(o.deliveries, d)
	o.fates[d.Fate]++
	o.retried += d.retried
}

// check compares the deliveries with the store: every acknowledged answer must
// be there, and the turnout must have grown by what is there of them.
func (o *outcome) check(ctx context.Context, store *forms.Store, eventID int64, before map[int64]forms.Turnout) error {
	stored := map[int64]int{}
	o.lost = o.fates[Lost]
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
			o.lost++
		}
	}
	after, err := store.Turnouts(ctx, eventID)
	if err != nil {
		return err
	}
	for id, turnout := range after {
		surplus := turnout.Simulated - before[id].Simulated - stored[id]
		o.doubled += max(surplus, 0)
		o.lost += max(-surplus, 0)
	}
	return nil
}

func (o *outcome) print(w io.Writer) {
	n := o.fates[Acknowledged]
	fmt.Fprintf(w, "%d answers acknowledged in %s, %.1f per second\n",
		n, o.took.Round(time.Millisecond), float64(n)/o.took.Seconds())
	var loads, submits []time.Duration
	for _, d := range o.deliveries {
		if d.Fate == Acknowledged {
			loads, submits = append(loads, d.load), append(submits, d.submit)
		}
	}
	fmt.Fprintf(w, "%-12s %10s %10s %10s %10s\n", "", "p50", "p95", "p99", "max")
	printPercentiles(w, "load a form", loads)
	printPercentiles(w, "send it", submits)
	fmt.Fprintf(w, "tried again %d, refused %d, not delivered %d, lost %d, counted twice %d\n",
		o.retried, o.fates[Refused], o.fates[GaveUp], o.lost, o.doubled)
	printed := map[string]bool{}
	for _, d := range o.deliveries {
		if d.Err != nil && !printed[d.Err.Error()] && len(printed) < 5 { // enough to see what is wrong
			printed[d.Err.Error()] = true
			fmt.Fprintf(w, "for example: %v\n", d.Err)
		}
	}
}

func printPercentiles(w io.Writer, what string, times []time.Duration) {
	slices.Sort(times)
	fmt.Fprintf(w, "%-12s", what)
	for _, share := range []float64{0.50, 0.95, 0.99, 1} {
		fmt.Fprintf(w, " %10s", percentile(times, share).Round(10*time.Microsecond))
	}
	fmt.Fprintln(w)
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

func (o *outcome) verdict() error {
	if o.lost+o.doubled > 0 {
		return errors.New("answers were lost or counted twice")
	}
	if o.fates[Refused]+o.fates[GaveUp] > 0 {
		return errors.New("not every answer was delivered")
	}
	return nil
}
