// Package handbook holds what people read who run a conference or the service:
// the guide for offices, in German and English, and the operator's reference. It
// shows them under /handbook, with what native readers are asked.
package handbook

import (
	"embed"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
)

// The first segment of these addresses is longer than a code, so that no code can
// be read in it.
const (
	guideAddress     = "/handbook"
	referenceAddress = guideAddress + "/operator"
	questionsAddress = guideAddress + "/questions"
	picturesAddress  = guideAddress + "/pictures/"
)

// addresses are those of the texts by their files: so one links to another.
var addresses = map[string]string{
	"guide.de.md": guideAddress,
	"guide.en.md": guideAddress,
	"operator.md": referenceAddress,
}

// referenceLanguage is the only language of the operator's reference.
const referenceLanguage = "en"

var (
	//go:embed *.md
	texts embed.FS
	//go:embed pictures
	pictureFiles embed.FS
	//go:embed views/*.html
	views embed.FS
)

// Pages are the pages of the handbook.
type Pages struct {
	*web.Kit
	guides    map[string]*document // by language
	reference *document
	pictures  map[string]picture // by address
}

// New reads the texts and the pictures. They are part of the program: a mistake in
// them is an error that a test finds.
func New(k *web.Kit) (*Pages, error) {
	pictures, err := readPictures()
	if err != nil {
		return nil, err
	}
	s := &Pages{Kit: k, guides: map[string]*document{}, pictures: map[string]picture{}}
	for _, p := range pictures {
		s.pictures[p.address] = p
	}
	read := func(file string) (*document, error) {
		source, err := texts.ReadFile(file)
		if err != nil {
			return nil, err
		}
		d, err := readDocument(source, pictures)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		return d, nil
	}
	for _, lang := range []string{"de", "en"} {
		if s.guides[lang], err = read("guide." + lang + ".md"); err != nil {
			return nil, err
		}
	}
	if s.reference, err = read("operator.md"); err != nil {
		return nil, err
	}
	k.AddViews(views)
	return s, nil
}

// Mount adds the routes of the handbook, which everybody may read.
func (s *Pages) Mount(r fiber.Router) {
	r.Get(guideAddress, s.showGuide)
	r.Get(referenceAddress, s.showReference)
	r.Get(questionsAddress, s.showQuestions)
	r.Get(picturesAddress+":hash/:name", s.sendPicture)
}

// page is a text of the handbook.
type page struct {
	web.DeskPage
	*document
	In        string // language of the text where it is not that of the page
	Other     string // address of the other text, and its name
	OtherName string
}

func (s *Pages) showGuide(c *fiber.Ctx) error {
	p := s.newPage(c)
	p.document = s.guides[p.Lang()]
	p.Other, p.OtherName = referenceAddress, p.T("handbook.reference")
	return s.show(c, p)
}

func (s *Pages) showReference(c *fiber.Ctx) error {
	p := s.newPage(c)
	p.document = s.reference
	if p.Lang() != referenceLanguage {
		p.In = referenceLanguage
	}
	p.Other, p.OtherName = guideAddress, p.T("handbook.guide")
	return s.show(c, p)
}

func (s *Pages) newPage(c *fiber.Ctx) *page {
	p := &page{DeskPage: s.NewDeskPage(c, nil)}
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("handbook.css"))
	return p
}

func (s *Pages) show(c *fiber.Ctx, p *page) error {
	p.Title = p.Heading
	return s.Render(c, fiber.StatusOK, "handbook", p)
}
