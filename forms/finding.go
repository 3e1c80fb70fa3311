package forms

import (
	"math"
	"time"
)

// Finding is something that keeps nobody from publishing a definition and that
// somebody should have looked at before the doors open. Rule says what it is;
// pages have a message of that name for it.
type Finding struct {
	Field string // as of Problems, for the page on which it can be changed
	Rule  string
	Args  []any // names of what the message mentions, each followed by its value
}

// The rules of findings.
const (
	FindingNever     = "never"     // a question whose condition can never hold
	FindingLong      = "long"      // a form that takes too long: Minutes
	FindingUnasked   = "unasked"   // a form that no session asks
	FindingGroups    = "groups"    // answers by which few can be told: n people expected for each, Session
	FindingHeadcount = "headcount" // how many come is not known, so groups cannot be reckoned
	FindingPast      = "past"      // the event is over
	FindingRetention = "retention" // answers go before anybody has looked at them: n days, Least
)

// How long answering takes, in seconds. The Pew Research Center reckons with about
// 10 for an ordinary question of its own (85 of them in 15 minutes), less for a
// row of a battery, and more for a text ("How we keep our online surveys from
// running too long", 2022). How much less and more is our choice. Half of all
// people leave a text out that may be left out.
const (
	QuestionTime     = 10
	RowTime          = 6
	TextTime         = 30
	OptionalTextTime = TextTime / 2
	// FormTime is how long a form may take, in seconds: the two minutes that people
	// in a hall have.
	FormTime = 120
	// evaluationTime is how many days it takes at least until somebody has looked
	// at the answers and asked for those that are missing.
	evaluationTime = 14
)

// Seconds returns how long answering the form takes, without what is asked of
// some people only.
func (f *Form) Seconds() int {
	total := 0
	for i := range f.Questions {
		q := &f.Questions[i]
		if q.Show != "" {
			continue
		}
		switch {
		case q.Kind == KindInfo:
		case q.Kind == KindBattery:
			total += RowTime * len(q.Rows)
		case q.Kind == KindRanking:
			total += RowTime * len(q.Options)
		case q.Kind.IsText() && q.Required == Required:
			total += TextTime
		case q.Kind.IsText():
			total += OptionalTextTime
		default:
			total += QuestionTime
		}
	}
	return total
}

// Findings returns what somebody should look at in a valid definition, in the
// order of its parts.
func (d *Definition) Findings(now time.Time) []Finding {
	var all []Finding
	add := func(field, rule string, args ...any) { all = append(all, Finding{field, rule, args}) }
	e := &d.Event
	if !e.Ends.IsZero() && e.Ends.Before(now) {
		add(PathOfEvent+".ends", FindingPast)
	}
	if e.Retention > 0 && e.Retention < evaluationTime {
		add(PathOfEvent+".retention", FindingRetention, "n", e.Retention, "Least", evaluationTime)
	}
	for i := range d.Forms {
		d.addFormFindings(&d.Forms[i], add)
	}
	return all
}

func (d *Definition) addFormFindings(f *Form, add func(field, rule string, args ...any)) {
	if seconds := f.Seconds(); seconds > FormTime {
		add(PathOfForm(f.Key), FindingLong, "Minutes", halfMinutes(seconds))
	}
	for _, key := range f.NeverAsked() {
		add(PathOfQuestion(f.Key, key), FindingNever)
	}
	sessions := d.sessionsAsking(f.Key)
	if len(sessions) == 0 {
		add(PathOfForm(f.Key), FindingUnasked)
		return
	}
	for i := range f.Questions {
		q := &f.Questions[i]
		if q.Breakdown && len(q.Options) > 0 {
			d.addGroupFindings(PathOfQuestion(f.Key, q.Key), len(q.Options), sessions, add)
		}
	}
}

func (d *Definition) sessionsAsking(form string) []*SessionDefinition {
	var asking []*SessionDefinition
	for i := range d.Sessions {
		if d.Sessions[i].FormKey == form {
			asking = append(asking, &d.Sessions[i])
		}
	}
	return asking
}

// addGroupFindings looks at a question by whose answers figures are broken down:
// if as many people choose each of them, the groups in the smallest session are
// smaller than anything that is shown.
func (d *Definition) addGroupFindings(field string, options int, sessions []*SessionDefinition, add func(field, rule string, args ...any)) {
	var smallest *SessionDefinition
	for _, s := range sessions {
		people := s.Present(&d.Event)
		if people > 0 && (smallest == nil || people < smallest.Present(&d.Event)) {
			smallest = s
		}
	}
	if smallest == nil {
		add(PathOfEvent+".headcount", FindingHeadcount)
		return
	}
	if n := smallest.Present(&d.Event) / options; n < d.Event.MinGroup {
		add(field, FindingGroups, "n", n, "Session", smallest.Title)
	}
}

// halfMinutes returns a time in minutes, to the half.
func halfMinutes(seconds int) float64 { return math.Round(float64(seconds)/30) / 2 }
