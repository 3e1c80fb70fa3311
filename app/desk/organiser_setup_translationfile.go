package desk

import (
	"errors"
	"maps"
	"slices"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// sendTranslation sends the translation file of a language, as it is in the
// draft.
func (s *Pages) sendTranslation(c *fiber.Ctx) error {
	p, err := s.newTranslationPage(c)
	if err != nil {
		return err
	}
	file, err := definition.FormatTranslation(p.Whole, p.Language.Lang)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/yaml; charset=utf-8") // RFC 9512
	c.Set(fiber.HeaderContentDisposition, disposition("attachment", p.Whole.Event.Key+"."+p.Language.Lang+".yaml"))
	return c.Send(file)
}

// readTranslation takes the texts of a translation file into the draft: all of
// them or, if anything in the file is wrong, none. Mistakes are shown with their
// lines, as the command shows them. What the draft says already is replaced.
func (s *Pages) readTranslation(c *fiber.Ctx) error {
	p, err := s.newTranslationPage(c)
	if err != nil {
		return err
	}
	source, err := web.ReadFile(c, fieldFile, definition.MaxSize)
	switch refused := web.RefusalOf(err); {
	case refused != nil && refused.Status == fiber.StatusRequestEntityTooLarge:
		p.File.Problem = p.T("setup.new.too_large")
	case err != nil:
		return err
	case len(source) == 0:
		p.File.Problem = p.T("setup.new.no_file")
	default:
		done, err := s.takeTranslation(c, p, source)
		if err != nil {
			return err
		}
		if done {
			return c.Redirect(p.Language.Address+"?"+querySaved, fiber.StatusSeeOther)
		}
	}
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.renderTranslation(c, p, fiber.StatusUnprocessableEntity)
}

// takeTranslation saves the texts of a file and reports whether it did; else the
// page says what is wrong.
func (s *Pages) takeTranslation(c *fiber.Ctx, p *translationPage, source []byte) (bool, error) {
	texts := map[string]forms.Text{}
	for path, text := range p.Whole.Texts() {
		texts[path] = text
	}
	file, err := definition.ReadTranslation(source, &p.Whole.Event)
	problems, _ := errors.AsType[definition.Problems](err)
	if err != nil && problems == nil {
		return false, err
	}
	if err == nil {
		if file.Language != p.Language.Lang {
			p.File.Problem = p.T("setup.translation.other_language", "Language", s.Catalogues.Name(file.Language))
			return false, nil
		}
		problems = file.Unknown(&p.Whole.Event, slices.Sorted(maps.Keys(texts)))
	}
	if len(problems) > 0 {
		p.File.Problem = p.T("setup.translation.mistakes", "n", len(problems))
		p.File.addMistakes(p.T, problems)
		return false, nil
	}
	var edits []forms.TextEdit
	for _, path := range slices.Sorted(maps.Keys(file.Texts)) {
		edits = append(edits, forms.TextEdit{Path: path, Words: file.Texts[path], Revision: texts[path].TextRevision(p.Base.Lang, p.Language.Lang)})
	}
	conflicts, err := s.Store.SaveTexts(c.UserContext(), p.Draft.ID, p.Language.Lang, edits, p.Account.Name)
	if err != nil {
		return false, err
	}
	for _, lost := range conflicts {
		p.addConflict(lost, file.Texts[lost.Path])
	}
	if file.Checked && len(conflicts) == 0 {
		err = s.Store.CheckLanguage(c.UserContext(), p.Draft.ID, p.Language.Lang, p.Account.Name)
	}
	return len(conflicts) == 0, err
}
