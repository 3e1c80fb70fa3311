package main

import (
	"slices"

	"resonanz/forms"
)

// liveQuestion is one item with its bars. All that a frame can fill in is part
// of the page from the beginning.
type liveQuestion struct {
	liveItem
	Stem, Label phrase
	NALabel     phrase
	Ranked      bool // its bars have a mean place
	Free        bool // its bars are not known before: numbers and days
	Scale       bool
	Bars        []liveBar
}

// liveBar is one row of a question.
type liveBar struct {
	liveOption
	Label phrase
	Tone  string // class of the bar's colour
	Known bool   // there are figures
}

// Width returns the length of the bar in per cent.
func (b liveBar) Width() float64 { return rounded(100*b.Share, 1) }

// question returns an item with what is known of it.
func newLiveQuestion(p *page, item *forms.Item, figures []liveItem) liveQuestion {
	q := liveQuestion{
		liveItem: liveItem{Key: item.Key}, Label: p.Text(item.Text), Scale: item.Kind == forms.KindScale,
		Ranked: item.Kind == forms.KindRanking, Free: item.Kind == forms.KindNumber || item.Kind == forms.KindDate,
	}
	if item.Question.Kind == forms.KindBattery {
		q.Stem = p.Text(item.Question.Text)
	}
	if na := item.Option(forms.CodeNA); na != nil {
		q.NALabel = p.Text(na.Text)
	}
	if i := slices.IndexFunc(figures, func(known liveItem) bool { return known.Key == item.Key }); i >= 0 {
		q.liveItem = figures[i]
	}
	q.Bars = bars(p, item, q.Options)
	return q
}

// bars returns the rows of an item, with their figures if there are any.
func bars(p *page, item *forms.Item, known []liveOption) []liveBar {
	var bars []liveBar
	bar := func(code string, label phrase, tone string) {
		b := liveBar{liveOption: liveOption{Code: code}, Label: label, Tone: tone}
		if i := slices.IndexFunc(known, func(o liveOption) bool { return o.Code == code }); i >= 0 {
			b.liveOption, b.Known = known[i], true
		}
		bars = append(bars, b)
	}
	switch item.Kind {
	case forms.KindScale:
		var steps []forms.Option
		for _, option := range item.Options {
			if option.Value > 0 {
				steps = append(steps, option)
			}
		}
		for i, step := range steps {
			bar(step.Code, p.Text(step.Text), tone(i, len(steps)))
		}
	case forms.KindRecommend:
		for i, code := range []string{recommendHigh, recommendFair, recommendLow} {
			bar(code, phrase{Text: code}, tone(i, forms.MinSteps))
		}
	case forms.KindYesNo:
		bar(forms.CodeYes, phrase{Text: p.T("common.yes")}, "")
		bar(forms.CodeNo, phrase{Text: p.T("common.no")}, "")
	case forms.KindConsent:
		bar(forms.CodeYes, phrase{Text: p.T("common.yes")}, "")
	case forms.KindNumber, forms.KindDate:
		for _, option := range known {
			bar(option.Code, phrase{Text: option.Code}, "")
		}
	default:
		for _, option := range item.Options {
			bar(option.Code, p.Text(option.Text), "")
		}
	}
	return bars
}

// tones are the classes of the colours of scales with 3 to 7 steps, best
// first, the same as in the workbook.
var tones = map[int][]string{
	3: {"best", "middle", "worst"},
	4: {"best", "fair", "poor", "worst"},
	5: {"best", "fair", "middle", "poor", "worst"},
	6: {"best", "good", "fair", "poor", "bad", "worst"},
	7: {"best", "good", "fair", "middle", "poor", "bad", "worst"},
}

func tone(step, steps int) string {
	classes := tones[min(max(steps, forms.MinSteps), forms.MaxSteps)]
	return classes[min(step, len(classes)-1)]
}
