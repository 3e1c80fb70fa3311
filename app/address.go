package main

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/qr"
)

// saying is a text in one of the event's languages.
type saying struct{ Text, Lang, Dir string }

// sayings returns the text in each of the languages that has words of its own
// for it.
func (s *kit) sayings(key string, languages []string) []saying {
	var all []saying
	seen := map[string]bool{}
	for _, tag := range languages {
		p := s.catalogues.Printer(tag)
		lang := p.LangOf(key)
		if seen[lang] || lang != p.Lang() {
			continue
		}
		seen[lang] = true
		all = append(all, saying{p.T(key), lang, p.Dir()})
	}
	return all
}

// groups splits a code so that it can be read out and typed in one go each.
func groups(code string) []string {
	const most = 4
	if len(code) <= most {
		return []string{code}
	}
	return []string{code[:3], code[3:]}
}

// hostOf returns what people type of the service's address.
func hostOf(base string) string {
	if u, err := url.Parse(base); err == nil && u.Host != "" {
		return u.Host
	}
	return base
}

// sendCodeSVG sends the QR code of a session or an event as an image of any size.
func (s *kit) sendCodeSVG(c *fiber.Ctx) error {
	v, err := s.visit(c)
	if err != nil {
		return err
	}
	address := qr.Address(s.cfg.BaseURL, v.code)
	picture, err := qr.SVG(address, address)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/svg+xml")
	return c.Send(picture)
}
