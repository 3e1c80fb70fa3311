// Package forms is the domain of Resonanz and its store.
//
// An Event (a conference) has Sessions (plenary, workshop, talk). A Session
// uses one version of a Form, which all sessions of a kind share so that they
// can be compared. A Form has Questions, and a Question has Options. What a
// participant sends is a Submission; once it is durable it is a Response. A
// Tally counts what responses marked, a Release is the state of a tally that
// may be shown, and a Comment is one free-text answer.
//
// Every figure that anybody sees goes one way: Form.Parse turns what the
// browser sent into Answers, Form.Marks says which cells they add to, the
// Store adds the marks in the transaction that inserts the response, and only
// a Release ever leaves the Store.
//
// The package knows nothing of HTTP, HTML, statistics or workbooks.
package forms

import (
	"time"
)

// Event is a conference. The json names are stored with drafts.
type Event struct {
	ID        int64      `json:"-"`
	Code      string     `json:"code,omitempty"` // EventCodeLength symbols of the code alphabet; on signs and in addresses
	Key       string     `json:"key,omitempty"`  // the stable name in definition files; importing the same key updates the event
	Title     Text       `json:"title,omitempty" gorm:"serializer:json;type:text"`
	Place     Text       `json:"place,omitempty" gorm:"serializer:json;type:text"`
	Hosts     []Text     `json:"hosts,omitempty" gorm:"serializer:json;type:text"`
	Starts    time.Time  `json:"starts,omitzero"`                                      // UTC
	Ends      time.Time  `json:"ends,omitzero"`                                        // UTC
	Zone      string     `json:"zone,omitempty"`                                       // IANA name of the zone in which times are shown
	Languages []string   `json:"languages,omitempty" gorm:"serializer:json;type:text"` // offered to participants, BCP 47; the first is the base language
	Unchecked []string   `json:"unchecked,omitempty" gorm:"serializer:json;type:text"` // languages of Languages whose translation no native reader has checked
	MinGroup  int        `json:"minGroup,omitempty"`                                   // k: figures are shown for groups of at least k people
	Figures   FigureMode `json:"figures,omitempty"`                                    // when figures are shown; "" is FiguresInSteps
	Headcount int        `json:"headcount,omitempty"`                                  // people present, 0 if not known
	Accent    string     `json:"accent,omitempty"`                                     // accent colour, "#rrggbb"
	Series    string     `json:"series,omitempty"`                                     // events of one series are compared over time; "" if none
	Note      Text       `json:"note,omitempty" gorm:"serializer:json;type:text"`      // shown on the event page and in the workbook
	Simulated bool       `json:"simulated,omitempty"`                                  // the answers are made up; said wherever they can be seen
	Passes    bool       `json:"passes,omitempty"`                                     // every answer needs a pass, a one-time code
	Contacts  []string   `json:"contacts,omitempty" gorm:"serializer:json;type:text"`  // keys of the sessions for whose groups one can sign up by name
	Retention int        `json:"retention,omitempty"`                                  // days from the end to the deletion of the answers; counts and releases stay
	// Wifi is the name of the Wi-Fi that signs and stage tell people, "" for none;
	// WifiPassword is "" if it needs none.
	Wifi         string `json:"wifi,omitempty"`
	WifiPassword string `json:"wifiPassword,omitempty"`
	// ContactsRetention is the same for the sign-ups, 0 for as long as the answers.
	ContactsRetention int         `json:"contactsRetention,omitempty"`
	Results           ResultsMode `json:"results,omitempty"` // what participants see afterwards; "" is ResultsNone
	Mirror            MirrorMode  `json:"mirror,omitempty"`  // whether phones can follow the stage; "" is MirrorStage
	// Logo is the name of the logo of an event that is in force, "" if there is none.
	// Definitions have the logo itself, and nothing here.
	Logo string `json:"-"`
}

// FigureMode says when the figures of a session are shown.
type FigureMode string

// The modes.
const (
	FiguresInSteps      FigureMode = "steps"  // while it is open, in steps of at least k people
	FiguresAfterClosing FigureMode = "closed" // only once it is closed
)

// ResultsMode says whether participants see the results of a session.
type ResultsMode string

// The modes.
const (
	ResultsNone         ResultsMode = ""       // only organisers and moderators do, and whoever they show them to
	ResultsAfterClosing ResultsMode = "closed" // under the session's own address once it is closed
)

// MirrorMode says whether phones can follow what the stage of a session shows.
type MirrorMode string

// The modes.
const (
	MirrorStage MirrorMode = ""     // they can, in their own language
	MirrorNone  MirrorMode = "none" // they cannot: the stage is for those in the room
)

// Location returns the event's time zone, UTC if the name is not known to
// this machine.
func (e *Event) Location() *time.Location {
	if loc, err := time.LoadLocation(e.Zone); err == nil {
		return loc
	}
	return time.UTC
}

// Base returns the event's base language.
func (e *Event) Base() string {
	if len(e.Languages) == 0 {
		return "de"
	}
	return e.Languages[0]
}

// State is the state of a session.
type State string

// The states of a session, in their usual order. A closed session may be
// opened again.
const (
	StatePlanned State = "planned" // no answers are taken yet
	StateOpen    State = "open"
	StateClosed  State = "closed"
)

// SessionKind is the kind of a session.
type SessionKind string

// The kinds of a session.
const (
	Plenary  SessionKind = "plenary"
	Workshop SessionKind = "workshop"
	Talk     SessionKind = "talk"
	Spot     SessionKind = "spot" // a question on the spot: see Session.ParentID
)

// Session is one part of an event with its own code and its own figures. The
// json names are stored with drafts.
type Session struct {
	ID      int64 `json:"-"`
	EventID int64 `json:"-"`
	FormID  int64 `json:"-"`
	// ParentID is the session in which a question was asked on the spot, nil for
	// the sessions of the programme. Starts is when it was asked.
	ParentID  *int64      `json:"-"`
	Code      string      `json:"code,omitempty"` // SessionCodeLength symbols of the code alphabet
	Key       string      `json:"key,omitempty"`  // the stable name in definition files
	Kind      SessionKind `json:"kind,omitempty"`
	Title     Text        `json:"title,omitempty" gorm:"serializer:json;type:text"`
	Room      string      `json:"room,omitempty"`
	Starts    time.Time   `json:"starts,omitzero"`     // UTC, zero if not known
	Ends      time.Time   `json:"ends,omitzero"`       // UTC, zero if not known
	Headcount int         `json:"headcount,omitempty"` // people present, 0 if not known
	Opens     OpenMode    `json:"opens,omitempty"`
	// OpensBefore and ClosesAfter are minutes: how long before its start a session
	// opens by schedule, and how long after its end it closes.
	OpensBefore int `json:"opensBefore,omitempty"`
	ClosesAfter int `json:"closesAfter,omitempty"`
	// NextMeeting is when the session's group meets next, UTC; zero if that is not
	// known.
	NextMeeting time.Time `json:"nextMeeting,omitzero"`
	Position    int       `json:"-"`                       // order in the programme, from 1
	State       State     `json:"-" gorm:"->;-:migration"` // kept with the turnout
	Doubt       Doubt     `json:"-" gorm:"->;-:migration"` // kept with the turnout
	// Podium says whether people can ask the podium; it is kept apart.
	Podium PodiumMode `json:"-" gorm:"->;-:migration"`
	// Options holds the options of the form's per-session questions: question
	// key → options.
	Options map[string][]Option `json:"options,omitempty" gorm:"serializer:json;type:text"`
}

// OnTheSpot reports whether the session is a question that was asked on the
// spot within another session.
func (s *Session) OnTheSpot() bool { return s.ParentID != nil }

// Present returns how many people are in the session of the event, 0 if that
// is not known. Everybody at an event is in its plenary.
func (s *Session) Present(e *Event) int {
	if s.Headcount == 0 && s.Kind == Plenary {
		return e.Headcount
	}
	return s.Headcount
}

// Final reports whether the session's figures are final, unless it is opened
// again.
func (s *Session) Final() bool { return s.State == StateClosed && s.Doubt == NoDoubt }

// Form is one immutable version of a set of questions. A change to a form
// whose version has answers makes a new version.
type Form struct {
	ID        int64
	EventID   int64
	Key       string     // the stable name; versions share it
	Version   int        // from 1
	Position  int        // order in the definition, from 1
	Title     Text       `gorm:"serializer:json;type:text"`
	Intro     Text       `gorm:"serializer:json;type:text"`
	Questions []Question `gorm:"serializer:json;type:text"`

	plan *plan // set by Prepared
}

// For returns the form as it is asked in the session: the per-session
// questions carry the session's own options, and those for which the session
// has none are left out. The receiver is not changed.
func (f *Form) For(s *Session) *Form {
	asked := *f
	asked.plan = nil
	asked.Questions = make([]Question, 0, len(f.Questions))
	for _, q := range f.Questions {
		if q.PerSession {
			q.Options = s.Options[q.Key]
			if len(q.Options) == 0 {
				continue
			}
		}
		asked.Questions = append(asked.Questions, q)
	}
	return &asked
}
