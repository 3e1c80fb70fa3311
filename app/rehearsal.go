package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"resonanz/forms"
)

// rehearsal plays the participants of an event: each loads the pages, fills in
// the forms of the open sessions, sends them and looks at the receipts. The
// answers are marked as simulated by the event's rehearsal key.
type rehearsal struct {
	base         string // scheme and host of the service
	event        *forms.Event
	key          string
	stages       []stage
	voices       voices
	seed         uint64
	participants int
	rate         float64       // people who begin per second, 0 for all at once
	think        time.Duration // mean time between loading a form and sending it
	phones       int           // most phones that are active at the same time
	// answers says which of the sessions are answered, all if it is nil. Who
	// attends what, and what they answer there, does not depend on it.
	answers func(*forms.Session) bool
}

// stage is an open session with the form that is asked in it.
type stage struct {
	session forms.Session
	form    *forms.Form
}

// delivery is what became of one form that somebody filled in.
type delivery struct {
	session forms.Session
	token   forms.Token // "" if the page did not load
	values  forms.Values
	fate    fate
	err     error // why it was not acknowledged
	load    time.Duration
	submit  time.Duration
	retried int
}

// fate is how a delivery ended.
type fate int

const (
	acknowledged fate = iota
	refused           // the service did not want it
	gaveUp            // no answer came, however often the phone tried
	lost              // it was acknowledged, but its receipt page does not know it
)

// newRehearsal prepares a rehearsal of the event's open sessions.
func newRehearsal(ctx context.Context, store *forms.Store, event *forms.Event, base string) (*rehearsal, error) {
	r := &rehearsal{base: base, event: event, phones: 1}
	var err error
	if r.voices, err = loadVoices(); err != nil {
		return nil, err
	}
	if r.key, err = store.RehearsalKey(ctx, event.ID); err != nil {
		return nil, err
	}
	programme, err := store.Programme(ctx, event.ID)
	if err != nil {
		return nil, err
	}
	for _, session := range programme {
		if session.State != forms.StateOpen {
			continue
		}
		form, err := store.Form(ctx, &session)
		if err != nil {
			return nil, err
		}
		r.stages = append(r.stages, stage{session, form})
	}
	if len(r.stages) == 0 {
		return nil, fmt.Errorf("no session of event %s is open", event.Code)
	}
	return r, nil
}

// run plays all participants and passes on what became of each form. It
// returns when the last one is done, and closes deliveries.
func (r *rehearsal) run(ctx context.Context, deliveries chan<- delivery) {
	defer close(deliveries)
	transport := newTransport(r.phones)
	defer transport.CloseIdleConnections()
	var playing sync.WaitGroup
	defer playing.Wait()
	active := make(chan struct{}, r.phones)
	begin := time.Now()
	seats := r.seats()
	for number := range r.participants {
		if r.rate > 0 {
			arrival := time.Duration(float64(number) / r.rate * float64(time.Second))
			if pause(ctx, arrival-time.Since(begin)) != nil {
				return
			}
		}
		select {
		case active <- struct{}{}:
		case <-ctx.Done():
			return
		}
		playing.Go(func() {
			r.play(ctx, transport, uint64(number), seats[number], deliveries)
			<-active
		})
	}
}

// seats returns the participants' places, in the order in which they come.
func (r *rehearsal) seats() []float64 {
	seats := make([]float64, r.participants)
	for i, place := range rand.New(rand.NewPCG(r.seed, 0)).Perm(r.participants) {
		seats[i] = float64(place) / float64(r.participants)
	}
	return seats
}

// pause waits, or returns the error of ctx when that ends first.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// play lets one person answer. What the phone leaves to chance must not change
// what the person answers, so each has a source of its own.
func (r *rehearsal) play(ctx context.Context, transport http.RoundTripper, number uint64, seat float64, deliveries chan<- delivery) {
	who := newPerson(r.seed, number, r.voices)
	chance := rand.New(rand.NewPCG(number, r.seed))
	device := newPhone(transport, r.base, who.language+", "+r.event.Base()+";q=0.5", chance)
	for _, s := range r.attended(who, seat) {
		values := who.answer(s.form)
		if r.answers != nil && !r.answers(&s.session) {
			continue
		}
		device.retried = 0
		d := r.deliver(ctx, device, s, values)
		d.retried = device.retried
		deliveries <- d
	}
}

// answering is the share of those present who answer: few leave out the form
// of a plenary or a workshop, many that of a talk.
var answering = map[forms.SessionKind]float64{forms.Plenary: 0.9, forms.Workshop: 0.9, forms.Talk: 0.6}

// attended returns the sessions that the person answers: at most one workshop,
// and most of the others. Seat is the person's place among all participants,
// from 0 to 1; neighbours sit in the same workshop.
func (r *rehearsal) attended(who *person, seat float64) []stage {
	var everybody, present float64 // in the workshops, and at the fullest session
	for _, s := range r.stages {
		if s.session.Kind == forms.Workshop {
			everybody += size(&s.session)
		}
		present = max(present, size(&s.session), float64(r.event.Headcount))
	}
	var chosen []stage
	seat *= everybody
	for _, s := range r.stages {
		n, there := size(&s.session), true
		if s.session.Kind == forms.Workshop {
			there = seat >= 0 && seat < n
			seat -= n
		} else if s.session.Headcount > 0 {
			there = who.random.Float64() < n/present
		}
		if who.random.Float64() < answering[s.session.Kind] && there {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// size is how many people the session draws: those who were there, if that is
// known. Otherwise earlier workshops draw more than later ones.
func size(s *forms.Session) float64 {
	if s.Headcount > 0 {
		return float64(s.Headcount)
	}
	return 100 / float64(1+s.Position)
}

// doorSign is the share of participants who scan the event's sign and come to
// the form by its programme; the others scan the session's.
const doorSign = 0.3

// deliver fills in and sends one form.
func (r *rehearsal) deliver(ctx context.Context, device *phone, s stage, values forms.Values) delivery {
	d := delivery{session: s.session, values: values}
	if device.random.Float64() < doorSign {
		if _, err := device.load(ctx, r.base+"/"+r.event.Code); err != nil {
			return d.end(gaveUp, err)
		}
	}
	page, err := device.load(ctx, r.base+"/"+s.session.Code)
	if err != nil {
		return d.end(gaveUp, err)
	}
	d.load = page.took
	form, err := page.formWith(forms.FieldToken)
	if err != nil {
		return d.end(refused, err)
	}
	d.token = forms.Token(form.hidden.Get(forms.FieldToken))
	for name := range values {
		if !form.fields[name] {
			return d.end(refused, fmt.Errorf("the page has no field %s", name))
		}
	}
	if pause(ctx, time.Duration(device.random.ExpFloat64()*float64(r.think))) != nil {
		return d.end(gaveUp, ctx.Err())
	}
	sent, err := r.send(ctx, device, form, values)
	if err != nil {
		return d.end(gaveUp, err)
	}
	if d.submit = sent.took; sent.status != http.StatusSeeOther {
		return d.end(refused, fmt.Errorf("the form was answered with status %d", sent.status))
	}
	receipt, err := device.load(ctx, sent.location)
	if err == nil && receipt.status != http.StatusOK {
		return d.end(lost, fmt.Errorf("the receipt page has status %d", receipt.status))
	}
	return d // a receipt that could not be loaded takes nothing back
}

func (d delivery) end(f fate, err error) delivery {
	d.fate, d.err = f, err
	return d
}

// send sends the form. When it comes back with the question whether something
// was left out on purpose, it is sent once more as it is.
func (r *rehearsal) send(ctx context.Context, device *phone, form *pageForm, values forms.Values) (*answer, error) {
	for asked := false; ; asked = true {
		fields := url.Values{forms.FieldRehearsal: {r.key}}
		for name, value := range form.hidden {
			fields[name] = value
		}
		for name, value := range values {
			fields[name] = value
		}
		sent, err := device.send(ctx, form.action, fields)
		if err != nil || asked || sent.status != http.StatusUnprocessableEntity {
			return sent, err
		}
		again, err := sent.formWith(forms.FieldAsked)
		if err != nil {
			return sent, nil
		}
		form = again
	}
}
