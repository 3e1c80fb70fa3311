package definition

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"resonanz/forms"
)

//go:embed templates
var templateFiles embed.FS

// Template is the definition of an event as many organisers have one, in German
// and English. The note of its event says what it is for; its dates and places
// mean nothing.
type Template struct {
	Name   string // of its file
	source []byte
}

// Templates returns all templates, sorted by name.
func Templates() []Template {
	paths, err := fs.Glob(templateFiles, "templates/*.yaml")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	templates := make([]Template, len(paths))
	for i, file := range paths {
		source, err := templateFiles.ReadFile(file)
		if err != nil {
			panic(err) // the file is part of the program
		}
		templates[i] = Template{strings.TrimSuffix(path.Base(file), ".yaml"), source}
	}
	return templates
}

// Definition returns the definition of the template.
func (t Template) Definition() (*forms.Definition, error) {
	f, err := Parse(t.source)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", t.Name, err)
	}
	return f.Definition, nil
}
