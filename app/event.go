package main

import (
	"context"
	"fmt"

	"resonanz/forms"
)

func eventCommand() command {
	return command{
		name:  "event",
		args:  "delete",
		short: "delete an event whole",
		long: `event delete -event CODE deletes an event with its answers, comments, counts, sign-ups, links, one-time codes and texts, for good. What stays is a
			record of its code, its days and counts. Back-ups and downloads are yours to delete.`,
		run: event,
	}
}

func event(ctx context.Context, c *call) error {
	return c.deleteOf(ctx, "event", func(store *forms.Store, event *forms.Event) error {
		d, err := store.DeleteEvent(ctx, forms.ByCommand, event.ID)
		if err == nil {
			fmt.Fprintf(c.stdout, "%s is deleted: %s, %s, %s, %s\n", d.Code, counted(d.Sessions, "session", "sessions"),
				counted(d.Responses, "answer", "answers"), counted(d.Comments, "comment", "comments"), counted(d.Contacts, "sign-up", "sign-ups"))
		}
		return err
	})
}

// deleteOf runs a command "NAME delete -event CODE".
func (c *call) deleteOf(ctx context.Context, name string, f func(*forms.Store, *forms.Event) error) error {
	code := c.flags.String("event", "", "Code of the event.")
	given, err := c.parse(1, "data", "db")
	if err != nil {
		return err
	}
	if given[0] != "delete" {
		return fmt.Errorf("want %s delete, not %s %s; %w", name, name, given[0], errUsage)
	}
	if err := c.require("event"); err != nil {
		return err
	}
	return c.withDatabase(ctx, func(store *forms.Store) error {
		event, err := eventOf(ctx, store, *code)
		if err != nil {
			return err
		}
		return f(store, event)
	})
}
