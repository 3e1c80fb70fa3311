package forms

import (
	"cmp"
	"reflect"

	"gorm.io/gorm"
)

func (i *importer) session(defined SessionDefinition, position int) error {
	session := defined.Session
	stored, exists := i.sessions[session.Key]
	session.ID, session.EventID, session.Position = stored.ID, i.done.Event.ID, position
	session.FormID = i.latest(defined.FormKey).ID
	if !exists {
		code, err := i.code(PathOfSession(session.Key), "sessions", session.Code, SessionCodeLength)
		if err != nil {
			return err
		}
		session.Code = code
		i.asked[session.Key] = session.FormID
		if err := gorm.G[Session](i.tx).Create(i.ctx, &session); err != nil {
			return err
		}
		turnout := newTurnout(session.ID, cmp.Or(session.State, StatePlanned))
		return gorm.G[turnoutRow](i.tx).Create(i.ctx, &turnout)
	}
	delete(i.sessions, session.Key)
	if session.Code != "" && session.Code != stored.Code {
		i.refuse(ruleSessionCodeKept.Problem(PathOfSession(session.Key)+".code", "", stored.Code))
	}
	session.Code = stored.Code
	if session.Headcount == 0 {
		session.Headcount = stored.Headcount
	}
	if i.answered[session.ID] {
		if err := i.keepAnswered(&session, &stored, defined.FormKey); err != nil {
			return err
		}
	}
	i.asked[session.Key] = session.FormID
	if session.State, session.Doubt = stored.State, stored.Doubt; reflect.DeepEqual(session, stored) {
		return nil // most sessions stay as they are
	}
	if err := i.reschedule(i.ctx, i.tx, i.turnouts[session.ID], &stored, &session); err != nil {
		return err
	}
	_, err := gorm.G[Session](i.tx).Where("id = ?", session.ID).Select("*").Omit("State", "Doubt").Updates(i.ctx, session)
	return err
}

// keepAnswered has a session with answers keep its version of the form, and finds
// what would change the meaning of the answers.
func (i *importer) keepAnswered(session, stored *Session, formKey string) error {
	used, err := gorm.G[Form](i.tx).Where("id = ?", stored.FormID).Take(i.ctx)
	if err != nil {
		return found(err, "form")
	}
	session.FormID = stored.FormID
	path := PathOfSession(session.Key)
	if used.Key != formKey {
		i.refuse(ruleAnsweredForm.Problem(path+".form", "", used.Key))
	}
	i.refuse(session.compatibleWith(stored, i.done.Event.Base()).within(path)...)
	if question, option := missing(session, stored); question != "" {
		i.refuse(ruleAnsweredOptionGone.Problem(path+".options."+question, "", option))
	}
	return nil
}

// sweep deletes the sessions that are not in the definition any more, and the
// forms that no session asks.
func (i *importer) sweep() error {
	signedUp, err := signedUpFor(i.ctx, i.tx, i.done.Event.ID)
	if err != nil {
		return err
	}
	for _, key := range sortedKeys(i.sessions) {
		session := i.sessions[key]
		if i.answered[session.ID] || i.spotted[session.ID] || signedUp[key] {
			i.refuse(ruleAnsweredSession.Problem(PathOfSession(key), ""))
			continue
		}
		i.done.Deleted = append(i.done.Deleted, session)
		if err := i.tx.Exec("DELETE FROM sessions WHERE id = ?", session.ID).Error; err != nil {
			return err
		}
	}
	return i.tx.Exec(`DELETE FROM forms WHERE event_id = ? AND id NOT IN (SELECT form_id FROM sessions)`,
		i.done.Event.ID).Error
}
