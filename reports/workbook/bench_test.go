package workbook_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/reportstest"
	"resonanz/reports/workbook"
)

// fifty returns the figures of one session with 50 questions of all kinds that
// have charts.
func fifty() forms.EventFigures {
	kinds := []forms.Kind{forms.KindScale, forms.KindChoice, forms.KindScale, forms.KindRecommend, forms.KindChoices}
	form := &forms.Form{ID: 1, Key: "f", Version: 1, Title: forms.Text{"de": "Fünfzig"}}
	for i := range 50 {
		q := forms.Question{Key: fmt.Sprint("q", i), Kind: kinds[i%len(kinds)], Text: forms.Text{"de": fmt.Sprint("Wie war es mit Punkt ", i, "?")}}
		if q.Kind != forms.KindRecommend {
			q.Options = reportstest.Steps(5, q.Kind == forms.KindScale)
			for k := range q.Options {
				q.Options[k].Text = forms.Text{"de": fmt.Sprint("Antwort ", k)}
			}
		}
		form.Questions = append(form.Questions, q)
	}
	c := emptyConference()
	c.Event = forms.Event{MinGroup: 5, Languages: []string{"de"}, Title: forms.Text{"de": "Messung"}}
	c.AddSession(forms.Session{ID: 1, FormID: 1}, form, 200, 0.6, rand.New(rand.NewPCG(1, 1)))
	return c.EventFigures
}

// scaled returns the figures of one session as if n people had answered it.
func scaled(e forms.EventFigures, n int) forms.EventFigures {
	figures := e.Sessions[0]
	factor := n / figures.Turnout.N
	figures.Turnout.N = n
	release := forms.Release{Tally: forms.Tally{N: n}}
	for item, options := range figures.Release.Tally.Cells {
		for option, count := range options {
			release.Tally.Add(forms.Cell{Item: item, Option: option}, factor*count)
		}
	}
	figures.Release = &release
	e.Sessions = []forms.Figures{figures}
	return e
}

// BenchmarkWriteWorkbook writes workbooks of tallies, as the store has them: they
// cost the same for any number of people.
func BenchmarkWriteWorkbook(b *testing.B) {
	e, o := fifty(), options(b, "de")
	b.Run("50_questions", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := workbook.WriteWorkbook(io.Discard, e, o); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, n := range []int{200, 1_000_000} {
		many := scaled(e, n)
		b.Run(fmt.Sprint(n, "_responses"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := workbook.WriteWorkbook(io.Discard, many, o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	herne := newConference(b, "herne-2016", 7)
	b.Run("herne", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := workbook.WriteWorkbook(io.Discard, herne.EventFigures, o); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkSummarize(b *testing.B) {
	e := fifty()
	b.ReportAllocs()
	for b.Loop() {
		reports.Summarize(e.Sessions[0].Form, e.Sessions[0].Release.Tally, 5)
	}
}

func BenchmarkCompare(b *testing.B) {
	c := newConference(b, "herne-2016", 7)
	b.ReportAllocs()
	for b.Loop() {
		reports.Compare(&c.EventFigures)
	}
}
