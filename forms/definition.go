package forms

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// MaxDefinitionSize is the size of the longest definition file in bytes; the
// reference conferences in German and English have 20,000.
const MaxDefinitionSize = 1 << 20

// Definition is what a definition file says: an event, its forms and its
// sessions. IDs are 0, and codes are empty unless the file gives them.
type Definition struct {
	Event    Event
	Forms    []Form
	Sessions []SessionDefinition

	places places // where in the file things stand
}

// SessionDefinition is a session with the key of its form.
type SessionDefinition struct {
	Session
	FormKey string
}

// Problem is one mistake in a definition.
type Problem struct {
	Line   int    // from 1; 0 if it is not known
	Field  string // path, like "forms.workshop.questions.gesamt.scale"
	Reason string // predicate or sentence, English
}

// String returns the problem as one line of text.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.Field + ": " + p.Reason
	}
	return fmt.Sprintf("line %d: %s: %s", p.Line, p.Field, p.Reason)
}

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

// Validate returns everything that is wrong with the definition, sorted by
// line, nil if nothing is.
func (d *Definition) Validate() Problems {
	languages := d.Event.Languages
	if len(languages) == 0 {
		languages = []string{d.Event.Base()}
	}
	problems := d.locate("event", d.Event.Validate())
	if n := len(d.Forms); n == 0 || n > MaxForms {
		problems = append(problems, d.locate("forms", Problems{{Reason: fmt.Sprintf("has %d forms, but an event has 1 to %d", n, MaxForms)}})...)
		return problems.sorted()
	}
	seen := map[string]bool{}
	for i := range d.Forms {
		f := &d.Forms[i]
		found := f.Validate(languages)
		if seen[f.Key] {
			found = append(found, Problem{Reason: "is there twice"})
		}
		seen[f.Key] = true
		problems = append(problems, d.locate("forms."+f.Key, found)...)
	}
	problems = append(problems, d.validateSessions()...)
	problems = append(problems, d.locate("event", d.validateContacts())...)
	return problems.sorted()
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
			problems = append(problems, Problem{Field: path, Reason: fmt.Sprintf("there is no session %q%s", key, suggestion(key, keys))})
		case slices.Index(d.Event.Contacts, key) < i:
			problems = append(problems, Problem{Field: path, Reason: key + " is there twice"})
		}
	}
	return problems
}

func (d *Definition) validateSessions() Problems {
	if n := len(d.Sessions); n == 0 || n > MaxSessions {
		return d.locate("sessions", Problems{{Reason: fmt.Sprintf("has %d sessions, but an event has 1 to %d", n, MaxSessions)}})
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
			found = append(found, Problem{Field: "form", Reason: fmt.Sprintf("there is no form %q%s", s.FormKey, suggestion(s.FormKey, keys))})
		}
		if seen[s.Key] {
			found = append(found, Problem{Reason: "is there twice"})
		}
		if first, taken := codes[s.Code]; taken && s.Code != "" {
			found = append(found, Problem{Field: "code", Reason: fmt.Sprintf("%s is the code of the session %s already", s.Code, first)})
		} else {
			codes[s.Code] = s.Key
		}
		seen[s.Key] = true
		problems = append(problems, d.locate("sessions."+s.Key, found)...)
	}
	return problems
}

// locate puts the prefix before the problems' paths and says where in the
// definition file they are.
func (d *Definition) locate(prefix string, problems Problems) Problems {
	for i := range problems {
		p := &problems[i]
		p.Field = strings.Trim(prefix+"."+p.Field, ".")
		p.Field, p.Line = d.places.find(p.Field)
	}
	return problems
}

// sorted returns the problems in the order of the file, each once.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Field, b.Field))
	})
	return slices.Compact(p)
}

// places says where in a definition file something stands: path → line. A
// named scale is part of each question that uses it, but stands in one place,
// so moved leads from the path in the definition to that in the file.
type places struct {
	lines map[string]int
	moved map[string]string
}

// find returns the path in the file, and the line of it or of the nearest
// thing around it.
func (p places) find(path string) (string, int) {
	for part := path; part != ""; part = parent(part) {
		if moved, ok := p.moved[part]; ok {
			path = moved + path[len(part):]
			break
		}
	}
	for part := path; part != ""; part = parent(part) {
		if line, ok := p.lines[part]; ok {
			return path, line
		}
	}
	if p.lines == nil { // not read from a file
		return path, 0
	}
	return path, 1
}

// parent returns the path around the path, "" for a top-level one.
func parent(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}
