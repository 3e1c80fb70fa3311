package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"resonanz/app/desk"
	"resonanz/app/i18n"
	"resonanz/app/service"
	"resonanz/forms"
	"resonanz/reports/workbook"
)

func reportCommand() command {
	return command{
		name:  "report",
		short: "write the workbook of an event",
		long: `Writes the Excel workbook of an event, with the figures that may be shown now: while sessions are
			open, that is their last release. The service may be running meanwhile.`,
		run: report,
	}
}

func report(ctx context.Context, c *call) error {
	code := c.flags.String("event", "", "Code of the event.")
	path := c.flags.String("o", "", "File to write, such as conference.xlsx. An existing file is replaced.")
	session := c.flags.String("session", "", "Code of the only session to write of.")
	language := c.flags.String("lang", "de", "Language of the workbook.")
	if _, err := c.parse(0, "data", "db", "base-url"); err != nil {
		return err
	}
	if err := c.require("event", "o"); err != nil {
		return err
	}
	catalogues, err := i18n.Load()
	if err != nil {
		return err
	}
	if !slices.Contains(catalogues.Tags(), *language) {
		return fmt.Errorf("there is no language %s, only %s; %w", *language, strings.Join(catalogues.Tags(), ", "), errUsage)
	}
	return c.withDatabase(ctx, func(store *forms.Store) error {
		event, err := eventOf(ctx, store, *code)
		if err != nil {
			return err
		}
		address, err := service.BaseURL(ctx, &c.cfg, store)
		if err != nil {
			return err
		}
		words := catalogues.Printer(*language).T
		o := workbook.Options{
			Language: *language, Words: words, Now: time.Now().In(event.Location()),
			Version: c.cfg.Version, Address: address, Audience: words("event.workbook_audience"),
		}
		figures, err := desk.WorkbookFigures(ctx, store, event, *session, &o)
		if err != nil {
			return err
		}
		err = replaceFile(*path, func(w io.Writer) error { return workbook.WriteWorkbook(w, figures, o) })
		if err == nil {
			fmt.Fprintf(c.stdout, "%s is written: the workbook of %s\n", *path, event.Code)
		}
		return err
	})
}
