package definition

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"resonanz/forms"
)

//go:embed conferences further
var conferenceFiles embed.FS

// Conference is the definition file of a reference conference. Both are made
// after real ones, with answers that are made up; they are examples of the
// format and the events of the demo.
type Conference struct {
	Name         string // "herne-2016", also the key of its event
	Source       []byte
	Translations [][]byte // translation files
}

// Definition returns the definition with all translations.
func (c Conference) Definition() (*forms.Definition, error) {
	f, err := Parse(c.Source)
	if err != nil {
		return nil, fmt.Errorf("conference %s: %w", c.Name, err)
	}
	for _, translation := range c.Translations {
		if err := f.Translate(translation); err != nil {
			return nil, fmt.Errorf("conference %s: %w", c.Name, err)
		}
	}
	return f.Definition, nil
}

// Conferences returns the reference conferences, sorted by name. A definition
// file lies in conferences/, its translation into Turkish under the same name
// in conferences/tr/, beside the translation of what both have in common.
func Conferences() []Conference {
	var conferences []Conference
	for _, file := range conferencePaths("conferences/*.yaml") {
		c := Conference{Name: strings.TrimSuffix(path.Base(file), ".yaml"), Source: conferenceFile(file)}
		for _, name := range []string{path.Base(file), "shared.yaml"} {
			for _, translation := range conferencePaths("conferences/*/" + name) {
				c.Translations = append(c.Translations, conferenceFile(translation))
			}
		}
		conferences = append(conferences, c)
	}
	return conferences
}

// Further returns the other events of the demo, sorted by name, which are all made up:
// the conference before one of the reference conferences in its series, and the
// meetings of a workshop group after it. They are there in German and English.
func Further() []Conference {
	var further []Conference
	for _, file := range conferencePaths("further/*.yaml") {
		further = append(further, Conference{Name: strings.TrimSuffix(path.Base(file), ".yaml"), Source: conferenceFile(file)})
	}
	return further
}

// The files are part of the program, so that nothing can fail but itself.

func conferencePaths(pattern string) []string {
	paths, err := fs.Glob(conferenceFiles, pattern)
	if err != nil {
		panic(err)
	}
	return paths
}

func conferenceFile(path string) []byte {
	data, err := conferenceFiles.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return data
}
