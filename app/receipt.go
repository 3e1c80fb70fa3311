package main

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// receiptPage tells a participant that the answers have arrived. Its address
// holds the receipt token, so it can be loaded again and kept.
type receiptPage struct {
	page
	Session  phrase
	Token    forms.Token
	MinGroup int
	Deleted  string // day, ISO 8601, by which the answers are deleted
	Open     bool   // the answers can still be taken back
	Differs  bool   // other answers were sent later, which do not count
	Passes   bool   // the event asks for one-time codes, which deleting the answers does not give back
	Withdraw string // address that takes them back
	Again    string // address of the session's form
	Contact  string // address of the sign-up for groups, "" if there is none
}

// queryDiffers marks the address of a receipt to which other answers were sent
// later: the first ones stand.
const queryDiffers = "differs"

// receiptPath returns the address of the token's receipt page.
func receiptPath(v *visit, t forms.Token) string {
	return v.path(v.code) + "/receipt/" + string(t)
}

func (s *participantPages) newReceiptPage(c *fiber.Ctx, v *visit) receiptPage {
	p := receiptPage{
		page: s.page(c), MinGroup: v.event.MinGroup, Deleted: v.event.Expires(s.now()).Format(time.DateOnly),
		Open: v.session.State == forms.StateOpen, Again: v.path(v.code),
		Passes: v.event.Passes, Contact: s.offersContact(v),
	}
	p.Session = p.Text(v.session.Title)
	return p
}

func (s *participantPages) showReceipt(c *fiber.Ctx) error {
	v, token, err := tokenVisit(c, s.sessionVisit)
	if err != nil {
		return err
	}
	stored, err := s.store.Stored(c.UserContext(), v.session.ID, token)
	if err != nil {
		return err
	}
	v.rest = "/receipt/" + string(token)
	differs := c.Context().QueryArgs().Has(queryDiffers)
	if differs {
		v.rest += "?" + queryDiffers
	}
	p := s.newReceiptPage(c, v)
	p.Differs = differs
	if !stored {
		p.Title = p.T("receipt.none_title")
		return s.render(c, fiber.StatusNotFound, "unreceipted", &p)
	}
	p.Title, p.Token = p.T("receipt.title"), token
	p.Withdraw = receiptPath(v, token) + "/withdraw"
	return s.render(c, fiber.StatusOK, "receipt", &p)
}

// withdraw deletes the answers of a receipt.
func (s *participantPages) withdraw(c *fiber.Ctx) error {
	v, token, err := tokenVisit(c, s.sessionVisit)
	if err != nil {
		return err
	}
	switch err := s.store.Withdraw(c.UserContext(), v.session.ID, token); forms.CodeOf(err) {
	case "":
		return c.Redirect(v.path(v.code)+"/withdrawn", fiber.StatusSeeOther)
	case forms.CodeNotFound, forms.CodeClosed:
		// The receipt page says how things stand.
		return c.Redirect(receiptPath(v, token), fiber.StatusSeeOther)
	default:
		return err
	}
}

// showWithdrawn says that answers have been deleted. It holds no token and can
// be loaded again.
func (s *participantPages) showWithdrawn(c *fiber.Ctx) error {
	v, err := s.sessionVisit(c)
	if err != nil {
		return err
	}
	v.rest = "/withdrawn"
	p := s.newReceiptPage(c, v)
	p.Title = p.T("withdrawn.title")
	return s.render(c, fiber.StatusOK, "withdrawn", &p)
}
