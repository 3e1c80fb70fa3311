package main

import (
	"os"
	"testing"

	"resonanz/app/auth"
	"resonanz/app/config"
)

func TestBrowser_desk(t *testing.T) {
	t.Parallel()
	key := auth.NewToken()
	s := newSite(t, func(cfg *config.Config) { cfg.SetupToken = key })
	args := []string{s.base, key, kindsEvent, kindsOpen, kindsPlanned}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	browse(t, "desk.mjs", args...)
}
