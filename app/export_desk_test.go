package main

import (
	"context"

	"resonanz/forms"
)

// What tests of the whole service look at from outside the package.
const (
	CloseMinutes = closeMinutes
	CodePixels   = codePixels
	MaxDownloads = maxDownloads
	WorkbookType = workbookType
)

// takePlace takes one of the places for large files.
func (s *deskPages) takePlace(ctx context.Context) bool { return s.downloads.enter(ctx) }

// freePlace gives a place back.
func (s *deskPages) freePlace() { s.downloads.leave() }

// beginDownload begins to write a file of an event, whose rows are counted as
// they are read from the data.
func (s *deskPages) beginDownload(eventID int64, file, account string, total int, data *forms.Data) (end func()) {
	one := &download{eventID: eventID, file: file, account: account, total: total}
	one.watch(data)
	return s.downloads.begin(one)
}

// unset returns the settings that the notices lack.
func (s *deskPages) unset() []string { return s.toDo() }

// checkedLanguages returns how far the languages of an event are checked.
func (s *deskPages) checkedLanguages(event *forms.Event) []translation { return s.translations(event) }

// changeOf returns what a moderator's button does to the stage of a form.
func changeOf(do string, screen forms.Screen, item string, form *forms.Form) func(*forms.Stage) {
	return stageChange(do, screen, item, newShowable(form))
}
