package forms

import "context"

// EqualTexts returns, by their paths, the texts that lack a translation into the
// language while another one with the same words in the base language has one, and
// that translation. Words that are translated in different ways are left out, as
// nobody can tell which fits, and so are translations of older base texts.
func (d *Definition) EqualTexts(language string) map[string]string {
	base := d.Event.Base()
	known := map[string]string{} // "" for words that are translated in different ways
	for _, text := range d.Texts() {
		made := text[language]
		if made == "" || text.MadeOf(language) != "" {
			continue
		}
		if other, there := known[text[base]]; there && other != made {
			made = ""
		}
		known[text[base]] = made
	}
	equal := map[string]string{}
	for path, text := range d.Texts() {
		if made := known[text[base]]; made != "" && text[base] != "" && text[language] == "" {
			equal[path] = made
		}
	}
	return equal
}

// FillEqualTexts gives the texts of a draft that EqualTexts returns their
// translation, as one step, and returns how many they are. Nothing that somebody
// has translated changes.
func (s *Store) FillEqualTexts(ctx context.Context, draftID int64, language, account string) (filled int, err error) {
	err = s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error {
		draft, err := loadDraft(e.ctx, e.tx, draftID)
		if err != nil {
			return err
		}
		whole := draft.Definition()
		equal := whole.EqualTexts(language)
		var edits []TextEdit
		for path, text := range whole.Texts() {
			if words, ok := equal[path]; ok {
				edits = append(edits, TextEdit{Path: path, Revision: text.TextRevision(whole.Event.Base(), language), Words: words})
			}
		}
		filled = len(edits)
		_, err = e.translate(language, edits) // in one transaction there is no conflict
		return err
	})
	return filled, err
}
