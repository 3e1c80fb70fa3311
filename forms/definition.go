package forms

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"resonanz/forms/logo"
)

// Definition is an event, its forms and its sessions as somebody wants them to
// be. IDs are 0, and a code is empty unless it is given.
type Definition struct {
	Event    Event
	Logo     logo.Image // empty if there is none
	Forms    []Form
	Sessions []SessionDefinition
}

// SessionDefinition is a session with the key of its form.
type SessionDefinition struct {
	Session
	FormKey string
}

// Problem is one mistake in a definition.
type Problem struct {
	Field  string // path, like "forms.workshop.questions.gesamt.text"
	Reason string // predicate or sentence, English
	Rule   string // name of the rule that is broken, for a sentence in another language
	Args   []any  // names and values in turn, for the sentence
	Meant  string // the word that was probably meant, "" if none is close
}

// String returns the problem as one line of text.
func (p Problem) String() string { return p.Field + ": " + p.Reason }

// Problems is the error of a refused definition: every mistake in it.
type Problems []Problem

// Error returns the problems, one on each line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

// Form returns the form with the key, or nil.
func (d *Definition) Form(key string) *Form {
	for i := range d.Forms {
		if d.Forms[i].Key == key {
			return &d.Forms[i]
		}
	}
	return nil
}

// Validate returns everything that is wrong with the definition, in its order,
// nil if nothing is.
func (d *Definition) Validate() Problems {
	languages := d.Event.Languages
	if len(languages) == 0 {
		languages = []string{d.Event.Base()}
	}
	problems := d.Event.Validate().within("event")
	if n := len(d.Forms); n == 0 || n > MaxForms {
		return append(problems, ruleFormCount.Problem("forms", "", n, MaxForms))
	}
	seen := map[string]bool{}
	for i := range d.Forms {
		f := &d.Forms[i]
		found := f.Validate(languages)
		if seen[f.Key] {
			found = append(found, ruleTwice.Problem("", ""))
		}
		seen[f.Key] = true
		problems = append(problems, found.within("forms."+f.Key)...)
	}
	problems = append(problems, d.validateSessions()...)
	return append(problems, d.validateContacts().within("event")...)
}

// validateContacts checks that people can only sign up for sessions that there
// are.
func (d *Definition) validateContacts() Problems {
	var problems Problems
	keys := make([]string, len(d.Sessions))
	for i := range d.Sessions {
		keys[i] = d.Sessions[i].Key
	}
	for i, key := range d.Event.Contacts {
		path := fmt.Sprintf("contacts[%d]", i+1)
		switch {
		case !slices.Contains(keys, key):
			problems = append(problems, ruleNoSession.Problem(path, Closest(key, keys), key))
		case slices.Index(d.Event.Contacts, key) < i:
			problems = append(problems, ruleSessionTwice.Problem(path, "", key))
		}
	}
	return problems
}

func (d *Definition) validateSessions() Problems {
	if n := len(d.Sessions); n == 0 || n > MaxSessions {
		return Problems{ruleSessionCount.Problem("sessions", "", n, MaxSessions)}
	}
	var problems Problems
	keys := make([]string, 0, len(d.Forms))
	for i := range d.Forms {
		keys = append(keys, d.Forms[i].Key)
	}
	seen, codes := map[string]bool{}, map[string]string{}
	for i := range d.Sessions {
		s := &d.Sessions[i]
		form := d.Form(s.FormKey)
		found := s.Validate(&d.Event, form)
		if form == nil {
			found = append(found, ruleNoForm.Problem("form", Closest(s.FormKey, keys), s.FormKey))
		}
		if seen[s.Key] {
			found = append(found, ruleTwice.Problem("", ""))
		}
		if first, taken := codes[s.Code]; taken && s.Code != "" {
			found = append(found, ruleSignCodeTwice.Problem("code", "", s.Code, first))
		} else {
			codes[s.Code] = s.Key
		}
		seen[s.Key] = true
		problems = append(problems, found.within("sessions."+s.Key)...)
	}
	return problems
}

// within puts the prefix before the problems' paths.
func (p Problems) within(prefix string) Problems {
	for i := range p {
		p[i].Field = strings.Trim(prefix+"."+p[i].Field, ".")
	}
	return p
}

// Texts yields every text that there is, with its path as in Problems.
func (d *Definition) Texts() iter.Seq2[string, Text] {
	return func(yield func(string, Text) bool) {
		if !d.Event.texts(PathOfEvent, yield) {
			return
		}
		for i := range d.Forms {
			f := &d.Forms[i]
			if !headTexts(PathOfForm(f.Key), f.Title, f.Intro, yield) {
				return
			}
			for j := range f.Questions {
				if !f.Questions[j].texts(PathOfQuestion(f.Key, f.Questions[j].Key), yield) {
					return
				}
			}
		}
		for i := range d.Sessions {
			if s := &d.Sessions[i]; !s.texts(PathOfSession(s.Key), yield) {
				return
			}
		}
	}
}
