package main

import (
	"context"
	"fmt"

	"resonanz/forms"
)

func verifyCommand() command {
	return command{
		name:  "verify",
		short: "recount all tallies from the stored answers",
		long: `Recounts all tallies from the stored answers, and what is shown of them, and prints every cell in which
			they differ. It also names the sessions whose final figures count withdrawn answers, or not all. The exit code
			is 0 if there is no difference and 1 otherwise. The service may be running meanwhile.`,
		run: verify,
	}
}

func verify(ctx context.Context, c *call) error {
	if _, err := c.parse(0, "data", "db"); err != nil {
		return err
	}
	return c.withDatabase(ctx, func(store *forms.Store) error { return c.recount(ctx, store) })
}

// recount prints where tallies and stored answers differ, and returns an error
// if they do.
func (c *call) recount(ctx context.Context, store *forms.Store) error {
	verified, err := store.Verify(ctx)
	if err != nil {
		return err
	}
	for _, d := range verified.Differences {
		fmt.Fprintf(c.stdout, "session %d%s: %d stored, %d recounted\n", d.SessionID, what(&d), d.Stored, d.Recounted)
	}
	if n := len(verified.Differences); n > 0 {
		return fmt.Errorf("%s from the recount", counted(n, "cell differs", "cells differ"))
	}
	fmt.Fprintln(c.stdout, "Every tally agrees with the stored answers.")
	for _, t := range verified.Inexact {
		fmt.Fprintf(c.stdout, "session %d: its final figures include %s; %s not included.\n",
			t.SessionID, counted(t.Withdrawn, "withdrawn answer", "withdrawn answers"), counted(t.NotIncluded, "answer is", "answers are"))
	}
	expired, err := store.Expired(ctx)
	if err == nil && expired > 0 {
		fmt.Fprintf(c.stdout, "Of %s only the counts are kept: the answers have been deleted after their time.\n", counted(expired, "session", "sessions"))
	}
	return err
}

// what names the figure of a difference.
func what(d *forms.Difference) string {
	text := ""
	if d.Of != "" {
		text += ", " + d.Of
	}
	if d.Cell != (forms.Cell{}) {
		text += fmt.Sprintf(", item %s, option %s", d.Cell.Item, d.Cell.Option)
	}
	return text
}
