package desk_test

import (
	"os"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

func TestBrowser_doubt(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	args := []string{s.Base, s.SignedIn(t, forms.Moderator), servicetest.KindsOpen}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	servicetest.Browse(t, "doubt.mjs", args...)
}
