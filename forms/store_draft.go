package forms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
)

// draftRow is a stored draft.
type draftRow struct {
	ID        int64
	EventID   *int64 // nil until it is published for the first time
	Revision  int64
	Published int64
}

// TableName returns the table of drafts.
func (draftRow) TableName() string { return "drafts" }

// partRow is a stored part of a draft.
type partRow struct {
	DraftID  int64  `gorm:"primaryKey;autoIncrement:false"`
	Path     string `gorm:"primaryKey"`
	List     string // what stands before the key in the path
	Place    int    // order in the list
	Revision int64
	Content  string // JSON
}

// TableName returns the table of parts.
func (partRow) TableName() string { return "draft_parts" }

// DraftSummary is a draft in a list.
type DraftSummary struct {
	ID      int64
	Event   Event // as far as it is filled in
	Changed time.Time
	Account string // who changed it last, "" for a command
}

// CreateDraft stores a draft of an event that is to be and returns it. The
// definition need not be valid; whatever lacks a code gets one, so that signs
// can be printed at once, and an event without a key gets one, too. CodeConflict says that there is an event with its key.
func (s *Store) CreateDraft(ctx context.Context, d *Definition, account string) (*Draft, error) {
	var draft *Draft
	err := s.tx(ctx, func(tx *gorm.DB) error {
		taken, err := gorm.G[Event](tx).Where("key = ?", d.Event.Key).Count(ctx, "id")
		if err == nil && taken > 0 {
			err = Errorf(CodeConflict, "there is an event with the key %q", d.Event.Key)
		}
		if err == nil {
			draft, err = s.createDraft(ctx, tx, d, nil, account)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("create a draft: %w", err)
	}
	return draft, nil
}

// DraftOf returns the draft of an event. It is made of what is in force when it
// is asked for the first time.
func (s *Store) DraftOf(ctx context.Context, eventID int64, account string) (*Draft, error) {
	row, err := gorm.G[draftRow](s.r).Where("event_id = ?", eventID).Take(ctx)
	if err == nil {
		return s.Draft(ctx, row.ID)
	}
	var draft *Draft
	err = s.tx(ctx, func(tx *gorm.DB) error {
		row, err := gorm.G[draftRow](tx).Where("event_id = ?", eventID).Take(ctx)
		if err == nil { // somebody else has made it meanwhile
			draft, err = loadDraft(ctx, tx, row.ID)
			return err
		}
		d, err := definitionOf(ctx, tx, eventID)
		if err != nil {
			return err
		}
		draft, err = s.createDraft(ctx, tx, d, &eventID, account)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make the draft of an event: %w", err)
	}
	return draft, nil
}

// createDraft stores the parts of a definition. What is of an event is in force.
func (s *Store) createDraft(ctx context.Context, tx *gorm.DB, d *Definition, eventID *int64, account string) (*Draft, error) {
	row := draftRow{EventID: eventID}
	if err := gorm.G[draftRow](tx).Create(ctx, &row); err != nil {
		return nil, err
	}
	e := s.edit(ctx, tx, row, account, StepCreate)
	if err := e.record(changeRow{Action: ActionCreate}); err != nil {
		return nil, err
	}
	var rows []partRow
	places := map[string]int{}
	for _, part := range d.parts() {
		if newContent(part.Path) == nil {
			return nil, Errorf(CodeInvalid, "no part can be called %q", part.Path)
		}
		if err := giveCode(tx, part.Content); err != nil {
			return nil, err
		}
		content, err := encode(part.Content)
		if err != nil {
			return nil, err
		}
		list, _ := splitPath(part.Path)
		places[list]++
		rows = append(rows, partRow{DraftID: row.ID, Path: part.Path, List: list, Place: places[list], Revision: e.row.Revision, Content: content})
	}
	const batch = 100 // rows of one statement
	if err := gorm.G[partRow](tx).CreateInBatches(ctx, &rows, batch); err != nil {
		return nil, err
	}
	if eventID != nil {
		if err := e.publish(*eventID); err != nil {
			return nil, err
		}
	}
	return loadDraft(ctx, tx, row.ID)
}

// giveCode gives an event or a session a code that nothing has yet.
func giveCode(tx *gorm.DB, content PartContent) (err error) {
	switch part := content.(type) {
	case *EventPart:
		if part.Code == "" {
			part.Code, err = freeCode(tx, "events", "", EventCodeLength)
		}
		if part.Key == "" { // nobody has to think of one
			part.Key = "event-" + strings.ToLower(part.Code)
		}
	case *SessionPart:
		if part.Code == "" {
			part.Code, err = freeCode(tx, "sessions", "", SessionCodeLength)
		}
	}
	return err
}

// encode returns a content as it is kept, the same for the same.
func encode(content PartContent) (string, error) {
	text, err := json.Marshal(content)
	if err != nil { // a number that is none
		return "", Errorf(CodeInvalid, "store a part: %w", err)
	}
	return string(text), nil
}

// content reads what is stored of a part.
func (r *partRow) content() (PartContent, error) {
	content := newContent(r.Path)
	if content == nil {
		return nil, Errorf(CodeInternal, "no part can be called %q", r.Path)
	}
	if err := json.Unmarshal([]byte(r.Content), content); err != nil {
		return nil, fmt.Errorf("read the part %s: %w", r.Path, err)
	}
	return content, nil
}

func (r *partRow) part() (Part, error) {
	content, err := r.content()
	return Part{Path: r.Path, Revision: r.Revision, Content: content}, err
}

// Draft returns the draft with all its parts, or CodeNotFound.
func (s *Store) Draft(ctx context.Context, id int64) (*Draft, error) {
	var draft *Draft
	err := s.snapshot(ctx, func(tx *gorm.DB) (err error) {
		draft, err = loadDraft(ctx, tx, id)
		return err
	})
	return draft, err
}

func loadDraft(ctx context.Context, tx *gorm.DB, id int64) (*Draft, error) {
	row, err := gorm.G[draftRow](tx).Where("id = ?", id).Take(ctx)
	if err != nil {
		return nil, found(err, "draft")
	}
	rows, err := gorm.G[partRow](tx).Where("draft_id = ?", id).Order("place").Find(ctx)
	if err != nil {
		return nil, found(err, "parts")
	}
	lists := map[string][]partRow{}
	for _, part := range rows {
		lists[part.List] = append(lists[part.List], part)
	}
	ordered := slices.Clone(lists[""])
	for _, form := range lists[listOfForms] {
		ordered = append(append(ordered, form), lists[form.Path+listOfQuestions]...)
	}
	ordered = append(ordered, lists[listOfSessions]...)
	draft := &Draft{ID: row.ID, Revision: row.Revision, Published: row.Published, Parts: make([]Part, len(ordered))}
	if row.EventID != nil {
		draft.EventID = *row.EventID
	}
	for i := range ordered {
		if draft.Parts[i], err = ordered[i].part(); err != nil {
			return nil, err
		}
	}
	return draft, nil
}

// DraftPart returns one part of a draft, or CodeNotFound.
func (s *Store) DraftPart(ctx context.Context, draftID int64, path string) (Part, error) {
	row, err := gorm.G[partRow](s.r).Where("draft_id = ? AND path = ?", draftID, path).Take(ctx)
	if err != nil {
		return Part{}, found(err, "part")
	}
	return row.part()
}

// NewDrafts returns the drafts of events that are to be, the one that was
// changed last first.
func (s *Store) NewDrafts(ctx context.Context) ([]DraftSummary, error) {
	var rows []struct {
		ID      int64
		Content string
		At      time.Time
		Account string
	}
	err := s.r.WithContext(ctx).Raw(`SELECT drafts.id, draft_parts.content, draft_changes.at, draft_changes.account
		FROM drafts JOIN draft_parts ON draft_parts.draft_id = drafts.id AND draft_parts.path = ?
		JOIN draft_changes ON draft_changes.draft_id = drafts.id AND draft_changes.step = drafts.revision AND draft_changes.n = 1
		WHERE drafts.event_id IS NULL ORDER BY draft_changes.at DESC, drafts.id DESC`, PathOfEvent).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	all := make([]DraftSummary, len(rows))
	for i, row := range rows {
		part := partRow{Path: PathOfEvent, Content: row.Content}
		content, err := part.content()
		if err != nil {
			return nil, err
		}
		all[i] = DraftSummary{ID: row.ID, Event: content.(*EventPart).Event, Changed: row.At, Account: row.Account}
	}
	return all, nil
}

// DeleteDraft deletes the draft of an event that is to be, with its history. That
// of an event goes with the event: CodeConflict.
func (s *Store) DeleteDraft(ctx context.Context, id int64) error {
	err := s.tx(ctx, func(tx *gorm.DB) error {
		row, err := s.lockDraft(ctx, tx, id)
		if err == nil && row.EventID != nil {
			err = Errorf(CodeConflict, "the draft is of an event")
		}
		if err == nil {
			_, err = gorm.G[draftRow](tx).Where("id = ?", id).Delete(ctx)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("delete a draft: %w", err)
	}
	return nil
}

// lockDraft reads a draft that is about to be changed.
func (s *Store) lockDraft(ctx context.Context, tx *gorm.DB, id int64) (draftRow, error) {
	row, err := gorm.G[draftRow](tx, s.locking()...).Where("id = ?", id).Take(ctx)
	return row, found(err, "draft")
}

// draftOf is lockDraft for the draft of an event, nil if there is none.
func (s *Store) draftOf(ctx context.Context, tx *gorm.DB, eventID int64) (*draftRow, error) {
	row, err := gorm.G[draftRow](tx).Where("event_id = ?", eventID).Take(ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, found(err, "draft")
	}
	row, err = s.lockDraft(ctx, tx, row.ID)
	return &row, err
}
