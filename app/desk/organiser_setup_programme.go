package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// programmePage lists the sessions of a draft.
type programmePage struct {
	*setupPage
	Sessions []programmeRow
	Problem  string // why no session was added
	Full     bool   // there are as many as there can be
	Shift    *shiftForm
}

// programmeRow is one session of the list.
type programmeRow struct {
	Key      string
	Title    web.Phrase
	Says     string // when and where it is, and what kind it is of
	Form     web.Phrase
	Revision int64
	Problems int
	Up, Down string // the session after which it stands when it is moved
	First    bool
	Last     bool
}

func (s *Pages) listSessions(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "setup_programme", s.newProgrammePage(c, draft))
}

func (s *Pages) newProgrammePage(c *fiber.Ctx, draft *forms.Draft) *programmePage {
	p := &programmePage{setupPage: s.newSetupPage(c, draft, "setup.programme.heading")}
	all := p.Whole.Sessions
	for i := range all {
		session := &all[i]
		path := forms.PathOfSession(session.Key)
		row := programmeRow{
			Key: session.Key, Title: p.Text(session.Title), Says: p.whenAndWhere(&session.Session), Revision: draft.Part(path).Revision,
			Problems: len(p.problemsOf(path)), First: i == 0, Last: i == len(all)-1,
		}
		if row.Title.Text == "" {
			row.Title.Text = p.T("setup.programme.untitled")
		}
		if form := p.Whole.Form(session.FormKey); form != nil {
			row.Form = p.Text(form.Title)
		}
		if i > 1 {
			row.Up = all[i-2].Key
		}
		if i < len(all)-1 {
			row.Down = all[i+1].Key
		}
		p.Sessions = append(p.Sessions, row)
	}
	p.Full = len(all) >= forms.MaxSessions
	p.Shift = newShiftForm(&p.Page, &p.Whole.Event, p.sessionsOnly(), p.Address+"/shift")
	p.Shift.done(c)
	return p
}

// sessionsOnly returns the sessions without the keys of their forms.
func (p *setupPage) sessionsOnly() []forms.Session {
	sessions := make([]forms.Session, len(p.Whole.Sessions))
	for i := range sessions {
		sessions[i] = p.Whole.Sessions[i].Session
	}
	return sessions
}

// whenAndWhere says of a session what is known: its times, its room, its kind.
func (p *setupPage) whenAndWhere(session *forms.Session) string {
	words := ""
	add := func(word string) {
		if word != "" && words != "" {
			words += " · "
		}
		words += word
	}
	if zone := p.Whole.Event.Location(); !session.Starts.IsZero() {
		from, to := session.Starts.In(zone), session.Ends
		if !to.IsZero() {
			to = to.In(zone)
		}
		if first := p.Whole.Event.Starts.In(zone); first.Format(time.DateOnly) == from.Format(time.DateOnly) {
			add(p.TimeRange(from, to))
		} else {
			add(p.DateRange(from, to))
		}
	}
	add(session.Room)
	if session.Kind != "" {
		add(p.T("session.kind." + string(session.Kind)))
	}
	return words
}

// changeSessions adds, moves and removes sessions. Where one goes is said by the
// session after which it stands, so a second press changes nothing.
func (s *Pages) changeSessions(c *fiber.Ctx) error {
	draft, err := s.readDraft(c)
	if err != nil {
		return err
	}
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	address := draftAddress(draft.ID) + "/programme"
	verb, key, more := cutDo(web.FirstValue(values, fieldDo))
	switch verb {
	case "add":
		return s.addSession(c, draft, forms.Clean(web.FirstValue(values, "title")))
	case "after":
		after := ""
		if more != "" {
			after = forms.PathOfSession(more)
		}
		err = s.Store.MovePart(c.UserContext(), draft.ID, forms.PathOfSession(key), after, web.AccountOf(c).Name)
		if err = unless(err, forms.CodeNotFound, forms.CodeConflict); err != nil { // the list shows what there is now
			return err
		}
		return c.Redirect(address+"?"+queryMoved+"="+key+"#s-"+key, fiber.StatusSeeOther)
	case "remove":
		return s.removeSessions(c, draft.ID, values["remove"], address)
	case "":
		return c.Redirect(address, fiber.StatusSeeOther)
	}
	return web.ErrInvalid
}

// removeSessions removes the sessions that are ticked, by their keys and the
// revisions that the page showed, so that one undo brings all of them back.
func (s *Pages) removeSessions(c *fiber.Ctx, draftID int64, ticked []string, address string) error {
	if len(ticked) == 0 {
		return c.Redirect(address+"?"+queryNone, fiber.StatusSeeOther)
	}
	var parts []forms.Part
	for _, value := range ticked {
		key, revision, _ := strings.Cut(value, ":")
		n, err := strconv.ParseInt(revision, 10, 64)
		if err != nil {
			return web.ErrInvalid
		}
		parts = append(parts, forms.Part{Path: forms.PathOfSession(key), Revision: n})
	}
	return s.removeParts(c, draftID, parts, address)
}

// queryNone says that nothing was ticked that could be removed.
const queryNone = "none-ticked"

// NoneTicked reports whether somebody wanted to remove sessions and ticked none.
func (p *programmePage) NoneTicked() bool { return p.query == queryNone }

// addSession adds a session like the last one, and leads to its page. If the last
// one has the title and nothing of its own, the button has been pressed twice.
func (s *Pages) addSession(c *fiber.Ctx, draft *forms.Draft, title string) error {
	p := s.newProgrammePage(c, draft)
	if title == "" {
		p.Problem = p.T("setup.programme.no_title")
		return s.Render(c, fiber.StatusUnprocessableEntity, "setup_programme", p)
	}
	base, part := p.Whole.Event.Base(), &forms.SessionPart{}
	part.Kind = forms.Workshop
	if len(p.Whole.Forms) == 1 {
		part.FormKey = p.Whole.Forms[0].Key
	}
	if n := len(p.Whole.Sessions); n > 0 {
		last := &p.Whole.Sessions[n-1]
		if last.Title[base] == title && last.Room == "" && last.Starts.IsZero() {
			return s.seeOther(c, draft.ID, p.sessionAddress(last.Key), "")
		}
		part.Kind, part.FormKey = last.Kind, last.FormKey
	}
	part.Title = forms.Text{base: title}
	key := forms.NewKey(title, "session", func(key string) bool {
		return slices.ContainsFunc(p.Whole.Sessions, func(s forms.SessionDefinition) bool { return s.Key == key })
	})
	_, err := s.Store.AddPart(c.UserContext(), draft.ID, forms.PathOfSession(key), forms.AtEnd, part, p.Account.Name)
	if err = unless(err, forms.CodeConflict); err != nil {
		return err
	}
	return s.seeOther(c, draft.ID, p.sessionAddress(key), "")
}

func (p *setupPage) sessionAddress(key string) string { return p.Address + "/sessions/" + key }
