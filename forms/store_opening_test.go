package forms

import (
	"testing"
	"time"

	"gorm.io/gorm"
)

// scheduled is shiftable with the first session by schedule from 11:55 to 13:15,
// the second open always and the third by button.
func scheduled() *Definition {
	d := shiftable()
	first := &d.Sessions[0]
	first.Opens, first.OpensBefore, first.ClosesAfter = OpenBySchedule, 5, 15
	d.Sessions[1].Opens = OpenAlways
	for i := range d.Sessions {
		d.Sessions[i].State = StatePlanned
	}
	return d
}

// clocked is a store with a clock of its own and an event in it.
type clocked struct {
	*testing.T
	*Store
	now   time.Time
	event Event
	of    []Session
}

func newClocked(t *testing.T, d *Definition) *clocked {
	t.Helper()
	c := &clocked{T: t, now: d.Event.Starts.AddDate(0, 0, -1)}
	c.Store = newStoreIn(t, t.TempDir(), &c.now)
	done, err := c.Import(t.Context(), d)
	if err == nil {
		c.event = done.Event
		c.of, err = c.Sessions(t.Context(), done.Event.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// look does at a time of day what the service does every second.
func (c *clocked) look(at string) {
	c.Helper()
	day, err := time.Parse("15:04:05", at)
	if err != nil {
		c.Fatal(err)
	}
	start := c.event.Starts.Truncate(24 * time.Hour)
	c.now = start.Add(day.Sub(day.Truncate(24 * time.Hour)))
	if _, err := c.OpenDue(c.Context()); err != nil {
		c.Fatal(err)
	}
	if _, err := c.CloseDue(c.Context()); err != nil {
		c.Fatal(err)
	}
}

func (c *clocked) want(at string, states ...State) {
	c.Helper()
	sessions, err := c.Sessions(c.Context(), c.event.ID)
	if err != nil {
		c.Fatal(err)
	}
	for i, want := range states {
		if got := sessions[i].State; got != want {
			c.Errorf("at %s session %d is %s, not %s", at, i+1, got, want)
		}
	}
}

// must does what a moderator's button does.
func (c *clocked) must(session int, state State) {
	c.Helper()
	if err := c.SetState(c.Context(), c.of[session].ID, state); err != nil {
		c.Fatal(err)
	}
}

// Sessions open and close by themselves, to the second; between two looks of the
// service answers are taken or refused as if it had looked.
func TestStore_OpenDue(t *testing.T) {
	t.Parallel()
	c := newClocked(t, scheduled())
	c.look("11:54:59")
	c.want("11:54:59", StatePlanned, StateOpen, StatePlanned)
	c.look("11:55:00")
	c.want("11:55", StateOpen, StateOpen, StatePlanned)
	values := Values{"gesamt": {"gut"}}
	mustSubmit(t, c.Store, submission(t, c.Store, &c.of[0], values))
	late := submission(t, c.Store, &c.of[0], values)
	c.look("13:14:59")
	c.want("13:14:59", StateOpen, StateOpen, StatePlanned)
	c.now = c.now.Add(time.Second)
	if _, err := c.Submit(t.Context(), late); CodeOf(err) != CodeClosed {
		t.Errorf("an answer at the moment of closing, before anybody looked: %v", err)
	}
	c.look("13:15:00")
	c.want("13:15", StateClosed, StateOpen, StatePlanned)

	c.must(0, StateOpen) // the button wins
	c.look("13:16:00")
	c.want("13:16", StateOpen, StateOpen, StatePlanned)
	c.must(1, StateClosed)
	c.look("13:17:00")
	c.want("13:17", StateOpen, StateClosed, StatePlanned)
}

// Whoever closes a session before its time has come, or opens it, has the last word.
func TestStore_OpenDue_button(t *testing.T) {
	t.Parallel()
	c := newClocked(t, scheduled())
	c.look("10:00:00")
	c.must(0, StateOpen)
	turnout := mustFigures(t, c.Store, &c.of[0]).Turnout
	if at := turnout.Closes.Format("15:04"); at != "13:15" {
		t.Errorf("opened early, it closes at %s", at)
	}
	c.must(0, StateClosed)
	c.look("12:00:00")
	c.want("12:00", StateClosed)
	c.must(0, StateOpen)
	if err := c.CloseAt(t.Context(), c.of[0].ID, time.Time{}); err != nil {
		t.Fatal(err)
	}
	c.look("14:00:00")
	c.want("14:00", StateOpen)
}

// A session that was opened for a rehearsal opens by itself once that is purged,
// and a delay moves when it closes.
func TestStore_OpenDue_rehearsed(t *testing.T) {
	t.Parallel()
	c := newClocked(t, scheduled())
	c.look("10:00:00")
	c.must(0, StateOpen)
	simulated := submission(t, c.Store, &c.of[0], Values{"gesamt": {"gut"}})
	simulated.Simulated = true
	mustSubmit(t, c.Store, simulated)
	c.must(0, StateClosed)
	if n, err := c.PurgeSimulated(t.Context(), c.event.ID); n != 1 || err != nil {
		t.Fatalf("%d purged, %v", n, err)
	}
	c.want("after the purge", StatePlanned)
	c.look("12:00:00")
	c.want("12:00", StateOpen)
	if _, err := c.ShiftEvent(t.Context(), c.event.ID, Shift{Keys: []string{"eins"}, By: 7 * time.Minute}, "eva"); err != nil {
		t.Fatal(err)
	}
	c.look("13:21:59")
	c.want("13:21:59", StateOpen)
	c.look("13:22:00")
	c.want("13:22", StateClosed)
}

// The service may have been down.
func TestStore_OpenDue_missed(t *testing.T) {
	t.Parallel()
	c := newClocked(t, scheduled())
	c.look("13:15:00")
	c.want("13:15", StatePlanned, StateOpen)
}

func TestSession_Validate_opening(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Session){
		"opens":        func(s *Session) { s.Opens = "alway" },
		"starts":       func(s *Session) { s.Starts = time.Time{} },
		"ends":         func(s *Session) { s.Ends = time.Time{} },
		"opens_before": func(s *Session) { s.OpensBefore = -1 },
		"closes_after": func(s *Session) { s.ClosesAfter = MaxOpenAround + 1 },
		"next_meeting": func(s *Session) { s.NextMeeting = s.Starts },
	} {
		d := scheduled()
		change(&d.Sessions[0].Session)
		if problems := d.Validate(); len(problems) != 1 || problems[0].Field != "sessions.eins."+name {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

// Sessions of earlier versions open by button, their results are not public, their
// stage can be followed on phones, and nobody knows when their groups meet.
func TestMigrate_opening(t *testing.T) {
	t.Parallel()
	for step := 1; step <= 20; step++ {
		store := upgraded(t, step, "SELECT 1")
		sessions, err := gorm.G[Session](store.r).Where("opens <> '' OR opens_before <> 0 OR closes_after <> 0").Find(t.Context())
		all, others := store.Sessions(t.Context(), 1)
		if err != nil || others != nil || len(sessions) > 0 || len(all) == 0 {
			t.Errorf("from step %d: %+v, %v, %v", step, sessions, err, others)
		}
		if public, err := gorm.G[Event](store.r).Where("results <> ''").Count(t.Context(), "id"); public > 0 || err != nil {
			t.Errorf("from step %d: %d events show results, %v", step, public, err)
		}
		if closed, err := gorm.G[Event](store.r).Where("mirror <> ''").Count(t.Context(), "id"); closed > 0 || err != nil {
			t.Errorf("from step %d: %d events keep their stage from phones, %v", step, closed, err)
		}
		for _, session := range all {
			if !session.NextMeeting.IsZero() {
				t.Errorf("from step %d: a group meets on %v", step, session.NextMeeting)
			}
		}
		if opened, err := store.OpenDue(t.Context()); len(opened) > 0 || err != nil {
			t.Errorf("from step %d: %v opened, %v", step, opened, err)
		}
	}
}
