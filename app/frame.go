package main

import (
	"context"

	"resonanz/app/live"
	"resonanz/forms"
	"resonanz/reports"
)

// liveFrame is all that a live page shows of a session and may change: the
// turnout as it is, the figures and comments of the release. It holds no texts
// but comments, so that it is the same in every language. It says nothing of
// time either: a frame that is equal to the last one is not sent.
type liveFrame struct {
	State     forms.State   `json:"state"`
	Headcount int           `json:"headcount,omitempty"`
	Closes    int64         `json:"closes,omitempty"` // when the session closes by itself, in milliseconds since 1970
	N         int           `json:"n"`                // responses
	Shown     int           `json:"shown"`            // of these, in the figures below; 0 before the first release
	Items     []liveItem    `json:"items,omitempty"`
	Comments  []liveComment `json:"comments,omitempty"`
	Checksum  string        `json:"checksum,omitempty"`
	Stage     liveStage     `json:"stage"`
	Room      liveRoom      `json:"room"`
}

// liveRoom is how things are going, as this process sees it.
type liveRoom struct {
	Rate    []int  `json:"rate"`           // answers in each of the last minutes
	Filling int    `json:"filling"`        // estimate of how many have the form open
	Screens int    `json:"screens"`        // stage screens that are connected
	Lost    string `json:"lost,omitempty"` // time of day at which one was lost
}

func (s *deskPages) liveRoom(k known) liveRoom {
	id := k.figures.Session.ID
	rate, filling, polling, lost := s.stage.rooms.look(id)
	room := liveRoom{Rate: rate, Filling: filling, Screens: polling + s.hub.Watching(func(of live.Topic) bool {
		return of.Audience == live.Stage && of.SessionID == id
	})}
	if !lost.IsZero() {
		room.Lost = lost.In(k.event.Location()).Format("15:04")
	}
	return room
}

// liveStage is what moderators see of the stage.
type liveStage struct {
	Screen   forms.Screen `json:"screen"`
	Item     string       `json:"item,omitempty"`
	Revealed bool         `json:"revealed,omitempty"`
	Blank    bool         `json:"blank,omitempty"`
	Frozen   bool         `json:"frozen,omitempty"`
	Undo     int64        `json:"undo,omitempty"` // until when the last change can be undone, in milliseconds since 1970
}

func newLiveStage(k known) liveStage {
	f := liveStage{
		Screen: k.stage.Screen, Item: k.stage.Item, Revealed: k.stage.Revealed,
		Blank: k.stage.Blank, Frozen: k.stage.Frozen != nil,
	}
	if !k.undo.IsZero() {
		f.Undo = k.undo.UnixMilli()
	}
	return f
}

// liveFrame reads what moderators may know of a session now.
func (s *deskPages) liveFrame(ctx context.Context, of live.Topic) (*liveFrame, error) {
	k, err := s.stage.known(ctx, of)
	if err != nil {
		return nil, err
	}
	k = permitted(k, live.Moderators)
	f := &liveFrame{
		State: k.figures.Session.State, N: k.figures.Turnout.N, Headcount: reports.Headcount(&k.figures.Session, k.event),
		Stage: newLiveStage(k), Room: s.liveRoom(k),
	}
	if at := k.figures.Turnout.Closes; !at.IsZero() {
		f.Closes = at.UnixMilli()
	}
	if k.figures.Release == nil {
		return f, nil
	}
	f.Shown, f.Items = k.figures.Release.Tally.N, k.items()
	f.Comments, f.Checksum = s.queue(k.comments), k.checksum
	return f, nil
}
