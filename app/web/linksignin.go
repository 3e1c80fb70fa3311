package web

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/forms"
)

// SpeakerPath begins the addresses of what speakers see.
const SpeakerPath = "/speaker"

// linkDoor is the page by which those come who have a link for a role.
type linkDoor struct {
	role forms.Role
	path string

	title, heading, lead, begin, help, wrong string // names of its texts
}

// linkDoors are the doors of the roles that there are links for. A token opens each
// of them: what its holder may do is the link's.
var linkDoors = []linkDoor{
	{forms.Moderator, "/moderation",
		"moderation.title", "moderation.heading", "moderation.lead", "moderation.begin", "moderation.help", "moderation.wrong"},
	{forms.Speaker, SpeakerPath + "/sign-in",
		"link.enter_title", "link.enter_heading", "link.enter_lead", "link.enter_begin", "link.enter_help", "link.enter_wrong"},
}

// linkSignInPage lets somebody in by a link. Its token is in the fragment of the
// address; a module puts it into its field, and without one it is pasted. A person
// has to press the button: programs that open the links in messages to look for
// malice would use the token up.
type linkSignInPage struct {
	DeskPage
	Heading, Lead, Begin, Help string
	Action                     string
	Token                      string
	Device                     string // random; with the token it makes the secret of the sign-in
	Problem                    string
}

// The fields of the page.
const (
	fieldLink   = "token"
	fieldDevice = "device"
)

func (s *Kit) newLinkSignInPage(c *fiber.Ctx, door linkDoor) *linkSignInPage {
	p := &linkSignInPage{DeskPage: s.NewDeskPage(c, nil), Device: auth.NewToken(), Action: door.path}
	p.Title, p.Heading, p.Lead = p.T(door.title), p.T(door.heading), p.T(door.lead)
	p.Begin, p.Help = p.T(door.begin), p.T(door.help)
	p.Scripts = []string{s.Assets.Path("moderation.js")}
	return p
}

func (s *Kit) showLinkSignIn(door linkDoor) fiber.Handler {
	return func(c *fiber.Ctx) error {
		return s.Render(c, fiber.StatusOK, "linksignin", s.newLinkSignInPage(c, door))
	}
}

// signInByLink exchanges the token of a link for a sign-in. A device that did not
// get the answer sends the same again and gets the same sign-in.
func (s *Kit) signInByLink(door linkDoor) fiber.Handler {
	return func(c *fiber.Ctx) error {
		values, err := FormValues(c)
		if err != nil {
			return err
		}
		p := s.newLinkSignInPage(c, door)
		p.Token = tokenIn(FirstValue(values, fieldLink))
		if device := FirstValue(values, fieldDevice); len(device) == len(p.Device) {
			p.Device = device
		}
		// No attempt is counted: nobody guesses 256 bits, and whoever tries must not
		// be able to hold up those who have a link.
		sum := sha256.Sum256([]byte("link " + p.Device + " " + p.Token))
		secret := hex.EncodeToString(sum[:])
		link, err := s.Store.SignInByLink(c.UserContext(), p.Token, secret)
		if forms.CodeOf(err) == forms.CodeNotFound {
			s.Metrics.Refused(RefusedOther)
			return s.refuseLink(c, p, fiber.StatusUnprocessableEntity, p.T(door.wrong))
		}
		if err != nil {
			return err
		}
		if c.Cookies(s.sessionCookie()) != secret {
			if err := s.endSession(c); err != nil {
				return err
			}
		}
		// The token may be spent, so the cookie must outlast a browser that is closed.
		s.setSession(c, secret, link.Expires)
		return c.Redirect(Landing(link.Role), fiber.StatusSeeOther)
	}
}

// tokenIn returns the token that was pasted, alone or as a whole link.
func tokenIn(pasted string) string {
	pasted = strings.TrimSpace(pasted)
	if _, token, whole := strings.Cut(pasted, "#"); whole {
		return token
	}
	return pasted
}

func (s *Kit) refuseLink(c *fiber.Ctx, p *linkSignInPage, status int, problem string) error {
	p.Problem, p.Title = problem, p.T("form.error_title", "Title", p.Title)
	return s.Render(c, status, "linksignin", p)
}

// LinkAddress returns the address of a link for the role. The token is in the
// fragment, which browsers send to nobody: so no log holds it, and programs that open
// the links in messages do not use it up.
func LinkAddress(base string, role forms.Role, token string) string {
	door := linkDoors[0]
	for _, other := range linkDoors {
		if other.role == role {
			door = other
		}
	}
	return base + door.path + "#" + token
}
