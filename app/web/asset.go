package web

import (
	"github.com/gofiber/fiber/v2"
)

// sendAsset serves a file of package public. Its address holds a hash of its
// content, so a browser may keep it for ever.
func (s *Kit) sendAsset(c *fiber.Ctx) error {
	a, ok := s.Assets.Lookup(c.Path())
	if !ok {
		return ErrNotFound
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderContentType, a.Type)
	if c.Params("name") == "worker.js" { // its pages lie outside its folder
		c.Set("Service-Worker-Allowed", "/")
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	header := &c.Request().Header
	switch {
	case header.HasAcceptEncoding("br"):
		c.Set(fiber.HeaderContentEncoding, "br")
		return c.Send(a.Brotli())
	case header.HasAcceptEncoding("gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(a.Gzip())
	}
	return c.Send(a.Plain)
}
