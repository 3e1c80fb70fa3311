package desk_test

import (
	"os"
	"testing"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/app/service/servicetest"
)

func TestBrowser_desk(t *testing.T) {
	t.Parallel()
	key := auth.NewToken()
	s := servicetest.New(t, func(cfg *config.Config) { cfg.SetupToken = key })
	args := []string{s.Base, key, servicetest.KindsEvent, servicetest.KindsOpen, servicetest.KindsPlanned}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	servicetest.Browse(t, "desk.mjs", args...)
}
