package web

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/forms"
)

// accountPage is what somebody with an account can do with it.
type accountPage struct {
	DeskPage
	Role     string
	Min      int               // length of a password
	Done     string            // what has just been done
	Problems map[string]string // by field: what is wrong with it
}

// The fields of the pages about passwords.
const (
	FieldPassword = "password"
	fieldOld      = "old"
)

// changedQuery in the address of the page says that the password has just been
// changed.
const changedQuery = "changed"

// hasAccount lets only those pass who have not come by a link: that is not theirs
// to change.
func hasAccount(c *fiber.Ctx) error {
	if AccountOf(c).Link != nil {
		return ErrNotFound
	}
	return c.Next()
}

func (s *Kit) newAccountPage(c *fiber.Ctx) *accountPage {
	p := &accountPage{DeskPage: s.NewDeskPage(c, nil), Min: auth.MinPassword, Problems: map[string]string{}}
	p.Title, p.Here = p.T("account.title"), "/account"
	p.Role = p.T("account.role." + string(p.Account.Role))
	return p
}

func (s *Kit) showAccount(c *fiber.Ctx) error {
	p := s.newAccountPage(c)
	if c.Context().QueryArgs().Has(changedQuery) {
		p.Done = p.T("account.changed")
	}
	return s.Render(c, fiber.StatusOK, "account", p)
}

// changePassword asks for the old password, so that nobody takes over the account
// at a laptop that was left open.
func (s *Kit) changePassword(c *fiber.Ctx) error {
	values, err := FormValues(c)
	if err != nil {
		return err
	}
	p, account := s.newAccountPage(c), AccountOf(c)
	right, wait, err := s.ConfirmPassword(c, FirstValue(values, fieldOld))
	if err != nil {
		return err
	}
	if wait > 0 {
		p.Problems[fieldOld] = p.T("account.wait", "n", wait)
		return s.refuseAccount(c, p, fiber.StatusTooManyRequests)
	}
	if !right {
		p.Problems[fieldOld] = p.T("account.wrong")
	}
	password := FirstValue(values, FieldPassword)
	if key, args := auth.PasswordProblem(password, account.Name); key != "" {
		p.Problems[FieldPassword] = p.T(key, args)
	}
	if len(p.Problems) > 0 {
		s.Metrics.Refused(RefusedOther)
		return s.refuseAccount(c, p, fiber.StatusUnprocessableEntity)
	}
	hash, err := s.Hasher.Hash(c.UserContext(), password)
	if err != nil {
		return err
	}
	if err := s.Store.SetPassword(c.UserContext(), account.Name, account.ID, hash); err != nil {
		return err
	}
	s.CutOffAccount(account.ID)
	if err := s.BeginSession(c, account); err != nil {
		return err
	}
	return c.Redirect("/account?"+changedQuery, fiber.StatusSeeOther)
}

// ConfirmPassword reports whether somebody who has signed in gave the password of
// their account, or how many seconds they have to wait before it is looked at.
// Here, too, guessing is slowed down.
func (s *Kit) ConfirmPassword(c *fiber.Ctx, given string) (right bool, wait int, err error) {
	account := AccountOf(c)
	if wait := s.throttle.Allow(account.Name, s.clientAddr(c)); wait > 0 {
		s.Metrics.Refused(RefusedFlood)
		seconds := int(wait.Round(time.Second).Seconds())
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
		return false, seconds, nil
	}
	if right, err = s.Hasher.Verify(c.UserContext(), account.Hash, given); right && err == nil {
		s.throttle.Succeeded(account.Name, s.clientAddr(c))
	}
	return right, 0, err
}

func (s *Kit) refuseAccount(c *fiber.Ctx, p *accountPage, status int) error {
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.Render(c, status, "account", p)
}

// signOutEverywhere ends all sign-ins of the visitor's own account.
func (s *Kit) signOutEverywhere(c *fiber.Ctx) error {
	account := AccountOf(c)
	if err := s.Store.EndSignIns(c.UserContext(), account.Name, account.ID); err != nil {
		return err
	}
	s.CutOffAccount(account.ID)
	s.setSession(c, "", time.Unix(1, 0))
	return c.Redirect("/sign-in", fiber.StatusSeeOther)
}

// newPasswordPage lets the holder of an account choose its password by a link:
// the first one, or another in place of one that is forgotten. The token is in
// the fragment of the link's address; a module puts it into its field, and
// without one it is pasted.
type newPasswordPage struct {
	DeskPage
	Token    string
	Min      int               // length of a password
	Problems map[string]string // by field: what is wrong with it
}

func (s *Kit) newNewPasswordPage(c *fiber.Ctx) *newPasswordPage {
	p := &newPasswordPage{DeskPage: s.NewDeskPage(c, nil), Min: auth.MinPassword, Problems: map[string]string{}}
	p.Title = p.T("new_password.title")
	p.Scripts = []string{s.Assets.Path("welcome.js")}
	return p
}

func (s *Kit) showNewPassword(c *fiber.Ctx) error {
	return s.Render(c, fiber.StatusOK, "newpassword", s.newNewPasswordPage(c))
}

// choosePassword sets the password and signs the account in. As with moderators'
// links, no attempt is counted: nobody guesses 256 bits.
func (s *Kit) choosePassword(c *fiber.Ctx) error {
	values, err := FormValues(c)
	if err != nil {
		return err
	}
	p := s.newNewPasswordPage(c)
	p.Token = tokenIn(FirstValue(values, fieldLink))
	password := FirstValue(values, FieldPassword)
	account, err := s.Store.AccountByLink(c.UserContext(), p.Token)
	switch forms.CodeOf(err) {
	case "":
	case forms.CodeNotFound:
		p.Problems[fieldLink] = p.T("new_password.wrong")
	default:
		return err
	}
	if key, args := auth.PasswordProblem(password, account.Name); key != "" {
		p.Problems[FieldPassword] = p.T(key, args)
	}
	if len(p.Problems) > 0 {
		s.Metrics.Refused(RefusedOther)
		p.Title = p.T("form.error_title", "Title", p.Title)
		return s.Render(c, fiber.StatusUnprocessableEntity, "newpassword", p)
	}
	hash, err := s.Hasher.Hash(c.UserContext(), password)
	if err != nil {
		return err
	}
	if account, err = s.Store.ChoosePassword(c.UserContext(), p.Token, hash); err != nil {
		return err
	}
	s.CutOffAccount(account.ID)
	if err := s.BeginSession(c, account); err != nil {
		return err
	}
	return c.Redirect(Landing(account.Role), fiber.StatusSeeOther)
}

// PasswordLinkAddress returns the address of a link by which somebody chooses a
// password. As with LinkAddress, the token is in the fragment.
func PasswordLinkAddress(base, token string) string { return base + "/password#" + token }
