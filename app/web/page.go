package web

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

// AddViews adds the pages in the last of the folders. Each is parsed together
// with the layouts of the kit and with what all the folders share, which are the
// files whose names begin with an underscore. The views are part of the program:
// a mistake in them is a bug, so it panics.
func (s *Kit) AddViews(folders ...fs.FS) {
	shared := template.New("")
	for _, folder := range append([]fs.FS{viewFiles}, folders...) {
		for _, file := range glob(folder, "views/_*.html") {
			template.Must(shared.ParseFS(folder, file))
		}
	}
	folder := folders[len(folders)-1]
	for _, file := range glob(folder, "views/[^_]*.html") {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if s.views[name] != nil {
			panic("two views are called " + name)
		}
		t := template.Must(shared.Clone())
		s.views[name] = template.Must(t.ParseFS(folder, file)).Lookup("layout")
	}
}

// glob returns the files that match the pattern, which is a valid one.
func glob(folder fs.FS, pattern string) []string {
	files, err := fs.Glob(folder, pattern)
	if err != nil {
		panic(err)
	}
	return files
}

// Page is what every page has. Page types embed it; the printer gives
// templates .T, .Lang, .Dir, .Date and the like.
type Page struct {
	*i18n.Printer
	Title string // of the document
	// Stylesheets are the addresses of the page's style sheets.
	Stylesheets []string
	Scripts     []string // addresses of the page's modules
	// Languages are the choices of the language switch; none if the page has
	// none.
	Languages []languageChoice
	// LanguageWords is the word "language" in the page's language and in one
	// that more people understand.
	LanguageWords []Saying
	// FormID is the id of the form whose answers a switch of language keeps, ""
	// if there is none.
	FormID    string
	Home      string // address of the page that the event's name leads to
	EventName Phrase
	Logo      *Logo // of the event, nil if there is none
	Hosts     []Phrase
	Simulated bool
	Trial     string // the key by which somebody only tries the form, "" for answers that count
	Cookies   bool   // pages like this one use cookies
	Named     bool   // the page is about names, which answers are not
	Operator  string
	Notices   []noticeLink
	languages []string // in which texts are looked for, best first
}

// LookIn sets the languages in which the page looks for texts, best first.
func (p *Page) LookIn(languages ...string) { p.languages = languages }

// PageIn returns a page whose texts are in the first of the languages, or in the
// next one that has them. It is for output that belongs to no request.
func (s *Kit) PageIn(languages ...string) *Page {
	return &Page{Printer: s.Catalogues.Printer(languages[0]), languages: languages}
}

// LanguageChoice is one language that a page can be had in.
type languageChoice struct {
	Tag, Name, Dir, Address string
	Current                 bool
}

// Phrase is a text of an organiser as a page shows it, by the part "phrase".
// Lang is set only where the text is not in the page's language.
type Phrase struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"`
}

// Text returns the text in the page's language or in the nearest one that it
// has.
func (p *Page) Text(t forms.Text) Phrase {
	text, lang := t.In(p.languages...)
	if text == "" {
		for _, tag := range []string{"en", "de"} {
			if text, lang = t.In(tag); text != "" {
				break
			}
		}
	}
	if lang == p.Lang() || lang == "" {
		return Phrase{Text: text}
	}
	return Phrase{Text: text, Lang: lang}
}

// Render writes the view with the page.
func (s *Kit) Render(c *fiber.Ctx, status int, view string, page any) error {
	content, err := s.Execute(view, page)
	if err != nil {
		return err
	}
	c.Status(status)
	if Compressible(c) {
		return SendPage(c, fasthttp.AppendGzipBytesLevel(nil, content, gzipLevel), true)
	}
	return SendPage(c, content, false)
}

// Execute returns the view with the page. It is written to a buffer first: a
// page that cannot be completed becomes an error page instead of half a page.
func (s *Kit) Execute(view string, page any) ([]byte, error) {
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

// SendPage sends a page, which may be compressed already. The content is the
// answer's from then on.
func SendPage(c *fiber.Ctx, content []byte, gzipped bool) error {
	BeginPage(c, gzipped)
	c.Response().SetBodyRaw(content)
	return nil
}

// BeginPage sets the headers of a page whose content the caller writes.
func BeginPage(c *fiber.Ctx, gzipped bool) {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Vary(fiber.HeaderAcceptEncoding)
	if gzipped {
		c.Set(fiber.HeaderContentEncoding, "gzip")
	}
}

// gzipLevel is the fastest one: of a form in German it leaves a quarter, the
// slowest one a fifth.
const gzipLevel = fasthttp.CompressBestSpeed

// Compressible reports whether the page may be compressed. Pages that show
// what was sent beside a receipt token may not: their lengths would tell an
// attacker who can choose the one about the other (https://breachattack.com).
func Compressible(c *fiber.Ctx) bool {
	return c.Method() == fiber.MethodGet && c.Response().StatusCode() == fiber.StatusOK && c.Request().Header.HasAcceptEncoding("gzip")
}
