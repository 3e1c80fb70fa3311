package forms

// Turnout is how many answered a session, and what of that may be shown.
type Turnout struct {
	SessionID int64
	State     State
	N         int   // responses
	Simulated int   // of these, made by a rehearsal
	Revision  int64 // grows with every change that somebody may see
}

// Release is a state of a session's tally that may be shown. Two releases of
// one session differ by at least MinGroup people.
type Release struct {
	No    int // number of the release within its session, from 1
	Tally Tally
}

// Figures are what may be known of one session.
type Figures struct {
	Session Session
	Form    *Form // as asked in the session
	Turnout Turnout
	// Release is nil while nothing may be shown yet.
	Release *Release
}

// EventFigures are what may be known of an event at one moment.
type EventFigures struct {
	Event    Event
	Sessions []Figures // in programme order
	// Pooled holds, by form ID, the tally of the sessions that ended with
	// fewer than MinGroup answers, where together they have at least MinGroup.
	// It counts in the event's totals and nowhere else.
	Pooled map[int64]Tally
	// Comments are in an order that says nothing about when they came.
	Comments []Comment
	Interim  bool // a session is still open or yet to come
}

// Comment is one free-text answer.
type Comment struct {
	SessionID int64 // 0 for a session that ended with fewer than MinGroup answers
	FormID    int64
	Item      string // item key
	Text      string
}
