package handbook

import (
	"github.com/gofiber/fiber/v2"

	"resonanz/app/i18n"
	"resonanz/app/web"
)

// questionsPage asks native readers about texts of Resonanz.
type questionsPage struct {
	web.DeskPage
	Guide string // address
	Asked []questioned
}

// questioned is a language with the questions about its texts.
type questioned struct {
	Lang, Name, Dir string
	Questions       []i18n.Question
}

func (s *Pages) showQuestions(c *fiber.Ctx) error {
	p := &questionsPage{DeskPage: s.NewDeskPage(c, nil), Guide: guideAddress}
	for _, tag := range s.Catalogues.Tags() {
		if asked := s.Catalogues.Questions(tag); len(asked) > 0 {
			p.Asked = append(p.Asked, questioned{tag, s.Catalogues.Name(tag), s.Catalogues.Printer(tag).Dir(), asked})
		}
	}
	p.Title = p.T("handbook.questions")
	p.Stylesheets = append(p.Stylesheets, s.Assets.Path("handbook.css"))
	return s.Render(c, fiber.StatusOK, "handbook_questions", p)
}
