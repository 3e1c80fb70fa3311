package definition

import (
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"resonanz/forms"
)

// definition reads the whole file.
func (r *reader) definition(s *section) *forms.Definition {
	d := &forms.Definition{}
	// The base language and the zone are needed before everything else.
	event, ok := s.field("event")
	if !ok {
		event = entry{path: "event", line: 1, node: &yaml.Node{Kind: yaml.MappingNode, Line: 1}}
	}
	r.event(&d.Event, r.section(event))
	if scales, ok := s.field("scales"); ok {
		for _, e := range r.entries(scales.path, scales.node) {
			r.scales[e.key] = r.scale(e)
			r.unused[e.key] = true
		}
	}
	if all, ok := s.field("forms"); ok {
		for i, e := range r.entries(all.path, all.node) {
			d.Forms = append(d.Forms, r.form(e, i+1))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.unused)) {
		r.add("scales."+name, r.lines["scales."+name], ruleUnusedScale)
	}
	if all, ok := s.field("sessions"); ok {
		day := ""
		if !d.Event.Starts.IsZero() {
			day = d.Event.Starts.In(r.zone).Format(time.DateOnly)
		}
		for i, e := range r.entries(all.path, all.node) {
			d.Sessions = append(d.Sessions, r.session(e, i+1, day))
		}
	}
	d.Logo = s.logo("logo")
	s.done()
	return d
}

func (r *reader) event(event *forms.Event, s *section) {
	event.Languages = s.words("languages")
	event.Unchecked = s.words("unchecked")
	r.base = event.Base()
	event.Zone = s.word("zone")
	r.zone = event.Location()
	event.Key = s.word("key")
	event.Code = s.word("code")
	event.Title = s.label("title")
	event.Place = s.label("place")
	if e, ok := s.field("hosts"); ok {
		for _, host := range r.list(e) {
			event.Hosts = append(event.Hosts, r.text(host))
		}
	}
	event.Starts = s.moment("starts", "")
	event.Ends = s.moment("ends", "")
	event.MinGroup = s.integer("min_group", forms.DefaultMinGroup)
	if event.Figures = forms.FigureMode(s.word("figures")); event.Figures == "" {
		event.Figures = forms.FiguresInSteps
	}
	event.Retention = s.integer("retention", forms.DefaultRetention)
	event.Headcount = s.integer("headcount", 0)
	event.Accent = s.word("accent")
	event.Series = s.word("series")
	event.Wifi = s.word("wifi")
	event.WifiPassword = s.word("wifi_password")
	event.Note = s.label("note")
	event.Simulated = s.truth("simulated")
	event.Passes = s.truth("codes")
	event.Contacts = s.words("contacts")
	event.ContactsRetention = s.integer("contacts_retention", 0)
	if mode := s.word("results"); mode != "none" {
		event.Results = forms.ResultsMode(mode)
	}
	if mode := s.word("mirror"); mode != "stage" {
		event.Mirror = forms.MirrorMode(mode)
	}
	s.done()
}

// scale reads the steps of a scale, numbers them and puts "cannot say" last.
func (r *reader) scale(e entry) []forms.Option {
	s := r.section(e)
	var options []forms.Option
	if steps, ok := s.field("steps"); ok {
		options = r.options(steps)
	}
	for i := range options {
		options[i].Value = len(options) - i
	}
	if text := s.label("cannot_say"); text != nil {
		options = append(options, forms.Option{Code: forms.OptionNA, Text: text})
	}
	s.done()
	return options
}

func (r *reader) form(e entry, position int) forms.Form {
	s := r.section(e)
	f := forms.Form{Key: e.key, Position: position, Title: s.label("title"), Intro: s.label("intro")}
	if questions, ok := s.field("questions"); ok {
		for _, q := range r.entries(questions.path, questions.node) {
			f.Questions = append(f.Questions, r.question(q))
		}
	}
	s.done()
	return f
}

func (r *reader) question(e entry) forms.Question {
	s := r.section(e)
	q := forms.Question{
		Key:        e.key,
		Kind:       forms.Kind(s.word("kind")),
		Text:       s.label("text"),
		Hint:       s.label("hint"),
		Required:   s.requirement(),
		Show:       s.word("show"),
		PerSession: s.truth("per_session"),
		Note:       s.label("note"),
		Low:        s.label("low"),
		High:       s.label("high"),
		Min:        s.number("min"),
		Max:        s.number("max"),
		Decimals:   s.integer("decimals", 0),
		Unit:       s.label("unit"),
		From:       s.word("from"),
		To:         s.word("to"),
		MaxLength:  s.integer("max_length", 0),
		Breakdown:  s.truth("breakdown"),
		Faces:      s.truth("faces"),
		Headline:   s.truth("headline"),
		SignUp:     s.truth("sign_up"),
	}
	options, hasOptions := s.field("options")
	scale, hasScale := s.field("scale")
	onScale := q.Kind == forms.KindScale || q.Kind == forms.KindBattery
	switch {
	case hasOptions && onScale:
		r.add(options.path, options.line, ruleScaleOptions, q.Kind)
	case hasScale && !onScale:
		r.add(scale.path, scale.line, forms.RuleWrongKind, q.Kind)
	}
	if hasOptions {
		q.Options = r.options(options)
	}
	if hasScale {
		q.Options = r.useScale(e.path, scale)
	}
	if onScale && !hasScale {
		r.add(e.path+".scale", e.line, forms.RuleMissing)
	}
	if rows, ok := s.field("rows"); ok {
		q.Rows = r.options(rows)
	}
	s.done()
	return q
}

// useScale returns the options of a named scale or of one written at the
// question, and notes where they stand.
func (r *reader) useScale(question string, e entry) []forms.Option {
	path, options := e.path, []forms.Option(nil)
	if e.node.Kind == yaml.MappingNode {
		options = r.scale(e)
	} else {
		name, ok := r.scalar(e)
		if !ok {
			return nil
		}
		if options, ok = r.scales[name]; !ok {
			r.addMeant(e.path, e.line, forms.Closest(name, slices.Sorted(maps.Keys(r.scales))), ruleNoScale, name)
			return nil
		}
		delete(r.unused, name)
		path = "scales." + name
	}
	r.moved[question+".options"] = path + ".steps"
	r.moved[question+".options."+forms.OptionNA] = path + ".cannot_say"
	return slices.Clone(options)
}

func (s *section) requirement() forms.Requirement {
	e, ok := s.field("required")
	if !ok {
		return forms.Optional
	}
	switch word, ok := s.scalar(e); {
	case word == "soft":
		return forms.SoftRequired
	case word == "yes" || word == "true":
		return forms.Required
	case ok && word != "no" && word != "false":
		s.add(e.path, e.line, ruleRequirement, word)
	}
	return forms.Optional
}

// session reads a session; times without a day are on the given one.
func (r *reader) session(e entry, position int, day string) forms.SessionDefinition {
	s := r.section(e)
	session := forms.SessionDefinition{FormKey: s.word("form")}
	session.Key = e.key
	session.Code = s.word("code")
	session.Kind = forms.SessionKind(s.word("kind"))
	session.Title = s.label("title")
	session.Room = s.word("room")
	session.Starts = s.moment("starts", day)
	session.Ends = s.moment("ends", day)
	session.Headcount = s.integer("headcount", 0)
	if mode := s.word("opens"); mode != "button" {
		session.Opens = forms.OpenMode(mode)
	}
	session.OpensBefore = s.integer("opens_before", 0)
	session.ClosesAfter = s.integer("closes_after", 0)
	session.NextMeeting = s.moment("next_meeting", "")
	session.Position = position
	session.State = forms.StatePlanned
	if options, ok := s.field("options"); ok {
		session.Options = map[string][]forms.Option{}
		for _, question := range r.entries(options.path, options.node) {
			session.Options[question.key] = r.options(question)
		}
	}
	s.done()
	return session
}
