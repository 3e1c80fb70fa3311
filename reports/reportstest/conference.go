// Package reportstest makes up conferences with everything that was answered,
// for tests that count figures again.
package reportstest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"resonanz/forms"
	"resonanz/forms/definition"
)

// Conference is an event with everything that was answered, so that figures
// can be counted again without tallies.
type Conference struct {
	forms.EventFigures
	Answers map[int64][]forms.Answers // session → responses
}

// New fills a reference conference with seeded answers. The share
// of those present who answer differs from session to session.
func New(t testing.TB, name string, seed uint64) *Conference {
	t.Helper()
	for _, source := range definition.Conferences() {
		if source.Name != name {
			continue
		}
		file, err := definition.Parse(source.Source)
		if err != nil {
			t.Fatal(err)
		}
		return Fill(file.Definition, rand.New(rand.NewPCG(seed, 1)))
	}
	t.Fatalf("no conference %q", name)
	return nil
}

// Fill fills the sessions of a definition.
func Fill(d *forms.Definition, r *rand.Rand) *Conference {
	c := &Conference{Answers: map[int64][]forms.Answers{}}
	c.Event, c.Pooled = d.Event, map[int64]forms.Tally{}
	people := 0
	for i := range d.Sessions {
		session := d.Sessions[i].Session
		session.ID, session.State = int64(i+1), forms.StateClosed
		var form *forms.Form
		for k := range d.Forms {
			if d.Forms[k].Key == d.Sessions[i].FormKey {
				session.FormID = int64(k + 1)
				form = d.Forms[k].For(&session)
				form.ID, form.Version = session.FormID, max(1, form.Version)
			}
		}
		n := int(float64(session.Headcount) * (0.45 + 0.4*r.Float64()))
		people += c.AddSession(session, form, n, 0.5+0.4*r.Float64(), r)
	}
	c.Pool()
	return c
}

// AddSession adds a session with n responses; mood from 0 to 1 is how good
// they are.
func (c *Conference) AddSession(session forms.Session, form *forms.Form, n int, mood float64, r *rand.Rand) int {
	prepared, tally := form.Prepared(), forms.Tally{}
	for range n {
		values := forms.Values{forms.FieldAsked: {"1"}}
		for _, item := range form.Items() {
			Answer(values, &item, mood, r)
		}
		answers, problems := prepared.Parse(values)
		if problems != nil {
			panic(fmt.Sprint(problems, values))
		}
		c.Answers[session.ID] = append(c.Answers[session.ID], answers)
		tally.N++
		for _, mark := range prepared.Marks(answers) {
			tally.Add(mark, 1)
		}
		for _, item := range form.Items() {
			if a := answers[item.Key]; a != nil && item.Kind.IsText() {
				c.Comments = append(c.Comments, moderated(forms.Comment{SessionID: session.ID, FormID: session.FormID, Item: item.Key, Text: a[0]}, len(c.Comments)))
			}
		}
	}
	figures := forms.Figures{Session: session, Form: form, Turnout: forms.Turnout{SessionID: session.ID, State: session.State, N: n, Simulated: n}}
	if n >= c.Event.MinGroup {
		figures.Release = &forms.Release{Tally: tally}
	}
	c.Sessions = append(c.Sessions, figures)
	return n
}

// moderated returns the nth comment as moderators left it: most are approved,
// some with tags or edited, some hidden, and some nobody looked at.
func moderated(c forms.Comment, n int) forms.Comment {
	c.Status = []forms.CommentStatus{forms.CommentApproved, forms.CommentApproved, forms.CommentPending, forms.CommentApproved, forms.CommentHidden}[n%5]
	if n%3 == 0 {
		c.Tags = []string{"Zeit", "Sprache"}[:1+n%2]
	}
	c.Edited = n%7 == 0
	return c
}

// Pool does what the store does when sessions close: what too few answered in
// one session goes together, and the comments of small sessions lose them.
func (c *Conference) Pool() {
	k := c.Event.MinGroup
	for i := range c.Sessions {
		f := &c.Sessions[i]
		pool, tally := c.Pooled[f.Session.FormID], c.tally(f)
		for _, item := range f.Form.Items() {
			if f.Release != nil && tally.Answered(item.Key) >= k || item.Kind.IsText() {
				continue
			}
			if f.Release != nil {
				delete(f.Release.Tally.Cells, item.Key)
			}
			if !item.Question.PerSession {
				pool.AddTally(forms.Tally{Cells: map[string]map[string]int{item.Key: tally.Cells[item.Key]}})
			}
		}
		c.Pooled[f.Session.FormID] = pool
		for m := range c.Comments {
			if f.Release == nil && c.Comments[m].SessionID == f.Session.ID {
				c.Comments[m].SessionID = 0
			}
		}
	}
	for _, pool := range c.Pooled {
		for item := range pool.Cells {
			if pool.Answered(item) < k {
				delete(pool.Cells, item)
			}
		}
	}
}

func (c *Conference) tally(f *forms.Figures) forms.Tally {
	tally, form := forms.Tally{N: len(c.Answers[f.Session.ID])}, f.Form.Prepared()
	for _, a := range c.Answers[f.Session.ID] {
		for _, mark := range form.Marks(a) {
			tally.Add(mark, 1)
		}
	}
	return tally
}

func Answer(values forms.Values, item *forms.Item, mood float64, r *rand.Rand) {
	skip := 0.06
	if item.Kind.IsText() {
		skip = 0.75
	}
	if r.Float64() < skip {
		return
	}
	normal := func(low, high float64) float64 {
		return min(max(low+(high-low)*(mood+0.25*r.NormFloat64()), low), high)
	}
	switch item.Kind {
	case forms.KindScale:
		steps := slices.DeleteFunc(slices.Clone(item.Options), func(o forms.Option) bool { return o.Value == 0 })
		if len(steps) < len(item.Options) && r.Float64() < 0.07 {
			values[item.Key] = []string{forms.OptionNA}
			return
		}
		values[item.Key] = []string{steps[len(steps)-1-int(math.Round(normal(0, float64(len(steps)-1))))].Code}
	case forms.KindChoice:
		values[item.Key] = []string{item.Options[min(r.IntN(len(item.Options)), r.IntN(len(item.Options)))].Code}
	case forms.KindChoices:
		limit := len(item.Options)
		if item.Question.Max != nil {
			limit = int(*item.Question.Max)
		}
		for _, i := range r.Perm(len(item.Options))[:1+r.IntN(limit)] {
			values[item.Key] = append(values[item.Key], item.Options[i].Code)
		}
	case forms.KindYesNo:
		values[item.Key] = []string{[]string{forms.OptionYes, forms.OptionNo}[r.IntN(2)]}
	case forms.KindConsent:
		values[item.Key] = []string{forms.OptionYes}
	case forms.KindRecommend:
		values[item.Key] = []string{strconv.Itoa(int(math.Round(normal(0, 10.4))) % 11)}
	case forms.KindNumber:
		values[item.Key] = []string{strconv.Itoa(int(normal(0, 60)))}
	case forms.KindDate:
		values[item.Key] = []string{time.Date(2016, 1, 1+r.IntN(300), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)}
	case forms.KindRanking:
		for place, i := range r.Perm(len(item.Options)) {
			values[item.Key+"."+item.Options[i].Code] = []string{strconv.Itoa(place + 1)}
		}
	case forms.KindText, forms.KindLongText:
		values[item.Key] = []string{comments[r.IntN(len(comments))]}
	}
}

var comments = []string{
	"Mehr Zeit für Gespräche am Tisch.",
	"Bitte die Ergebnisse an alle schicken, die heute da waren.",
	"=1+1 ist keine Formel, sondern ein Text",
	"@alle: weiter so! 👏🏽",
	"شكراً على الدعوة، كان النقاش مفيداً جداً.",
	"Дякую, було дуже корисно. Хочу брати участь у робочій групі.",
	"Ich nehme drei neue Kontakte mit und die Zusage, dass die Sprachkurse am Abend im Stadtteilzentrum weitergehen. Das ist für Eltern mit Schichtarbeit die einzige Möglichkeit.",
	"- zu wenig Kinderbetreuung",
	"Kennung _x0041_ bleibt stehen",
}

func Steps(n int, cannotSay bool) []forms.Option {
	var options []forms.Option
	for value := n; value > 0; value-- {
		options = append(options, forms.Option{Code: string(rune('a' + n - value)), Value: value})
	}
	if cannotSay {
		options = append(options, forms.Option{Code: forms.OptionNA})
	}
	return options
}
