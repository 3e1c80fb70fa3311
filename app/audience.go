package main

import (
	"context"
	"slices"
	"time"

	"resonanz/app/live"
	"resonanz/forms"
	"resonanz/reports"
)

// known is what is known of a session, or of an event as a whole, at one
// moment.
type known struct {
	event    *forms.Event
	figures  forms.Figures            // of the session; the zero value for an event
	comments []forms.ModeratedComment // of an event only those that are starred
	closing  []reports.Sentence       // of an event
	checksum string                   // of figures that are final, as the workbook shows it
	stage    forms.Stage
	undo     time.Time // until when the stage's last change can be undone
}

// permitted returns the part of it that the audience may have. Whatever is
// sent to anybody has gone through it: pages, streams and polled frames alike.
// The stage gets what it shows and nothing beside that; what is sealed, or not
// on, does not leave the service.
func permitted(k known, audience live.Audience) known {
	if audience == live.Moderators {
		return k
	}
	k.undo = time.Time{}
	if !k.stage.Revealed || k.stage.Blank || k.stage.Frozen != nil || k.stage.Screen != forms.ScreenResults && k.stage.Screen != forms.ScreenClosing {
		k.checksum = "" // it tells something of what it is made of
	}
	frozen := k.stage.Frozen
	if f := frozen; f != nil {
		k.figures.Turnout.N, k.figures.Release = f.N, f.Release
		k.stage.Frozen = &forms.Frozen{At: f.At}
	}
	if k.stage.Blank {
		k.stage = forms.Stage{Screen: forms.ScreenNeutral, Blank: true}
		k.figures.Turnout = forms.Turnout{}
	}
	if k.stage.Screen != forms.ScreenResults || !k.stage.Revealed {
		k.figures.Release = nil
	}
	if k.stage.Screen != forms.ScreenClosing || !k.stage.Revealed {
		k.closing = nil
	}
	if release := k.figures.Release; release != nil && k.stage.Item != "" {
		one := forms.Tally{N: release.Tally.N, Cells: map[string]map[string]int{k.stage.Item: release.Tally.Cells[k.stage.Item]}}
		k.figures.Release = &forms.Release{No: release.No, Tally: one}
	}
	k.comments = slices.DeleteFunc(slices.Clone(k.comments), func(c forms.ModeratedComment) bool { return !k.onStage(&c, frozen) })
	return k
}

// onStage reports whether the stage shows the comment, or counts its words:
// nothing but an approved one, and only on the screens of comments; of a frozen
// stage also only what was approved when it froze.
func (k *known) onStage(c *forms.ModeratedComment, frozen *forms.Frozen) bool {
	if c.Status != forms.CommentApproved || frozen != nil && !slices.Contains(frozen.Comments, c.ID) {
		return false
	}
	switch k.stage.Screen {
	case forms.ScreenComments:
		return k.stage.Item == "" || k.stage.Item == c.ID
	case forms.ScreenWords: // a count is a result
		return k.stage.Revealed && k.stage.Item == c.Item
	case forms.ScreenClosing:
		return k.stage.Revealed
	}
	return false
}

// known reads what is known of a topic.
func (s *stagePages) known(ctx context.Context, of live.Topic) (known, error) {
	var k known
	var err error
	if k.event, err = s.store.EventByID(ctx, of.EventID); err != nil {
		return k, err
	}
	if k.stage, k.undo, err = s.store.Stage(ctx, forms.StageOf{EventID: of.EventID, SessionID: of.SessionID}); err != nil {
		return k, err
	}
	if of.SessionID == 0 {
		figures, err := s.store.EventFigures(ctx, of.EventID)
		if err != nil {
			return k, err
		}
		k.closing = reports.Closing(&figures)
		if !figures.Interim {
			k.checksum = reports.ShortChecksum(reports.Checksum(figures.Sessions...))
		}
		k.comments, err = s.store.Starred(ctx, of.EventID)
		return k, err
	}
	if k.figures, err = s.store.Figures(ctx, of.SessionID); err != nil {
		return k, err
	}
	if k.figures.Session.State == forms.StateClosed && k.figures.Release != nil {
		k.checksum = reports.ShortChecksum(reports.Checksum(k.figures))
	}
	k.comments, err = s.store.Comments(ctx, of.SessionID)
	return k, err
}
