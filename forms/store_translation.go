package forms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"
)

// TextEdit is a translation of one text of a draft that somebody has typed.
type TextEdit struct {
	Path     string // of the text, as Definition.Texts yields it
	Revision string // of the text when it was read, see TextRevision
	Words    string // "" for no translation
	Fits     bool   // the translation is right for the base text as it is now
}

// TextConflict is an edit that was not saved, because somebody else has changed
// the same text meanwhile.
type TextConflict struct {
	Path    string
	Current Text // as it is now, nil if it has been removed
	Step    Step // the last change to its part, with who made it
}

// TextRevision returns what tells a text from itself after a change, as far as
// somebody who translates it into the language sees it.
func (t Text) TextRevision(base, language string) string {
	return wordsRevision(t[base]) + "." + wordsRevision(t[language])
}

func wordsRevision(words string) string {
	const long = 6 // bytes: it guards against mistakes, not against attacks
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:long])
}

// untouched reports whether the words are those that were there when the text was
// read.
func (e *TextEdit) untouched() bool {
	return !e.Fits && strings.HasSuffix(e.Revision, "."+wordsRevision(Clean(e.Words)))
}

// SaveTexts saves translations into a language as one step of a draft. An edit of
// a text that has changed since it was read is left out and returned; the others
// are saved, so that people who translate at the same time disturb each other
// only in the same text. Nobody has checked the language any more, if anything
// in it has changed.
func (s *Store) SaveTexts(ctx context.Context, draftID int64, language string, edits []TextEdit, account string) ([]TextConflict, error) {
	var conflicts []TextConflict
	err := s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) (err error) {
		conflicts, err = e.translate(language, edits)
		return err
	})
	return conflicts, err
}

// translatedPart is a part of a draft whose texts are being translated.
type translatedPart struct {
	row     partRow
	content PartContent
	texts   map[string]Text
}

func (e *draftEdit) translate(language string, edits []TextEdit) ([]TextConflict, error) {
	parts := map[string]*translatedPart{}
	event, err := e.translated(PathOfEvent)
	if err != nil {
		return nil, err
	}
	parts[PathOfEvent] = event
	of := &event.content.(*EventPart).Event
	if language == of.Base() || !slices.Contains(of.Languages, language) {
		return nil, Errorf(CodeInvalid, "the event is not translated into %q", language)
	}
	var conflicts []TextConflict
	changed := false
	for _, edit := range edits {
		if edit.untouched() {
			continue
		}
		path := PathOf(edit.Path)
		part := parts[path]
		if part == nil {
			part, err = e.translated(path)
			if CodeOf(err) == CodeNotFound { // it has been removed
				part, err = &translatedPart{}, nil
			}
			if err != nil {
				return nil, err
			}
			parts[path] = part
		}
		text, words := part.texts[edit.Path], Clean(edit.Words)
		switch {
		case text != nil && text[language] == words && !edit.Fits:
		case text == nil || text.TextRevision(of.Base(), language) != edit.Revision:
			conflict, err := e.textConflict(edit.Path, text)
			if err != nil {
				return nil, err
			}
			conflicts = append(conflicts, conflict)
		default:
			changed = changed || text[language] != words
			text[language] = words
			delete(text, OriginOf(language))
		}
	}
	if changed && !slices.Contains(of.Unchecked, language) {
		of.Unchecked = append(slices.Clone(of.Unchecked), language)
	}
	for _, path := range sortedKeys(parts) {
		if err := e.putTranslated(parts[path]); err != nil {
			return nil, err
		}
	}
	return conflicts, nil
}

func (e *draftEdit) translated(path string) (*translatedPart, error) {
	row, err := e.part(path)
	if err != nil {
		return nil, err
	}
	content, err := row.content()
	if err != nil {
		return nil, err
	}
	return &translatedPart{row, content, textsOf(path, content)}, nil
}

func (e *draftEdit) putTranslated(p *translatedPart) error {
	if p.content == nil {
		return nil
	}
	_, key := splitPath(p.row.Path)
	p.content.normal(key)
	text, err := encode(p.content)
	if err != nil {
		return err
	}
	return e.put(&p.row, text)
}

func (e *draftEdit) textConflict(path string, current Text) (TextConflict, error) {
	c := TextConflict{Path: path, Current: current}
	err := e.conflict(PathOf(path), nil, Errorf(CodeNotFound, "no text %s", path))
	if lost, ok := errors.AsType[*PartConflict](err); ok {
		c.Step = lost.Step
		return c, nil
	}
	if CodeOf(err) == CodeNotFound { // nobody has changed it within the time of the history
		return c, nil
	}
	return c, err
}

// textsOf returns the texts of a content by their paths. They are those of the
// content, and not copies.
func textsOf(path string, content PartContent) map[string]Text {
	all := map[string]Text{}
	content.texts(path, func(path string, t Text) bool {
		all[path] = t
		return true
	})
	return all
}

// keepOrigins notes of what the translations in a part were made that stay while
// the base text changes.
func (e *draftEdit) keepOrigins(row *partRow, content PartContent) error {
	older, err := row.content()
	if err != nil {
		return err
	}
	event, of := content.(*EventPart)
	if !of {
		row, err := e.part(PathOfEvent)
		if err != nil {
			return err
		}
		stored, err := row.content()
		if err != nil {
			return err
		}
		event = stored.(*EventPart)
	}
	was := textsOf(row.Path, older)
	for path, text := range textsOf(row.Path, content) {
		text.keepOrigins(was[path], event.Base())
	}
	return nil
}

// CheckLanguage notes that somebody who knows the language has checked the
// translation into it, as a step of the draft.
func (s *Store) CheckLanguage(ctx context.Context, draftID int64, language, account string) error {
	return s.editDraft(ctx, draftID, account, StepCheck, func(e *draftEdit) error {
		event, err := e.translated(PathOfEvent)
		if err != nil {
			return err
		}
		of := &event.content.(*EventPart).Event
		of.Unchecked = slices.DeleteFunc(of.Unchecked, func(other string) bool { return other == language })
		return e.putTranslated(event)
	})
}

// Checks returns the steps by which the languages of a draft were checked last,
// as far as the history goes back.
func (s *Store) Checks(ctx context.Context, draftID int64) (map[string]Step, error) {
	rows, err := gorm.G[changeRow](s.r).Where("draft_id = ? AND cause = ?", draftID, StepCheck).Order("step").Find(ctx)
	if err != nil {
		return nil, found(err, "checks")
	}
	last := map[string]Step{}
	for i := range rows {
		change, err := rows[i].change()
		if err != nil {
			return nil, err
		}
		for _, language := range change.Checked() {
			last[language] = rows[i].step()
		}
	}
	return last, nil
}

// Checked returns the languages whose translation a change says is checked.
func (c *Change) Checked() []string {
	was, of := c.Was.(*EventPart)
	became, still := c.Became.(*EventPart)
	if !of || !still {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(was.Unchecked), func(language string) bool { return slices.Contains(became.Unchecked, language) })
}
