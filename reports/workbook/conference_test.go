package workbook_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"resonanz/forms"
	"resonanz/reports/reportstest"
)

// conference is an event with everything that was answered, from which files
// are checked.
type conference struct{ *reportstest.Conference }

func newConference(t testing.TB, name string, seed uint64) *conference {
	t.Helper()
	return &conference{reportstest.New(t, name, seed)}
}

func emptyConference() *conference {
	return &conference{&reportstest.Conference{Answers: map[int64][]forms.Answers{}}}
}

// everyKind returns the figures of an event whose forms have all kinds of
// questions: two large sessions, a small one and one to come.
func everyKind(t testing.TB) *conference {
	t.Helper()
	texts := func(options []forms.Option) []forms.Option {
		for i := range options {
			options[i].Text = forms.Text{"de": "Möglichkeit " + options[i].Code}
		}
		return options
	}
	low, high := 0.0, 99.0
	form := &forms.Form{ID: 1, Key: "alles", Version: 1, Title: forms.Text{"de": "Alle Arten"}, Questions: []forms.Question{
		{Key: "scale", Kind: forms.KindScale, Options: texts(reportstest.Steps(7, true))},
		{Key: "choice", Kind: forms.KindChoice, Options: texts(reportstest.Steps(4, false))},
		{Key: "yesno", Kind: forms.KindYesNo},
		{Key: "consent", Kind: forms.KindConsent, Show: "${yesno} = 'yes'"},
		{Key: "number", Kind: forms.KindNumber, Min: &low, Max: &high, Unit: forms.Text{"de": "Jahre"}},
		{Key: "date", Kind: forms.KindDate},
		{Key: "ranking", Kind: forms.KindRanking, Options: texts(reportstest.Steps(5, false))},
		{Key: "recommend", Kind: forms.KindRecommend},
		{Key: "info", Kind: forms.KindInfo},
		{Key: "text", Kind: forms.KindText},
	}}
	for i := range form.Questions {
		form.Questions[i].Text = forms.Text{"de": "Frage nach " + form.Questions[i].Key}
	}
	c := emptyConference()
	c.Event = forms.Event{MinGroup: 5, Languages: []string{"de", "ar"}, Title: forms.Text{"de": "Probe"}}
	c.Pooled, c.Interim = map[int64]forms.Tally{}, true
	r := rand.New(rand.NewPCG(9, 9))
	for i, n := range []int{60, 25, 3, 0} {
		c.AddSession(forms.Session{ID: int64(i + 1), FormID: 1, Code: "AAAA" + strconv.Itoa(i), Title: forms.Text{"de": "Sitzung " + strconv.Itoa(i+1)}}, form, n, 0.6, r)
	}
	c.Pool()
	return c
}
