package stage

import (
	"slices"

	"resonanz/app/web"
	"resonanz/forms"
)

// Chart is one item with its bars. Every place that a frame can fill is on the
// page from the beginning.
type Chart struct {
	Figures
	Stem, Label web.Phrase
	NALabel     web.Phrase
	Ranked      bool // its bars have a mean place
	Free        bool // its bars are not known before: numbers and days
	Scale       bool
	Bars        []bar
}

// bar is one row of a question.
type bar struct {
	optionFigures
	Label web.Phrase
	Tone  string // class of the bar's colour
	Known bool   // there are figures
}

// Width returns the length of the bar in per cent.
func (b bar) Width() float64 { return rounded(100*b.Share, 1) }

// Total returns the count as a number that pages can write.
func (b bar) Total() float64 { return float64(b.Count) }

// NewChart returns the chart of an item, with its figures if there are any.
func NewChart(p *web.Page, item *forms.Item, figures []Figures) Chart {
	q := Chart{
		Figures: Figures{Key: item.Key}, Label: p.Text(item.Text), Scale: item.Kind == forms.KindScale,
		Ranked: item.Kind == forms.KindRanking, Free: item.Kind == forms.KindNumber || item.Kind == forms.KindDate,
	}
	if item.Question.Kind == forms.KindBattery {
		q.Stem = p.Text(item.Question.Text)
	}
	if na := item.Option(forms.OptionNA); na != nil {
		q.NALabel = p.Text(na.Text)
	}
	if i := slices.IndexFunc(figures, func(known Figures) bool { return known.Key == item.Key }); i >= 0 {
		q.Figures = figures[i]
	}
	q.Bars = bars(p, item, q.Options)
	return q
}

// bars returns the rows of an item, with their figures if there are any.
func bars(p *web.Page, item *forms.Item, known []optionFigures) []bar {
	var bars []bar
	bar := func(code string, label web.Phrase, tone string) {
		b := bar{optionFigures: optionFigures{Code: code}, Label: label, Tone: tone}
		if i := slices.IndexFunc(known, func(o optionFigures) bool { return o.Code == code }); i >= 0 {
			b.optionFigures, b.Known = known[i], true
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
			bar(code, web.Phrase{Text: code}, tone(i, forms.MinSteps))
		}
	case forms.KindYesNo:
		bar(forms.OptionYes, web.Phrase{Text: p.T("common.yes")}, "")
		bar(forms.OptionNo, web.Phrase{Text: p.T("common.no")}, "")
	case forms.KindConsent:
		bar(forms.OptionYes, web.Phrase{Text: p.T("common.yes")}, "")
	case forms.KindNumber, forms.KindDate:
		for _, option := range known {
			bar(option.Code, web.Phrase{Text: option.Code}, "")
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
