package forms

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"
)

// codeTries is how often a random code is drawn before import gives up. Half
// of all event codes taken makes twenty misses a matter of one in a million.
const codeTries = 20

// Imported says what an import did.
type Imported struct {
	Event    Event
	Created  bool
	Versions []string // keys of the forms that got a new version because the last one has answers
	Dropped  []string // languages that the event offered before and the definition has not
}

// Import creates the event of a definition, or updates the event with its key,
// all of it or nothing. Codes stay as they are. A form whose last version has
// answers gets a new version, which the sessions without answers move to. It
// fails with CodeConflict where a change would touch what people have answered
// or what they were promised when they did. The headcount of a session, which
// moderators can set, stays as it is where the definition gives none.
func (s *Store) Import(ctx context.Context, d *Definition) (Imported, error) {
	var done Imported
	err := s.tx(ctx, func(tx *gorm.DB) error {
		i := importer{Store: s, ctx: ctx, tx: tx, d: d}
		if err := i.event(); err != nil {
			return err
		}
		if err := i.load(); err != nil {
			return err
		}
		if err := i.promises(); err != nil {
			return err
		}
		for n := range d.Forms {
			if err := i.form(d.Forms[n], n+1); err != nil {
				return fmt.Errorf("form %q: %w", d.Forms[n].Key, err)
			}
		}
		for n := range d.Sessions {
			if err := i.session(d.Sessions[n], n+1); err != nil {
				return fmt.Errorf("session %q: %w", d.Sessions[n].Key, err)
			}
		}
		done = i.done
		if err := i.sweep(); err != nil {
			return err
		}
		return i.letRead()
	})
	s.memory.forget(done.Event.ID)
	if err != nil {
		return Imported{}, fmt.Errorf("import %q: %w", d.Event.Key, err)
	}
	return done, nil
}

// importer is the state of one import.
type importer struct {
	*Store
	ctx      context.Context
	tx       *gorm.DB
	d        *Definition
	done     Imported
	stored   Event              // the event as it was, zero if it is new
	sessions map[string]Session // stored sessions by key
	answered map[int64]bool     // stored sessions with answers
	answers  map[int64]bool     // stored form versions with answers
	versions map[string][]Form  // stored versions by key, oldest first
}

func (i *importer) event() error {
	row := eventRow{Event: i.d.Event}
	row.Figures = cmp.Or(row.Figures, FiguresInSteps)
	stored, err := gorm.G[eventRow](i.tx).Where("key = ?", row.Key).Take(i.ctx)
	switch CodeOf(found(err, "event")) {
	case "":
		i.stored = stored.Event
		if row.Code != "" && row.Code != stored.Code {
			return Errorf(CodeConflict, "the event has the code %s, which is on its signs", stored.Code)
		}
		row.ID, row.Code, row.RehearsalKey = stored.ID, stored.Code, stored.RehearsalKey
		for _, language := range stored.Languages {
			if !slices.Contains(row.Languages, language) {
				i.done.Dropped = append(i.done.Dropped, language)
			}
		}
		if err := raiseRevision(i.ctx, i.tx, stored.ID); err != nil {
			return err
		}
		_, err = gorm.G[eventRow](i.tx).Where("id = ?", row.ID).Select("*").Omit("Revision").Updates(i.ctx, row)
	case CodeNotFound:
		i.done.Created = true
		row.RehearsalKey, row.Revision = string(NewToken()), 1
		if row.Code, err = i.code("events", row.Code, EventCodeLength); err == nil {
			err = gorm.G[eventRow](i.tx).Create(i.ctx, &row)
		}
	}
	i.done.Event = row.Event
	return err
}

// code returns the wanted code if it is free, or a free random one.
func (i *importer) code(table, wanted string, length int) (string, error) {
	for range codeTries {
		code := wanted
		if code == "" {
			code = newCode(length)
		}
		var taken int64
		if err := i.tx.Table(table).Where("code = ?", code).Count(&taken).Error; err != nil {
			return "", err
		}
		if taken == 0 {
			return code, nil
		}
		if wanted != "" {
			return "", Errorf(CodeConflict, "the code %s is taken", wanted)
		}
	}
	return "", Errorf(CodeInternal, "no free code found")
}

// letRead is letRead for the sessions that there are now: the one that was open
// may be gone. It locks those again that load has locked, and new ones, which
// nobody else knows.
func (i *importer) letRead() error {
	var ids []int64
	if err := i.tx.Raw("SELECT id FROM sessions WHERE event_id = ?", i.done.Event.ID).Scan(&ids).Error; err != nil {
		return err
	}
	turnouts, err := i.lockTurnouts(i.ctx, i.tx, ids)
	if err != nil {
		return err
	}
	return letRead(i.ctx, i.tx, &i.done.Event, turnouts)
}

func (i *importer) load() error {
	sessions, err := programme(i.ctx, i.tx, i.done.Event.ID)
	if err != nil {
		return err
	}
	ids := make([]int64, 0, len(sessions))
	i.sessions = map[string]Session{}
	for _, session := range sessions {
		i.sessions[session.Key] = session
		ids = append(ids, session.ID)
	}
	turnouts, err := i.lockTurnouts(i.ctx, i.tx, ids)
	if err != nil {
		return err
	}
	i.answered = map[int64]bool{}
	for id, t := range turnouts {
		i.answered[id] = t.N+t.Shown > 0
	}
	i.answers = map[int64]bool{}
	for _, session := range sessions {
		i.answers[session.FormID] = i.answers[session.FormID] || i.answered[session.ID]
	}
	stored, err := gorm.G[Form](i.tx).Where("event_id = ?", i.done.Event.ID).Order("version").Find(i.ctx)
	i.versions = map[string][]Form{}
	for _, form := range stored {
		i.versions[form.Key] = append(i.versions[form.Key], form)
	}
	return err
}

// latest returns the newest version of a form; it has no ID if there is none.
func (i *importer) latest(key string) Form {
	if versions := i.versions[key]; len(versions) > 0 {
		return versions[len(versions)-1]
	}
	return Form{}
}

// form stores a form as it is defined now: nothing if the newest version is
// the same, in its place if that has no answers, as a new version otherwise.
func (i *importer) form(form Form, position int) error {
	for _, older := range i.versions[form.Key] {
		if problems := form.compatibleWith(&older, i.done.Event.Base()); i.answers[older.ID] && problems != nil {
			return &Error{Code: CodeConflict, Err: problems}
		}
	}
	latest := i.latest(form.Key)
	if latest.ID != 0 && sameForm(&latest, &form) {
		return i.tx.Exec("UPDATE forms SET position = ? WHERE id = ?", position, latest.ID).Error
	}
	form.ID, form.EventID, form.Version, form.Position = 0, i.done.Event.ID, latest.Version+1, position
	if err := gorm.G[Form](i.tx).Create(i.ctx, &form); err != nil {
		return err
	}
	if latest.ID == 0 || i.answers[latest.ID] {
		if latest.ID != 0 {
			i.done.Versions = append(i.done.Versions, form.Key)
		}
		i.versions[form.Key] = append(i.versions[form.Key], form)
		return nil
	}
	return i.replace(latest, form)
}

// replace puts a form in the place of a version that nobody answered: its
// sessions move to the new row, which takes over the number.
func (i *importer) replace(old, form Form) error {
	if err := i.tx.Exec("UPDATE sessions SET form_id = ? WHERE form_id = ?", form.ID, old.ID).Error; err != nil {
		return err
	}
	for key, session := range i.sessions {
		if session.FormID == old.ID {
			session.FormID = form.ID
			i.sessions[key] = session
		}
	}
	if err := i.tx.Exec("DELETE FROM forms WHERE id = ?", old.ID).Error; err != nil {
		return err
	}
	form.Version = old.Version
	versions := i.versions[form.Key]
	versions[len(versions)-1] = form
	return i.tx.Exec("UPDATE forms SET version = ? WHERE id = ?", form.Version, form.ID).Error
}

// sameForm reports whether two forms would be one version. Texts and lists that
// are missing and those that are empty are the same, as in the stored form.
func sameForm(a, b *Form) bool {
	same := func(a, b Text) bool { return len(a)+len(b) == 0 || maps.Equal(a, b) }
	return same(a.Title, b.Title) && same(a.Intro, b.Intro) && sameJSON(a.Questions, b.Questions)
}

// sameJSON reports whether two values would be stored alike.
func sameJSON(a, b any) bool {
	one, err := json.Marshal(a)
	other, errOther := json.Marshal(b)
	return err == nil && errOther == nil && bytes.Equal(one, other)
}

func (i *importer) session(defined SessionDefinition, position int) error {
	session := defined.Session
	stored, exists := i.sessions[session.Key]
	session.ID, session.EventID, session.Position = stored.ID, i.done.Event.ID, position
	session.FormID = i.latest(defined.FormKey).ID
	if !exists {
		code, err := i.code("sessions", session.Code, SessionCodeLength)
		if err != nil {
			return err
		}
		session.Code = code
		if err := gorm.G[Session](i.tx).Create(i.ctx, &session); err != nil {
			return err
		}
		turnout := newTurnout(session.ID, cmp.Or(session.State, StatePlanned))
		return gorm.G[turnoutRow](i.tx).Create(i.ctx, &turnout)
	}
	delete(i.sessions, session.Key)
	if session.Code != "" && session.Code != stored.Code {
		return Errorf(CodeConflict, "it has the code %s, which is on its sign", stored.Code)
	}
	session.Code = stored.Code
	if session.Headcount == 0 {
		session.Headcount = stored.Headcount
	}
	if i.answered[session.ID] {
		used, err := gorm.G[Form](i.tx).Where("id = ?", stored.FormID).Take(i.ctx)
		if err != nil {
			return err
		}
		if used.Key != defined.FormKey {
			return Errorf(CodeConflict, "it has answers to the form %q", used.Key)
		}
		if problems := session.compatibleWith(&stored, i.done.Event.Base()); problems != nil {
			return &Error{Code: CodeConflict, Err: problems}
		}
		if lost := missing(&session, &stored); lost != "" {
			return Errorf(CodeConflict, "it has answers, so its option %s cannot go", lost)
		}
		session.FormID = stored.FormID
	}
	_, err := gorm.G[Session](i.tx).Where("id = ?", session.ID).Select("*").Omit("State", "Doubt").Updates(i.ctx, session)
	return err
}

// sweep deletes the sessions that are not in the definition any more, and the
// forms that no session asks.
func (i *importer) sweep() error {
	signedUp, err := signedUpFor(i.ctx, i.tx, i.done.Event.ID)
	if err != nil {
		return err
	}
	for key, session := range i.sessions {
		if i.answered[session.ID] || signedUp[key] {
			return Errorf(CodeConflict, "session %q has answers or sign-ups and is not in the definition", key)
		}
		if err := i.tx.Exec("DELETE FROM sessions WHERE id = ?", session.ID).Error; err != nil {
			return err
		}
	}
	return i.tx.Exec(`DELETE FROM forms WHERE event_id = ? AND id NOT IN (SELECT form_id FROM sessions)`,
		i.done.Event.ID).Error
}
