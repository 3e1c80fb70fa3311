package participant_test

import (
	"bytes"
	"database/sql"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// signUp returns what a browser sends to sign up for the open session's group.
func signUp(token string) url.Values {
	return url.Values{forms.FieldToken: {token}, "name": {"Ada Lovelace"}, "email": {"ada@example.org"}, "group": {"offen"}}
}

// contacts returns the sign-ups for the test event.
func contactsOf(tb testing.TB, s *servicetest.Site, code string) []forms.Contact {
	tb.Helper()
	event, err := s.Store.Event(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	contacts, err := s.Store.Contacts(tb.Context(), event.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return contacts
}

func links(r *servicetest.Reply) []string {
	var found []string
	for _, a := range r.All(atom.A) {
		found = append(found, servicetest.Attribute(a, "href"))
	}
	return found
}

// From the receipt to the entry and its deletion, without JavaScript.
//
// Reference, Sign-ups for groups: "which knows no receipt and runs no script"
// Reference, Sign-ups for groups: "can be withdrawn with the link of the last page"
func TestContact(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	receiptToken := string(forms.NewToken())
	receipt := s.Get(t, s.Post(t, "/"+servicetest.KindsOpen+"/en", servicetest.Answers(receiptToken)).Header.Get("Location"))
	address := "/" + servicetest.KindsOpen + "/en/contact"
	if !slices.Contains(links(receipt), address) {
		t.Fatalf("the receipt does not lead to %s: %q", address, links(receipt))
	}
	page := s.Get(t, address)
	page.WantStatus(t, http.StatusOK)
	if strings.Contains(page.Body, receiptToken) || page.Header.Get("Referrer-Policy") != "no-referrer" || receipt.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Error("the sign-up knows the receipt")
	}
	if len(page.All(atom.Script)) > 0 || strings.Contains(page.Body, "we store no names") {
		t.Error("the page runs a script, or says that no names are stored")
	}
	if got := page.Typed("group"); len(got) != 1 || got[0] != "offen" {
		t.Errorf("chosen already: %q, want the session's group", got)
	}
	for name, want := range map[string]string{"name": "name", "email": "email"} {
		if got := servicetest.Attribute(page.Controls(name)[0], "autocomplete"); got != want {
			t.Errorf("%s: autocomplete %q, want %q", name, got, want)
		}
	}
	sent := signUp(page.Token(t))
	var entry string
	for range 3 { // a double tap and a reload
		r := s.Post(t, address, sent)
		r.WantStatus(t, http.StatusSeeOther)
		entry = r.Header.Get("Location")
	}
	if got := contactsOf(t, s, servicetest.KindsEvent); len(got) != 1 || got[0].Name != "Ada Lovelace" || got[0].Email != "ada@example.org" || got[0].Sessions[0] != "offen" {
		t.Fatalf("stored: %+v", got)
	}
	done := s.Get(t, entry)
	done.WantStatus(t, http.StatusOK)
	if !strings.Contains(done.Body, "ada@example.org") || !strings.Contains(done.Body, "Closing") || done.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the last page does not say what is stored, or may be kept\n%s", done.Body)
	}
	if !slices.Contains(links(done), strings.Replace(entry, "/en/", "/ar/", 1)) {
		t.Error("the last page cannot be had in Arabic")
	}
	withdraw := servicetest.Attribute(done.All(atom.Form)[0], "action")
	s.Do(t, http.MethodPost, withdraw, nil, "Sec-Fetch-Site", "cross-site").WantStatus(t, http.StatusForbidden)
	s.Get(t, withdraw).WantStatus(t, http.StatusMethodNotAllowed)
	for range 2 { // a second tap
		r := s.Post(t, withdraw, url.Values{})
		r.WantStatus(t, http.StatusSeeOther)
		if got := s.Get(t, r.Header.Get("Location")).Heading(); got != "Your entry is deleted" {
			t.Errorf("heading %q", got)
		}
	}
	if got := contactsOf(t, s, servicetest.KindsEvent); len(got) != 0 {
		t.Errorf("left: %+v", got)
	}
	s.Get(t, entry).WantStatus(t, http.StatusNotFound)
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1: the answers are not touched", got)
	}
}

// What is wrong is said above and beside the field, and nothing typed is lost;
// nor by a change of language.
func TestContact_errors(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	path, token := "/"+servicetest.KindsEvent+"/en/contact", string(forms.NewToken())
	sent := url.Values{forms.FieldToken: {token}, "name": {" "}, "email": {`Ada <ada@example.org>`}, "group": {"geplant"}}
	back := func(path string, sent url.Values) *servicetest.Reply {
		t.Helper()
		r := s.Post(t, path, sent)
		r.WantStatus(t, http.StatusSeeOther)
		if !strings.HasPrefix(r.Header.Get("Location"), path+"?typed=") {
			t.Fatalf("it leads to %s", r.Header.Get("Location"))
		}
		r = s.Get(t, r.Header.Get("Location"), "Accept-Encoding", "gzip")
		r.WantStatus(t, http.StatusOK)
		if len(r.Header["Content-Encoding"]) > 0 || r.Header.Get("Cache-Control") != "no-store" {
			t.Error("a page with what was sent beside a token is compressed, or may be kept")
		}
		return r
	}
	r := back(path, sent)
	if !strings.HasPrefix(r.Title(), "Error: ") || !strings.Contains(servicetest.TextOf(r.ByID("summary")), "check 2 entries") {
		t.Errorf("title %q, summary %q", r.Title(), servicetest.TextOf(r.ByID("summary")))
	}
	for _, target := range []string{"f-name", "f-email"} {
		control := r.ByID(target)
		if control == nil || !servicetest.HasAttribute(control, "aria-invalid") || r.ByID(servicetest.Attribute(control, "aria-describedby")) == nil || !slices.Contains(links(r), "#"+target) {
			t.Errorf("%s: no error, or no link to it", target)
		}
	}
	if r.Typed("email")[0] != sent["email"][0] || r.Typed("group")[0] != "geplant" || r.Token(t) != token {
		t.Errorf("what was typed is gone\n%s", r.Body)
	}
	switched := back("/"+servicetest.KindsEvent+"/ar/contact", url.Values{forms.FieldToken: {token}, "_lang": {"ar"}, "name": {"Ada"}, "email": {"ada@"}})
	if email := switched.Controls("email")[0]; switched.Typed("name")[0] != "Ada" || servicetest.Attribute(email, "value") != "ada@" || servicetest.Attribute(email, "dir") != "ltr" || switched.ByID("summary") != nil {
		t.Errorf("in another language:\n%s", switched.Body)
	}
	back(path, signUp("")) // without a token it cannot be told from a repetition
	sent = signUp(token)
	sent["group"] = []string{"nirgends"}
	if r := back(path, sent); !slices.Contains(links(r), "#f-group") || r.ByID("f-group") == nil {
		t.Errorf("an unknown group:\n%s", r.Body)
	}
	if got := contactsOf(t, s, servicetest.KindsEvent); len(got) != 0 {
		t.Errorf("stored: %+v", got)
	}
	other := path + "?typed=" + string(forms.NewToken())
	if r := s.Get(t, other); r.Typed("name")[0] != "" || r.Token(t) == token || !strings.Contains(servicetest.TextOf(r.ByID("summary")), "no longer there") {
		t.Errorf("another token finds it, or nothing says that it is gone:\n%s", r.Body)
	}
	s.Post(t, path, signUp(token)).WantStatus(t, http.StatusSeeOther)
	if got, want := s.Get(t, path+"?typed="+token).Header.Get("Location"), path+"/"+token; got != want {
		t.Errorf("once it is stored it leads to %q, want %q", got, want)
	}
}

// What cannot be stored for now stays in the form, and is stored once when it is sent
// again.
func TestContact_busy(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	db, err := sql.Open("sqlite3", filepath.Join(s.Data, forms.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `CREATE TRIGGER full BEFORE INSERT ON contacts BEGIN SELECT RAISE(ABORT, 'disk is full'); END`); err != nil {
		t.Fatal(err)
	}
	path, token := "/"+servicetest.KindsEvent+"/en/contact", string(forms.NewToken())
	r := s.Post(t, path, signUp(token))
	r.WantStatus(t, http.StatusServiceUnavailable)
	if r.Typed("email")[0] != signUp(token).Get("email") || r.Token(t) != token || r.Header.Get("Retry-After") == "" || strings.Contains(r.Body, "disk") {
		t.Errorf("what was typed is gone, or the page says what is none of its business:\n%s", r.Body)
	}
	if _, err := db.ExecContext(t.Context(), `DROP TRIGGER full`); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s.Post(t, path, signUp(token)).WantStatus(t, http.StatusSeeOther)
	}
	if got := contactsOf(t, s, servicetest.KindsEvent); len(got) != 1 {
		t.Errorf("stored: %+v, want one", got)
	}
}

// An event that does not ask for contacts has no such page and says nothing of
// it.
func TestContact_off(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	source := servicetest.KindsSource
	file, err := definition.Parse(bytes.Replace(source, []byte("  contacts: [offen, geplant]\n"), nil, 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/" + servicetest.KindsEvent + "/en", "/" + servicetest.KindsEvent + "/en/privacy"} {
		if !strings.Contains(s.Get(t, path).Body, "group") {
			t.Errorf("%s says nothing of groups while there are some", path)
		}
	}
	if _, err := s.Store.Import(t.Context(), file.Definition); err != nil {
		t.Fatal(err)
	}
	receipt := s.Post(t, "/"+servicetest.KindsOpen+"/en", servicetest.Answers(string(forms.NewToken()))).Header.Get("Location")
	for _, path := range []string{"/" + servicetest.KindsEvent + "/en", receipt} {
		if strings.Contains(s.Get(t, path).Body, "/contact") {
			t.Errorf("%s leads to the sign-up", path)
		}
	}
	if strings.Contains(s.Get(t, "/"+servicetest.KindsEvent+"/en/privacy").Body, "sign up for a group") {
		t.Error("the privacy notice speaks of groups")
	}
	path := "/" + servicetest.KindsEvent + "/en/contact"
	s.Get(t, path).WantStatus(t, http.StatusNotFound)
	s.Post(t, path, signUp(string(forms.NewToken()))).WantStatus(t, http.StatusNotFound)
	s.Get(t, path+"/"+string(forms.NewToken())).WantStatus(t, http.StatusNotFound)
}

// Organisers see, download and delete sign-ups, and each of it is noted;
// moderators get nothing (see also TestServer_access).
//
// Reference, Sign-ups for groups: "or by the organisers at `/organise/CODE/contacts`"
// Reference, Sign-ups for groups: "Moderators see nothing of them."
func TestContacts(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for i, name := range []string{"Zoë", "=HYPERLINK(1)", "Ärna", "Bea"} {
		sent := signUp(string(forms.NewToken()))
		sent.Set("name", "x"+name)
		if i == 2 {
			sent["group"] = []string{"geplant", "offen"}
		}
		s.Post(t, "/"+servicetest.KindsEvent+"/de/contact", sent).WantStatus(t, http.StatusSeeOther)
	}
	people, path := contactsOf(t, s, servicetest.KindsEvent), "/organise/"+servicetest.KindsEvent+"/contacts"
	organiser, moderator := s.SignedIn(t, forms.Organiser), s.SignedIn(t, forms.Moderator)
	for _, r := range []*servicetest.Reply{
		s.Get(t, path, "Cookie", moderator), s.Get(t, path+"/workbook", "Cookie", moderator),
		s.Post(t, path+"/"+people[0].ID+"/delete", url.Values{}, "Cookie", moderator),
	} {
		r.WantStatus(t, http.StatusNotFound)
	}
	for _, path := range []string{"/moderate/" + servicetest.KindsEvent, "/moderate/" + servicetest.KindsOpen} {
		if strings.Contains(s.Get(t, path, "Cookie", moderator).Body, "ada@example.org") {
			t.Errorf("a moderator sees addresses on %s", path)
		}
	}
	page := s.Get(t, path, "Cookie", organiser, "Accept-Language", "de")
	page.WantStatus(t, http.StatusOK)
	var names, counts []string
	for _, th := range page.All(atom.Th) {
		if servicetest.Attribute(th, "scope") == "row" && servicetest.HasAttribute(th, "dir") {
			names = append(names, servicetest.TextOf(th))
		} else if servicetest.Attribute(th, "scope") == "row" {
			counts = append(counts, servicetest.TextOf(th)+" "+servicetest.TextOf(nextElement(th)))
		}
	}
	if got, want := strings.Join(names, " "), "x=HYPERLINK(1) xÄrna xBea xZoë"; got != want {
		t.Errorf("people %q, want %q", got, want)
	}
	if got, want := strings.Join(counts, ", "), "Abschluss 4, Werkstatt 1"; got != want {
		t.Errorf("groups %q, want %q", got, want)
	}
	file := s.Get(t, path+"/workbook", "Cookie", organiser, "Accept-Language", "de")
	file.WantStatus(t, http.StatusOK)
	workbook, err := excelize.OpenReader(strings.NewReader(file.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	if rows, err := workbook.GetRows("Kontakte"); err != nil || len(rows) < 6 || rows[len(rows)-1][3] != "ada@example.org" {
		t.Errorf("workbook: %q, %v", rows, err)
	}
	s.Do(t, http.MethodHead, path+"/workbook", nil, "Cookie", organiser).WantStatus(t, http.StatusMethodNotAllowed)
	s.Post(t, path+"/"+people[0].ID+"/delete", url.Values{}, "Cookie", organiser).WantStatus(t, http.StatusSeeOther)
	if left := contactsOf(t, s, servicetest.KindsEvent); len(left) != 3 {
		t.Errorf("%d left, want 3", len(left))
	}
	event, err := s.Store.Event(t.Context(), servicetest.KindsEvent)
	if err != nil {
		t.Fatal(err)
	}
	notes, err := s.Store.Audit(t.Context(), event.ID)
	var done []string
	for _, note := range notes {
		done = append(done, note.Action)
	}
	if got, want := strings.Join(done, ", "), forms.NoteContactRemoved+", "+"contacts.xlsx"+", "+forms.NoteContactsSeen; got != want || err != nil {
		t.Errorf("noted: %s, %v; want %s", got, err, want)
	}
	if overview := s.Get(t, "/organise/"+servicetest.KindsEvent, "Cookie", organiser, "Accept-Language", "de"); !strings.Contains(overview.Body, "3 Anmeldungen") {
		t.Error("the event's page does not count the sign-ups")
	}
}

func nextElement(node *html.Node) *html.Node {
	for node = node.NextSibling; node.Type != html.ElementNode; {
		node = node.NextSibling
	}
	return node
}
