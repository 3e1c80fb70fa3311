package main

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/forms"
)

// moderationPage lets somebody in by a moderator's link. Its token is in the
// fragment of the address; a module puts it into its field, and without one it
// is pasted. A person has to press the button: programs that open the links in
// messages to look for malice would use the token up.
type moderationPage struct {
	deskPage
	Token   string
	Device  string // random; with the token it makes the secret of the sign-in
	Problem string
}

// The fields of the page.
const (
	fieldLink   = "token"
	fieldDevice = "device"
)

func (s *kit) newModerationPage(c *fiber.Ctx) *moderationPage {
	p := &moderationPage{deskPage: s.desk(c, nil), Device: auth.NewToken()}
	p.Title = p.T("moderation.title")
	p.Scripts = []string{s.assets.Path("moderation.js")}
	return p
}

func (s *kit) showLinkSignIn(c *fiber.Ctx) error {
	return s.render(c, fiber.StatusOK, "moderation", s.newModerationPage(c))
}

// signInByLink exchanges the token of a link for a sign-in. A device that did not
// get the answer sends the same again and gets the same sign-in.
func (s *kit) signInByLink(c *fiber.Ctx) error {
	values, err := formValues(c)
	if err != nil {
		return err
	}
	p := s.newModerationPage(c)
	p.Token = strings.TrimSpace(first(values, fieldLink))
	if _, token, whole := strings.Cut(p.Token, "#"); whole { // of a link that was pasted whole
		p.Token = token
	}
	if device := first(values, fieldDevice); len(device) == len(p.Device) {
		p.Device = device
	}
	// The throttle takes the token for the account: whoever tries many is held
	// by the limit of the network, and cannot lock others out.
	if wait := s.throttle.Allow(p.Token, s.clientAddr(c)); wait > 0 {
		s.metrics.Refused(RefusedFlood)
		seconds := int(wait.Round(time.Second).Seconds())
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
		return s.refuseLink(c, p, fiber.StatusTooManyRequests, p.T("sign_in.wait", "n", seconds))
	}
	sum := sha256.Sum256([]byte("link " + p.Device + " " + p.Token))
	secret := hex.EncodeToString(sum[:])
	link, err := s.store.SignInByLink(c.UserContext(), p.Token, secret)
	if forms.CodeOf(err) == forms.CodeNotFound {
		s.metrics.Refused(RefusedOther)
		return s.refuseLink(c, p, fiber.StatusUnprocessableEntity, p.T("moderation.wrong"))
	}
	if err != nil {
		return err
	}
	s.throttle.Succeeded(p.Token, s.clientAddr(c))
	if c.Cookies(s.sessionCookie()) != secret {
		if err := s.endSession(c); err != nil {
			return err
		}
	}
	// The token is spent, so the cookie must outlast a browser that is closed.
	s.setSession(c, secret, link.Expires)
	return c.Redirect(landing(forms.Moderator), fiber.StatusSeeOther)
}

func (s *kit) refuseLink(c *fiber.Ctx, p *moderationPage, status int, problem string) error {
	p.Problem, p.Title = problem, p.T("form.error_title", "Title", p.Title)
	return s.render(c, status, "moderation", p)
}

// moderationAddress returns the address of a link. The token is in the
// fragment, which browsers send to nobody: it is in no log, and programs that
// look at links in messages do not use it up.
func moderationAddress(base, token string) string { return base + "/moderation#" + token }
