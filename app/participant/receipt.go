package participant

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// receiptPage tells a participant that the answers have arrived. Its address
// holds the receipt token, so it can be loaded again and kept.
type receiptPage struct {
	web.Page
	Session  web.Phrase
	Token    forms.Token
	MinGroup int
	Deleted  string // day, ISO 8601, by which the answers are deleted
	Open     bool   // the answers can still be taken back
	Differs  bool   // other answers were sent later, which do not count
	Passes   bool   // the event asks for one-time codes, which deleting the answers does not give back
	Withdraw string // address that takes them back
	Again    string // address of the session's form
	Contact  string // address of the sign-up for groups, "" if there is none
	Joins    bool   // somebody said that they join the group: its sign-up comes first
	Doors    []door
	Hall     *form.Hall
}

// queryDiffers marks the address of a receipt after other answers were sent with
// the same token: the first ones stand.
const queryDiffers = "differs"

// receiptPath returns the address of the token's receipt page.
func receiptPath(v *web.Visit, t forms.Token) string {
	return v.Path(v.Code) + "/receipt/" + string(t)
}

func (s *Pages) newReceiptPage(c *fiber.Ctx, v *web.Visit) receiptPage {
	p := receiptPage{
		Page: s.NewPage(c), MinGroup: v.Event.MinGroup, Deleted: v.Event.Expires(s.Now()).Format(time.DateOnly),
		Open: v.Session.State == forms.StateOpen, Again: v.Path(v.Code),
		Passes: v.Event.Passes, Contact: s.offersContact(v),
	}
	p.Session, p.Doors, p.Hall = p.Text(v.Session.Title), s.doors(&p.Page, v), s.forms.NewHall(&p.Page, v)
	return p
}

func (s *Pages) showReceipt(c *fiber.Ctx) error {
	v, token, err := web.ReadTokenVisit(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	stored, err := s.Store.Stored(c.UserContext(), v.Session.ID, token)
	if err != nil {
		return err
	}
	tried := false
	if !stored {
		if tried, err = s.Store.Tried(c.UserContext(), v.Session.ID, token); err != nil {
			return err
		}
	}
	v.Rest = "/receipt/" + string(token)
	differs := c.Context().QueryArgs().Has(queryDiffers)
	if differs {
		v.Rest += "?" + queryDiffers
	}
	p := s.newReceiptPage(c, v)
	p.Differs = differs
	if tried {
		p.Trial, p.Open, p.Contact = v.Programme.TrialKey(), true, ""
	}
	if !stored && !tried {
		p.Title = p.T("receipt.none_title")
		return s.Render(c, fiber.StatusNotFound, "unreceipted", &p)
	}
	if stored && p.Contact != "" {
		if p.Joins, err = s.joins(c, v, token); err != nil {
			return err
		}
	}
	p.Title, p.Token = p.T("receipt.title"), token
	p.Withdraw = receiptPath(v, token) + "/withdraw"
	return s.Render(c, fiber.StatusOK, "receipt", &p)
}

// joins reports whether the answers of the receipt say yes to the question that
// asks who joins the session's group.
func (s *Pages) joins(c *fiber.Ctx, v *web.Visit, token forms.Token) (bool, error) {
	form := v.Programme.Form(v.Session)
	for i := range form.Questions {
		if q := &form.Questions[i]; q.SignUp {
			return s.Store.Answered(c.UserContext(), v.Session.ID, token, q.Key, forms.OptionYes)
		}
	}
	return false, nil
}

// withdraw deletes the answers of a receipt.
func (s *Pages) withdraw(c *fiber.Ctx) error {
	v, token, err := web.ReadTokenVisit(c, s.ReadSessionVisit)
	if err != nil {
		return err
	}
	err = s.Store.Withdraw(c.UserContext(), v.Session.ID, token)
	if forms.CodeOf(err) == forms.CodeNotFound {
		err = s.Store.WithdrawTrial(c.UserContext(), v.Session.ID, token)
	}
	switch forms.CodeOf(err) {
	case "":
		return c.Redirect(v.Path(v.Code)+"/withdrawn", fiber.StatusSeeOther)
	case forms.CodeNotFound, forms.CodeClosed:
		// The receipt page says how things stand.
		return c.Redirect(receiptPath(v, token), fiber.StatusSeeOther)
	default:
		return err
	}
}

// showWithdrawn says that answers have been deleted. It holds no token and can
// be loaded again.
func (s *Pages) showWithdrawn(c *fiber.Ctx) error {
	v, err := s.ReadSessionVisit(c)
	if err != nil {
		return err
	}
	v.Rest = "/withdrawn"
	p := s.newReceiptPage(c, v)
	p.Title = p.T("withdrawn.title")
	return s.Render(c, fiber.StatusOK, "withdrawn", &p)
}
