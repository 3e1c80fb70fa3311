package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"resonanz/app/config"
	"resonanz/app/service"
	"resonanz/app/web"
	"resonanz/forms"
)

func serveCommand() command {
	return command{
		name:  "serve",
		short: "run the service (the default)",
		long: `Runs the service until it is interrupted or terminated; then it takes no new requests, finishes the
			submissions under way and ends. A second signal ends it at once. As long as there is no account, it
			prints a link at each start that creates the first one; the link works once.`,
		run: serve,
	}
}

// gcPercent lets the garbage of requests grow to twice what stays, some 25 MB,
// before it is collected. With the usual 100 a fifth of the processor goes into that
// under full load. GOGC says otherwise.
const gcPercent = 200

func serve(ctx context.Context, c *call) error {
	if c.getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	_, err := c.parse(0, "listen", "ops-listen", "base-url", "data", "db", "memory", "log-level", "log-format", "proxies",
		"operator", "imprint", "contact", "officer", "hoster", "authority", "appeals", "basis", "retention")
	if err != nil {
		return err
	}
	log := config.NewLog(&c.cfg, c.stderr)
	store, err := forms.Open(ctx, c.cfg.Data, forms.Options{Log: log, Service: true, Memory: c.cfg.Memory, Database: c.cfg.Database})
	if err != nil {
		return err
	}
	s, err := service.Listen(&c.cfg, store, log)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	fmt.Fprintf(c.stdout, "Resonanz %s listens on %s\n", c.cfg.Version, web.LocalURL(s.Public))
	if len(s.Network) > 0 {
		fmt.Fprintf(c.stdout, "Phones in the same network reach it at %s\n", strings.Join(s.Network, " or "))
	}
	link, err := s.SetUp(ctx)
	if err == nil {
		if link != "" {
			fmt.Fprintf(c.stdout, "Create the first account here, once: %s\n", link)
		}
		err = s.Run(ctx)
	} else {
		s.Close()
	}
	return errors.Join(err, store.Close())
}
