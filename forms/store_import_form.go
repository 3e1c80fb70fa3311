package forms

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"gorm.io/gorm"
)

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
			i.refuse(problems.within(PathOfForm(form.Key))...)
			break
		}
	}
	latest := i.latest(form.Key)
	if latest.ID != 0 && sameForm(&latest, &form) {
		form.Position = position
		_, err := gorm.G[Form](i.tx).Where("id = ?", latest.ID).Select("Title", "Intro", "Questions", "Position").Updates(i.ctx, form)
		return err
	}
	form.ID, form.EventID, form.Version, form.Position = 0, i.done.Event.ID, latest.Version+1, position
	if err := gorm.G[Form](i.tx).Create(i.ctx, &form); err != nil {
		return err
	}
	i.changed[form.Key] = latest.ID != 0
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

// sameForm reports whether two forms would be one version: whether people are
// asked the same. Texts and lists that are missing and those that are empty are the
// same, as in the stored form.
func sameForm(a, b *Form) bool {
	same := func(a, b Text) bool { return len(a)+len(b) == 0 || maps.Equal(a, b) }
	a, b = a.asked(), b.asked()
	return same(a.Title, b.Title) && same(a.Intro, b.Intro) && sameJSON(a.Questions, b.Questions)
}

// asked returns the form without what no participant sees: of what translations were
// made, what closing rounds tell first, and where a yes leads.
func (f *Form) asked() *Form {
	whole := Definition{Forms: []Form{*f}}
	asked := &whole.withTexts(Text.withoutOrigins).Forms[0]
	asked.Questions = slices.Clone(asked.Questions)
	for i := range asked.Questions {
		asked.Questions[i].Headline, asked.Questions[i].SignUp = false, false
	}
	return asked
}

// sameJSON reports whether two values would be stored alike.
func sameJSON(a, b any) bool {
	if reflect.DeepEqual(a, b) { // mostly, and at a tenth of the cost
		return true
	}
	one, err := json.Marshal(a)
	other, errOther := json.Marshal(b)
	return err == nil && errOther == nil && bytes.Equal(one, other)
}

// changes says what new versions mean for the sessions that keep older ones.
func (i *importer) changes() {
	for _, form := range i.d.Forms {
		if !i.changed[form.Key] {
			continue
		}
		latest := i.latest(form.Key)
		change := FormChange{Form: form.Key, Version: latest.Version}
		kept := map[int64]bool{}
		for _, session := range i.d.Sessions {
			switch {
			case session.FormKey != form.Key:
			case i.asked[session.Key] == latest.ID:
				change.Takes = append(change.Takes, session.Key)
			default:
				change.Keeps = append(change.Keeps, session.Key)
				kept[i.asked[session.Key]] = true
			}
		}
		if len(change.Keeps) == 0 {
			continue
		}
		for _, older := range i.versions[form.Key] {
			if kept[older.ID] {
				change.Apart = append(change.Apart, apart(&older, &latest)...)
			}
		}
		slices.Sort(change.Apart)
		change.Apart = slices.Compact(change.Apart)
		i.done.Changes = append(i.done.Changes, change)
	}
}

// apart returns the keys of the items that only one of two forms asks.
func apart(a, b *Form) []string {
	asks := map[string]int{}
	for _, form := range []*Form{a, b} {
		for _, item := range form.Items() {
			asks[item.Key]++
		}
	}
	return slices.DeleteFunc(sortedKeys(asks), func(key string) bool { return asks[key] == 2 })
}
