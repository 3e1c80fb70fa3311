package stage

import (
	"fmt"
	"math"
	"strconv"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// Figures are the figures of one item of the form.
type Figures struct {
	Key        string          `json:"key"`
	Suppressed bool            `json:"suppressed,omitempty"` // too few answered; nothing below is set
	N          int             `json:"n,omitempty"`
	NA         int             `json:"na,omitempty"`
	Mean       *float64        `json:"mean,omitempty"`
	NPS        *float64        `json:"nps,omitempty"`
	Top        *float64        `json:"top,omitempty"` // share of the best two steps
	Options    []optionFigures `json:"options,omitempty"`
}

// optionFigures is one bar.
type optionFigures struct {
	Code  string   `json:"code"`
	Count int      `json:"count"`
	Share float64  `json:"share"`
	Rank  *float64 `json:"rank,omitempty"` // mean place in a ranking
}

// Items returns the figures of the release, of all items but texts.
func (k *Snapshot) Items() []Figures {
	if k.Figures.Release == nil {
		return nil
	}
	var items []Figures
	for _, summary := range reports.Summarize(k.Figures.Form, k.Figures.Release.Tally, k.Event.MinGroup) {
		if !summary.Item.Kind.IsText() {
			items = append(items, newFigures(&summary))
		}
	}
	return items
}

func newFigures(summary *reports.Summary) Figures {
	item := Figures{Key: summary.Item.Key, Suppressed: summary.Suppressed}
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
	item.Options = newOptionFigures(summary)
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

func newOptionFigures(summary *reports.Summary) []optionFigures {
	if summary.Item.Kind == forms.KindRecommend {
		if summary.NPS == nil {
			return nil
		}
		bar := func(code string, count int) optionFigures {
			return optionFigures{Code: code, Count: count, Share: rounded(float64(count)/float64(summary.Base), shareDecimals)}
		}
		return []optionFigures{
			bar(recommendHigh, summary.NPS.Promoters), bar(recommendFair, summary.NPS.Passives),
			bar(recommendLow, summary.NPS.Detractors),
		}
	}
	var options []optionFigures
	for _, share := range summary.Options {
		option := optionFigures{Code: share.Code, Count: share.Count, Share: rounded(share.Share, shareDecimals)}
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

// Attendance is how many answered, of how many who were there.
type Attendance struct {
	N, Headcount int // Headcount is 0 if it is not known
	Simulated    int
}

// Over reports whether more answered than were expected: heads are counted by
// hand, and every page and the workbook then say both numbers and no share.
func (t Attendance) Over() bool { return t.Headcount > 0 && t.N > t.Headcount }

// Of says of how many, "" if that is not known.
func (t Attendance) Of(p *web.Page) string {
	switch {
	case t.Headcount == 0:
		return ""
	case t.Over():
		return p.T("live.expected", "n", t.Headcount)
	}
	return p.T("live.in_room", "n", t.Headcount)
}

// Share returns how many of those who were there answered, in per cent, at
// most 100, as bars show it.
func (t Attendance) Share() int {
	if t.Headcount == 0 {
		return 0
	}
	return min(100, (100*t.N+t.Headcount/2)/t.Headcount)
}
