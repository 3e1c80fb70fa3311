package desk

import (
	"context"

	"resonanz/app/live"
	"resonanz/app/stage"
	"resonanz/forms"
)

// Frame is everything on a live page that can change: the turnout as it is, and
// the figures of the release. It holds no texts, so that it is the same in every
// language, and no elapsed times, since a frame that equals the last one is not
// sent.
type Frame struct {
	State     forms.State     `json:"state"`
	Doubt     forms.Doubt     `json:"doubt,omitempty"`
	Headcount int             `json:"headcount,omitempty"`
	Closes    int64           `json:"closes,omitempty"`    // when the session closes by itself, in milliseconds since 1970
	N         int             `json:"n"`                   // responses
	Missing   int             `json:"missing,omitempty"`   // responses that it takes until the first figures
	Withdrawn int             `json:"withdrawn,omitempty"` // people in the final figures who have withdrawn
	Left      int             `json:"left,omitempty"`      // responses that are not in the final figures
	Shown     int             `json:"shown"`               // of these, in the figures below; 0 before the first release
	Items     []stage.Figures `json:"items,omitempty"`
	Comments  commentCount    `json:"comments"`
	Checksum  string          `json:"checksum,omitempty"`
	Podium    int             `json:"podium,omitempty"` // questions to the podium that wait
	Stage     stageFrame      `json:"stage"`
	Room      roomFrame       `json:"room"`
}

// commentCount is how many comments there are, and how many of them nobody has
// decided on. They have a page of their own.
type commentCount struct {
	All  int `json:"all"`
	Left int `json:"left"`
}

func countComments(all []forms.ModeratedComment) commentCount {
	n := commentCount{All: len(all)}
	for i := range all {
		if all[i].Status == forms.CommentPending {
			n.Left++
		}
	}
	return n
}

// roomFrame is how things are going, as this process sees it.
type roomFrame struct {
	Rate    []int  `json:"rate"`           // answers in each of the last minutes
	Filling int    `json:"filling"`        // estimate of how many have the form open
	Screens int    `json:"screens"`        // stage screens that are connected
	Lost    string `json:"lost,omitempty"` // time of day at which one was lost
}

func (s *Pages) readRoom(k stage.Snapshot) roomFrame {
	id := k.Figures.Session.ID
	rate, filling, polling, lost := s.stage.Rooms.Look(id)
	room := roomFrame{Rate: rate, Filling: filling, Screens: polling + s.Hub.Watching(func(of live.Topic) bool {
		return of.Audience == live.Stage && of.SessionID == id
	})}
	if !lost.IsZero() {
		room.Lost = lost.In(k.Event.Location()).Format("15:04")
	}
	return room
}

// stageFrame is what moderators see of the stage.
type stageFrame struct {
	Screen   forms.Screen `json:"screen"`
	Item     string       `json:"item,omitempty"`
	Revealed bool         `json:"revealed,omitempty"`
	Blank    bool         `json:"blank,omitempty"`
	Frozen   bool         `json:"frozen,omitempty"`
	Undo     int64        `json:"undo,omitempty"` // until when the last change can be undone, in milliseconds since 1970
}

func newStageFrame(k stage.Snapshot) stageFrame {
	f := stageFrame{
		Screen: k.Stage.Screen, Item: k.Stage.Item, Revealed: k.Stage.Revealed,
		Blank: k.Stage.Blank, Frozen: k.Stage.Frozen != nil,
	}
	if !k.Undo.IsZero() {
		f.Undo = k.Undo.UnixMilli()
	}
	return f
}

// readFrame reads what moderators may know of a session now.
func (s *Pages) readFrame(ctx context.Context, of live.Topic) (*Frame, error) {
	k, err := s.stage.ReadSnapshot(ctx, of)
	if err != nil {
		return nil, err
	}
	return s.newFrame(ctx, stage.Permitted(k, live.Moderators))
}

func (s *Pages) newFrame(ctx context.Context, k stage.Snapshot) (*Frame, error) {
	f := &Frame{
		State: k.Figures.Session.State, Doubt: k.Figures.Turnout.Doubt, N: k.Figures.Turnout.N, Headcount: k.Figures.Session.Present(k.Event),
		Stage: newStageFrame(k), Room: s.readRoom(k), Missing: k.Figures.Turnout.Missing,
		Withdrawn: k.Figures.Turnout.Withdrawn, Left: k.Figures.Turnout.NotIncluded,
	}
	if at := k.Figures.Turnout.Closes; !at.IsZero() {
		f.Closes = at.UnixMilli()
	}
	if session := &k.Figures.Session; session.Podium != forms.PodiumOff {
		var err error
		if f.Podium, err = s.Store.PodiumPending(ctx, session.ID); err != nil {
			return nil, err
		}
	}
	if k.Figures.Release == nil {
		return f, nil
	}
	f.Shown, f.Items = k.Figures.Release.Tally.N, k.Items()
	f.Comments, f.Checksum = countComments(k.Comments), k.Checksum
	return f, nil
}
