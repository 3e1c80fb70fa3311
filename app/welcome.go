package main

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/forms"
)

// welcomePage creates the first account. The secret of the one-time link is in
// the fragment of its address, which no server sees; a module puts it into its
// field, and without one it is typed or pasted.
type welcomePage struct {
	deskPage
	Token    string
	Name     string
	Min      int               // length of a password
	Problems map[string]string // by field: what is wrong with it
}

// The fields of the page.
const (
	fieldSetUp  = "token"
	fieldName   = "name"
	fieldSecret = "password"
)

// awaitsSetUp reports whether the first account is still to be created. Once
// there is an account, the page does not exist.
func (s *deskPages) awaitsSetUp(c *fiber.Ctx) error {
	if s.setUp == [sha256.Size]byte{} {
		return errNotFound
	}
	has, err := s.store.HasAccounts(c.UserContext())
	if err != nil {
		return err
	}
	if has {
		return errNotFound
	}
	return c.Next()
}

func (s *deskPages) newWelcomePage(c *fiber.Ctx) *welcomePage {
	p := &welcomePage{deskPage: s.desk(c, nil), Min: auth.MinPassword, Problems: map[string]string{}}
	p.Title = p.T("welcome.title")
	p.Scripts = []string{s.assets.Path("welcome.js")}
	return p
}

func (s *deskPages) showWelcome(c *fiber.Ctx) error {
	return s.render(c, fiber.StatusOK, "welcome", s.newWelcomePage(c))
}

// createFirstAccount creates the first account and signs it in.
func (s *deskPages) createFirstAccount(c *fiber.Ctx) error {
	values, err := formValues(c)
	if err != nil {
		return err
	}
	p := s.newWelcomePage(c)
	p.Token, p.Name = strings.TrimSpace(first(values, fieldSetUp)), strings.TrimSpace(first(values, fieldName))
	password := first(values, fieldSecret)
	given := sha256.Sum256([]byte(p.Token))
	if subtle.ConstantTimeCompare(given[:], s.setUp[:]) != 1 {
		p.Problems[fieldSetUp] = p.T("welcome.wrong_token")
	}
	if p.Name == "" {
		p.Problems[fieldName] = p.T("welcome.no_name")
	}
	if key, args := auth.PasswordProblem(password, p.Name); key != "" {
		p.Problems[fieldSecret] = p.T(key, args)
	}
	if len(p.Problems) > 0 {
		s.metrics.Refused(RefusedOther)
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.render(c, fiber.StatusUnprocessableEntity, "welcome", p)
	}
	account := &forms.Account{Name: p.Name, Role: forms.Organiser}
	if account.Hash, err = s.hasher.Hash(c.UserContext(), password); err != nil {
		return err
	}
	if err := s.store.CreateFirstAccount(c.UserContext(), account); err != nil {
		return err
	}
	if err := s.beginSession(c, account); err != nil {
		return err
	}
	return c.Redirect(landing(account.Role), fiber.StatusSeeOther)
}
