package main

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// QueryDiffers marks the address of a receipt.
const QueryDiffers = queryDiffers

// storeTyped stores what was typed into the form as it was read.
func (s *participantPages) storeTyped(c *fiber.Ctx, v *visit, shown *forms.Form, token forms.Token, values forms.Values) error {
	return s.take(c, v, shown, filling{token: token, values: values})
}
