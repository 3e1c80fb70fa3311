package definition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"resonanz/forms"
)

// Format writes a definition that has no mistakes as a definition file with all
// its languages: Parse makes the same definition of it. It fails if the file
// would be longer than MaxSize, or if a time cannot be written in the zone of
// the event.
//
// Definitions do not know what a scale was called. One that several questions
// have gets the key of the first of them.
func Format(d *forms.Definition) ([]byte, error) {
	w := &writer{base: d.Event.Base(), languages: d.Event.Languages, zone: d.Event.Location()}
	w.day = d.Event.Starts.In(w.zone).Format(time.DateOnly) + " "
	var file mapping
	file.add("event", w.event(&d.Event))
	file.add("scales", w.shared(d.Forms))
	file.add("forms", w.forms(d.Forms))
	file.add("sessions", w.sessions(d))
	file.add("logo", picture(d.Logo))
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(file.node()); err != nil {
		return nil, fmt.Errorf("write a definition: %w", err)
	}
	if w.problems != nil {
		return nil, w.problems
	}
	if out.Len() > MaxSize {
		return nil, fmt.Errorf("the definition would have %d bytes, but a file can have %d", out.Len(), MaxSize)
	}
	return out.Bytes(), nil
}

// writer makes the nodes of a definition file. What has its default value is
// left out.
type writer struct {
	base      string
	languages []string
	zone      *time.Location
	day       string            // the event's first, of which sessions give times only
	scales    map[string]string // names of the shared scales by what they say
	problems  forms.Problems
}

// text writes a text, in the order of the event's languages; one in the base
// language alone as a single value.
func (w *writer) text(t forms.Text) *yaml.Node {
	var m mapping
	for _, language := range w.languages {
		m.add(language, word(t[language]))
		m.add(forms.OriginOf(language), word(t.MadeOf(language)))
	}
	if len(m) == 2 && t[w.base] != "" {
		return word(t[w.base])
	}
	return m.node()
}

func (w *writer) options(options []forms.Option) *yaml.Node {
	var m mapping
	for _, o := range options {
		m.add(o.Code, w.text(o.Text))
	}
	return m.node()
}

// moment writes a time in the event's zone.
func (w *writer) moment(path string, t time.Time) *yaml.Node {
	if t.IsZero() {
		return nil
	}
	written := t.In(w.zone).Format(momentLayout)
	if read, err := time.ParseInLocation(momentLayout, written, w.zone); err != nil || !read.Equal(t) {
		w.problems = append(w.problems, ruleMinute.Problem(path, "", t.Format(time.RFC3339), w.zone))
	}
	return plain(written)
}

// time writes a time of a session.
func (w *writer) time(path string, t time.Time) *yaml.Node {
	node := w.moment(path, t)
	if node != nil {
		node.Value = strings.TrimPrefix(node.Value, w.day)
	}
	return node
}

func (w *writer) event(e *forms.Event) *yaml.Node {
	var hosts []*yaml.Node
	for _, host := range e.Hosts {
		hosts = append(hosts, w.text(host))
	}
	var m mapping
	m.add("key", word(e.Key))
	m.add("code", word(e.Code))
	m.add("title", w.text(e.Title))
	m.add("place", w.text(e.Place))
	m.add("hosts", list(hosts))
	m.add("zone", word(e.Zone))
	m.add("starts", w.moment("event.starts", e.Starts))
	m.add("ends", w.moment("event.ends", e.Ends))
	m.add("languages", words(e.Languages))
	m.add("unchecked", words(e.Unchecked))
	m.add("min_group", integer(e.MinGroup, forms.DefaultMinGroup))
	if e.Figures != forms.FiguresInSteps {
		m.add("figures", word(string(e.Figures)))
	}
	m.add("headcount", integer(e.Headcount, 0))
	m.add("accent", word(e.Accent))
	m.add("series", word(e.Series))
	m.add("wifi", word(e.Wifi))
	m.add("wifi_password", word(e.WifiPassword))
	m.add("note", w.text(e.Note))
	m.add("simulated", truth(e.Simulated))
	m.add("codes", truth(e.Passes))
	m.add("contacts", words(e.Contacts))
	m.add("contacts_retention", integer(e.ContactsRetention, 0))
	m.add("results", word(string(e.Results)))
	m.add("mirror", word(string(e.Mirror)))
	m.add("retention", integer(e.Retention, forms.DefaultRetention))
	return m.node()
}

// shared names the scales that several questions have, and writes them.
func (w *writer) shared(all []forms.Form) *yaml.Node {
	w.scales = map[string]string{}
	users, first := map[string]int{}, map[string]*forms.Question{}
	var order []string
	for i := range all {
		for j := range all[i].Questions {
			q := &all[i].Questions[j]
			if !onScale(q) {
				continue
			}
			scale := said(q.Options)
			if users[scale]++; users[scale] == 1 {
				first[scale] = q
				order = append(order, scale)
			}
		}
	}
	var m mapping
	taken := map[string]bool{}
	for _, scale := range order {
		if users[scale] < 2 {
			continue
		}
		name := first[scale].Key
		for n := 2; taken[name]; n++ {
			name = first[scale].Key + "_" + strconv.Itoa(n)
		}
		taken[name] = true
		w.scales[scale] = name
		m.add(name, w.steps(first[scale].Options))
	}
	return m.node()
}

// said is what tells scales apart.
func said(options []forms.Option) string {
	text, _ := json.Marshal(options) // of texts and numbers nothing can fail
	return string(text)
}

func onScale(q *forms.Question) bool { return q.Kind == forms.KindScale || q.Kind == forms.KindBattery }

func (w *writer) steps(options []forms.Option) *yaml.Node {
	var m mapping
	steps := slices.DeleteFunc(slices.Clone(options), func(o forms.Option) bool { return o.Code == forms.OptionNA })
	m.add("steps", w.options(steps))
	if len(steps) < len(options) {
		m.add("cannot_say", w.text(options[len(options)-1].Text))
	}
	return m.node()
}

func (w *writer) forms(all []forms.Form) *yaml.Node {
	var m mapping
	for i := range all {
		var form, questions mapping
		for j := range all[i].Questions {
			q := &all[i].Questions[j]
			questions.add(q.Key, w.question(q))
		}
		form.add("title", w.text(all[i].Title))
		form.add("intro", w.text(all[i].Intro))
		form.add("questions", questions.node())
		m.add(all[i].Key, form.node())
	}
	return m.node()
}

func (w *writer) question(q *forms.Question) *yaml.Node {
	var m mapping
	m.add("kind", word(string(q.Kind)))
	m.add("text", w.text(q.Text))
	m.add("hint", w.text(q.Hint))
	switch q.Required {
	case forms.SoftRequired:
		m.add("required", word("soft"))
	case forms.Required:
		m.add("required", truth(true))
	}
	m.add("show", word(q.Show))
	m.add("per_session", truth(q.PerSession))
	if !onScale(q) {
		m.add("options", w.options(q.Options))
	} else if name := w.scales[said(q.Options)]; name != "" {
		m.add("scale", word(name))
	} else {
		m.add("scale", w.steps(q.Options))
	}
	m.add("faces", truth(q.Faces))
	m.add("rows", w.options(q.Rows))
	m.add("note", w.text(q.Note))
	m.add("low", w.text(q.Low))
	m.add("high", w.text(q.High))
	m.add("min", decimal(q.Min))
	m.add("max", decimal(q.Max))
	m.add("decimals", integer(q.Decimals, 0))
	m.add("unit", w.text(q.Unit))
	m.add("from", word(q.From))
	m.add("to", word(q.To))
	m.add("max_length", integer(q.MaxLength, 0))
	m.add("breakdown", truth(q.Breakdown))
	m.add("headline", truth(q.Headline))
	m.add("sign_up", truth(q.SignUp))
	return m.node()
}

func (w *writer) sessions(d *forms.Definition) *yaml.Node {
	var m mapping
	for i := range d.Sessions {
		s := &d.Sessions[i]
		var session, options mapping
		session.add("kind", word(string(s.Kind)))
		session.add("form", word(s.FormKey))
		session.add("title", w.text(s.Title))
		session.add("code", word(s.Code))
		session.add("room", word(s.Room))
		session.add("starts", w.time("sessions."+s.Key+".starts", s.Starts))
		session.add("ends", w.time("sessions."+s.Key+".ends", s.Ends))
		session.add("headcount", integer(s.Headcount, 0))
		session.add("opens", word(string(s.Opens)))
		session.add("opens_before", integer(s.OpensBefore, 0))
		session.add("closes_after", integer(s.ClosesAfter, 0))
		session.add("next_meeting", w.moment("sessions."+s.Key+".next_meeting", s.NextMeeting))
		if form := d.Form(s.FormKey); form != nil {
			for _, q := range form.Questions {
				options.add(q.Key, w.options(s.Options[q.Key]))
			}
		}
		session.add("options", options.node())
		m.add(s.Key, session.node())
	}
	return m.node()
}
