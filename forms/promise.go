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
	i.refuse(i.done.Event.broken(&i.stored, answered).within("event")...)
	return nil
}

// broken returns the promises made under the older state of the event that this
// one would break, nil if there are none. Answered says that people have
// answered; without answers they have signed up for groups, and were promised
// only when that is deleted. Paths are those of Validate.
func (e *Event) broken(older *Event, answered bool) Problems {
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
	promised := older.Expires(older.Ends)
	zone := promised.Location()
	switch {
	case e.Retention > older.Retention:
		c.add("retention", rulePromisedRetention, older.Retention)
	case day(e.Expires(e.Ends).In(zone)) > day(promised):
		if days := daysBetween(e.Ends.In(zone), promised); days >= 1 {
			c.add("ends", rulePromisedEndRetention, day(promised), days)
		} else {
			c.add("ends", rulePromisedEnd, day(promised))
		}
	}
	return c.problems
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
