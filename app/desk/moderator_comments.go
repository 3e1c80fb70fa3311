package desk

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/live"
	"resonanz/app/web"
	"resonanz/forms"
)

// commentsPage is where moderators work through comments: those of a session, or
// of all sessions of an event. What stands on it is a page of the lines that the
// filter leaves; its module fetches the next ones, and those that change.
type commentsPage struct {
	web.DeskPage
	Code     string // of the session or of the event
	Of       web.Phrase
	Filter   commentFilter
	Left     int // comments that nobody has decided on
	States   []stateFilter
	Asked    []askedFilter
	Sessions []sessionFilter // of an event's page, those with comments
	Sections []commentSection
	Next     string // address of the next page, "" on the last one
	Hand     string // by which decisions are taken back
	Undo     bool   // there may be some to take back
	Said     string // what has come of the last decisions
	Tags     []string
	Keys     []keyHelp
}

// stateFilter leads to the comments in a state.
type stateFilter struct {
	State   string
	Says    string
	N       int // comments
	Address string
	Current bool
}

// askedFilter is a question with the number of its comments that wait.
type askedFilter struct {
	Value   string
	Label   string
	Current bool
}

// sessionFilter is a session with the number of its comments that wait.
type sessionFilter struct {
	Code    string
	Label   string
	Current bool
}

// keyHelp says what a key does.
type keyHelp struct{ Key, Does string }

// commentKeys are the keys of the page, in the order in which they are listed.
var commentKeys = []string{"j", "k", "x", "a", "h", "s", "t", "z"}

// commentsOf names the comments of the visit's session or event.
func commentsOf(v *web.Visit) forms.CommentsOf {
	topic := web.TopicOf(v, live.Comments)
	return forms.CommentsOf{EventID: topic.EventID, SessionID: topic.SessionID}
}

func commentsPath(code string) string { return "/moderate/" + code + "/comments" }

func (s *Pages) showComments(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	all, err := s.readComments(c.UserContext(), commentsOf(v))
	if err != nil {
		return err
	}
	filter := readFilter(func(name string) string { return c.Query(name) })
	p := &commentsPage{DeskPage: s.NewDeskPage(c, v.Event), Code: v.Code, Of: web.Phrase{}, Filter: filter, Hand: cmp.Or(c.Query("hand"), newHand())}
	p.Undo, p.Said = c.Query("hand") != "", said(&p.Page, c)
	p.Title, p.Of = p.T("comments.title"), p.Text(v.Event.Title)
	if v.Session != nil {
		p.Of = p.Text(v.Session.Title)
	}
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("comments.css"))
	p.Scripts = []string{s.Assets.Path("queue.js")}
	for _, key := range commentKeys {
		p.Keys = append(p.Keys, keyHelp{key, p.T("comments.key." + key)})
	}
	q := newQueue(v.Programme, all)
	p.addFilters(q, v)
	p.Sections, p.Next = s.sections(p, q, v)
	p.Tags = s.proposedTags(v, all)
	return s.Render(c, fiber.StatusOK, "moderator_comments", p)
}

// said tells what has come of the decisions that led back to the page.
func said(p *web.Page, c *fiber.Ctx) string {
	number := func(name string) int {
		n, err := strconv.Atoi(c.Query(name))
		if err != nil || n < 0 {
			return 0
		}
		return n
	}
	switch {
	case c.Query("said") == "none":
		return p.T("comments.none_ticked")
	case c.Query("said") == "undone":
		return p.T("comments.undone", "n", number("done"))
	case c.Query("said") == "nothing":
		return p.T("comments.nothing_undone")
	case number("refused") > 0:
		return p.T("comments.refused", "n", number("refused"))
	case number("done") > 0:
		return p.T("comments.done", "n", number("done"))
	}
	return ""
}

// addFilters counts what each choice of a filter leaves.
func (p *commentsPage) addFilters(q *queue, v *web.Visit) {
	for _, state := range filterStates {
		f := p.Filter
		f.State, f.After = state, ""
		p.States = append(p.States, stateFilter{state, p.T("comments.state." + state), q.count(f), commentsPath(p.Code) + f.query(), state == p.Filter.State})
	}
	waiting := commentFilter{State: statePending}
	p.Left = q.count(waiting)
	for _, asked := range q.asked {
		f := waiting
		f.Item, f.Session = asked.value(), p.Filter.Session
		label := p.Text(asked.item.Text).Text
		if asked.beside != nil {
			label = p.Text(asked.beside.Text).Text + " – " + label
		}
		p.Asked = append(p.Asked, askedFilter{f.Item, p.T("comments.of", "Label", label, "n", q.count(f)), f.Item == p.Filter.Item})
	}
	if v.Session != nil {
		return
	}
	for _, session := range slices.Concat(v.Programme.Sessions, v.Programme.Spots) {
		f := waiting
		f.Session = session.Code
		if q.count(commentFilter{State: stateAll, Session: session.Code}) > 0 {
			p.Sessions = append(p.Sessions, sessionFilter{session.Code, p.T("comments.of", "Label", p.Text(session.Title).Text, "n", q.count(f)), session.Code == p.Filter.Session})
		}
	}
}

// Empty reports whether the filter leaves nothing.
func (p *commentsPage) Empty() bool { return len(p.Sections) == 0 }

// Whole leads to the page with whole texts, or to one line each.
func (p *commentsPage) Whole() string {
	f := p.Filter
	f.Whole = !f.Whole
	return commentsPath(p.Code) + f.query()
}

// Ticked leads to the page with all lines ticked that have no hint.
func (p *commentsPage) Ticked() string {
	f := p.Filter
	f.Ticked = true
	return commentsPath(p.Code) + f.query()
}

// FromTheStart leads to the first page.
func (p *commentsPage) FromTheStart() string {
	f := p.Filter
	f.After = ""
	return commentsPath(p.Code) + f.query()
}

// Query is what a form takes back to the page.
func (p *commentsPage) Query() string { return p.Filter.query() }

// hintTexts returns the hints with what they say.
func hintTexts(p *web.Page, hints []hint) []string {
	said := make([]string, len(hints))
	for i, h := range hints {
		said[i] = p.T("comment.hint." + string(h))
	}
	return slices.Compact(said)
}
