package participant

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// What answers cost while their session is in doubt.
const (
	MostBits = mostBits
	WaitTime = waitTime
)

// BitsAt returns the price of an answer at a pace.
var BitsAt = bitsAt

// Ticket returns what lets an answer in that was sent for the first time then.
func Ticket(key string, sessionID int64, token forms.Token, then time.Time) string {
	return answerID{[]byte(key), sessionID, token}.wait(workBits, then)
}

// QueryDiffers marks the address of a receipt.
const QueryDiffers = queryDiffers

// StoreTyped stores what was typed into the form as it was read.
func (s *Pages) StoreTyped(c *fiber.Ctx, v *web.Visit, shown *forms.Form, token forms.Token, values forms.Values) error {
	return s.storeAnswers(c, v, shown, form.Filling{Token: token, Values: values})
}
