package desk_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// emptyDefinition is what somebody begins with.
func emptyDefinition() *forms.Definition {
	return &forms.Definition{Event: forms.Event{Key: "neu", Title: forms.Text{"de": "Neu"}, Zone: "Europe/Berlin", Languages: []string{"de", "en"}, MinGroup: 5}}
}

// do presses a button of a list.
func (s *setup) do(page, do string, more ...string) *servicetest.Reply {
	s.Helper()
	values := url.Values{"do": {do}}
	for i := 0; i+1 < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	got := s.Post(s.T, s.address(page), values, "Cookie", s.cookie)
	got.WantStatus(s.T, http.StatusSeeOther)
	return got
}

func (s *setup) form(key string) *forms.Form {
	s.Helper()
	draft, err := s.Store.Draft(s.Context(), s.draft)
	if err != nil {
		s.Fatal(err)
	}
	return draft.Definition().Form(key)
}

// keys returns the keys of the questions of a form.
func (s *setup) keys(form string) string {
	s.Helper()
	var keys []string
	for _, q := range s.form(form).Questions {
		keys = append(keys, q.Key)
	}
	return strings.Join(keys, " ")
}

func (s *setup) newQuestion(form, after, kind, text string) *servicetest.Reply {
	s.Helper()
	values := url.Values{"after": {after}, "kind": {kind}, "text": {text}}
	got := s.Post(s.T, s.address("/forms/"+form+"/new-question"), values, "Cookie", s.cookie)
	got.WantStatus(s.T, http.StatusSeeOther)
	return got
}

// Somebody makes a form with questions, pressing every button twice.
func TestSetupQuestions_list(t *testing.T) {
	t.Parallel()
	s := newSetup(t, emptyDefinition())
	s.see("/forms")
	bad := s.Post(t, s.address("/forms"), url.Values{"do": {"add"}, "title": {" "}}, "Cookie", s.cookie)
	if bad.WantStatus(t, http.StatusUnprocessableEntity); bad.ByID("e-title") == nil {
		t.Error("no reason beside the field")
	}
	for range 2 {
		s.do("/forms", "add", "title", "Workshop Süd")
		s.newQuestionTwice("workshop_sued", "", "choice", "Ihre Rolle?")
		s.newQuestionTwice("workshop_sued", "ihre_rolle", "longtext", "Was fehlt?")
	}
	if keys := s.keys("workshop_sued"); keys != "ihre_rolle was_fehlt" {
		t.Fatalf("questions: %s", keys)
	}
	list := "/forms/workshop_sued/arrange-questions"
	for range 2 {
		moved := s.do(list, "after:was_fehlt:")
		s.wantMoved(strings.TrimPrefix(moved.Header.Get("Location"), s.address("")), "q-was_fehlt")
		s.do(list, "duplicate:ihre_rolle:ihre_rolle_2")
	}
	if keys := s.keys("workshop_sued"); keys != "was_fehlt ihre_rolle ihre_rolle_2" {
		t.Fatalf("questions: %s", keys)
	}
	s.do(list, "place:was_fehlt", "place.was_fehlt", "3", "order", "was_fehlt,ihre_rolle,ihre_rolle_2")
	s.do(list, "place:was_fehlt", "place.was_fehlt", "vorn", "order", "ihre_rolle,ihre_rolle_2,was_fehlt")
	s.do(list, "")
	if keys := s.keys("workshop_sued"); keys != "ihre_rolle ihre_rolle_2 was_fehlt" {
		t.Fatalf("questions: %s", keys)
	}
	page := s.see("/forms/workshop_sued")
	var remove string
	for _, button := range page.Controls("do") {
		if value := servicetest.Attribute(button, "value"); strings.HasPrefix(value, "remove:ihre_rolle_2:") {
			remove = value
		}
	}
	gone := s.do(list, remove)
	s.do(list, remove)
	if keys := s.keys("workshop_sued"); keys != "ihre_rolle was_fehlt" {
		t.Fatalf("questions: %s", keys)
	}
	offer := s.Get(t, gone.Header.Get("Location"), "Cookie", s.cookie)
	step := offer.Typed("step")
	if len(step) != 1 {
		t.Fatalf("nothing brings the question back:\n%s", offer.Body)
	}
	s.Post(t, s.address("/undo"), url.Values{"step": step}, "Cookie", s.cookie).WantStatus(t, http.StatusSeeOther)
	if keys := s.keys("workshop_sued"); keys != "ihre_rolle ihre_rolle_2 was_fehlt" {
		t.Fatalf("questions: %s", keys)
	}
	s.Get(t, s.address("/forms/nichts"), "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
	s.Get(t, s.address("/forms/workshop_sued/nichts"), "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
	s.Get(t, s.address("/forms/nichts/new-question"), "Cookie", s.cookie).WantStatus(t, http.StatusNotFound)
}

func (s *setup) newQuestionTwice(form, after, kind, text string) {
	s.Helper()
	s.newQuestion(form, after, kind, text)
	s.newQuestion(form, after, kind, text)
}

func askedDefinition() *forms.Definition {
	d := emptyDefinition()
	text := func(s string) forms.Text { return forms.Text{"de": s, "en": "English " + s} }
	options := []forms.Option{{Code: "a", Text: text("Amt")}, {Code: "b", Text: text("Bund")}, {Code: "c", Text: text("Chor")}}
	d.Forms = []forms.Form{{Key: "f", Title: text("Bogen"), Questions: []forms.Question{
		{Key: "rolle", Kind: forms.KindChoice, Text: text("Rolle?"), Options: options},
		{Key: "themen", Kind: forms.KindChoices, Text: text("Themen?"), Options: options},
		{Key: "note", Kind: forms.KindRecommend, Text: text("Note?"), Low: text("nie"), High: text("sicher")},
		{Key: "warum", Kind: forms.KindLongText, Text: text("Warum?")},
	}}}
	return d
}

// Conditions are picked, said in words, and kept as they are written.
func TestSetupQuestion_condition(t *testing.T) {
	t.Parallel()
	s := newSetup(t, askedDefinition())
	page := "/forms/f/warum"
	save := func(change url.Values) *servicetest.Reply {
		t.Helper()
		s.send(page, s.see(page), change).WantStatus(t, http.StatusSeeOther)
		return s.see(page)
	}
	show := func() string { return s.form("f").Questions[3].Show }
	if folded := s.see(page).ByID("g-show"); servicetest.HasAttribute(folded, "open") || !strings.Contains(servicetest.TextOf(folded), "immer") {
		t.Error("a question that is always asked does not say so in a folded group")
	}
	shown := s.send(page, s.see(page), url.Values{"show.1.item": {"rolle"}, "then": {"answers"}})
	if to := shown.Header.Get("Location"); to != s.address(page)+"?saved&changed=show#f-show-1-values" {
		t.Errorf("the answers are shown at %s", to)
	}
	open := s.see(page)
	if greeting := open.ByID("e-show-1-item"); greeting == nil || servicetest.Attribute(greeting, "class") != "lacks" || strings.Contains(open.Body, `class="summary"`) {
		t.Errorf("what is to be chosen next is shown as a mistake:\n%s", open.Body)
	}
	if show() != "" || open.ByID("e-show-1-item") == nil || open.Typed("show.1.item")[0] != "Frage 1 „Rolle?“" {
		t.Fatalf("a row without answers: %q\n%s", show(), open.Body)
	}
	said := save(url.Values{"show.1.values": {"a", "c"}})
	if show() != "${rolle} = 'a' or ${rolle} = 'c'" || !strings.Contains(said.Body, "Frage 1 „Rolle?“ „Amt“ oder „Chor“ gewählt ist") {
		t.Fatalf("%q\n%s", show(), said.Body)
	}
	save(url.Values{"show.2.item": {"themen"}})
	save(url.Values{"show.2.values": {"b"}})
	save(url.Values{"show.3.item": {"note"}})
	save(url.Values{"show.3.value": {"7"}})
	if want := "(${rolle} = 'a' or ${rolle} = 'c') and selected(${themen}, 'b') and ${note} >= 7"; show() != want {
		t.Fatalf("%q, want %q", show(), want)
	}
	if got := save(url.Values{"show.any": {"any"}, "show.2.item": {""}}); show() != "(${rolle} = 'a' or ${rolle} = 'c') or ${note} >= 7" {
		t.Fatalf("%q\n%s", show(), got.Body)
	}
	for _, text := range []string{"not( ${rolle}  = 'a')", "${note}>=7  and ${rolle} = 'a'", "${note} >=", "'a' = ${rolle}",
		"${note} = ''", "${note} >= 'x'", "${rolle} = 'weg'", "selected(${rolle},'a')", "${rolle} = '' or ${rolle}='b'", "${weg} = 1", "${warum} = ''", "${rolle}='b' or ${rolle}='b'",
		"${rolle} != ''", "${themen} = 'a'", "${note}=1 and ${note}=2 and ${note}=3 and ${note}=4 and ${note}=5",
	} {
		save(url.Values{"show": {text}})
		save(url.Values{"hint": {text}}) // something else
		if show() != text {
			t.Errorf("%q was written anew as %q", text, show())
		}
	}
	if list := s.see("/forms/f"); !strings.Contains(list.Body, "Entscheidet, ob Frage 4 gestellt wird.") {
		t.Errorf("nothing says what the question decides:\n%s", list.Body)
	}
	if english := s.Get(t, s.address("/forms/f"), "Cookie", s.cookie, "Accept-Language", "en"); strings.Contains(english.Body, "⟦") {
		t.Error("a text is missing")
	}
}

// Options are lines, and what cannot be read stays as it was typed.
func TestSetupQuestion_answers(t *testing.T) {
	t.Parallel()
	s := newSetup(t, askedDefinition())
	page := "/forms/f/rolle"
	shown := s.see(page)
	if lines := shown.Typed("options"); lines[0] != "Amt\nBund\nChor" {
		t.Fatalf("lines: %q", lines)
	}
	s.send(page, shown, url.Values{"options": {"Chor\r\nAmt\r\nVerein\r\nother: Sonstiges"}}).WantStatus(t, http.StatusSeeOther)
	q := s.form("f").Questions[0]
	codes := func() (codes []string) {
		for _, o := range s.form("f").Questions[0].Options {
			codes = append(codes, o.Code)
		}
		return codes
	}
	if !slices.Equal(codes(), []string{"c", "a", "verein", "other"}) || q.Options[0].Text["en"] != "English Chor" {
		t.Fatalf("options: %v", q.Options)
	}
	// The list as it is, another kind: what fits stays.
	s.send(page, s.see(page), url.Values{"kind": {"ranking"}}).WantStatus(t, http.StatusSeeOther)
	if q := s.form("f").Questions[0]; q.Kind != forms.KindRanking || !slices.Equal(codes(), []string{"c", "a", "verein"}) {
		t.Fatalf("options: %v", q)
	}
	var many []string
	for i := range 300 {
		many = append(many, fmt.Sprint("Zeile ", i))
	}
	s.send(page, s.see(page), url.Values{"options": {strings.Join(many, "\n")}, "text": {strings.Repeat("ü", 5000)}}).WantStatus(t, http.StatusSeeOther)
	kept := s.see(page)
	if kept.Typed("options")[0] != strings.Join(many, "\n") || kept.ByID("e-options") == nil || kept.ByID("e-text") == nil || len(kept.Typed("text")[0]) != 10000 {
		t.Errorf("what was typed is lost, or no reason beside it")
	}
	number := s.newQuestion("f", "rolle", "number", "Wie alt?").Header.Get("Location")
	at := strings.TrimPrefix(number, s.address(""))
	s.send(at, s.see(at), url.Values{"min": {"2,5"}, "max": {"viel"}, "then": {"stay"}}).WantStatus(t, http.StatusSeeOther)
	again := s.see(at)
	if again.Typed("min")[0] != "2,5" || again.Typed("max")[0] != "viel" || again.ByID("e-max") == nil {
		t.Errorf("numbers: %v %v", again.Typed("min"), again.Typed("max"))
	}
	if q := s.form("f").Questions[1]; q.Key != "wie_alt" || q.Min == nil || *q.Min != 2.5 {
		t.Errorf("question: %+v", q)
	}
}

// Two people change the same question: both versions are shown.
func TestSetupQuestion_conflict(t *testing.T) {
	t.Parallel()
	s := newSetup(t, askedDefinition())
	page := "/forms/f/rolle"
	first, second := s.see(page), s.see(page)
	s.send(page, first, url.Values{"options": {"Amt\nBund\nKirche"}}).WantStatus(t, http.StatusSeeOther)
	both := s.send(page, second, url.Values{"text": {"Ihre Rolle?"}, "options": {"Amt"}})
	both.WantStatus(t, http.StatusConflict)
	if both.Typed("options")[0] != "Amt" || both.Typed("text")[0] != "Ihre Rolle?" || !strings.Contains(both.Body, "Kirche") {
		t.Errorf("one of the versions is not on the page:\n%s", both.Body)
	}
	s.send(page, both, nil).WantStatus(t, http.StatusSeeOther)
	if q := s.form("f").Questions[0]; q.Text["de"] != "Ihre Rolle?" || len(q.Options) != 1 || q.Options[0].Text["en"] == "" {
		t.Errorf("%+v", q)
	}
}

// A question of the bank comes with its translations, once.
func TestSetupQuestion_bank(t *testing.T) {
	t.Parallel()
	s := newSetup(t, askedDefinition())
	found := s.see("/forms/f/question-bank?after=note&q=gesamt")
	take := found.Controls("take")
	if len(take) == 0 {
		t.Fatalf("nothing found:\n%s", found.Body)
	}
	values := url.Values{"take": {servicetest.Attribute(take[0], "value")}, "after": {"note"}}
	for range 2 {
		s.Post(t, s.address("/forms/f/question-bank"), values, "Cookie", s.cookie).WantStatus(t, http.StatusSeeOther)
	}
	questions := s.form("f").Questions
	if len(questions) != 5 || questions[3].Text["en"] == "" || len(questions[3].Text) != 2 {
		t.Errorf("%+v", questions)
	}
	if none := s.see("/forms/f/question-bank?q=xyzzy"); len(none.Controls("take")) > 0 {
		t.Error("a word that is nowhere was found")
	}
}

// Every question of the reference conferences is shown, and saving it as it is
// changes nothing.
func TestSetupQuestion_unchanged(t *testing.T) {
	t.Parallel()
	for _, conference := range definition.Conferences() {
		d, err := conference.Definition()
		if err != nil {
			t.Fatal(err)
		}
		d.Event.Key += "-entwurf"
		s := newSetup(t, d)
		before, err := s.Store.Draft(t.Context(), s.draft)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range d.Forms {
			for _, q := range form.Questions {
				page := "/forms/" + form.Key + "/" + q.Key
				shown := s.see(page)
				if len(shown.All(atom.H1)) != 1 || strings.Contains(shown.Body, "⟦") {
					t.Errorf("%s: no heading, or a text is missing", page)
				}
				s.send(page, shown, nil).WantStatus(t, http.StatusSeeOther)
			}
		}
		after, err := s.Store.Draft(t.Context(), s.draft)
		if err != nil || after.Revision != before.Revision {
			steps, _ := s.Store.Steps(t.Context(), s.draft, 0, 1)
			t.Errorf("%s: %v; saving what is there changed it: %+v", conference.Name, err, steps)
		}
	}
}

// largeDefinition has as much as a form and an event can have.
func largeDefinition() *forms.Definition {
	d := askedDefinition()
	q := d.Forms[0].Questions[0]
	d.Forms[0].Questions = nil
	for i := range forms.MaxQuestions {
		q.Key = fmt.Sprint("q", i)
		if q.Show = ""; i > 0 {
			q.Show = fmt.Sprintf("${q%d} = 'a' and ${q%d} != 'b'", i-1, i/2)
		}
		d.Forms[0].Questions = append(d.Forms[0].Questions, q)
	}
	day := time.Date(2026, 11, 17, 9, 0, 0, 0, time.UTC)
	for i := range 60 {
		d.Sessions = append(d.Sessions, forms.SessionDefinition{FormKey: "f", Session: forms.Session{
			Key: fmt.Sprint("s", i), Kind: forms.Workshop, Title: forms.Text{"de": fmt.Sprint("Sitzung ", i)}, Starts: day, Ends: day.Add(time.Hour),
		}})
	}
	return d
}

// No page of 60 questions and 60 sessions is heavier than 100 kB compressed.
func TestSetupQuestions_weight(t *testing.T) {
	t.Parallel()
	s := newSetup(t, largeDefinition())
	for _, page := range []string{"/forms", "/forms/f", "/forms/f/q59", "/forms/f/new-question", "/forms/f/question-bank"} {
		if size := s.weight(page); size > 100_000 {
			t.Errorf("%s has %d bytes", page, size)
		} else {
			t.Logf("%s: %d bytes", page, size)
		}
	}
}

// weight returns how many bytes of a page go over the network.
func (s *setup) weight(page string) int {
	s.Helper()
	got := s.Get(s.T, s.address(page), "Cookie", s.cookie, "Accept-Encoding", "gzip")
	got.WantStatus(s.T, http.StatusOK)
	if got.Header.Get("Content-Encoding") != "gzip" {
		s.Fatal("the page is not compressed")
	}
	return int(got.ContentLength)
}
