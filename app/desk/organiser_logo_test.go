package desk_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// cityLogo is a picture as an organiser may have it, larger than a logo.
func cityLogo(t *testing.T) []byte {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, 1300, 400))
	for y := range 400 {
		for x := range 400 {
			if (x-200)*(x-200)+(y-200)*(y-200) < 190*190 {
				picture.SetNRGBA(x, y, color.NRGBA{0xb3, 0x26, 0x1e, 0xff})
			}
		}
	}
	for y := 150; y < 250; y++ {
		for x := 450; x < 1280; x++ {
			picture.SetNRGBA(x, y, color.NRGBA{0x14, 0x17, 0x1a, 0xff})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// seenLogo returns the address of the logo on a page, "" if there is none.
func seenLogo(page *servicetest.Reply) string {
	for _, picture := range page.All(atom.Img) {
		if address := servicetest.Attribute(picture, "src"); strings.Contains(address, "logo/") {
			if servicetest.Attribute(picture, "alt") == "" {
				return "without a text: " + address
			}
			return address
		}
	}
	return ""
}

func (s *setup) uploadLogo(page *servicetest.Reply, file []byte) *servicetest.Reply {
	s.Helper()
	for _, form := range page.All(atom.Form) {
		if servicetest.Attribute(form, "enctype") != "" {
			return s.upload(servicetest.Attribute(form, "action"), file)
		}
	}
	s.Fatal("the page takes no file")
	return nil
}

func (s *setup) publish() forms.Imported {
	s.Helper()
	draft, err := s.Store.Draft(s.Context(), s.draft)
	if err != nil {
		s.Fatal(err)
	}
	done, err := s.Store.Publish(s.Context(), draft.ID, draft.Revision, string(forms.Organiser))
	if err != nil {
		s.Fatal(err)
	}
	return done
}

// A logo is uploaded, published, and stands where people see it. What came is
// never sent.
func TestServer_logo(t *testing.T) {
	t.Parallel()
	s := newSetup(t, openable())
	event := s.publish().Event
	sessions, err := s.Store.Sessions(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	code := sessions[0].Code
	if err := s.Store.SetState(t.Context(), sessions[0].ID, forms.StateOpen); err != nil {
		t.Fatal(err)
	}
	places := []string{"/" + code + "/de", "/" + event.Code + "/de", "/organise/" + event.Code + "/signs", "/organise/" + code + "/sign", "/screen/" + code, "/" + code + "/de/stage"}
	look := func(path string) string {
		got := s.Get(t, path, "Cookie", s.cookie)
		got.WantStatus(t, http.StatusOK)
		return seenLogo(got)
	}
	file := cityLogo(t)
	s.wantSaved(s.uploadLogo(s.see("/logo"), file))
	own := seenLogo(s.see("/logo"))
	if seenLogo(s.see("/phone/de/session-"+sessions[0].Key)) != own || !strings.HasPrefix(own, s.address("/logo/")) {
		t.Errorf("the draft shows %q", own)
	}
	if got := s.Get(t, own); got.StatusCode == http.StatusOK {
		t.Error("anybody sees the logo of a draft")
	}
	for _, path := range places {
		if address := look(path); address != "" {
			t.Errorf("%s shows %q before it is published", path, address)
		}
	}
	s.publish()
	address := look(places[0])
	for _, path := range places {
		if got := look(path); got == "" || got != address {
			t.Errorf("%s shows %q, want %q", path, got, address)
		}
	}
	got := s.Get(t, address)
	got.WantStatus(t, http.StatusOK)
	for name, want := range map[string]string{
		"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable",
		"Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
	} {
		if is := got.Header.Get(name); is != want {
			t.Errorf("%s: %q, want %q", name, is, want)
		}
	}
	if shown, err := png.DecodeConfig(strings.NewReader(got.Body)); err != nil || shown.Width != 640 || shown.Height > 320 || got.Body == string(file) {
		t.Errorf("sent: %+v, %v", shown, err)
	}
	if s.Get(t, address+"x").StatusCode != http.StatusNotFound {
		t.Error("another name finds a logo, too")
	}
	s.wantInWorkbook(event.Code)
	s.wantInFile(event.ID)

	removed := s.Post(t, s.address("/logo/remove"), url.Values{"revision": {s.see("/logo").Typed("revision")[0]}}, "Cookie", s.cookie)
	s.wantSaved(removed)
	page := s.Get(t, removed.Header.Get("Location"), "Cookie", s.cookie)
	if seenLogo(page) != "" {
		t.Error("a removed logo is still shown")
	}
	s.wantSaved(s.Post(t, s.address("/undo"), url.Values{"step": page.Typed("step"), "back": {s.address("/logo")}}, "Cookie", s.cookie))
	if seenLogo(s.see("/logo")) != own {
		t.Error("it does not come back")
	}
}

func (s *setup) wantInWorkbook(code string) {
	s.Helper()
	got := s.Get(s.T, "/organise/"+code+"/workbook", "Cookie", s.cookie, "Accept-Language", "de")
	got.WantStatus(s.T, http.StatusOK)
	book, err := excelize.OpenReader(strings.NewReader(got.Body))
	if err != nil {
		s.Fatal(err)
	}
	sheets, found := book.GetSheetList(), 0
	for row := range 3 {
		for column := range 15 {
			cell, err := excelize.CoordinatesToCellName(column+1, row+1)
			if err != nil {
				s.Fatal(err)
			}
			pictures, err := book.GetPictures(sheets[0], cell)
			if err != nil {
				s.Fatal(err)
			}
			for _, picture := range pictures {
				if found++; picture.Format.AltText == "" {
					s.Error("the picture has no text")
				}
			}
		}
	}
	if found != 1 {
		s.Errorf("%d logos on the first sheet", found)
	}
}

// wantInFile checks that the definition file of the event has the logo, and that
// importing it changes nothing.
func (s *setup) wantInFile(event int64) {
	s.Helper()
	before, err := s.Store.Definition(s.Context(), event)
	if err != nil {
		s.Fatal(err)
	}
	file, err := definition.Format(before)
	if err != nil || !bytes.Contains(file, []byte("\nlogo: |\n")) {
		s.Fatalf("%v in\n%s", err, file)
	}
	read, err := definition.Parse(file)
	if err != nil {
		s.Fatal(err)
	}
	if _, err := s.Store.Import(s.Context(), read.Definition); err != nil {
		s.Fatal(err)
	}
	if after, err := s.Store.Definition(s.Context(), event); err != nil || !bytes.Equal(after.Logo, before.Logo) || len(after.Logo) == 0 {
		s.Errorf("the logo has changed: %v", err)
	}
}

// A file that makes no logo is refused with the reason beside the field, and the
// logo stays.
func TestServer_logoRefused(t *testing.T) {
	t.Parallel()
	s := newSetup(t, openable())
	const begin = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1">`
	drawing := []byte(begin + `<path d="M0 0h4z"/></svg>`)
	s.wantSaved(s.uploadLogo(s.see("/logo"), drawing))
	own := seenLogo(s.see("/logo"))
	if got := s.Get(t, own, "Cookie", s.cookie); got.Header.Get("Content-Type") != "image/svg+xml" || strings.Contains(got.Body, "/>") {
		t.Errorf("%s, or it was not written anew: %s", got.Header.Get("Content-Type"), got.Body)
	}
	for name, test := range map[string]struct {
		file []byte
		want string
	}{
		"nothing": {nil, "wählen"}, "text": {[]byte("Logo"), "kein Bild"}, "GIF": {[]byte("GIF89a"), "kein Bild"}, "long": {make([]byte, 6<<20), "größer als 5 MB"},
		"script": {[]byte(begin + `<script>alert(1)</script></svg>`), "„script“"}, "handler": {[]byte(begin + `<path onclick="x"/></svg>`), "„onclick“"},
		"cut off": {cityLogo(t)[:900], "beschädigt"}, "no size": {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), "wie groß"},
	} {
		got := s.uploadLogo(s.see("/logo"), test.file)
		got.WantStatus(t, http.StatusUnprocessableEntity)
		problem := got.ByID("e-file")
		if problem == nil || !strings.Contains(servicetest.TextOf(problem), test.want) || servicetest.Attribute(got.ByID("f-file"), "aria-invalid") != "true" {
			t.Errorf("%s: no word of %q beside the field", name, test.want)
		}
		if seenLogo(got) != own {
			t.Errorf("%s: the logo has gone", name)
		}
	}
}

// Of two people who send a logo at once, the second sees the first one's.
func TestServer_logoConflict(t *testing.T) {
	t.Parallel()
	s := newSetup(t, openable())
	for _, height := range []string{"1", "2"} { // without a logo, and with one
		page := s.see("/logo")
		s.wantSaved(s.uploadLogo(page, []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 `+height+`"/>`)))
		mine := seenLogo(s.see("/logo"))
		got := s.uploadLogo(page, cityLogo(t))
		got.WantStatus(t, http.StatusConflict)
		if got.ByID("e-file") == nil || seenLogo(s.see("/logo")) != mine {
			t.Error("the first one's logo is lost without a word")
		}
	}
	page := s.see("/logo")
	revision := page.Typed("revision")
	s.wantSaved(s.uploadLogo(page, cityLogo(t)))
	if s.Post(t, s.address("/logo/remove"), url.Values{"revision": revision}, "Cookie", s.cookie).StatusCode != http.StatusConflict {
		t.Error("a logo is removed that nobody has seen")
	}
}
