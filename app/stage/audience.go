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
	Comments []forms.ModeratedComment // of an event only those that are starred
	Closing  []reports.Sentence       // of an event
	Checksum string                   // of figures that are final, as the workbook shows it
	Stage    forms.Stage
	Undo     time.Time // until when the stage's last change can be undone
}

// Permitted returns the part of the snapshot that the audience may have.
// Everything that is sent to anybody passes through it: pages, streams and
// polled frames. The stage gets only what it shows; what is sealed or not on
// does not leave the service.
func Permitted(k Snapshot, audience live.Audience) Snapshot {
	if audience == live.Moderators {
		return k
	}
	k.Undo = time.Time{}
	if !k.Stage.Revealed || k.Stage.Blank || k.Stage.Frozen != nil || k.Stage.Screen != forms.ScreenResults && k.Stage.Screen != forms.ScreenClosing {
		k.Checksum = "" // it tells something of what it is made of
	}
	frozen := k.Stage.Frozen
	if f := frozen; f != nil {
		k.Figures.Turnout.N, k.Figures.Release = f.N, f.Release
		k.Figures.Turnout.Withdrawn, k.Figures.Turnout.NotIncluded = 0, 0 // are of now
		k.Stage.Frozen = &forms.Frozen{At: f.At}
	}
	if k.Stage.Blank {
		k.Stage = forms.Stage{Screen: forms.ScreenNeutral, Blank: true}
		k.Figures.Turnout = forms.Turnout{}
	}
	if k.Stage.Screen != forms.ScreenResults || !k.Stage.Revealed {
		k.Figures.Release = nil
	}
	if k.Stage.Screen != forms.ScreenClosing || !k.Stage.Revealed {
		k.Closing = nil
	}
	if release := k.Figures.Release; release != nil && k.Stage.Item != "" {
		one := forms.Tally{N: release.Tally.N, Cells: map[string]map[string]int{k.Stage.Item: release.Tally.Cells[k.Stage.Item]}}
		k.Figures.Release = &forms.Release{Tally: one}
	}
	k.Comments = slices.DeleteFunc(slices.Clone(k.Comments), func(c forms.ModeratedComment) bool { return !k.onStage(&c, frozen) })
	return k
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

// onStage reports whether the stage shows the comment or counts its words. The
// comment must be approved, and the screen be one of comments. A frozen stage
// shows only comments that were approved when it froze.
func (k *Snapshot) onStage(c *forms.ModeratedComment, frozen *forms.Frozen) bool {
	if c.Status != forms.CommentApproved || frozen != nil && !slices.Contains(frozen.Comments, c.ID) {
		return false
	}
	switch k.Stage.Screen {
	case forms.ScreenComments:
		return k.Stage.Item == "" || k.Stage.Item == c.ID
	case forms.ScreenWords: // a count is a result
		return k.Stage.Revealed && k.Stage.Item == c.Item
	case forms.ScreenClosing:
		return k.Stage.Revealed
	}
	return false
}

// ReadSnapshot reads what is known of a topic.
func (s *Pages) ReadSnapshot(ctx context.Context, of live.Topic) (Snapshot, error) {
	var k Snapshot
	var err error
	if k.Event, err = s.Store.EventByID(ctx, of.EventID); err != nil {
		return k, err
	}
	if k.Stage, k.Undo, err = s.Store.Stage(ctx, forms.StageOf{EventID: of.EventID, SessionID: of.SessionID}); err != nil {
		return k, err
	}
	if of.SessionID == 0 {
		figures, err := s.Store.EventFigures(ctx, of.EventID)
		if err != nil {
			return k, err
		}
		k.Closing = reports.Closing(&figures)
		if !figures.Interim {
			k.Checksum = reports.ShortChecksum(reports.Checksum(figures.Sessions...))
		}
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
