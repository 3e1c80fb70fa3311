package web

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/qr"
)

// Saying is a text in one of the event's languages.
type Saying struct{ Text, Lang, Dir string }

// Sayings returns the text in each of the languages that has words of its own
// for it.
func (s *Kit) Sayings(key string, languages []string) []Saying {
	var all []Saying
	seen := map[string]bool{}
	for _, tag := range languages {
		p := s.Catalogues.Printer(tag)
		lang := p.LangOf(key)
		if seen[lang] || lang != p.Lang() {
			continue
		}
		seen[lang] = true
		all = append(all, Saying{p.T(key), lang, p.Dir()})
	}
	return all
}

// CodeGroups splits a code so that it can be read out and typed in one go each.
func CodeGroups(code string) []string {
	const most = 4
	if len(code) <= most {
		return []string{code}
	}
	return []string{code[:3], code[3:]}
}

// HostOf returns what people type of the service's address.
func HostOf(base string) string {
	if u, err := url.Parse(base); err == nil && u.Host != "" {
		return u.Host
	}
	return base
}

// SendCodeSVG sends the QR code of a session or an event as an image of any size.
func (s *Kit) SendCodeSVG(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	address := qr.Address(s.Settings().BaseURL, v.Code)
	picture, err := qr.SVG(address, address)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/svg+xml")
	return c.Send(picture)
}

// SendWifiSVG sends a code that joins a phone to the network of the event.
func (s *Kit) SendWifiSVG(c *fiber.Ctx) error {
	v, err := s.ReadVisit(c)
	if err != nil {
		return err
	}
	if v.Event.Wifi == "" {
		return ErrNotFound
	}
	picture, err := qr.SVG(qr.Wifi(v.Event.Wifi, v.Event.WifiPassword), v.Event.Wifi)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/svg+xml")
	return c.Send(picture)
}
