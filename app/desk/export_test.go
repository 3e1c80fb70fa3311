package desk

import (
	"context"

	"resonanz/forms"
)

// What tests of the whole service look at from outside the package.
const (
	CloseMinutes = closeMinutes
	CloseGrace   = closeGrace
	CodePixels   = codePixels
	MaxDownloads = maxDownloads
	WorkbookType = workbookType
)

// TakePlace takes one of the places for large files.
func (s *Pages) TakePlace(ctx context.Context) bool { return s.downloads.enter(ctx) }

// FreePlace gives a place back.
func (s *Pages) FreePlace() { s.downloads.leave() }

// BeginDownload begins to write a file of an event, whose rows are counted as
// they are read from the data.
func (s *Pages) BeginDownload(eventID int64, file, account string, total int, data *forms.Data) (end func()) {
	one := &download{eventID: eventID, file: file, account: account, total: total}
	one.watch(data)
	return s.downloads.begin(one)
}

// CheckedLanguages returns how far the languages of an event are checked.
func (s *Pages) CheckedLanguages(event *forms.Event) []translation { return s.translations(event) }

// ReachOf says who can reach an address.
func ReachOf(address string) string { return reachOf(address) }

// ScanDistance returns from how far the code on a sign with few languages is read,
// in millimetres.
func ScanDistance(base string) float64 { return scanDistance(base, codeWidth) }
