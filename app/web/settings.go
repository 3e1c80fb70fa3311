package web

import (
	"context"

	"resonanz/app/config"
	"resonanz/forms"
)

// inForce are the settings of the installation as they are now, made of the
// stored ones.
type inForce struct {
	stored   *forms.Settings
	settings *config.Installation
}

// Settings returns the settings of the installation that are in force. Nobody
// changes them; the pointer is another one only if a setting is.
func (s *Kit) Settings() *config.Installation { return s.inForce.Load().settings }

// Fixed says by which flag or variable a setting was given, so that nobody can
// change it by pages, "" if it was not.
func (s *Kit) Fixed(name string) string { return s.config.Given[name] }

// readSettings takes over what any process has stored, a quarter of a second later
// at most.
func (s *Kit) readSettings(ctx context.Context) error {
	for {
		current := s.inForce.Load()
		stored, err := s.Store.Settings(ctx)
		if err != nil || current != nil && current.stored == stored {
			return err
		}
		settings, err := s.config.InForce(stored.Values)
		if err != nil { // by another version of the program
			s.Log.Warn("settings are left out", "error", err)
		}
		next := &inForce{stored, &settings}
		if current != nil && *current.settings == settings {
			next.settings = current.settings
		}
		if s.inForce.CompareAndSwap(current, next) {
			return nil
		}
	}
}

// SaveSettings stores settings, as forms.Store does, and takes them over.
func (s *Kit) SaveSettings(ctx context.Context, by string, values, before map[string]string) error {
	if err := s.Store.SaveSettings(ctx, by, values, before); err != nil {
		return err
	}
	return s.readSettings(ctx)
}
