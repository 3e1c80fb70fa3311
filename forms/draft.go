package forms

import (
	"slices"
	"strings"

	"resonanz/forms/logo"
)

// Draft is a definition that organisers work on, cut into parts so that two
// people can work on it at once. It is saved at every step and need not be
// valid; what is in force changes only when it is published.
type Draft struct {
	ID       int64
	EventID  int64 // the event that it is of, 0 until it is published for the first time
	Revision int64 // number of the last step, from 1
	// Published is the step that is in force, 0 if none is.
	Published int64
	// Parts are the event, its logo if it has one, each form followed by its
	// questions, and the sessions.
	Parts []Part
}

// Part is one part of a draft.
type Part struct {
	Path     string // as in Problems: "event", "logo", "forms.KEY", "forms.KEY.questions.KEY" or "sessions.KEY"
	Revision int64  // number of the step that wrote its content
	Content  PartContent
}

// PartContent is what a part holds: *EventPart, *LogoPart, *FormPart,
// *QuestionPart or *SessionPart. Its key is the one in the path.
//
// What was typed and cannot be read into it, such as a time, is in Typed by the
// field as problems name it within the part ("starts"), and is a problem until
// it can be read.
type PartContent interface {
	// normal brings the content of the part with the key into the shape in which
	// it is stored.
	normal(key string)
	typed() map[string]string
	// texts calls add with every text that there is, until it returns false. The
	// path is that of the part.
	texts(path string, add func(path string, t Text) bool) bool
}

// EventPart is the event of a draft.
type EventPart struct {
	Event
	Typed map[string]string `json:"typed,omitempty"`
}

// LogoPart is the logo of the event. It is apart from the event, as what is edited
// is written down with what it was.
type LogoPart struct {
	Image logo.Image `json:"image"` // as logo.Read returns it
}

// FormPart is a form of a draft without its questions.
type FormPart struct {
	Title Text              `json:"title,omitempty"`
	Intro Text              `json:"intro,omitempty"`
	Typed map[string]string `json:"typed,omitempty"`
}

// QuestionPart is a question of a form. The steps of a scale are numbered when
// it is saved.
type QuestionPart struct {
	Question
	Typed map[string]string `json:"typed,omitempty"`
}

// SessionPart is a session of a draft with the key of its form.
type SessionPart struct {
	Session
	FormKey string            `json:"form,omitempty"`
	Typed   map[string]string `json:"typed,omitempty"`
}

// PathOfEvent is the path of the event, which every draft has.
const PathOfEvent = "event"

// PathOfLogo is the path of the logo.
const PathOfLogo = "logo"

// The lists of parts, which are the beginnings of their paths.
const (
	listOfForms     = "forms"
	listOfSessions  = "sessions"
	listOfQuestions = ".questions"
)

// PathOfForm returns the path of the form with the key.
func PathOfForm(key string) string { return listOfForms + "." + key }

// PathOfQuestion returns the path of the question with the key in a form.
func PathOfQuestion(form, key string) string { return PathOfForm(form) + listOfQuestions + "." + key }

// PathOfSession returns the path of the session with the key.
func PathOfSession(key string) string { return listOfSessions + "." + key }

// PathOf returns the path of the part in which a field is that a Problem names,
// "" for what is wrong with a draft as a whole, such as that it has no forms.
func PathOf(field string) string {
	names := strings.SplitN(field, ".", 5)
	switch {
	case names[0] == PathOfEvent || names[0] == PathOfLogo:
		return names[0]
	case len(names) > 3 && names[0] == listOfForms && "."+names[2] == listOfQuestions:
		return PathOfQuestion(names[1], names[3])
	case len(names) > 1 && names[0] == listOfForms:
		return PathOfForm(names[1])
	case len(names) > 1 && names[0] == listOfSessions:
		return PathOfSession(names[1])
	}
	return ""
}

// splitPath returns the list in which the part with the path is, and its key.
func splitPath(path string) (list, key string) {
	cut := strings.LastIndexByte(path, '.')
	return path[:max(0, cut)], path[cut+1:]
}

// newContent returns an empty content for the path, nil if no part can have it.
func newContent(path string) PartContent {
	list, key := splitPath(path)
	form, inForm := strings.CutSuffix(list, listOfQuestions)
	switch {
	case path == PathOfEvent:
		return &EventPart{}
	case path == PathOfLogo:
		return &LogoPart{}
	case list == listOfForms && nameRule.MatchString(key):
		return &FormPart{}
	case list == listOfSessions && nameRule.MatchString(key):
		return &SessionPart{}
	case inForm && PathOf(form) == form && form != "" && keyRule.MatchString(key):
		return &QuestionPart{}
	}
	return nil
}

// Part returns the part with the path, nil if there is none.
func (d *Draft) Part(path string) *Part {
	i := slices.IndexFunc(d.Parts, func(p Part) bool { return p.Path == path })
	if i < 0 {
		return nil
	}
	return &d.Parts[i]
}

// Unpublished reports whether something has changed since the draft was
// published.
func (d *Draft) Unpublished() bool { return d.Revision != d.Published }

// Definition puts the parts together, as they would be published: without texts in
// languages that the event does not offer.
func (d *Draft) Definition() *Definition {
	whole := &Definition{}
	for _, p := range d.Parts {
		_, key := splitPath(p.Path)
		switch content := p.Content.(type) {
		case *EventPart:
			whole.Event = content.Event
		case *LogoPart:
			whole.Logo = content.Image
		case *FormPart:
			whole.Forms = append(whole.Forms, Form{Key: key, Title: content.Title, Intro: content.Intro, Position: len(whole.Forms) + 1})
		case *QuestionPart:
			form := &whole.Forms[len(whole.Forms)-1]
			form.Questions = append(form.Questions, content.Question)
		case *SessionPart:
			session := SessionDefinition{Session: content.Session, FormKey: content.FormKey}
			session.Position, session.State = len(whole.Sessions)+1, StatePlanned
			whole.Sessions = append(whole.Sessions, session)
		}
	}
	return whole.offered()
}

// parts cuts a definition into parts.
func (d *Definition) parts() []Part {
	all := []Part{{Path: PathOfEvent, Content: &EventPart{Event: d.Event}}}
	if len(d.Logo) > 0 {
		all = append(all, Part{Path: PathOfLogo, Content: &LogoPart{Image: d.Logo}})
	}
	for _, form := range d.Forms {
		all = append(all, Part{Path: PathOfForm(form.Key), Content: &FormPart{Title: form.Title, Intro: form.Intro}})
		for _, question := range form.Questions {
			all = append(all, Part{Path: PathOfQuestion(form.Key, question.Key), Content: &QuestionPart{Question: question}})
		}
	}
	for _, session := range d.Sessions {
		all = append(all, Part{Path: PathOfSession(session.Key), Content: &SessionPart{Session: session.Session, FormKey: session.FormKey}})
	}
	for _, p := range all {
		_, key := splitPath(p.Path)
		p.Content.normal(key)
	}
	return all
}

// Check returns everything that keeps the draft from being published: what
// Definition.Validate says of the whole, and what was typed and cannot be read.
// PathOf says to which part a problem belongs.
func (d *Draft) Check() Problems {
	var unread Problems
	for _, p := range d.Parts {
		for _, field := range sortedKeys(p.Content.typed()) {
			unread = append(unread, ruleUnreadable.Problem(p.Path+"."+field, "", p.Content.typed()[field]))
		}
	}
	problems := slices.DeleteFunc(d.Definition().Validate(), func(p Problem) bool {
		return slices.ContainsFunc(unread, func(u Problem) bool { return u.Field == p.Field })
	})
	return append(unread, problems...)
}
