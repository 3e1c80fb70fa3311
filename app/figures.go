package main

import (
	"fmt"
	"math"
	"strconv"

	"resonanz/forms"
	"resonanz/reports"
)

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

// turnoutOf is how many answered, of how many who were there.
type turnoutOf struct {
	N, Headcount int // Headcount is 0 if it is not known
	Simulated    int
}

// Share returns how many of those who were there answered, in per cent, at
// most 100: heads are counted by hand.
func (t turnoutOf) Share() int {
	if t.Headcount == 0 {
		return 0
	}
	return min(100, (100*t.N+t.Headcount/2)/t.Headcount)
}
