package desk

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// pastedPage adds several sessions at once: lines are typed or pasted, then the
// page shows what was read, and then it is added.
type pastedPage struct {
	*setupPage
	Lines       string // as typed
	Read        []pastedLine
	New         int      // sessions that can be added
	Wrong       int      // lines that cannot be read
	Problem     string   // with all of the lines
	Kinds       []choice // of the sessions
	Forms       []choice // that they ask
	sessions    []sessionLine
	kind, asked string
}

// pastedLine is a line in the table of what was read.
type pastedLine struct {
	Number      int
	Typed       string
	Title, Room string
	When        string
	Problem     string
	There       bool // the programme has the session already
}

// maxPasted is the length of what is read, in code points: a hundred sessions
// with long titles.
const maxPasted = 40_000

// The fields of the page.
const (
	fieldLines = "lines"
	pastedKind = "kind"
	pastedForm = "form"
)

func (s *Pages) newPastedPage(c *fiber.Ctx, values forms.Values) (*pastedPage, error) {
	draft, err := s.readDraft(c)
	if err != nil {
		return nil, err
	}
	p := &pastedPage{setupPage: s.newSetupPage(c, draft, "setup.lines.heading"), Lines: web.FirstValue(values, fieldLines)}
	p.kind, p.asked = string(forms.Workshop), ""
	if len(p.Whole.Forms) > 0 {
		p.asked = p.Whole.Forms[0].Key
	}
	if n := len(p.Whole.Sessions); n > 0 {
		p.kind, p.asked = string(p.Whole.Sessions[n-1].Kind), p.Whole.Sessions[n-1].FormKey
	}
	p.Kinds, p.Forms = kindChoices(p.setupPage), formChoices(p.setupPage)
	p.kind = choose(p.Kinds, p.kind, values, pastedKind)
	p.asked = choose(p.Forms, p.asked, values, pastedForm)
	return p, nil
}

// choose marks what was sent, if it is one of the choices, or else the other
// value, and returns it.
func choose(choices []choice, otherwise string, values forms.Values, field string) string {
	chosen := otherwise
	for i := range choices {
		if sent := values[field]; sent != nil && sent[0] == choices[i].Value {
			chosen = sent[0]
		}
	}
	for i := range choices {
		choices[i].Chosen = choices[i].Value == chosen
	}
	return chosen
}

func (s *Pages) showPasted(c *fiber.Ctx) error {
	p, err := s.newPastedPage(c, nil)
	if err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "setup_lines", p)
}

// addPasted shows what of the lines can be read or, if all can and somebody has
// seen that, adds the sessions.
func (s *Pages) addPasted(c *fiber.Ctx) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	p, err := s.newPastedPage(c, values)
	if err != nil {
		return err
	}
	p.read()
	switch {
	case p.Problem != "":
	case web.FirstValue(values, fieldDo) != "add" || p.Wrong > 0:
		return s.Render(c, fiber.StatusOK, "setup_lines", p)
	case p.New == 0: // the button has been pressed twice
		return c.Redirect(p.Address+"/programme", fiber.StatusSeeOther)
	default:
		parts := p.parts()
		err = s.Store.AddParts(c.UserContext(), p.Draft.ID, parts, p.Account.Name)
		if forms.CodeOf(err) != forms.CodeConflict {
			if err != nil {
				return err
			}
			return c.Redirect(p.Address+"/programme?"+querySaved+"#s-"+strings.TrimPrefix(parts[0].Path, forms.PathOfSession("")), fiber.StatusSeeOther)
		}
		p.Problem = p.T("setup.lines.moved") // somebody has added a session with the key meanwhile
	}
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.Render(c, fiber.StatusUnprocessableEntity, "setup_lines", p)
}

// read reads the lines into the table.
func (p *pastedPage) read() {
	starts := p.Whole.Event.Starts
	if !starts.IsZero() {
		starts = starts.In(p.Whole.Event.Location())
	}
	if utf8.RuneCountInString(p.Lines) > maxPasted {
		p.Problem = p.T("setup.lines.too_long", "Max", maxPasted)
		return
	}
	p.sessions = readSessionLines(p.Lines, starts)
	if len(p.sessions) == 0 {
		p.Problem = p.T("setup.lines.empty")
		return
	}
	for i := range p.sessions {
		line := &p.sessions[i]
		shown := pastedLine{Number: line.Number, Typed: line.Typed, Title: line.Title, Room: line.Room}
		switch {
		case line.Problem != "":
			shown.Problem = p.T("setup.lines."+line.Problem, "Max", forms.MaxLabelLength, "Room", forms.MaxRoomLength)
			p.Wrong++
		case p.has(line, p.sessions[:i]):
			shown.There = true
		default:
			p.New++
		}
		if line.Problem == "" && !line.From.IsZero() {
			shown.When = p.DateRange(line.From, line.To)
		}
		p.Read = append(p.Read, shown)
	}
	if n := len(p.Whole.Sessions) + p.New; n > forms.MaxSessions {
		p.Problem = p.T("setup.lines.too_many", "n", n, "Max", forms.MaxSessions)
	}
}

// has reports whether the programme, or a line before it, has the session.
func (p *pastedPage) has(line *sessionLine, before []sessionLine) bool {
	base := p.Whole.Event.Base()
	return slices.ContainsFunc(before, func(other sessionLine) bool {
		return other.Problem == "" && other.Title == line.Title && other.Room == line.Room && other.From.Equal(line.From)
	}) || slices.ContainsFunc(p.Whole.Sessions, func(there forms.SessionDefinition) bool {
		return there.Title[base] == line.Title && there.Room == line.Room && there.Starts.Equal(utcOf(line.From))
	})
}

func utcOf(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

// parts returns the sessions that are to be added.
func (p *pastedPage) parts() []forms.Part {
	taken := map[string]bool{}
	for i := range p.Whole.Sessions {
		taken[p.Whole.Sessions[i].Key] = true
	}
	var parts []forms.Part
	for i, line := range p.sessions {
		if p.Read[i].There {
			continue
		}
		key := forms.NewKey(line.Title, "session", func(key string) bool { return taken[key] })
		taken[key] = true
		content := &forms.SessionPart{FormKey: p.asked, Session: forms.Session{
			Kind: forms.SessionKind(p.kind), Title: forms.Text{p.Whole.Event.Base(): line.Title}, Room: line.Room,
			Starts: utcOf(line.From), Ends: utcOf(line.To),
		}}
		parts = append(parts, forms.Part{Path: forms.PathOfSession(key), Content: content})
	}
	return parts
}
