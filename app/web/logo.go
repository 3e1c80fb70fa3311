package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
	"resonanz/forms/logo"
)

// logoPath begins the addresses of logos. A code has no hyphen.
const logoPath = "/event-logo/"

// Logo is the logo of an event as a page shows it.
type Logo struct {
	Address       string
	Name          string // says whose logo it is
	Width, Height int    // on phones, in pixels
}

// The largest logo on a phone, in pixels: it fits into the narrowest.
const (
	logoWidth  = 256
	logoHeight = 64
)

// LogoOf returns the logo of an event that is in force, nil if it has none.
func (p *Page) LogoOf(event *forms.Event) *Logo {
	if event.Logo == "" {
		return nil
	}
	return p.LogoAt(logoPath+event.Logo, event, event.Logo)
}

// LogoAt returns the logo with the name as it is shown from an address.
func (p *Page) LogoAt(address string, event *forms.Event, name string) *Logo {
	l := &Logo{Address: address, Name: p.Text(event.Title).Text}
	if len(event.Hosts) > 0 {
		hosts := make([]string, len(event.Hosts))
		for i, host := range event.Hosts {
			hosts[i] = p.Text(host).Text
		}
		l.Name = strings.Join(hosts, ", ")
	}
	l.Width, l.Height = logo.Fit(name, logoWidth, logoHeight)
	return l
}

// sendLogo sends the logo of an event that is in force. Its address holds a hash
// of its content, so a browser may keep it for ever.
func (s *Kit) sendLogo(c *fiber.Ctx) error {
	image, err := s.Store.Logo(c.UserContext(), c.Params("name"))
	if err != nil {
		return err
	}
	return SendLogo(c, image, "public, max-age=31536000, immutable")
}

// SendLogo sends a logo, which may be kept as the header says. It is safe by
// itself; where it is opened as a document, it can load and run nothing, either.
func SendLogo(c *fiber.Ctx, image logo.Image, mayKeep string) error {
	c.Set(fiber.HeaderCacheControl, mayKeep)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox")
	c.Set(fiber.HeaderContentType, image.Type())
	return c.Send(image)
}
