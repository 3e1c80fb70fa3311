package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"resonanz/forms"
	"resonanz/reports"
)

// liveFrame is all that a live page shows of a session and may change: the
// turnout as it is, the figures and comments of the release. It holds no texts
// but comments, so that it is the same in every language. It says nothing of
// time either: a frame that is equal to the last one is not sent.
type liveFrame struct {
	State    forms.State   `json:"state"`
	N        int           `json:"n"`     // responses
	Shown    int           `json:"shown"` // of these, in the figures below; 0 before the first release
	Items    []liveItem    `json:"items,omitempty"`
	Comments []liveComment `json:"comments,omitempty"`
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

type liveComment struct {
	Item string `json:"item"`
	Text string `json:"text"`
}

// liveFrame reads what may be shown of a session now.
func (s *Server) liveFrame(ctx context.Context, sessionID int64) (*liveFrame, error) {
	figures, err := s.store.Figures(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	f := &liveFrame{State: figures.Session.State, N: figures.Turnout.N}
	if figures.Release == nil {
		return f, nil
	}
	_, event, err := s.store.Session(ctx, figures.Session.Code)
	if err != nil {
		return nil, err
	}
	f.Shown = figures.Release.Tally.N
	for _, summary := range reports.Summarize(figures.Form, figures.Release.Tally, event.MinGroup) {
		if !summary.Item.Kind.IsText() {
			f.Items = append(f.Items, newLiveItem(&summary))
		}
	}
	comments, err := s.store.Comments(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	for _, comment := range comments {
		f.Comments = append(f.Comments, liveComment{comment.Item, comment.Text})
	}
	return f, nil
}

// frame returns the session's frame as it goes over the wire.
func (s *Server) frame(ctx context.Context, sessionID int64) ([]byte, error) {
	f, err := s.liveFrame(ctx, sessionID)
	if err != nil {
		return nil, err
	}
	return json.Marshal(f)
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
