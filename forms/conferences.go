package forms

import (
	"embed"
	"path"
	"strings"
)

//go:embed conferences/*.yaml
var conferenceFiles embed.FS

// Conference is the definition file of a reference conference. Both are made
// after real ones, with answers that are made up; they are examples of the
// format and the events of the demo.
type Conference struct {
	Name   string // "herne-2016", also the key of its event
	Source []byte
}

// Conferences returns the reference conferences, sorted by name.
func Conferences() []Conference {
	const folder = "conferences"
	files, err := conferenceFiles.ReadDir(folder)
	if err != nil {
		panic(err) // the folder is part of the program
	}
	conferences := make([]Conference, 0, len(files))
	for _, file := range files {
		source, err := conferenceFiles.ReadFile(path.Join(folder, file.Name()))
		if err != nil {
			panic(err) // as above
		}
		conferences = append(conferences, Conference{strings.TrimSuffix(file.Name(), ".yaml"), source})
	}
	return conferences
}
