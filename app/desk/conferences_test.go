package desk_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// Each reference conference can be built by pages, from an empty event on, and
// is then what its file says.
func TestServer_conferences(t *testing.T) {
	t.Parallel()
	for _, conference := range definition.Conferences() {
		t.Run(conference.Name, func(t *testing.T) {
			t.Parallel()
			want, err := conference.Definition()
			if err != nil {
				t.Fatal(err)
			}
			forgetUnset(want)
			b := newBuilder(t, want)
			b.build()
			got := b.publish()
			forgetUnset(got)
			if got, want := indented(t, got), indented(t, want); got != want {
				t.Errorf("built by pages it is another conference: %s", firstDifference(got, want))
			}
		})
	}
}

// builder types a definition into the pages of an empty event: into each field
// what the page of a draft read from the file shows.
type builder struct {
	*setup
	read *setup // the draft that was read from the file
	want *forms.Definition
}

var numberInAddress = regexp.MustCompile(`^/organise/drafts/(\d+)$`)

func newBuilder(t *testing.T, want *forms.Definition) *builder {
	t.Helper()
	read := newSetup(t, want)
	got := read.Post(t, "/organise/new", url.Values{"way": {"empty"}}, "Cookie", read.cookie)
	got.WantStatus(t, http.StatusSeeOther)
	found := numberInAddress.FindStringSubmatch(got.Header.Get("Location"))
	if found == nil {
		t.Fatalf("a new event leads to %s", got.Header.Get("Location"))
	}
	id, err := strconv.ParseInt(found[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return &builder{&setup{T: t, Site: read.Site, cookie: read.cookie, draft: id}, read, want}
}

func (b *builder) build() {
	b.fill("/event", nil) // its languages are those of all texts
	for i := range b.want.Forms {
		form := &b.want.Forms[i]
		b.add("/forms", form.Key, url.Values{"do": {"add"}, "title": {form.Key}})
		page := "/forms/" + form.Key
		b.fill(page, nil)
		after := ""
		for j := range form.Questions {
			q := &form.Questions[j]
			b.add(page+"/new-question", q.Key, url.Values{"after": {after}, "kind": {string(q.Kind)}, "text": {q.Key}})
			b.question(page+"/"+q.Key, q)
			after = q.Key
		}
	}
	for i := range b.want.Sessions {
		session := &b.want.Sessions[i]
		b.add("/programme", session.Key, url.Values{"do": {"add"}, "title": {session.Key}})
		page := "/sessions/" + session.Key
		b.fill(page, nil) // its form says which questions have options of the session
		own := url.Values{}
		for key, options := range session.Options {
			own["options."+key] = []string{coded(options, b.want.Event.Base())}
		}
		b.fill(page, own)
	}
	b.fill("/event", nil) // once there are sessions for whose groups one can sign up
	for _, language := range b.want.Event.Languages[1:] {
		file := "/languages/" + language + "/file"
		// A file names its event by a key that pages make up.
		source := strings.Replace(b.read.see(file).Body, nameOf(b.read.see(file)), nameOf(b.see(file)), 1)
		b.wantSaved(b.upload(b.address(file), []byte(source)))
		if !slices.Contains(b.want.Event.Unchecked, language) {
			b.wantSaved(b.Post(b.T, b.address("/languages/"+language+"/check"), url.Values{}, "Cookie", b.cookie))
		}
	}
}

var ofEvent = regexp.MustCompile(`\n +of: .*`)

// nameOf returns the line of a translation file that names its event.
func nameOf(file *servicetest.Reply) string { return ofEvent.FindString(file.Body) }

// question fills the page of a question in. The lines of its answers begin with
// their codes, which are else made of their texts.
func (b *builder) question(page string, q *forms.Question) {
	own := url.Values{}
	if len(q.Options) > 0 {
		own["options"] = []string{coded(q.Options, b.want.Event.Base())}
	}
	if len(q.Rows) > 0 {
		own["rows"] = []string{coded(q.Rows, b.want.Event.Base())}
	}
	b.fill(page, own)
}

// add adds a part by its key, which is made of the title.
func (b *builder) add(page, key string, values url.Values) {
	b.Helper()
	got := b.Post(b.T, b.address(page), values, "Cookie", b.cookie)
	got.WantStatus(b.T, http.StatusSeeOther)
	if to := got.Header.Get("Location"); !strings.Contains(to, "/"+key) {
		b.Fatalf("%s: %s leads to %s", page, key, to)
	}
}

// fill types what the other draft's page shows, or what is given.
func (b *builder) fill(page string, given url.Values) {
	b.Helper()
	from := b.see(page)
	values := formOn(b.read.see(page))
	values.Del("revision") // is that of the other draft
	maps.Copy(values, given)
	b.wantSaved(b.send(page, from, values))
}

// publish publishes the draft and returns the definition that is in force.
func (b *builder) publish() *forms.Definition {
	b.Helper()
	page := b.see("/publish")
	revision := page.Controls("revision")
	if len(revision) != 1 {
		b.Fatalf("it cannot be published:\n%s", servicetest.TextOf(page.ByID("main")))
	}
	got := b.Post(b.T, b.address("/publish"), url.Values{"revision": {servicetest.Attribute(revision[0], "value")}}, "Cookie", b.cookie)
	b.wantSaved(got)
	event, err := b.Store.Event(b.Context(), strings.TrimPrefix(strings.SplitN(got.Header.Get("Location"), "?", 2)[0], "/organise/"))
	if err != nil {
		b.Fatalf("published, it leads to %s: %v", got.Header.Get("Location"), err)
	}
	d, err := b.Store.Definition(b.Context(), event.ID)
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// coded writes options as lines that begin with their codes.
func coded(options []forms.Option, base string) string {
	lines := make([]string, len(options))
	for i, option := range options {
		lines[i] = option.Code + ": " + option.Text[base]
	}
	return strings.Join(lines, "\n")
}

// forgetUnset takes out what pages do not set: what they make up themselves, and
// that all answers are made up.
func forgetUnset(d *forms.Definition) {
	e := &d.Event
	e.ID, e.Key, e.Code, e.Simulated = 0, "", "", false
	slices.Sort(e.Unchecked) // a set
	for i := range d.Sessions {
		session := &d.Sessions[i].Session
		session.ID, session.EventID, session.FormID, session.Code, session.Position = 0, 0, 0, "", 0
	}
}

func indented(t *testing.T, d *forms.Definition) string {
	t.Helper()
	text, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// firstDifference returns the lines at which two texts part, and what is before them.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	n := 0
	for n < min(len(g), len(w)) && g[n] == w[n] {
		n++
	}
	const around = 12
	cut := func(lines []string) string {
		return strings.Join(lines[max(0, n-around):min(len(lines), n+around)], "\n")
	}
	return "\ngot\n" + cut(g) + "\nwant\n" + cut(w)
}
