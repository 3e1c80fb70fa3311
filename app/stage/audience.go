package stage

import (
	"context"
	"slices"
	"time"

	"resonanz/app/live"
	"resonanz/forms"
	"resonanz/reports"
)

// Snapshot is what is known of a session, or of an event as a whole, at one
// moment.
type Snapshot struct {
	Event    *forms.Event
	Figures  forms.Figures            // of the session; the zero value for an event
	Asked    []asked                  // in the sessions of an event
	Comments []forms.ModeratedComment // of an event only those that are starred
	Podium   forms.Podium             // of a session
	Closing  *Closing                 // of an event; nil where no screen needs it
	Spots    []*forms.Session         // questions on the spot that were asked in the session, the latest first
	Spot     *Snapshot                // the one of them that the screen is about
	Checksum string                   // of figures that are final, as the workbook shows it
	Stage    forms.Stage
	Slide    string    // that the stage shows
	Undo     time.Time // until when the stage's last change can be undone
}

// Permitted returns the part of the snapshot that the audience may have.
// Everything that is sent to anybody passes through it: pages, streams and
// polled frames. The stage gets only what the screen that is on permits; what is
// sealed or not on does not leave the service.
func Permitted(k Snapshot, audience live.Audience) Snapshot {
	if audience == live.Moderators {
		return k
	}
	screen := k.screen()
	to := Snapshot{Event: k.Event, Stage: k.Stage, Figures: forms.Figures{Session: k.Figures.Session, Form: k.Figures.Form}}
	if k.Stage.Blank {
		to.Stage = forms.Stage{Screen: forms.ScreenNeutral, Blank: true}
		return to
	}
	to.Stage.Screen, to.Stage.Slides = screen.Name, nil
	if !screen.quiet {
		to.Figures.Turnout = k.Figures.Turnout
	}
	if f := k.Stage.Frozen; f != nil {
		to.Stage.Frozen = &forms.Frozen{At: f.At}
		to.Figures.Turnout.N, k.Figures.Release = f.N, f.Release
		to.Figures.Turnout.Withdrawn, to.Figures.Turnout.NotIncluded = 0, 0 // are of now
	}
	screen.permit(&to, &k)
	return to
}

// Published returns the part of the snapshot of a session that participants may
// have afterwards, whatever is on the stage: final figures, and comments that are
// approved for it. ok is false if there is nothing for them, or not yet.
func Published(k Snapshot) (_ Snapshot, ok bool) {
	if k.Event.Results != forms.ResultsAfterClosing || !k.Figures.Session.Final() {
		return Snapshot{Event: k.Event}, false
	}
	k.Stage, k.Undo = forms.Stage{}, time.Time{}
	k.Comments = slices.DeleteFunc(slices.Clone(k.Comments), func(c forms.ModeratedComment) bool { return c.Status != forms.CommentApproved })
	if k.Figures.Release == nil {
		k.Comments = nil
	}
	return k, true
}

// ReadSnapshot reads what is known of a topic, and what only the screen that is on
// needs.
func (s *Pages) ReadSnapshot(ctx context.Context, of live.Topic) (Snapshot, error) {
	k, err := s.readTopic(ctx, of)
	if err != nil {
		return k, err
	}
	if screen := k.screen(); screen.read != nil {
		err = screen.read(ctx, s, &k)
	}
	return k, err
}

// ReadAll reads what is known of a topic, for all screens.
func (s *Pages) ReadAll(ctx context.Context, of live.Topic) (Snapshot, error) {
	k, err := s.readTopic(ctx, of)
	if err != nil {
		return k, err
	}
	for _, screen := range Screens(k.OfSession()) {
		if screen.read != nil {
			if err := screen.read(ctx, s, &k); err != nil {
				return k, err
			}
		}
	}
	return k, nil
}

// readTopic reads what every screen needs.
func (s *Pages) readTopic(ctx context.Context, of live.Topic) (Snapshot, error) {
	var k Snapshot
	var err error
	if k.Event, err = s.Store.EventByID(ctx, of.EventID); err != nil {
		return k, err
	}
	if k.Stage, k.Undo, err = s.Store.Stage(ctx, forms.StageOf{EventID: of.EventID, SessionID: of.SessionID}); err != nil {
		return k, err
	}
	if of.SessionID == 0 {
		k.Comments, err = s.Store.Starred(ctx, of.EventID)
		return k, err
	}
	if k.Figures, err = s.Store.Figures(ctx, of.SessionID); err != nil {
		return k, err
	}
	if k.Figures.Session.Final() && k.Figures.Release != nil {
		k.Checksum = reports.ShortChecksum(reports.Checksum(k.Figures))
	}
	k.Comments, err = s.Store.Comments(ctx, of.SessionID)
	return k, err
}
