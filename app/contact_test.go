package main

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"resonanz/forms"
)

// signUp returns what a browser sends to sign up for the open session's group.
func signUp(token string) url.Values {
	return url.Values{forms.FieldToken: {token}, "name": {"Ada Lovelace"}, "email": {"ada@example.org"}, "group": {"offen"}}
}

// contacts returns the sign-ups for the test event.
func contactsOf(tb testing.TB, s *site, code string) []forms.Contact {
	tb.Helper()
	event, err := s.store.Event(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	contacts, err := s.store.Contacts(tb.Context(), event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return contacts
}

func links(r *reply) []string {
	var found []string
	for _, a := range r.all(atom.A) {
		found = append(found, attr(a, "href"))
	}
	return found
}

// From the receipt to the entry and its deletion, without JavaScript.
func TestContact(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	receiptToken := string(forms.NewToken())
	receipt := s.get(t, s.post(t, "/"+kindsOpen+"/en", answers(receiptToken)).Header.Get("Location"))
	address := "/" + kindsOpen + "/en/contact"
	if !slices.Contains(links(receipt), address) {
		t.Fatalf("the receipt does not lead to %s: %q", address, links(receipt))
	}
	page := s.get(t, address)
	page.wantStatus(t, http.StatusOK)
	if strings.Contains(page.body, receiptToken) || page.Header.Get("Referrer-Policy") != "no-referrer" || receipt.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Error("the sign-up knows the receipt")
	}
	if len(page.all(atom.Script)) > 0 || strings.Contains(page.body, "we store no names") {
		t.Error("the page runs a script, or says that no names are stored")
	}
	if got := page.typed("group"); len(got) != 1 || got[0] != "offen" {
		t.Errorf("chosen already: %q, want the session's group", got)
	}
	for name, want := range map[string]string{"name": "name", "email": "email"} {
		if got := attr(page.controls(name)[0], "autocomplete"); got != want {
			t.Errorf("%s: autocomplete %q, want %q", name, got, want)
		}
	}
	sent := signUp(page.token(t))
	var entry string
	for range 3 { // a double tap and a reload
		r := s.post(t, address, sent)
		r.wantStatus(t, http.StatusSeeOther)
		entry = r.Header.Get("Location")
	}
	if got := contactsOf(t, s, kindsEvent); len(got) != 1 || got[0].Name != "Ada Lovelace" || got[0].Email != "ada@example.org" || got[0].Sessions[0] != "offen" {
		t.Fatalf("stored: %+v", got)
	}
	done := s.get(t, entry)
	done.wantStatus(t, http.StatusOK)
	if !strings.Contains(done.body, "ada@example.org") || !strings.Contains(done.body, "Closing") || done.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the last page does not say what is stored, or may be kept\n%s", done.body)
	}
	if !slices.Contains(links(done), strings.Replace(entry, "/en/", "/ar/", 1)) {
		t.Error("the last page cannot be had in Arabic")
	}
	withdraw := attr(done.all(atom.Form)[0], "action")
	s.do(t, http.MethodPost, withdraw, nil, "Sec-Fetch-Site", "cross-site").wantStatus(t, http.StatusForbidden)
	s.get(t, withdraw).wantStatus(t, http.StatusMethodNotAllowed)
	for range 2 { // a second tap
		r := s.post(t, withdraw, url.Values{})
		r.wantStatus(t, http.StatusSeeOther)
		if got := s.get(t, r.Header.Get("Location")).heading(); got != "Your entry is deleted" {
			t.Errorf("heading %q", got)
		}
	}
	if got := contactsOf(t, s, kindsEvent); len(got) != 0 {
		t.Errorf("left: %+v", got)
	}
	s.get(t, entry).wantStatus(t, http.StatusNotFound)
	if got := s.turnout(t, kindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1: the answers are not touched", got)
	}
}

// What is wrong is said above and beside the field, and nothing typed is lost;
// nor by a change of language.
func TestContact_errors(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path, token := "/"+kindsEvent+"/en/contact", string(forms.NewToken())
	sent := url.Values{forms.FieldToken: {token}, "name": {" "}, "email": {`Ada <ada@example.org>`}, "group": {"geplant"}}
	r := s.post(t, path, sent)
	r.wantStatus(t, http.StatusUnprocessableEntity)
	if !strings.HasPrefix(r.title(), "Error: ") || !strings.Contains(text(r.id("summary")), "check 2 answers") {
		t.Errorf("title %q, summary %q", r.title(), text(r.id("summary")))
	}
	for _, target := range []string{"f-name", "f-email"} {
		control := r.id(target)
		if control == nil || !has(control, "aria-invalid") || r.id(attr(control, "aria-describedby")) == nil || !slices.Contains(links(r), "#"+target) {
			t.Errorf("%s: no error, or no link to it", target)
		}
	}
	if r.typed("email")[0] != sent["email"][0] || r.typed("group")[0] != "geplant" || r.token(t) != token {
		t.Errorf("what was typed is gone\n%s", r.body)
	}
	switched := s.post(t, "/"+kindsEvent+"/ar/contact", url.Values{forms.FieldToken: {token}, "_lang": {"ar"}, "name": {"Ada"}, "email": {"ada@"}})
	switched.wantStatus(t, http.StatusOK)
	if email := switched.controls("email")[0]; switched.typed("name")[0] != "Ada" || attr(email, "value") != "ada@" || attr(email, "dir") != "ltr" || switched.id("summary") != nil {
		t.Errorf("in another language:\n%s", switched.body)
	}
	if len(switched.Header["Content-Encoding"]) > 0 {
		t.Error("a page with what was sent beside a token is compressed")
	}
	sent = signUp("")
	s.post(t, path, sent).wantStatus(t, http.StatusUnprocessableEntity) // without a token it cannot be told from a repetition
	sent = signUp(token)
	sent["group"] = []string{"nirgends"}
	if r := s.post(t, path, sent); !slices.Contains(links(r), "#f-group") || r.id("f-group") == nil {
		t.Errorf("an unknown group:\n%s", r.body)
	}
	if got := contactsOf(t, s, kindsEvent); len(got) != 0 {
		t.Errorf("stored: %+v", got)
	}
}

// An event that does not ask for contacts has no such page and says nothing of
// it.
func TestContact_off(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	source := kindsSource
	definition, err := forms.ParseDefinition(bytes.Replace(source, []byte("  contacts: [offen, geplant]\n"), nil, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/" + kindsEvent + "/en", "/" + kindsEvent + "/en/privacy"} {
		if !strings.Contains(s.get(t, path).body, "group") {
			t.Errorf("%s says nothing of groups while there are some", path)
		}
	}
	if _, err := s.store.Import(t.Context(), definition); err != nil {
		t.Fatal(err)
	}
	receipt := s.post(t, "/"+kindsOpen+"/en", answers(string(forms.NewToken()))).Header.Get("Location")
	for _, path := range []string{"/" + kindsEvent + "/en", receipt} {
		if strings.Contains(s.get(t, path).body, "/contact") {
			t.Errorf("%s leads to the sign-up", path)
		}
	}
	if strings.Contains(s.get(t, "/"+kindsEvent+"/en/privacy").body, "sign up for a group") {
		t.Error("the privacy notice speaks of groups")
	}
	path := "/" + kindsEvent + "/en/contact"
	s.get(t, path).wantStatus(t, http.StatusNotFound)
	s.post(t, path, signUp(string(forms.NewToken()))).wantStatus(t, http.StatusNotFound)
	s.get(t, path+"/"+string(forms.NewToken())).wantStatus(t, http.StatusNotFound)
}

// Organisers see, download and delete sign-ups, and each of it is noted;
// moderators get nothing (see also TestServer_access).
func TestContacts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i, name := range []string{"Zoë", "=HYPERLINK(1)", "Ärna", "Bea"} {
		sent := signUp(string(forms.NewToken()))
		sent.Set("name", "x"+name)
		if i == 2 {
			sent["group"] = []string{"geplant", "offen"}
		}
		s.post(t, "/"+kindsEvent+"/de/contact", sent).wantStatus(t, http.StatusSeeOther)
	}
	people, path := contactsOf(t, s, kindsEvent), "/organise/"+kindsEvent+"/contacts"
	organiser, moderator := s.signedIn(t, forms.Organiser), s.signedIn(t, forms.Moderator)
	for _, r := range []*reply{
		s.get(t, path, "Cookie", moderator), s.get(t, path+"/workbook", "Cookie", moderator),
		s.post(t, path+"/"+people[0].ID+"/delete", url.Values{}, "Cookie", moderator),
	} {
		r.wantStatus(t, http.StatusNotFound)
	}
	for _, path := range []string{"/moderate/" + kindsEvent, "/moderate/" + kindsOpen} {
		if strings.Contains(s.get(t, path, "Cookie", moderator).body, "ada@example.org") {
			t.Errorf("a moderator sees addresses on %s", path)
		}
	}
	page := s.get(t, path, "Cookie", organiser, "Accept-Language", "de")
	page.wantStatus(t, http.StatusOK)
	var names, counts []string
	for _, th := range page.all(atom.Th) {
		if attr(th, "scope") == "row" && has(th, "dir") {
			names = append(names, text(th))
		} else if attr(th, "scope") == "row" {
			counts = append(counts, text(th)+" "+text(nextElement(th)))
		}
	}
	if got, want := strings.Join(names, " "), "x=HYPERLINK(1) xÄrna xBea xZoë"; got != want {
		t.Errorf("people %q, want %q", got, want)
	}
	if got, want := strings.Join(counts, ", "), "Abschluss 4, Werkstatt 1"; got != want {
		t.Errorf("groups %q, want %q", got, want)
	}
	file := s.get(t, path+"/workbook", "Cookie", organiser, "Accept-Language", "de")
	file.wantStatus(t, http.StatusOK)
	workbook, err := excelize.OpenReader(strings.NewReader(file.body))
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	if rows, err := workbook.GetRows("Kontakte"); err != nil || len(rows) < 6 || rows[len(rows)-1][3] != "ada@example.org" {
		t.Errorf("workbook: %q, %v", rows, err)
	}
	s.do(t, http.MethodHead, path+"/workbook", nil, "Cookie", organiser).wantStatus(t, http.StatusMethodNotAllowed)
	s.post(t, path+"/"+people[0].ID+"/delete", url.Values{}, "Cookie", organiser).wantStatus(t, http.StatusSeeOther)
	if left := contactsOf(t, s, kindsEvent); len(left) != 3 {
		t.Errorf("%d left, want 3", len(left))
	}
	event, err := s.store.Event(t.Context(), kindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	notes, err := s.store.Audit(t.Context(), event.ID)
	var done []string
	for _, note := range notes {
		done = append(done, note.Action)
	}
	if got, want := strings.Join(done, ", "), forms.NoteContactRemoved+", "+"contacts.xlsx"+", "+forms.NoteContactsSeen; got != want || err != nil {
		t.Errorf("noted: %s, %v; want %s", got, err, want)
	}
	if overview := s.get(t, "/organise/"+kindsEvent, "Cookie", organiser, "Accept-Language", "de"); !strings.Contains(overview.body, "3 Anmeldungen") {
		t.Error("the event's page does not count the sign-ups")
	}
}

func nextElement(node *html.Node) *html.Node {
	for node = node.NextSibling; node.Type != html.ElementNode; {
		node = node.NextSibling
	}
	return node
}
