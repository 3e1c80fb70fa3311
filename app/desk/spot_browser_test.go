package desk_test

import (
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// A question on the spot reaches a phone with a half-filled form, which loses
// nothing.
func TestBrowser_hall(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	t.Log(servicetest.Browse(t, "hall.mjs", s.Base, servicetest.KindsOpen, s.SignedIn(t, forms.Moderator)))
}
