package desk_test

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"resonanz/app/desk"
	"resonanz/app/qr"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

func TestServer_eventState(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	state := func(code string) forms.State {
		t.Helper()
		session, _, err := s.Store.Session(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		return session.State
	}
	set := func(code, state string) *servicetest.Reply {
		got := s.Post(t, "/organise/"+code+"/state", url.Values{"state": {state}, "sure": {"yes"}}, "Cookie", cookie)
		s.CloseNow(t, servicetest.KindsEvent)
		return got
	}
	steps := []struct {
		code, to      string
		open, planned forms.State // what the two sessions are then
	}{
		{servicetest.KindsEvent, "closed", forms.StateClosed, forms.StatePlanned}, // a session that was never open stays so
		{servicetest.KindsEvent, "open", forms.StateClosed, forms.StateOpen},      // a session that has ended stays so
		{servicetest.KindsOpen, "open", forms.StateOpen, forms.StateOpen},
		{servicetest.KindsPlanned, "closed", forms.StateOpen, forms.StateClosed},
	}
	for _, step := range steps {
		got := set(step.code, step.to)
		if got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(got.Header.Get("Location"), "/organise/"+servicetest.KindsEvent) {
			t.Fatalf("%s %s: %d to %q", step.code, step.to, got.StatusCode, got.Header.Get("Location"))
		}
		if state(servicetest.KindsOpen) != step.open || state(servicetest.KindsPlanned) != step.planned {
			t.Errorf("%s %s: %s and %s, want %s and %s", step.code, step.to, state(servicetest.KindsOpen), state(servicetest.KindsPlanned), step.open, step.planned)
		}
		s.Get(t, "/organise/"+servicetest.KindsEvent, "Cookie", cookie).WantStatus(t, http.StatusOK)
	}
	for _, wrong := range []string{"planned", "", "OPEN"} {
		set(servicetest.KindsOpen, wrong).WantStatus(t, http.StatusBadRequest)
	}
	s.Get(t, "/organise/"+servicetest.KindsOpen+"/state", "Cookie", cookie).WantStatus(t, http.StatusMethodNotAllowed)
}

func TestServer_workbook(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, servicetest.Secure)
	got := s.Get(t, "/organise/HERN/workbook", "Cookie", s.SignedIn(t, forms.Organiser), "Accept-Language", "de")
	got.WantStatus(t, http.StatusOK)
	if got.ContentLength != int64(len(got.Body)) || got.Header.Get("Content-Type") != desk.WorkbookType {
		t.Errorf("length %d of %d, type %q", got.ContentLength, len(got.Body), got.Header.Get("Content-Type"))
	}
	kind, params, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
	if want := "Herner Integrationskonferenz 2016 2016-11-17 Zwischenstand Vorführung.xlsx"; err != nil || kind != "attachment" || params["filename"] != want {
		t.Errorf("%s %q %v, want %q", kind, params["filename"], err, want)
	}
	workbook, err := excelize.OpenReader(strings.NewReader(got.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	if n := workbook.SheetCount; n < 4 {
		t.Errorf("%d sheets", n)
	}
}

func TestServer_qr(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, servicetest.Secure)
	cookie := s.SignedIn(t, forms.Organiser)
	for _, code := range []string{servicetest.KindsEvent, servicetest.KindsOpen} {
		got := s.Get(t, "/organise/"+code+"/qr.png", "Cookie", cookie)
		got.WantStatus(t, http.StatusOK)
		// That readers find the address in it is proved where it is drawn.
		address := "HTTPS://FEEDBACK.EXAMPLE/" + code
		if want, err := qr.PNG(address, desk.CodePixels); err != nil || got.Body != string(want) {
			t.Errorf("%s: another picture than that of %s (%v)", code, address, err)
		}
		svg := s.Get(t, "/organise/"+code+"/qr.svg", "Cookie", cookie)
		svg.WantStatus(t, http.StatusOK)
		if want, err := qr.SVG(address, address); err != nil || svg.Body != string(want) || svg.Header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %q, another drawing than that of %s (%v)", code, svg.Header.Get("Content-Type"), address, err)
		}
	}
}

// A sign carries the address, the room and the title, and says in each of the
// event's languages what to do.
func TestServer_sign(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t, servicetest.Secure)
	cookie := s.SignedIn(t, forms.Organiser)
	got := s.Get(t, "/organise/"+servicetest.KindsEvent+"/signs", "Cookie", cookie, "Accept-Language", "en")
	got.WantStatus(t, http.StatusOK)
	signs := got.All(atom.Article)
	if len(signs) != 3 {
		t.Fatalf("%d signs, want those of the event and its two sessions", len(signs))
	}
	for _, want := range [][]string{
		{"feedback.example/K1ND", "Stadtteilkonferenz", "Bürgerhaus", "Integrationsrat", "Bürgerstiftung", "20. November 2026"},
		{"feedback.example/K1NDB", "Werkstatt", "13:00 bis 14:30"},
		{"feedback.example/K1NDA", "Abschluss", "Saal", "15:00 bis 16:00"},
	} {
		i := slices.IndexFunc(signs, func(sign *html.Node) bool { return pictured(sign) == want[0] })
		if i < 0 {
			t.Errorf("no sign for %s", want[0])
			continue
		}
		for _, part := range want[1:] {
			if !strings.Contains(servicetest.TextOf(signs[i]), part) {
				t.Errorf("sign for %s lacks %q: %s", want[0], part, servicetest.TextOf(signs[i]))
			}
		}
		if servicetest.Attribute(signs[i], "lang") != "de" {
			t.Errorf("sign in %q, want the event's language and not the organiser's", servicetest.Attribute(signs[i], "lang"))
		}
		for _, tag := range []string{"de", "en"} {
			if !strings.Contains(render(t, signs[i]), `<li lang="`+tag+`" dir="ltr">`+s.Catalogues.Printer(tag).T("sign.scan")) {
				t.Errorf("sign for %s does not say in %s what to do", want[0], tag)
			}
		}
	}
	one := s.Get(t, "/organise/"+servicetest.KindsOpen+"/sign", "Cookie", cookie)
	if signs := one.All(atom.Article); len(signs) != 1 || !strings.Contains(one.Body, "/organise/"+servicetest.KindsOpen+"/qr.svg") {
		t.Errorf("%d signs for one session", len(signs))
	}
}

// With twenty languages, three stand large beside the code, the others below.
func TestServer_sign_languages(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	got := s.Get(t, "/organise/ZN8F7/sign", "Cookie", s.SignedIn(t, forms.Organiser))
	got.WantStatus(t, http.StatusOK)
	var lists [][]string
	for _, list := range got.All(atom.Ul) {
		if servicetest.Attribute(list.Parent, "class") == "scan" || servicetest.Attribute(list, "class") == "more" {
			var tags []string
			for item := range list.ChildNodes() {
				if item.DataAtom == atom.Li {
					tags = append(tags, servicetest.Attribute(item, "lang"))
				}
			}
			lists = append(lists, tags)
		}
	}
	if len(lists) != 2 || !slices.Equal(lists[0], []string{"de", "en", "de-simple"}) || len(lists[1]) != 17 {
		t.Errorf("what to do is said in %q, want de, en, de-simple and then 17 others", lists)
	}
}

// pictured returns the address beside the code, as it is read out to those who
// cannot see it.
func pictured(sign *html.Node) string {
	for node := range sign.Descendants() {
		if node.DataAtom == atom.Img {
			return servicetest.Attribute(node, "alt")
		}
	}
	return ""
}

func render(tb testing.TB, node *html.Node) string {
	tb.Helper()
	var b bytes.Buffer
	if err := html.Render(&b, node); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

// The page of an event leads to what native readers are asked about each of its
// languages.
func TestServer_translationQuestions(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	page := s.Get(t, "/organise/HERN", "Cookie", s.SignedIn(t, forms.Organiser), "Accept-Language", "de")
	links := 0
	for _, tag := range s.Catalogues.Tags() {
		asked := len(s.Catalogues.Questions(tag))
		if asked == 0 {
			continue
		}
		links++
		if link := fmt.Sprintf(`<a href="/handbook/questions#%s">%d Fragen zur Übersetzung</a>`, tag, asked); !strings.Contains(page.Body, link) {
			t.Errorf("it lacks %s", link)
		}
	}
	if got := strings.Count(page.Body, "/handbook/questions#"); got != links || links == 0 {
		t.Errorf("%d links, want %d", got, links)
	}
}
