package forms

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"
)

// Definition returns the definition of the event as it is in force, with all
// codes: importing it changes nothing. Of a form that has several versions it
// is the newest. CodeNotFound says that there is no such event.
func (s *Store) Definition(ctx context.Context, eventID int64) (*Definition, error) {
	var d *Definition
	err := s.snapshot(ctx, func(tx *gorm.DB) (err error) {
		d, err = definitionOf(ctx, tx, eventID)
		return err
	})
	return d, err
}

func definitionOf(ctx context.Context, tx *gorm.DB, eventID int64) (*Definition, error) {
	event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
	if err != nil {
		return nil, found(err, "event")
	}
	stored, err := gorm.G[Form](tx).Where("event_id = ? AND "+notOnTheSpot, eventID).Order("version DESC").Find(ctx)
	if err != nil {
		return nil, found(err, "forms")
	}
	sessions, err := programme(ctx, tx, eventID)
	if err != nil {
		return nil, err
	}
	d := &Definition{Event: event}
	d.Event.ID, d.Event.Logo = 0, ""
	if event.Logo != "" {
		row, err := gorm.G[logoRow](tx).Where("event_id = ?", eventID).Take(ctx)
		if err != nil {
			return nil, found(err, "logo")
		}
		d.Logo = row.Image
	}
	keys := map[int64]string{}
	for _, form := range stored {
		keys[form.ID] = form.Key
		if d.Form(form.Key) == nil {
			form.ID, form.EventID, form.Version = 0, 0, 0
			d.Forms = append(d.Forms, form)
		}
	}
	slices.SortStableFunc(d.Forms, func(a, b Form) int { return cmp.Compare(a.Position, b.Position) })
	for _, session := range sessions {
		key := keys[session.FormID]
		session.ID, session.EventID, session.FormID, session.State, session.Doubt = 0, 0, 0, StatePlanned, NoDoubt
		d.Sessions = append(d.Sessions, SessionDefinition{Session: session, FormKey: key})
	}
	return d, nil
}
