package participant

import (
	"crypto/subtle"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/form"
	"resonanz/app/web"
	"resonanz/forms"
)

// An organiser tries a form on a phone of their own: by an address with the
// event's trial key, before the session opens or at any other time. What is sent
// from there goes the way of all answers, up to the receipt, but is only noted as
// a trial and counts nowhere.

// isTrial reports whether the key is the event's.
func isTrial(v *web.Visit, key string) bool {
	return subtle.ConstantTimeCompare([]byte(key), []byte(v.Programme.TrialKey())) == 1
}

// formAddress returns the address of the form that was filled in, with the query
// and with the key if that was a trial.
func formAddress(v *web.Visit, f form.Filling, query ...string) string {
	return withQuery(v.Path(v.Code), append(query, web.QueryTrial, web.FirstValue(f.Values, forms.FieldTrial))...)
}

// withQuery returns the address with names and values in turn; a name without a
// value is left out.
func withQuery(address string, pairs ...string) string {
	query := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	if len(query) == 0 {
		return address
	}
	return address + "?" + query.Encode()
}

// showTrial shows the form to somebody who tries it.
func (s *Pages) showTrial(c *fiber.Ctx, v *web.Visit) error {
	key := c.Query(web.QueryTrial)
	if !isTrial(v, key) {
		return web.ErrNotFound
	}
	shown := v.Programme.Form(v.Session)
	f := form.Filling{Token: forms.NewToken()}
	if token, err := forms.ParseToken(c.Query(queryTyped)); err == nil {
		kept, found, err := s.kept.get(answersOf(v), token)
		if err != nil {
			return err
		}
		if f.Notice = form.NoticeLost; found {
			f = kept
		}
	}
	if f.Values == nil {
		f.Values = forms.Values{}
	}
	f.Values[forms.FieldTrial] = []string{key}
	return s.forms.Show(c, v, shown, fiber.StatusOK, f)
}

// submitTrial takes the answers of somebody who tries the form, or says what is
// wrong with them.
func (s *Pages) submitTrial(c *fiber.Ctx, v *web.Visit, f form.Filling) error {
	if given := f.Values[forms.FieldTrial]; len(given) != 1 || !isTrial(v, given[0]) {
		return web.ErrInvalid
	}
	shown := v.Programme.Form(v.Session)
	_, switching := f.Values[forms.FieldLanguage]
	switch {
	case f.Token == "":
		f.Token, f.Notice = forms.NewToken(), "resend"
	case switching:
		return s.switchLanguage(c, v, shown, f)
	case shown.Blank(f.Values):
		f.Notice = form.NoticeEmpty
	default:
		_, f.Problems = shown.Parse(f.Values)
	}
	if f.Notice != "" || f.Problems != nil {
		return s.leadBack(c, v, shown, fiber.StatusUnprocessableEntity, f)
	}
	if err := s.Store.SubmitTrial(c.UserContext(), v.Session.ID, f.Token); err != nil {
		return err
	}
	s.kept.forget(answersOf(v), f.Token)
	return acknowledge(c, v, f.Token, false)
}
