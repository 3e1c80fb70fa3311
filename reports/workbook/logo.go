package workbook

import (
	"image"
	"io"

	"github.com/xuri/excelize/v2"

	"resonanz/forms/logo"
)

// The place of the logo on the briefing: the end of the first row, beside a short
// word, so that it never covers a title.
const (
	logoColumns   = 4
	logoRowHeight = 48.0 // points
	logoMargin    = 4    // pixels
)

// excelize measures pictures by package image, which knows no drawings.
func init() {
	image.RegisterFormat("svg", "<svg ", func(io.Reader) (image.Image, error) { return nil, image.ErrFormat }, sizeOfDrawing)
}

// sizeOfDrawing returns the size of a drawing that package logo has written.
func sizeOfDrawing(r io.Reader) (image.Config, error) {
	drawing, err := io.ReadAll(r)
	if err != nil {
		return image.Config{}, err
	}
	width, height := logo.Image(drawing).Size()
	if width == 0 || height == 0 {
		return image.Config{}, image.ErrFormat
	}
	return image.Config{Width: width, Height: height}, nil
}

// logo puts the logo of the event on the sheet. Excel shows drawings since 2019,
// LibreOffice has always done so.
func (s *sheet) logo() {
	if len(s.Logo) == 0 {
		return
	}
	extension := ".svg"
	if s.Logo.IsPicture() {
		extension = ".png"
	}
	first := s.last - logoColumns + 1
	room := s.width(first, s.last)*7 + 5*logoColumns // a character has 7 pixels, and a column 5 more
	width, height := logo.Fit(s.Logo.Name(), int(room), int(logoRowHeight*pixels)-2*logoMargin)
	whole, _ := s.Logo.Size()
	scale, yes := float64(width)/float64(whole), true
	s.check(s.file.SetRowHeight(s.name, 1, logoRowHeight))
	s.check(s.file.AddPictureFromBytes(s.name, s.cell(first, 1), &excelize.Picture{Extension: extension, File: s.Logo, Format: &excelize.GraphicOptions{
		AltText: cut(printable(s.logoName()), 500), PrintObject: &yes, Positioning: "oneCell", LockAspectRatio: true,
		OffsetX: int(room) - width, OffsetY: max(0, int(logoRowHeight*pixels)-height-logoMargin), ScaleX: scale, ScaleY: scale,
	}}))
}

// logoName says whose logo it is.
func (s *sheet) logoName() string {
	if hosts := s.hosts(); hosts != "" {
		return hosts
	}
	return s.eventTitle()
}
