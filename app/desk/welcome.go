package desk

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/app/web"
	"resonanz/forms"
)

// welcomePage creates the first account. The secret of the one-time link is in
// the fragment of its address, which no server sees; a module puts it into its
// field, and without one it is typed or pasted.
type welcomePage struct {
	web.DeskPage
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
func (s *Pages) awaitsSetUp(c *fiber.Ctx) error {
	if s.setUp == [sha256.Size]byte{} {
		return web.ErrNotFound
	}
	has, err := s.Store.HasAccounts(c.UserContext())
	if err != nil {
		return err
	}
	if has {
		return web.ErrNotFound
	}
	return c.Next()
}

func (s *Pages) newWelcomePage(c *fiber.Ctx) *welcomePage {
	p := &welcomePage{DeskPage: s.NewDeskPage(c, nil), Min: auth.MinPassword, Problems: map[string]string{}}
	p.Title = p.T("welcome.title")
	p.Scripts = []string{s.Assets.Path("welcome.js")}
	return p
}

func (s *Pages) showWelcome(c *fiber.Ctx) error {
	return s.Render(c, fiber.StatusOK, "welcome", s.newWelcomePage(c))
}

// createFirstAccount creates the first account and signs it in.
func (s *Pages) createFirstAccount(c *fiber.Ctx) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	p := s.newWelcomePage(c)
	p.Token, p.Name = strings.TrimSpace(web.FirstValue(values, fieldSetUp)), strings.TrimSpace(web.FirstValue(values, fieldName))
	password := web.FirstValue(values, fieldSecret)
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
		s.Metrics.Refused(web.RefusedOther)
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.Render(c, fiber.StatusUnprocessableEntity, "welcome", p)
	}
	account := &forms.Account{Name: p.Name, Role: forms.Organiser}
	if account.Hash, err = s.Hasher.Hash(c.UserContext(), password); err != nil {
		return err
	}
	if err := s.Store.CreateFirstAccount(c.UserContext(), account); err != nil {
		return err
	}
	if err := s.BeginSession(c, account); err != nil {
		return err
	}
	return c.Redirect(web.Landing(account.Role), fiber.StatusSeeOther)
}
