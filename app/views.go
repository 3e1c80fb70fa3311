package main

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"resonanz/app/i18n"
	"resonanz/forms"
)

//go:embed views/*.html
var viewFiles embed.FS

// views holds the parsed pages by name: views/form.html is "form".
type views map[string]*template.Template

// parseViews parses every page together with the layout. Files whose name
// begins with an underscore are parts that several pages share.
func parseViews() (views, error) {
	layout, err := template.ParseFS(viewFiles, "views/_*.html")
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(viewFiles, "views/[^_]*.html")
	if err != nil {
		return nil, err
	}
	v := views{}
	for _, file := range files {
		t, err := layout.Clone()
		if err == nil {
			t, err = t.ParseFS(viewFiles, file)
		}
		if err != nil {
			return nil, err
		}
		v[strings.TrimSuffix(path.Base(file), ".html")] = t.Lookup("layout")
	}
	return v, nil
}

// page is what every page has. Page types embed it; the printer gives
// templates .T, .Lang, .Dir, .Date and the like.
type page struct {
	*i18n.Printer
	Title string // of the document
	// Stylesheets are the addresses of the page's style sheets.
	Stylesheets []string
	Scripts     []string // addresses of the page's modules
	// Languages are the choices of the language switch; none if the page has
	// none.
	Languages []languageChoice
	// LanguageWords is the word "language" in the page's language and in one
	// that most others understand, for those who cannot read the page.
	LanguageWords []saying
	// FormID is the id of the form whose answers a switch of language keeps, ""
	// if there is none.
	FormID    string
	Home      string // address of the page that the event's name leads to
	EventName phrase
	Hosts     []phrase
	Simulated bool
	Cookies   bool // pages like this one use cookies
	Named     bool // the page is about names, which answers are not
	Operator  string
	Notices   []noticeLink
	languages []string // in which texts are looked for, best first
}

// lookIn sets the languages in which the page looks for texts, best first.
func (p *page) lookIn(languages ...string) { p.languages = languages }

// pageIn returns a page for texts in the first of the languages, or in the next
// one that has them. It is for what no request asks for.
func (s *kit) pageIn(languages ...string) *page {
	return &page{Printer: s.catalogues.Printer(languages[0]), languages: languages}
}

// languageChoice is one language that a page can be had in.
type languageChoice struct {
	Tag, Name, Dir, Address string
	Current                 bool
}

// phrase is a text of an organiser as a page shows it, by the part "phrase".
// Lang is set only where the text is not in the page's language.
type phrase struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Text returns the text in the page's language or in the nearest one that it
// has.
func (p *page) Text(t forms.Text) phrase {
	text, lang := t.In(p.languages...)
	if text == "" {
		for _, tag := range []string{"en", "de"} {
			if text, lang = t.In(tag); text != "" {
				break
			}
		}
	}
	if lang == p.Lang() || lang == "" {
		return phrase{Text: text}
	}
	return phrase{Text: text, Lang: lang}
}

// render writes the view with the page.
func (s *kit) render(c *fiber.Ctx, status int, view string, page any) error {
	content, err := s.execute(view, page)
	if err != nil {
		return err
	}
	c.Status(status)
	if compressible(c) {
		return sendPage(c, fasthttp.AppendGzipBytesLevel(nil, content, gzipLevel), true)
	}
	return sendPage(c, content, false)
}

// execute returns the view with the page. It is written to a buffer first: a
// page that cannot be completed becomes an error page instead of half a page.
func (s *kit) execute(view string, page any) ([]byte, error) {
	t, ok := s.views[view]
	if !ok {
		return nil, fmt.Errorf("view %q does not exist", view)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return nil, fmt.Errorf("render %s: %w", view, err)
	}
	return b.Bytes(), nil
}

// sendPage sends a page that is, or is not, compressed.
func sendPage(c *fiber.Ctx, content []byte, gzipped bool) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Vary(fiber.HeaderAcceptEncoding)
	if gzipped {
		c.Set(fiber.HeaderContentEncoding, "gzip")
	}
	return c.Send(content)
}

// gzipLevel is the fastest one: of a form in German it leaves a quarter, the
// slowest one a fifth.
const gzipLevel = fasthttp.CompressBestSpeed

// compressible reports whether the page may be compressed. Pages that show
// what was sent beside a receipt token may not: their lengths would tell an
// attacker who can choose the one about the other (https://breachattack.com).
func compressible(c *fiber.Ctx) bool {
	return c.Method() == fiber.MethodGet && c.Response().StatusCode() == fiber.StatusOK && c.Request().Header.HasAcceptEncoding("gzip")
}
