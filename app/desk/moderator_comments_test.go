package desk_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

const commentsPath = "/moderate/" + servicetest.KindsOpen + "/comments"

// moderated is a site whose open session has comments.
type moderated struct {
	*testing.T
	*servicetest.Site
	cookie string
}

// newModerated starts a site with a closed session in which people said this.
func newModerated(t *testing.T, said ...string) *moderated {
	t.Helper()
	m := &moderated{t, servicetest.New(t), ""}
	m.cookie = m.SignedIn(t, forms.Moderator)
	for _, text := range said {
		m.Answer(t, servicetest.KindsOpen, forms.Answers{"gesamt": {"gut"}, "satz": {text}})
	}
	session, _ := m.ReadSession(t, servicetest.KindsOpen)
	if err := m.Store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil {
		t.Fatal(err)
	}
	return m
}

func (m *moderated) page(query string) *servicetest.Reply {
	m.Helper()
	page := m.Get(m.T, commentsPath+query, "Cookie", m.cookie, "Accept-Language", "de")
	page.WantStatus(m.T, http.StatusOK)
	return page
}

var ticks = regexp.MustCompile(`name="c" value="([0-9a-fpPAhH]+)" aria-labelledby="t-([0-9a-f]+)"`)

// ticks returns the values of the boxes on the page, by what the line says.
func (m *moderated) ticks(page *servicetest.Reply) map[string]string {
	m.Helper()
	said := map[string]string{}
	for _, found := range ticks.FindAllStringSubmatch(page.Body, -1) {
		line := page.ByID("t-" + found[2])
		said[strings.TrimSpace(servicetest.TextOf(line))] = found[1]
	}
	return said
}

// send sends what is ticked, and returns the page that it leads to.
func (m *moderated) send(values url.Values) *servicetest.Reply {
	m.Helper()
	if values.Get("hand") == "" {
		values.Set("hand", "ada0")
	}
	got := m.Post(m.T, commentsPath, values, "Cookie", m.cookie, "Accept", "text/html")
	got.WantStatus(m.T, http.StatusSeeOther)
	return m.page(strings.TrimPrefix(got.Header.Get("Location"), commentsPath))
}

func (m *moderated) wantLines(page *servicetest.Reply, want ...string) {
	m.Helper()
	var got []string
	for says := range m.ticks(page) {
		got = append(got, says)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		m.Errorf("the page has %q, want %q", got, want)
	}
}

// Without a script, boxes and buttons do all that has to be done: equal comments
// are one line, on which one decides at once, and that can be taken back.
func TestServer_comments(t *testing.T) {
	t.Parallel()
	m := newModerated(t, "Danke!", "danke", "Mehr Zeit", "Herr Maier stört", "Das war gut", "Nicht gut")
	first := m.page("")
	m.wantLines(first, "2× Danke!", "Mehr Zeit", "Name? Herr Maier stört", "Das war gut", "Nicht gut")
	tick := m.ticks(first)
	done := m.send(url.Values{"do": {"approve"}, "c": {tick["2× Danke!"], tick["Mehr Zeit"]}})
	m.wantLines(done, "Name? Herr Maier stört", "Das war gut", "Nicht gut")
	if !strings.Contains(done.Body, "3 Kommentare geändert.") {
		t.Error("the page does not say how many were approved")
	}
	// Somebody else has the first page still.
	late := m.send(url.Values{"do": {"hide"}, "c": {tick["Mehr Zeit"], tick["Das war gut"]}, "hand": {"b0b0"}})
	if !strings.Contains(late.Body, "Über einen Kommentar hatte inzwischen jemand anders entschieden.") {
		t.Error("the second moderator is not told")
	}
	m.wantLines(m.page("?state=approved"), "2× Danke!", "Mehr Zeit")
	undone := m.send(url.Values{"do": {"undo"}})
	m.wantLines(undone, "2× Danke!", "Mehr Zeit", "Name? Herr Maier stört", "Nicht gut")
	if !strings.Contains(undone.Body, "Bei 3 Kommentaren zurückgenommen.") {
		t.Error("the page does not say what was taken back")
	}
	if again := m.send(url.Values{"do": {"undo"}}); !strings.Contains(again.Body, "nichts zurückzunehmen") {
		t.Error("it was taken back twice")
	}
	if none := m.send(url.Values{"do": {"approve"}}); !strings.Contains(none.Body, "Kreuzen Sie zuerst") {
		t.Error("nothing is said where nothing is ticked")
	}
	m.wantLines(m.send(url.Values{"do": {"star"}, "c": {tick["Nicht gut"]}, "from": {"?state=starred"}}), "★ Nicht gut")
	tagged := m.send(url.Values{"do": {"tag"}, "tag": {"Zeit,  Ablauf "}, "c": {tick["Mehr Zeit"]}, "from": {"?item=kinds/satz&evil=1"}})
	if !strings.Contains(m.page("?state=all").Body, `<span class="tag" dir="auto">Ablauf</span>`) || strings.Contains(tagged.Body, "evil") {
		t.Error("the comment is not tagged, or an address was taken as it is")
	}
	if !strings.Contains(tagged.Body, `name="chosen" value="Zeit"`) {
		t.Error("a tag that is used is not proposed")
	}
	if ticked := m.page("?ticked=1&state=all").Body; strings.Count(ticked, "checked>") != 4 {
		t.Errorf("%d lines are ticked, want those without a hint", strings.Count(ticked, "checked>"))
	}
	for _, wrong := range []url.Values{{"do": {"burn"}}, {"do": {"tag"}, "tag": {" , "}}, {"do": {"tag"}, "tag": {strings.Repeat("x", forms.MaxTag+1)}}, {"do": {"approve"}, "hand": {"<b>"}}} {
		wrong.Set("c", tick["Mehr Zeit"])
		if wrong.Get("hand") == "" {
			wrong.Set("hand", "ada0")
		}
		m.Post(t, commentsPath, wrong, "Cookie", m.cookie, "Accept", "text/html").WantStatus(t, http.StatusBadRequest)
	}
}

// The page of an event has the comments of all its sessions, those of one session
// if that is asked for, and none of another event.
func TestServer_commentsOfEvent(t *testing.T) {
	t.Parallel()
	m := newModerated(t, "Danke!", "danke", "Mehr Zeit", "Gut", "Mehr Platz")
	path := "/moderate/" + servicetest.KindsEvent + "/comments"
	page := m.Get(t, path, "Cookie", m.cookie)
	page.WantStatus(t, http.StatusOK)
	m.wantLines(page, "2× Danke!", "Mehr Zeit", "Gut", "Mehr Platz")
	m.wantLines(m.Get(t, path+"?session="+servicetest.KindsPlanned, "Cookie", m.cookie))
	other := m.Get(t, "/moderate/ENKR/comments", "Cookie", m.cookie)
	m.wantLines(other)
	m.Post(t, "/moderate/ENKR/comments", url.Values{"do": {"hide"}, "hand": {"ada0"}, "c": {m.ticks(page)["Gut"]}}, "Cookie", m.cookie)
	m.wantLines(m.page("?state=hidden"))
}

// A comment can be reworded; what is wrong is said beside it, and what somebody
// else has written meanwhile stands beside what was typed.
func TestServer_comment(t *testing.T) {
	t.Parallel()
	m := newModerated(t, "Frau Beispiel hilft", "a", "b", "c", "d")
	page := m.page("")
	address := regexp.MustCompile(`href="(`+commentsPath+`/[0-9a-f]{32})"`).FindAllStringSubmatch(page.Body, -1)
	i := slices.IndexFunc(address, func(found []string) bool {
		return strings.Contains(m.Get(t, found[1], "Cookie", m.cookie).Body, "Frau Beispiel hilft")
	})
	if i < 0 {
		t.Fatalf("no page of the comment among %q", address)
	}
	path := address[i][1]
	save := func(was, text, tags string) *servicetest.Reply {
		return m.Post(t, path, url.Values{"was": {was}, "text": {text}, "tags": {tags}}, "Cookie", m.cookie, "Accept-Language", "de")
	}
	wrong := save("Frau Beispiel hilft", " ", "1,2,3,4,5,6,7,8,9")
	wrong.WantStatus(t, http.StatusUnprocessableEntity)
	if !strings.Contains(wrong.Body, "darf nicht leer sein") || !strings.Contains(wrong.Body, "Höchstens 8 Schlagwörter") || !strings.Contains(wrong.Body, `value="1,2,3,4,5,6,7,8,9"`) {
		t.Errorf("mistakes are not said, or what was typed is lost:\n%s", servicetest.TextOf(wrong.ByID("main")))
	}
	save("Frau Beispiel hilft", "[Name] hilft", "Hilfe, Dank").WantStatus(t, http.StatusSeeOther)
	late := save("Frau Beispiel hilft", "Jemand hilft", "")
	late.WantStatus(t, http.StatusConflict)
	if !strings.Contains(late.Body, "[Name] hilft") || !strings.Contains(late.Body, "Jemand hilft") {
		t.Error("both versions are not shown")
	}
	if strings.Contains(m.page("?state=all").Body, "Frau Beispiel") {
		t.Error("the name is still on the page")
	}
	if strings.Contains(m.Get(t, path, "Cookie", m.cookie).Body, "Frau Beispiel") {
		t.Error("a moderator gets the original")
	}
	if !strings.Contains(m.Get(t, path, "Cookie", m.SignedIn(t, forms.Organiser)).Body, "Frau Beispiel") {
		t.Error("an organiser does not get the original")
	}
	m.Get(t, commentsPath+"/"+strings.Repeat("0", 32), "Cookie", m.cookie).WantStatus(t, http.StatusNotFound)
}

// All comments can be reached, each once, however many pages it takes; and neither
// a page nor a frame is longer than what a shaky network takes at once.
func TestServer_commentsPages(t *testing.T) {
	t.Parallel()
	var said []string
	for i := range 130 {
		said = append(said, fmt.Sprintf("Gruß %d", i/2)) // 65 pairs
	}
	m := newModerated(t, said...)
	found := map[string]bool{}
	next := regexp.MustCompile(`href="` + commentsPath + `(\?[^"]*after=[^"]*)" data-do="more"`)
	pages := 0
	for query := ""; ; pages++ {
		page := m.page(query)
		if len(page.Body) > 100<<10 {
			t.Errorf("page %d has %d bytes", pages, len(page.Body))
		}
		for says := range m.ticks(page) {
			if found[says] || !strings.HasPrefix(says, "2× ") {
				t.Errorf("%q is there twice, or alone", says)
			}
			found[says] = true
		}
		to := next.FindStringSubmatch(page.Body)
		if to == nil {
			break
		}
		query = strings.ReplaceAll(to[1], "&amp;", "&")
	}
	if len(found) != 65 || pages != 1 {
		t.Errorf("%d lines on %d pages", len(found), pages+1)
	}
	var frame struct {
		Left int
		Sets []struct{ Session, Item, Tokens string }
	}
	if err := json.Unmarshal([]byte(m.Get(t, commentsPath+"/figures", "Cookie", m.cookie).Body), &frame); err != nil {
		t.Fatal(err)
	}
	if frame.Left != 130 || len(frame.Sets) != 1 || len(frame.Sets[0].Tokens) != 130*16 {
		t.Errorf("the frame has %d comments in %d sets", frame.Left, len(frame.Sets))
	}
}

// What people write when they are asked on the spot has the same page, and stands
// among the comments of the event.
func TestServer_commentsOnTheSpot(t *testing.T) {
	t.Parallel()
	m := &moderated{t, servicetest.New(t), ""}
	m.cookie = m.SignedIn(t, forms.Moderator)
	m.Post(t, "/moderate/"+servicetest.KindsOpen+"/ask", url.Values{"do": {"ask"}, "kind": {"words"}, "text": {"Ein Wort zum Tag?"}}, "Cookie", m.cookie).WantStatus(t, http.StatusSeeOther)
	code := askedOn(t, m.Site, servicetest.KindsOpen)
	spot, _ := m.ReadSession(t, code)
	form, err := m.Store.Form(t.Context(), &spot)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Mut", "mut!", "Aufbruch", "Zuversicht", "Geduld"} {
		m.Answer(t, code, forms.Answers{form.Questions[0].Key: {word}})
	}
	if err := m.Store.SetState(t.Context(), spot.ID, forms.StateClosed); err != nil {
		t.Fatal(err)
	}
	want := []string{"2× mut!", "Aufbruch", "Zuversicht", "Geduld"}
	for _, of := range []string{code, servicetest.KindsEvent} {
		page := m.Get(t, "/moderate/"+of+"/comments", "Cookie", m.cookie, "Accept-Language", "de")
		m.wantLines(page, want...)
		if !strings.Contains(page.Body, "Ein Wort zum Tag?") {
			t.Errorf("%s: the page does not say what was asked", of)
		}
		if frame := m.Get(t, "/moderate/"+of+"/comments/figures", "Cookie", m.cookie).Body; !strings.Contains(frame, `"left":5`) {
			t.Errorf("%s: the frame is %s", of, frame)
		}
	}
}
