package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"resonanz/app/rehearsal"
	"resonanz/forms"
)

// maxParticipants bounds a rehearsal: more than any hall holds.
const maxParticipants = 100_000

func rehearseCommand() command {
	return command{
		name:  "rehearse",
		short: "let simulated participants answer an event",
		long: `Lets simulated participants answer the open sessions of an event over HTTP, as phones do: load the page,
			think, send the form, try again with the same receipt token when the connection breaks or the service is busy, look at the
			receipt. Then it compares what was acknowledged with what is stored. The service must be running; the data directory must be its own,
			because the answers are marked as simulated with a key from there. The exit code is 1 if an answer was lost, counted twice, refused or not
			delivered. Remove the answers with -purge before the doors open. An event that has real answers is not rehearsed.`,
		run: rehearse,
	}
}

func rehearse(ctx context.Context, c *call) error {
	code := c.flags.String("event", "", "Code of the event.")
	participants := c.flags.Int("participants", 0, "Number of participants. Each answers one of the open workshops and most of the other open sessions.")
	rate := c.flags.Float64("rate", 10, "Participants who begin per second; 0 for all at once.")
	think := c.flags.Duration("think", 2*time.Second, "Mean time between loading a form and sending it.")
	phones := c.flags.Int("phones", 256, "Most phones that are active at the same time.")
	address := c.flags.String("url", "http://localhost:8080", "Address of the service.")
	seed := c.flags.Uint64("seed", 1, "Seed of the answers; the same seed gives the same answers.")
	purge := c.flags.Bool("purge", false, "Remove all simulated answers of the event, at the end of the rehearsal or, without -participants, at once.")
	if _, err := c.parse(0, "data", "db"); err != nil {
		return err
	}
	if err := c.require("event"); err != nil {
		return err
	}
	if *participants < 0 || *participants > maxParticipants || *participants == 0 && !*purge {
		return fmt.Errorf("-participants must be from 1 to %d; %w", maxParticipants, errUsage)
	}
	if *phones < 1 || *rate < 0 || *think < 0 {
		return fmt.Errorf("-phones must be at least 1, -rate and -think at least 0; %w", errUsage)
	}
	return c.withDatabase(ctx, func(store *forms.Store) error {
		event, err := eventOf(ctx, store, *code)
		if err != nil {
			return err
		}
		if *participants > 0 {
			r, err := rehearsal.New(ctx, store, event, strings.TrimRight(*address, "/"))
			if err != nil {
				return err
			}
			r.Participants, r.Rate, r.Think, r.Phones, r.Seed = *participants, *rate, *think, *phones, *seed
			err = r.Compare(ctx, store, c.stdout)
			if err != nil || !*purge {
				return err
			}
		}
		n, err := store.PurgeSimulated(ctx, event.ID)
		if err == nil {
			fmt.Fprintf(c.stdout, "%s removed\n", counted(n, "simulated answer", "simulated answers"))
		}
		return err
	})
}
