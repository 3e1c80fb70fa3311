package participant_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// changeKinds asks another question in the event of servicetest,
// which makes it another form.
func changeKinds(t *testing.T, s *servicetest.Site) {
	t.Helper()
	source := servicetest.KindsSource
	source = bytes.Replace(source, []byte("      zitat:\n"), []byte("      neu:\n        kind: text\n        text: {de: Neu, en: New}\n      zitat:\n"), 1)
	file, err := definition.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store.Import(t.Context(), file.Definition); err != nil {
		t.Fatal(err)
	}
}

func TestSubmit_formChangedSinceLoading(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	path := "/" + servicetest.KindsOpen + "/en"
	page := s.Get(t, path)
	sent := servicetest.Answers(page.Token(t))
	sent.Set(forms.FieldForm, page.Typed(forms.FieldForm)[0])
	changeKinds(t, s)

	r := s.Send(t, path, sent)
	r.WantStatus(t, http.StatusOK)
	if got, want := servicetest.TextOf(r.ByID("summary")), "The questions have just been changed"; !strings.Contains(got, want) {
		t.Errorf("summary %q, want %q", got, want)
	}
	for _, name := range []string{"satz", "mehr", "gesamt", "rolle.other", forms.FieldToken} {
		if got := r.Typed(name); len(got) != 1 || got[0] != sent.Get(name) {
			t.Errorf("%s: %q is not what was sent", name, got)
		}
	}
	if len(r.Controls("neu")) != 1 {
		t.Error("the new question is missing")
	}
	if got := s.Turnout(t, servicetest.KindsOpen); got != 0 {
		t.Errorf("turnout %d, want 0", got)
	}
	sent.Set(forms.FieldForm, r.Typed(forms.FieldForm)[0])
	s.Post(t, path, sent).WantStatus(t, http.StatusSeeOther)
	sent.Set(forms.FieldForm, "1")
	s.Post(t, path, sent).WantStatus(t, http.StatusSeeOther) // stored before: only its answer was lost
	if got := s.Turnout(t, servicetest.KindsOpen); got != 1 {
		t.Errorf("turnout %d, want 1", got)
	}
}

// The form may also change while the answers are on their way to the store.
func TestSubmit_formChangedWhileSending(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	session, event, err := s.Store.Session(t.Context(), servicetest.KindsOpen)
	if err != nil {
		t.Fatal(err)
	}
	form, err := s.Store.Form(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	changeKinds(t, s)
	app := fiber.New()
	app.Post("/:code/:lang", func(c *fiber.Ctx) error {
		v, err := s.ReadVisit(c)
		if err != nil {
			return err
		}
		v.Event, v.Session = event, session // as they were before the change
		token := forms.NewToken()
		return s.Participants.StoreTyped(c, v, form, token, forms.Values(servicetest.Answers(string(token))))
	})
	got, err := app.Test(httptest.NewRequest(http.MethodPost, "/"+servicetest.KindsOpen+"/en", nil))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	page := s.Get(t, got.Header.Get("Location"))
	if got.StatusCode != http.StatusSeeOther || !strings.Contains(page.Body, "Gut so") || !strings.Contains(page.Body, `name="neu"`) {
		t.Errorf("status %d\n%s", got.StatusCode, page.Body)
	}
}

// What participants' pages promise about cookies is not said where they are
// needed.
func TestFooter_cookies(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for path, promised := range map[string]bool{"/en": true, "/" + servicetest.KindsOpen + "/en": true, "/ZZZZ/en": true, "/organise": false, "/sign-in": false, "/moderate/ZZZZZ": false} {
		r := s.Get(t, path, "Accept-Language", "en")
		if got := strings.Contains(r.Body, "no cookies"); got != promised {
			t.Errorf("%s: promises no cookies: %v", path, got)
		}
	}
}
