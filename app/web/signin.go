package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/forms"
)

// signInPage asks for name and password.
type signInPage struct {
	DeskPage
	Name    string
	Next    string // address to go on to
	Problem string // why it did not work
}

// Kept reports whether something that was typed waits for the sign-in.
func (p *signInPage) Kept() bool { return strings.HasPrefix(p.Next, keptPath) }

// sessionCookie returns the name of the cookie that holds the secret of a
// sign-in. The prefix binds it to this host, but asks for https.
func (s *Kit) sessionCookie() string {
	if s.secureOrigin() {
		return "__Host-resonanz"
	}
	return "resonanz"
}

// setSession gives the browser the secret of a sign-in, "" to forget it. The
// store ends the sign-in; the cookie goes with the browser's window, or at the
// time if it is not zero.
func (s *Kit) setSession(c *fiber.Ctx, secret string, until time.Time) {
	cookie := &fiber.Cookie{
		Name: s.sessionCookie(), Value: secret, Path: "/", HTTPOnly: true, Secure: s.secureOrigin(),
		SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: until.IsZero(), Expires: until,
	}
	c.Cookie(cookie)
}

type accountKey struct{}

// AccountOf returns who has signed in, nil for nobody.
func AccountOf(c *fiber.Ctx) *forms.Account {
	account, _ := c.Locals(accountKey{}).(*forms.Account)
	return account
}

// recognise finds out who has signed in.
func (s *Kit) recognise(c *fiber.Ctx) error {
	secret := c.Cookies(s.sessionCookie())
	if secret == "" {
		return c.Next()
	}
	account, err := s.Store.SignedIn(c.UserContext(), secret)
	switch forms.CodeOf(err) {
	case "":
		c.Locals(accountKey{}, account)
	case forms.CodeNotFound: // ended meanwhile
	default:
		return err
	}
	return c.Next()
}

// Require lets only accounts with one of the roles pass. Nobody is led to the
// sign-in; for others the page does not exist.
func (s *Kit) Require(roles ...forms.Role) fiber.Handler {
	return func(c *fiber.Ctx) error {
		account := AccountOf(c)
		if account == nil {
			if c.Accepts(fiber.MIMETextHTML, fiber.MIMEApplicationJSON) != fiber.MIMETextHTML {
				return errSignedOut
			}
			return c.Redirect("/sign-in"+s.nextOf(c), fiber.StatusSeeOther)
		}
		if !slices.Contains(roles, account.Role) {
			return ErrNotFound
		}
		return c.Next()
	}
}

// Landing returns the address of the first page after a sign-in.
func Landing(role forms.Role) string {
	switch role {
	case forms.Organiser:
		return "/organise"
	case forms.Speaker:
		return SpeakerPath
	}
	return "/moderate"
}

func (s *Kit) showSignIn(c *fiber.Ctx) error {
	if account := AccountOf(c); account != nil {
		return c.Redirect(Landing(account.Role), fiber.StatusSeeOther)
	}
	p := signInPage{DeskPage: s.NewDeskPage(c, nil), Next: ownPath(c.Query("next"), "")}
	p.Title = p.T("sign_in.title")
	return s.Render(c, fiber.StatusOK, "signin", &p)
}

// signIn starts a sign-in. Whatever is wrong, the answer is the same and takes
// as long: it does not tell which names there are.
func (s *Kit) signIn(c *fiber.Ctx) error {
	values, err := FormValues(c)
	if err != nil {
		return err
	}
	p := signInPage{DeskPage: s.NewDeskPage(c, nil), Name: strings.TrimSpace(FirstValue(values, "name")), Next: ownPath(FirstValue(values, "next"), "")}
	name := forms.FoldName(p.Name)
	if wait := s.throttle.Allow(name, s.clientAddr(c)); wait > 0 {
		s.Metrics.Refused(RefusedFlood)
		seconds := int(wait.Round(time.Second).Seconds())
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
		return s.refuseSignIn(c, &p, fiber.StatusTooManyRequests, p.T("sign_in.wait", "n", seconds))
	}
	account, err := s.Store.Account(c.UserContext(), p.Name)
	if forms.CodeOf(err) == forms.CodeNotFound {
		account, err = &forms.Account{}, nil // its hash is that of nobody
	}
	if err != nil {
		return err
	}
	password := FirstValue(values, "password")
	right, err := s.Hasher.Verify(c.UserContext(), account.Hash, password)
	if err != nil {
		return err
	}
	if !right {
		s.Metrics.Refused(RefusedOther)
		return s.refuseSignIn(c, &p, fiber.StatusUnprocessableEntity, p.T("sign_in.wrong"))
	}
	s.throttle.Succeeded(name, s.clientAddr(c))
	if err := s.renewHash(c, account, password); err != nil {
		return err
	}
	if err := s.BeginSession(c, account); err != nil {
		return err
	}
	next := p.Next
	if next == "" || account.Role != forms.Organiser && !forModerator(next) {
		next = Landing(account.Role)
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// forModerator reports whether moderators may have the page.
func forModerator(address string) bool {
	return strings.HasPrefix(address, "/moderate") || strings.HasPrefix(address, "/screen") || strings.HasPrefix(address, "/account")
}

func (s *Kit) refuseSignIn(c *fiber.Ctx, p *signInPage, status int, problem string) error {
	p.Problem, p.Here = problem, "/sign-in"
	p.Title = p.T("form.error_title", "Title", p.T("sign_in.title"))
	return s.Render(c, status, "signin", p)
}

// renewHash replaces a hash that was made at another cost than today's.
func (s *Kit) renewHash(c *fiber.Ctx, account *forms.Account, password string) error {
	if !auth.NeedsRehash(account.Hash) {
		return nil
	}
	hash, err := s.Hasher.Hash(c.UserContext(), password)
	if err != nil {
		return err
	}
	return s.Store.RenewHash(c.UserContext(), account.ID, hash)
}

// BeginSession signs the account in under a new secret; the one that the
// browser may have had ends.
func (s *Kit) BeginSession(c *fiber.Ctx, account *forms.Account) error {
	if err := s.endSession(c); err != nil {
		return err
	}
	secret := auth.NewToken()
	if err := s.Store.SignIn(c.UserContext(), account.ID, secret); err != nil {
		return err
	}
	s.setSession(c, secret, time.Time{})
	return nil
}

func (s *Kit) endSession(c *fiber.Ctx) error {
	if old := c.Cookies(s.sessionCookie()); old != "" {
		return s.Store.SignOut(c.UserContext(), old)
	}
	return nil
}

func (s *Kit) signOut(c *fiber.Ctx) error {
	if err := s.endSession(c); err != nil {
		return err
	}
	s.setSession(c, "", time.Unix(1, 0))
	return c.Redirect("/sign-in", fiber.StatusSeeOther)
}
