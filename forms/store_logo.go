package forms

import (
	"context"

	"gorm.io/gorm"

	"resonanz/forms/logo"
)

// logoRow is the stored logo of an event that is in force.
type logoRow struct {
	EventID int64 `gorm:"primaryKey;autoIncrement:false"`
	Name    string
	Image   logo.Image
}

// TableName returns the table of logos.
func (logoRow) TableName() string { return "logos" }

// Logo returns the logo with the name, of any event that is in force, or
// CodeNotFound.
func (s *Store) Logo(ctx context.Context, name string) (logo.Image, error) {
	row, err := gorm.G[logoRow](s.r).Where("name = ?", name).Take(ctx)
	return row.Image, found(err, "logo")
}

// logo stores the logo of the definition in place of the one that the event had.
func (i *importer) logo() error {
	name := i.d.Logo.Name()
	if name == i.stored.Logo {
		return nil
	}
	if _, err := gorm.G[logoRow](i.tx).Where("event_id = ?", i.done.Event.ID).Delete(i.ctx); err != nil || name == "" {
		return err
	}
	return gorm.G[logoRow](i.tx).Create(i.ctx, &logoRow{EventID: i.done.Event.ID, Name: name, Image: i.d.Logo})
}
