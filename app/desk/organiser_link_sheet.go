package desk

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports/workbook"
)

// csvType is the media type of a table.
const csvType = "text/csv; charset=utf-8"

// sendLinkSheet makes a link for the speaker of each session that was ticked, and sends
// them as a table for a mail merge. So their addresses are with whoever writes the
// letters, and nowhere here. The links are shown this once.
func (s *Pages) sendLinkSheet(c *fiber.Ctx) error {
	v, values, err := web.ReadPosted(c, s.ReadEventVisit)
	if err != nil {
		return err
	}
	p, err := s.newEventPage(c, v.Event)
	if err != nil {
		return err
	}
	p.Sheet = newSheet{Sent: true, Chosen: map[string]bool{}}
	for _, code := range values["session"] {
		p.Sheet.Chosen[code] = true
	}
	var links []forms.Link
	var tokens []string
	var lines []workbook.LinkLine
	for _, row := range p.Sessions {
		if !p.Sheet.Chosen[row.Code] {
			continue
		}
		token := auth.NewToken()
		tokens = append(tokens, token)
		links = append(links, forms.Link{
			EventID: v.Event.ID, Role: forms.Speaker, Label: labelOf(row), Sessions: []int64{row.ID},
		})
		lines = append(lines, workbook.LinkLine{
			Code: row.Code, Title: row.Title.Text, Room: row.Room, When: row.When, Address: web.LinkAddress(s.Settings().BaseURL, forms.Speaker, token),
		})
	}
	if links == nil {
		p.Sheet.Problem = p.T("link.sheet_invalid")
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.Render(c, fiber.StatusUnprocessableEntity, "organiser_event", p)
	}
	if err := s.Store.CreateLinks(c.UserContext(), links, tokens); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, csvType)
	c.Set(fiber.HeaderContentDisposition, disposition("attachment", p.EventName.Text+" "+p.T("link.sheet_file")+".csv"))
	return workbook.WriteLinksCSV(c.Response().BodyWriter(), lines, workbook.Options{Language: p.Lang(), Words: p.T})
}

// newSheet is what somebody ticked to make a sheet of links.
type newSheet struct {
	Sent    bool            // it has been sent: without that all are ticked
	Chosen  map[string]bool // codes of sessions
	Problem string
}

// Ticks reports whether the session with the code is ticked.
func (n newSheet) Ticks(code string) bool { return !n.Sent || n.Chosen[code] }

// labelOf names the link of a session's speaker.
func labelOf(row sessionRow) string {
	label := []rune(row.Title.Text)
	return string(label[:min(len(label), forms.MaxLabel)])
}
