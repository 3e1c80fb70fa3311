package forms

import (
	"cmp"
	"context"
	"fmt"
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
	Versions []string     // keys of the forms that got a new version because the last one has answers
	Changes  []FormChange // what new questions mean for sessions that have answers to older ones
	Dropped  []string     // languages that the event offered before and the definition has not
	Deleted  []Session    // sessions that the definition has not; nobody had answered in them
	// Unpublished is how many steps of the event's draft had not been published;
	// the draft is as the event now, and they are in its history.
	Unpublished int
}

// FormChange is a form that has changed while some sessions keep an older
// version, because they have answers to it.
type FormChange struct {
	Form    string
	Version int
	Takes   []string // keys of the sessions that ask the new version from now on
	Keeps   []string // keys of those that keep an older one
	// Apart are the keys of the items that not all of these versions ask, so that
	// their figures cannot be joined over all sessions.
	Apart []string
}

// Import creates the event of a definition, or updates the event with its key,
// all of it or nothing. Codes stay as they are. A form whose last version has
// answers gets a new version, which the sessions without answers move to. It
// fails with CodeConflict and Problems where a change would touch what people
// have answered or what they were promised when they did. The headcount of a
// session, which moderators can set, stays as it is where the definition gives
// none. The draft of the event, if there is one, becomes the same.
//
// Before anything is in force, agree is asked whether what it did may stay; its
// error becomes that of the import.
func (s *Store) Import(ctx context.Context, d *Definition, agree ...func(Imported) error) (Imported, error) {
	var done Imported
	err := s.tx(ctx, func(tx *gorm.DB) (err error) {
		if done, err = s.importInto(ctx, tx, d); err != nil {
			return err
		}
		if done.Unpublished, err = s.bringUpToDate(ctx, tx, done.Event.ID, "", StepImport); err != nil {
			return err
		}
		for _, may := range agree {
			if err := may(done); err != nil {
				return err
			}
		}
		return nil
	})
	s.memory.forget(done.Event.ID)
	if err != nil {
		return Imported{}, fmt.Errorf("import %q: %w", d.Event.Key, err)
	}
	return done, nil
}

// importInto is Import within a transaction and without the draft.
func (s *Store) importInto(ctx context.Context, tx *gorm.DB, d *Definition) (Imported, error) {
	i := importer{Store: s, ctx: ctx, tx: tx, d: d, asked: map[string]int64{}, changed: map[string]bool{}}
	if err := i.event(); err != nil {
		return i.done, err
	}
	if err := i.logo(); err != nil {
		return i.done, err
	}
	if err := i.load(); err != nil {
		return i.done, err
	}
	if err := i.promises(); err != nil {
		return i.done, err
	}
	for n := range d.Forms {
		if err := i.form(d.Forms[n], n+1); err != nil {
			return i.done, fmt.Errorf("form %q: %w", d.Forms[n].Key, err)
		}
	}
	for n := range d.Sessions {
		if err := i.session(d.Sessions[n], n+1); err != nil {
			return i.done, fmt.Errorf("session %q: %w", d.Sessions[n].Key, err)
		}
	}
	i.changes()
	if err := i.sweep(); err != nil {
		return i.done, err
	}
	if i.problems != nil {
		return i.done, &Error{Code: CodeConflict, Err: i.problems}
	}
	return i.done, i.letRead()
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
	turnouts turnoutRows        // of the stored sessions
	answered map[int64]bool     // stored sessions with answers
	spotted  map[int64]bool     // stored sessions in which a question on the spot has some
	answers  map[int64]bool     // stored form versions with answers
	versions map[string][]Form  // stored versions by key, oldest first
	changed  map[string]bool    // keys of the forms that are not as they were
	asked    map[string]int64   // form versions that the sessions ask from now on, by session key
	problems Problems           // what contradicts what is stored
}

// refuse notes what contradicts what is stored. The import goes on, to find
// everything that does, and is taken back.
func (i *importer) refuse(problems ...Problem) {
	i.problems = append(i.problems, problems...)
}

func (i *importer) event() error {
	row := eventRow{Event: i.d.Event}
	row.Figures, row.Logo = cmp.Or(row.Figures, FiguresInSteps), i.d.Logo.Name()
	stored, err := gorm.G[eventRow](i.tx).Where("key = ?", row.Key).Take(i.ctx)
	switch CodeOf(found(err, "event")) {
	case "":
		i.stored = stored.Event
		if row.Code != "" && row.Code != stored.Code {
			i.refuse(ruleEventCodeKept.Problem("event.code", "", stored.Code))
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
		if row.Code, err = i.code("event", "events", row.Code, EventCodeLength); err == nil {
			err = gorm.G[eventRow](i.tx).Create(i.ctx, &row)
		}
	}
	i.done.Event = row.Event
	return err
}

// code is freeCode for the event or session with the path. A code that is taken
// is a problem.
func (i *importer) code(path, table, wanted string, length int) (string, error) {
	code, err := freeCode(i.tx, table, wanted, length)
	if CodeOf(err) != CodeConflict {
		return code, err
	}
	i.refuse(ruleCodeTaken.Problem(path+".code", "", wanted))
	return freeCode(i.tx, table, "", length)
}

// freeCode returns the wanted code if nothing in the table has it, or one drawn
// at random if none is wanted.
func freeCode(tx *gorm.DB, table, wanted string, length int) (string, error) {
	for range codeTries {
		code := wanted
		if code == "" {
			code = newCode(length)
		}
		var taken int64
		if err := tx.Table(table).Where("code = ?", code).Count(&taken).Error; err != nil {
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
	sessions, err := everySession(i.ctx, i.tx, i.done.Event.ID)
	if err != nil {
		return err
	}
	turnouts, err := i.lockTurnouts(i.ctx, i.tx, idsOf(sessions))
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
	asked, err := spots(i.ctx, i.tx, i.done.Event.ID)
	if err != nil {
		return err
	}
	i.sessions = map[string]Session{}
	for _, session := range sessions {
		i.sessions[session.Key] = session
	}
	if i.turnouts, err = i.lockTurnouts(i.ctx, i.tx, idsOf(slices.Concat(sessions, asked))); err != nil {
		return err
	}
	i.answered, i.spotted = map[int64]bool{}, map[int64]bool{}
	for id, t := range i.turnouts {
		i.answered[id] = t.N+t.Shown > 0
	}
	for _, spot := range asked {
		i.spotted[*spot.ParentID] = i.spotted[*spot.ParentID] || i.answered[spot.ID]
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
