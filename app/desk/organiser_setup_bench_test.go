package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// bigEvent publishes an event of 60 sessions and 60 questions in 20 languages, and
// changes one word of it afterwards. It returns the address of its draft and its code.
func bigEvent(tb testing.TB, s *servicetest.Site) (draft, code string) {
	tb.Helper()
	d := largeTranslation(s)
	e := &d.Event
	day := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 2)
	e.Retention = forms.DefaultRetention
	e.Key, e.Title, e.Zone, e.Starts, e.Ends = "gross", forms.Text{"de": "Groß"}, "Europe/Berlin", day.Add(7*time.Hour), day.Add(17*time.Hour)
	for i := range d.Sessions {
		session := &d.Sessions[i]
		session.Starts, session.Ends = day.Add(time.Duration(8+i%8)*time.Hour), day.Add(time.Duration(9+i%8)*time.Hour)
	}
	made, err := s.Store.CreateDraft(tb.Context(), d, "")
	if err != nil {
		tb.Fatal(err)
	}
	done, err := s.Store.Publish(tb.Context(), made.ID, made.Revision, "")
	if err != nil {
		tb.Fatal(err)
	}
	part := made.Part(forms.PathOfEvent)
	content := part.Content.(*forms.EventPart)
	content.Headcount = 500
	if _, err := s.Store.SavePart(tb.Context(), made.ID, part.Path, part.Revision, content, "eva"); err != nil {
		tb.Fatal(err)
	}
	return fmt.Sprint("/organise/drafts/", made.ID), done.Event.Code
}

// pagesOf are the pages of organisers that have to do with an event.
func pagesOf(draft, code string) []string {
	pages := []string{"/organise", "/organise/" + code, "/organise/" + code + "/data", "/moderate/" + code}
	for _, page := range []string{
		"", "/event", "/publish", "/history", "/discard", "/programme", "/programme/lines", "/sessions/s0", "/forms", "/forms/f", "/forms/f/q59",
		"/forms/f/q59?as=list", "/forms/f/new-question", "/forms/f/question-bank", "/forms/f/question-bank?q=zufrieden", "/languages", "/languages/ar", "/preview", "/check",
	} {
		pages = append(pages, draft+page)
	}
	return pages
}

// No page of an event with 60 sessions and 60 questions in 20 languages has more
// than 100 kB compressed.
func TestSetup_weight(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	for _, page := range pagesOf(bigEvent(t, s)) {
		got := s.Get(t, page, "Cookie", cookie, "Accept-Encoding", "gzip")
		got.WantStatus(t, http.StatusOK)
		if got.ContentLength > 100_000 {
			t.Errorf("%s has %d bytes", page, got.ContentLength)
		}
		t.Logf("%s: %d bytes", page, got.ContentLength)
	}
}

// The pages of organisers at that size, and publishing. No page should take more
// than 50 ms.
func BenchmarkSetup(b *testing.B) {
	s := servicetest.New(b)
	cookie := s.SignedIn(b, forms.Organiser)
	draft, code := bigEvent(b, s)
	for _, page := range pagesOf(draft, code) {
		name := strings.NewReplacer(draft, "draft", code, "CODE", "/", "_").Replace(page)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s.Get(b, page, "Cookie", cookie).WantStatus(b, http.StatusOK)
			}
		})
	}
	b.Run("publish", func(b *testing.B) {
		var id int64
		if _, err := fmt.Sscanf(draft, "/organise/drafts/%d", &id); err != nil {
			b.Fatal(err)
		}
		for n := 1; b.Loop(); n++ {
			part, err := s.Store.DraftPart(b.Context(), id, forms.PathOfEvent)
			if err != nil {
				b.Fatal(err)
			}
			content := part.Content.(*forms.EventPart)
			content.Headcount = 500 + n
			revision, err := s.Store.SavePart(b.Context(), id, part.Path, part.Revision, content, "eva")
			if err == nil {
				_, err = s.Store.Publish(b.Context(), id, revision, "eva")
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
