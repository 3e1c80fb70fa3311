package forms

import (
	"maps"
	"slices"
	"time"
)

// promises keeps the import from breaking what people were told. The turnouts
// are locked, so nobody answers in between.
func (i *importer) promises() error {
	if i.done.Created {
		return nil
	}
	answered := slices.Contains(slices.Collect(maps.Values(i.answered)), true)
	signedUp, err := signedUpFor(i.ctx, i.tx, i.done.Event.ID)
	if err != nil || !answered && len(signedUp) == 0 {
		return err
	}
	i.refuse(i.done.Event.broken(&i.stored, answered, len(signedUp) > 0).within("event")...)
	return nil
}

// broken returns the promises made under the older state of the event that this
// one would break, nil if there are none. People have answered or signed up for
// groups, or both; who has only signed up was promised when that is deleted, and
// nothing else. Paths are those of Validate.
func (e *Event) broken(older *Event, answered, signedUp bool) Problems {
	c := &checker{}
	if answered {
		if e.MinGroup < older.MinGroup {
			c.add("min_group", rulePromisedGroup, older.MinGroup)
		}
		if older.Figures == FiguresAfterClosing && e.Figures != older.Figures {
			c.add("figures", rulePromisedFigures, older.Figures)
		}
		if e.Simulated != older.Simulated {
			c.add("simulated", rulePromisedSimulated, yesNo(older.Simulated))
		}
		if e.Passes != older.Passes {
			c.add("codes", rulePromisedCodes, yesNo(older.Passes))
		}
	}
	own := e.ContactsRetention > 0 || older.ContactsRetention > 0
	if answered || signedUp && !own {
		c.deletion("retention", e, e.Retention, older, older.Retention)
	}
	if signedUp && own {
		c.deletion("contacts_retention", e, e.contactsRetention(), older, older.contactsRetention())
	}
	return c.problems
}

// deletion adds a problem if the event, with the days of the field, deletes later
// than the older state of it promised.
func (c *checker) deletion(field string, e *Event, days int, older *Event, before int) {
	zone := older.Location()
	promised := older.Ends.In(zone).AddDate(0, 0, before)
	switch {
	case days > before:
		c.add(field, rulePromisedRetention, before)
	case day(e.Ends.In(e.Location()).AddDate(0, 0, days).In(zone)) > day(promised):
		if days := daysBetween(e.Ends.In(zone), promised); days >= 1 && field == "retention" {
			c.add("ends", rulePromisedEndRetention, day(promised), days)
		} else {
			c.add("ends", rulePromisedEnd, day(promised))
		}
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// day returns the day of a time in its own zone, as receipts name it.
func day(t time.Time) string { return t.Format(time.DateOnly) }

// daysBetween returns the number of days on the calendar from one day to
// another.
func daysBetween(from, to time.Time) int {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(midnight(to).Sub(midnight(from)) / (24 * time.Hour))
}
