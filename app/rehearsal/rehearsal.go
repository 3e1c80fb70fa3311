// Package rehearsal plays the participants of an event: who they are, what they
// say, and how their phones behave. It answers over HTTP as a hall does, and
// compares what the service acknowledged with what is stored.
package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"resonanz/forms"
)

// Rehearsal is one rehearsal of an event: each participant loads the pages,
// fills in the forms of the open sessions, sends them and looks at the
// receipts. The event's rehearsal key marks the answers as simulated.
type Rehearsal struct {
	Event    *forms.Event
	Sessions []OpenSession

	Seed         uint64        // the same seed gives the same answers
	Participants int           // how many people there are
	Rate         float64       // people who begin per second, 0 for all at once
	Think        time.Duration // mean time between loading a form and sending it
	Phones       int           // most phones that are active at the same time
	// Answers says which of the sessions are answered, all if it is nil. Who
	// attends what, and what they answer there, does not depend on it.
	Answers func(*forms.Session) bool

	base   string // scheme and host of the service
	key    string
	voices voices
}

// OpenSession is an open session with the form that is asked in it.
type OpenSession struct {
	Session forms.Session
	Form    *forms.Form
}

// Delivery is what became of one form that somebody filled in.
type Delivery struct {
	Session forms.Session
	Token   forms.Token // "" if the page did not load
	Values  forms.Values
	Fate    Fate
	Err     error // why it was not acknowledged

	load    time.Duration
	submit  time.Duration
	retried int
}

// Fate is how a delivery ended.
type Fate int

// The fates.
const (
	Acknowledged Fate = iota
	Refused           // the service did not want it
	GaveUp            // no answer came, however often the phone tried
	Lost              // it was acknowledged, but its receipt page does not know it
)

// New prepares a rehearsal of the event's open sessions.
func New(ctx context.Context, store *forms.Store, event *forms.Event, base string) (*Rehearsal, error) {
	r := &Rehearsal{base: base, Event: event, Phones: 1}
	var err error
	if r.voices, err = loadVoices(); err != nil {
		return nil, err
	}
	if r.key, err = store.RehearsalKey(ctx, event.ID); err != nil {
		return nil, err
	}
	programme, err := store.Sessions(ctx, event.ID)
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
		r.Sessions = append(r.Sessions, OpenSession{session, form})
	}
	if len(r.Sessions) == 0 {
		return nil, fmt.Errorf("no session of event %s is open", event.Code)
	}
	return r, nil
}

// Run plays all participants and passes on what became of each form. It
// returns when the last one is done, and closes deliveries.
func (r *Rehearsal) Run(ctx context.Context, deliveries chan<- Delivery) {
	defer close(deliveries)
	transport := newTransport(r.Phones)
	defer transport.CloseIdleConnections()
	var playing sync.WaitGroup
	defer playing.Wait()
	active := make(chan struct{}, r.Phones)
	begin := time.Now()
	seats := r.seats()
	for number := range r.Participants {
		if r.Rate > 0 {
			arrival := time.Duration(float64(number) / r.Rate * float64(time.Second))
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
func (r *Rehearsal) seats() []float64 {
	seats := make([]float64, r.Participants)
	for i, place := range rand.New(rand.NewPCG(r.Seed, 0)).Perm(r.Participants) {
		seats[i] = float64(place) / float64(r.Participants)
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
func (r *Rehearsal) play(ctx context.Context, transport http.RoundTripper, number uint64, seat float64, deliveries chan<- Delivery) {
	who := newPerson(r.Seed, number, r.voices)
	chance := rand.New(rand.NewPCG(number, r.Seed))
	device := newPhone(transport, r.base, who.language+", "+r.Event.Base()+";q=0.5", chance)
	for _, s := range r.attended(who, seat) {
		values := who.answer(&s.Session, s.Form)
		if r.Answers != nil && !r.Answers(&s.Session) {
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
// from 0 to 1; neighbours sit in the same workshop. Each place is taken once, so no
// session has more people than are counted in it.
func (r *Rehearsal) attended(who *person, seat float64) []OpenSession {
	var everybody, present float64 // in the workshops, and at the fullest session
	counted := true
	for _, s := range r.Sessions {
		if s.Session.Kind == forms.Workshop {
			everybody += size(&s.Session)
			counted = counted && s.Session.Headcount > 0
		}
		present = max(present, size(&s.Session), float64(r.Event.Headcount))
	}
	if counted { // some are in no workshop
		everybody = max(everybody, float64(r.Participants))
	}
	var chosen []OpenSession
	place := seat * everybody
	for i, s := range r.Sessions {
		n, there := size(&s.Session), true
		if s.Session.Kind == forms.Workshop {
			there = place >= 0 && place < n
			place -= n
		} else if s.Session.Headcount > 0 {
			_, here := math.Modf(seat + rowsApart*float64(i))
			there = here < n/present
		}
		if who.random.Float64() < answering[s.Session.Kind] && there {
			chosen = append(chosen, s)
		}
	}
	return chosen
}

// rowsApart is how far people move between two sessions, as a share of the hall: the
// golden section, so that it is not always the same ones who are missing.
const rowsApart = 0.618

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
func (r *Rehearsal) deliver(ctx context.Context, device *phone, s OpenSession, values forms.Values) Delivery {
	d := Delivery{Session: s.Session, Values: values}
	if device.random.Float64() < doorSign {
		if _, err := device.load(ctx, r.base+"/"+r.Event.Code); err != nil {
			return d.end(GaveUp, err)
		}
	}
	page, err := device.load(ctx, r.base+"/"+s.Session.Code)
	if err != nil {
		return d.end(GaveUp, err)
	}
	d.load = page.took
	form, err := page.formWith(forms.FieldToken)
	if err != nil {
		return d.end(Refused, err)
	}
	for name := range values {
		if !form.fields[name] {
			return d.end(Refused, fmt.Errorf("the page has no field %s", name))
		}
	}
	if pause(ctx, time.Duration(device.random.ExpFloat64()*float64(r.Think))) != nil {
		return d.end(GaveUp, ctx.Err())
	}
	sent, next, token, err := r.send(ctx, device, form, values)
	d.Token = token
	if err != nil {
		return d.end(GaveUp, err)
	}
	if d.submit = sent.took; sent.status != http.StatusSeeOther {
		return d.end(Refused, fmt.Errorf("the form was answered with status %d", sent.status))
	}
	if next == nil {
		return d // a receipt that could not be loaded takes nothing back
	}
	if next.status != http.StatusOK {
		return d.end(Lost, fmt.Errorf("the receipt page has status %d", next.status))
	}
	if _, err := next.formWith(forms.FieldToken); err == nil {
		return d.end(Refused, errors.New("the form came back"))
	}
	return d
}

func (d Delivery) end(f Fate, err error) Delivery {
	d.Fate, d.Err = f, err
	return d
}

// maxSends is how often a person sends one form: once more when asked whether
// something was left out on purpose, and again when the service was restarted in
// between and has forgotten what was typed.
const maxSends = 4

// send sends the form, and returns the answer and the page that it leads to, nil
// if that could not be loaded, with the token under which it was sent last. When
// the form comes back with the question whether something was left out on purpose,
// it is sent once more as it is; when it comes back empty, it is filled in again.
func (r *Rehearsal) send(ctx context.Context, device *phone, form *pageForm, values forms.Values) (sent, next *reply, token forms.Token, err error) {
	for n := 1; ; n++ {
		token = forms.Token(form.hidden.Get(forms.FieldToken))
		fields := url.Values{forms.FieldRehearsal: {r.key}}
		for name, value := range form.hidden {
			fields[name] = value
		}
		for name, value := range values {
			fields[name] = value
		}
		sent, err = device.send(ctx, form.action, fields)
		if err != nil || sent.status != http.StatusSeeOther {
			return sent, nil, token, err
		}
		if next, err = device.load(ctx, sent.location); err != nil {
			return sent, nil, token, nil
		}
		again, err := next.formWith(forms.FieldToken)
		if err != nil || n == maxSends {
			return sent, next, token, nil
		}
		form = again
	}
}
