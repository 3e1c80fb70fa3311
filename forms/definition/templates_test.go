package definition_test

import (
	"testing"

	"resonanz/forms/definition"
)

// Templates are valid, complete in German and English, and belong to no series
// and no day that people were promised.
func TestTemplates(t *testing.T) {
	t.Parallel()
	templates := definition.Templates()
	if len(templates) != 4 {
		t.Errorf("%d templates", len(templates))
	}
	for _, template := range templates {
		d, err := template.Definition()
		if err != nil {
			t.Error(err)
			continue
		}
		if d.Event.Key != template.Name || d.Event.Code != "" || d.Event.Series != "" || d.Event.Simulated || d.Event.Note["de"] == "" {
			t.Errorf("%s: the event is %+v", template.Name, d.Event)
		}
		for path, text := range d.Texts() {
			if len(text) != 2 || text["de"] == "" || text["en"] == "" {
				t.Errorf("%s: %s is not in German and English: %v", template.Name, path, text)
			}
		}
		for i := range d.Forms {
			if keys := d.Forms[i].NeverAsked(); keys != nil {
				t.Errorf("%s: never asked: %v", template.Name, keys)
			}
		}
	}
}
