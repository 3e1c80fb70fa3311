package desk

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// printPage is what every document to print has: a bar of tools, which is not
// printed, above the sheets.
type printPage struct {
	web.DeskPage
	Back   string // address of the organiser's page that it was opened from
	BackTo string // what a link to it says
	How    string // what to do with the sheets
	Reach  string // that phones cannot open the address in the codes, "" if they can
}

// printed returns what a document to print has, in the colours of the event if
// there is one; back is where it was opened from, how the key of what to do with it.
func (s *Pages) printed(c *fiber.Ctx, event *forms.Event, back, how string) printPage {
	p := printPage{DeskPage: s.NewDeskPage(c, event), Back: back}
	p.How, p.BackTo, p.Reach = p.T(how), p.T("sign.back"), s.unreachable(&p.Page)
	if event == nil {
		p.BackTo = p.T("accounts.back")
	}
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("sign.css"))
	p.Scripts = []string{s.Assets.Path("print.js")}
	return p
}
