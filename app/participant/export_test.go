package participant

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// QueryDiffers marks the address of a receipt.
const QueryDiffers = queryDiffers

// StoreTyped stores what was typed into the form as it was read.
func (s *Pages) StoreTyped(c *fiber.Ctx, v *web.Visit, shown *forms.Form, token forms.Token, values forms.Values) error {
	return s.storeAnswers(c, v, shown, form.Filling{Token: token, Values: values})
}
