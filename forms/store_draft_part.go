package forms

import (
	"context"
	"fmt"
	"slices"
)

// AtEnd, as the part after which another one goes, puts it at the end of its
// list; "" puts it first.
const AtEnd = "end"

// PartConflict is the error of a change to a part that somebody else has changed
// meanwhile.
type PartConflict struct {
	Current *Part // as it is now; nil if it has been removed
	Step    Step  // the change, with who made it
}

// Error returns the text for logs.
func (c *PartConflict) Error() string {
	return fmt.Sprintf("the part has been changed by step %d", c.Step.Number)
}

// SavePart stores the content of a part and returns the draft's new revision,
// which is now the part's, too. The revision is that of the part when it was
// read: if it has moved on, the error is CodeConflict with a *PartConflict,
// unless the content says the same. Other parts make no conflict. Of what those
// translations were made that stay while the base text changes is kept with them.
func (s *Store) SavePart(ctx context.Context, draftID int64, path string, revision int64, content PartContent, account string) (int64, error) {
	_, key := splitPath(path)
	if !fits(path, content) {
		return 0, Errorf(CodeInvalid, "%T is no part at %q", content, path)
	}
	content.normal(key)
	saved := int64(0)
	err := s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error {
		row, err := e.part(path)
		if err != nil {
			return e.conflict(path, nil, err)
		}
		if err := e.keepOrigins(&row, content); err != nil {
			return err
		}
		text, err := encode(content)
		if err != nil {
			return err
		}
		if saved = row.Revision; row.Content == text {
			return nil
		}
		if row.Revision != revision {
			return e.conflict(path, &row, nil)
		}
		err = e.put(&row, text)
		saved = e.row.Revision
		return err
	})
	return saved, err
}

func fits(path string, content PartContent) bool {
	wanted := newContent(path)
	return wanted != nil && content != nil && fmt.Sprintf("%T", wanted) == fmt.Sprintf("%T", content)
}

// AddPart adds a part to a draft after another one of its list ("" and AtEnd are
// understood, too, and so is one that has gone meanwhile: then it comes last).
// An event or a session without a code gets one. CodeConflict says that there is
// a part with this path, CodeNotFound that the question's form has gone.
func (s *Store) AddPart(ctx context.Context, draftID int64, path, after string, content PartContent, account string) (Part, error) {
	_, key := splitPath(path)
	if !fits(path, content) {
		return Part{}, Errorf(CodeInvalid, "%T is no part at %q", content, path)
	}
	content.normal(key)
	var added Part
	err := s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error {
		if err := e.addContent(path, after, content); err != nil {
			return err
		}
		added = Part{Path: path, Revision: e.row.Revision, Content: content}
		return nil
	})
	return added, err
}

// AddParts adds parts at the end of their lists, all of them in one step or none.
// Errors are those of AddPart.
func (s *Store) AddParts(ctx context.Context, draftID int64, parts []Part, account string) error {
	for _, part := range parts {
		if !fits(part.Path, part.Content) {
			return Errorf(CodeInvalid, "%T is no part at %q", part.Content, part.Path)
		}
		_, key := splitPath(part.Path)
		part.Content.normal(key)
	}
	return s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error {
		for _, part := range parts {
			if err := e.addContent(part.Path, AtEnd, part.Content); err != nil {
				return err
			}
		}
		return nil
	})
}

// DuplicatePart adds a copy of a form with its questions, of a question or of a
// session under another key, right after it, and returns its path.
func (s *Store) DuplicatePart(ctx context.Context, draftID int64, path, key, account string) (string, error) {
	list, _ := splitPath(path)
	to := list + "." + key
	err := s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error {
		rows, err := e.within(path)
		if err != nil {
			return err
		}
		for _, row := range rows {
			content, err := row.content()
			if err != nil {
				return err
			}
			copied, after := to+row.Path[len(path):], AtEnd
			if row.Path == path {
				after = path
			}
			if newContent(copied) == nil || path == PathOfEvent {
				return Errorf(CodeInvalid, "no part can be called %q", copied)
			}
			if session, ok := content.(*SessionPart); ok {
				session.Code = ""
			}
			_, own := splitPath(copied)
			content.normal(own)
			if err := e.addContent(copied, after, content); err != nil {
				return err
			}
		}
		return nil
	})
	return to, err
}

// MovePart moves a part behind another one of its list ("" puts it first, AtEnd
// last). It makes no conflict with changes to what is in the parts. CodeNotFound
// says that one of the two has gone.
func (s *Store) MovePart(ctx context.Context, draftID int64, path, after, account string) error {
	return s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error { return e.move(path, after) })
}

// RemovePart removes a part, and with a form its questions. The revision is that
// of the part when it was read, as for SavePart. The event cannot be removed.
func (s *Store) RemovePart(ctx context.Context, draftID int64, path string, revision int64, account string) error {
	return s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error { return e.removeWhole(path, revision) })
}

// RemoveParts removes the parts with the paths and revisions as RemovePart does,
// all of them in one step or none, and returns the path of one that was removed,
// "" if all had gone already.
func (s *Store) RemoveParts(ctx context.Context, draftID int64, parts []Part, account string) (removed string, err error) {
	err = s.editDraft(ctx, draftID, account, StepEdit, func(e *draftEdit) error {
		for _, part := range parts {
			err := e.removeWhole(part.Path, part.Revision)
			if CodeOf(err) == CodeNotFound {
				continue
			}
			if err != nil {
				return err
			}
			removed = part.Path
		}
		return nil
	})
	return removed, err
}

// removeWhole removes a part with what is in it.
func (e *draftEdit) removeWhole(path string, revision int64) error {
	if path == PathOfEvent {
		return Errorf(CodeInvalid, "the event cannot be removed from its draft")
	}
	row, err := e.part(path)
	if err != nil {
		return err
	}
	if row.Revision != revision {
		return e.conflict(path, &row, nil)
	}
	rows, err := e.within(path)
	if err != nil {
		return err
	}
	for _, row := range slices.Backward(rows) {
		if err := e.remove(row.Path); err != nil {
			return err
		}
	}
	return nil
}
