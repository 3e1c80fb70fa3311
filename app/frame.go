package main

import (
	"context"
	"fmt"
	"math"
	"strconv"

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

func (s *Server) liveRoom(k known) liveRoom {
	id := k.figures.Session.ID
	rate, filling, polling, lost := s.rooms.look(id)
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

// liveItem are the figures of one item of the form.
type liveItem struct {
	Key        string       `json:"key"`
	Suppressed bool         `json:"suppressed,omitempty"` // too few answered; nothing below is set
	N          int          `json:"n,omitempty"`
	NA         int          `json:"na,omitempty"`
	Mean       *float64     `json:"mean,omitempty"`
	NPS        *float64     `json:"nps,omitempty"`
	Top        *float64     `json:"top,omitempty"` // share of the best two steps
	Options    []liveOption `json:"options,omitempty"`
}

// liveOption is one bar.
type liveOption struct {
	Code  string   `json:"code"`
	Count int      `json:"count"`
	Share float64  `json:"share"`
	Rank  *float64 `json:"rank,omitempty"` // mean place in a ranking
}

// liveFrame reads what moderators may know of a session now.
func (s *Server) liveFrame(ctx context.Context, of live.Topic) (*liveFrame, error) {
	k, err := s.known(ctx, of)
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

// items returns the figures of the release, of all items but texts.
func (k *known) items() []liveItem {
	if k.figures.Release == nil {
		return nil
	}
	var items []liveItem
	for _, summary := range reports.Summarize(k.figures.Form, k.figures.Release.Tally, k.event.MinGroup) {
		if !summary.Item.Kind.IsText() {
			items = append(items, newLiveItem(&summary))
		}
	}
	return items
}

func newLiveItem(summary *reports.Summary) liveItem {
	item := liveItem{Key: summary.Item.Key, Suppressed: summary.Suppressed}
	if summary.Suppressed {
		return item
	}
	item.N, item.NA = summary.N, summary.NA
	switch summary.Item.Kind {
	case forms.KindScale:
		if summary.TopTwo != nil {
			top := rounded(summary.TopTwo.Share, shareDecimals)
			item.Top = &top
		}
	case forms.KindRecommend:
		if summary.NPS != nil {
			item.NPS = new(float64)
			*item.NPS = rounded(summary.NPS.Score, 0)
		}
	}
	if summary.Mean != nil {
		mean := rounded(*summary.Mean, meanDecimals)
		item.Mean = &mean
	}
	item.Options = liveOptions(summary)
	return item
}

// What a live page can show of a number.
const (
	shareDecimals = 4
	meanDecimals  = 1
)

func rounded(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}

// The bars of a recommendation: from afar nobody reads eleven.
const (
	recommendHigh = "9–10"
	recommendFair = "7–8"
	recommendLow  = "0–6"
)

func liveOptions(summary *reports.Summary) []liveOption {
	if summary.Item.Kind == forms.KindRecommend {
		if summary.NPS == nil {
			return nil
		}
		bar := func(code string, count int) liveOption {
			return liveOption{Code: code, Count: count, Share: rounded(float64(count)/float64(summary.Base), shareDecimals)}
		}
		return []liveOption{
			bar(recommendHigh, summary.NPS.Promoters), bar(recommendFair, summary.NPS.Passives),
			bar(recommendLow, summary.NPS.Detractors),
		}
	}
	var options []liveOption
	for _, share := range summary.Options {
		option := liveOption{Code: share.Code, Count: share.Count, Share: rounded(share.Share, shareDecimals)}
		if share.From != share.To {
			option.Code = fmt.Sprintf("%s–<%s", plainNumber(share.From), plainNumber(share.To))
		}
		if share.Places != nil {
			rank := rounded(share.MeanRank, meanDecimals)
			option.Rank = &rank
		}
		options = append(options, option)
	}
	return options
}

func plainNumber(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
