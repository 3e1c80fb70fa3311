package desk_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// walk reads a long list from its first page to its last and returns what entry
// finds there. No page has more than 50 entries or 100 kB compressed.
func walk(t *testing.T, s *servicetest.Site, cookie, page string, entry func(*html.Node) string) []string {
	t.Helper()
	var all []string
	for page != "" {
		got := s.Get(t, page, "Cookie", cookie)
		got.WantStatus(t, http.StatusOK)
		if weight := s.Get(t, page, "Cookie", cookie, "Accept-Encoding", "gzip").ContentLength; weight < 0 || weight > 100_000 {
			t.Errorf("%s has %d bytes", page, weight)
		}
		page = ""
		n := len(all)
		for node := range got.Page.Descendants() {
			if key := entry(node); key != "" {
				all = append(all, key)
			}
			if node.DataAtom == atom.A && servicetest.TextOf(node) == "Weiter in der Liste" {
				page = servicetest.Attribute(node, "href")
			}
		}
		if n = len(all) - n; n > 50 || n == 0 {
			t.Fatalf("%d entries on a page", n)
		}
	}
	return all
}

// smallEvent is a valid event with the questions.
func smallEvent(key string, starts time.Time, questions ...forms.Question) *forms.Definition {
	d := askedDefinition()
	e := &d.Event
	e.Key, e.Title, e.Starts, e.Ends, e.Retention = key, forms.Text{"de": "Tagung " + key}, starts, starts.Add(time.Hour), forms.DefaultRetention
	if questions != nil {
		d.Forms[0].Questions = questions
	}
	d.Sessions = []forms.SessionDefinition{{FormKey: "f", Session: forms.Session{Key: "s", Kind: forms.Plenary, Title: forms.Text{"de": "Plenum"}}}}
	return d
}

// Of 500 events each stands on one page of the list, the next one first and the
// latest of those that are over after the last that is to come.
func TestServer_listEvents_many(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	now := time.Now().UTC().Truncate(time.Minute)
	before := len(walk(t, s, cookie, "/organise", codeOf))
	var upcoming, past []string
	for i := range 250 {
		for sign, list := range map[int]*[]string{1: &upcoming, -1: &past} {
			starts := now.AddDate(0, 0, sign*(i+20))
			done, err := s.Store.Import(t.Context(), smallEvent(fmt.Sprintf("e%d-%d", sign+1, i), starts))
			if err != nil {
				t.Fatal(err)
			}
			*list = append(*list, done.Event.Code)
		}
	}
	for _, list := range []string{"/organise", "/moderate"} {
		got := walk(t, s, cookie, list, codeOf)
		if len(got) != 500+before {
			t.Errorf("%s: %d events, want %d", list, len(got), 500+before)
		}
		got = slices.DeleteFunc(got, func(code string) bool { return !slices.Contains(upcoming, code) && !slices.Contains(past, code) })
		if !slices.Equal(got, slices.Concat(upcoming, past)) {
			t.Errorf("%s: the events are not in order", list)
		}
	}
	if first := s.Get(t, "/organise?behind=ZZZZ", "Cookie", cookie); !strings.Contains(first.Body, upcoming[0]) {
		t.Error("behind an event that has gone, the list does not begin anew")
	}
}

// codeOf returns the code of an event in the list.
func codeOf(node *html.Node) string {
	if node.DataAtom == atom.Code {
		return servicetest.TextOf(node)
	}
	return ""
}

// Of 600 questions of earlier events each is on one page of the bank.
func TestServer_searchBank_many(t *testing.T) {
	t.Parallel()
	s := newSetup(t, askedDefinition())
	for i := range 10 {
		var questions []forms.Question
		for j := range forms.MaxQuestions {
			questions = append(questions, forms.Question{Key: fmt.Sprint("q", j), Kind: forms.KindYesNo, Text: forms.Text{"de": fmt.Sprintf("Frage zur Bank %d/%d?", i, j)}})
		}
		if _, err := s.Store.Import(t.Context(), smallEvent(fmt.Sprint("bank", i), time.Now().UTC().Truncate(time.Minute), questions...)); err != nil {
			t.Fatal(err)
		}
	}
	taken := func(node *html.Node) string {
		if servicetest.Attribute(node, "name") == "take" {
			return servicetest.Attribute(node, "value")
		}
		return ""
	}
	got := walk(t, s.Site, s.cookie, s.address("/forms/f/question-bank?q=zur+bank"), taken)
	slices.Sort(got)
	if n := len(slices.Compact(got)); n != 10*forms.MaxQuestions {
		t.Errorf("%d questions, want %d", n, 10*forms.MaxQuestions)
	}
}

// Of 120 accounts each is on one page.
func TestServer_listAccounts_many(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	for i := range 120 {
		account := &forms.Account{Name: fmt.Sprintf("person%03d", i), Role: forms.Moderator}
		if err := s.Store.Invite(t.Context(), string(forms.Organiser), account, string(forms.NewToken())); err != nil {
			t.Fatal(err)
		}
	}
	name := func(node *html.Node) string {
		if node.DataAtom == atom.B && strings.HasPrefix(servicetest.TextOf(node), "person") {
			return servicetest.TextOf(node)
		}
		return ""
	}
	if got := walk(t, s, cookie, "/organise/accounts", name); len(slices.Compact(got)) != 120 {
		t.Errorf("%d accounts, want 120", len(got))
	}
}
