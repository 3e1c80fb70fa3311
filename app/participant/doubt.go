package participant

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// observeAnswer has the watch see an answer that was stored, and records the
// doubt that it raises. The answer itself stands.
func (s *Pages) observeAnswer(c *fiber.Ctx, v *web.Visit) {
	doubt := s.watch.Answered(v.Session.ID, s.ownConnection(c))
	if doubt == forms.NoDoubt || v.Session.Doubt != forms.NoDoubt {
		return
	}
	if err := s.Store.SetDoubt(c.UserContext(), v.Session.ID, doubt); err != nil {
		s.Log.ErrorContext(c.UserContext(), "record a doubt", "error", err)
	}
}

// ownConnection returns the number of the connection, 0 if it may bring the
// answers of many phones.
func (s *Pages) ownConnection(c *fiber.Ctx) uint64 {
	if s.Proxied(c) {
		return 0
	}
	return c.Context().ConnID()
}

// owed is what a script gets in place of an acknowledgement.
type owed struct {
	web.Failure
	Work task `json:"work"`
}

// slowDown answers a submission to a session in doubt that has not been worked or
// waited for. Done is false if it has, or if it was stored before.
func (s *Pages) slowDown(c *fiber.Ctx, v *web.Visit, form *forms.Form, f *form.Filling) (done bool, err error) {
	now := s.Now()
	id := newAnswerID(v, f.Token)
	if id.solved(web.FirstValue(f.Values, forms.FieldWork), now) {
		return false, nil
	}
	ticket := web.FirstValue(f.Values, forms.FieldWait)
	left, ours := id.left(ticket, now)
	if ours && left == 0 {
		return false, nil
	}
	if stored, err := s.Store.Stored(c.UserContext(), v.Session.ID, f.Token); stored || err != nil {
		return false, err
	}
	price := bitsAt(s.watch.Recent(v.Session.ID))
	s.Metrics.Refused(web.RefusedDoubt)
	if web.WantsJSON(c) {
		return true, c.Status(fiber.StatusTooManyRequests).JSON(owed{web.Failure{Error: "work"}, id.task(s.Assets.Path("work.js"), price, now)})
	}
	if !ours {
		ticket = id.wait(price, now)
		left, _ = id.left(ticket, now)
	}
	f.Notice, f.Wait, f.Seconds = "busy", ticket, int((left+time.Second-1)/time.Second)
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(f.Seconds))
	return true, s.forms.Show(c, v, form, fiber.StatusTooManyRequests, *f)
}
