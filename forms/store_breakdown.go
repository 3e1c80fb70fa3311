package forms

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Breakdown is how the groups that one question makes answered the rest of the
// form. It is taken once, when all sessions of the event are closed and somebody
// asks for it, and stays as it is from then on: the groups of a later state
// could be compared with it, and a group that grew by one person would show
// what that person said. Answers that a session takes after it was opened again
// count in its figures, but in no breakdown.
type Breakdown struct {
	FormID int64  `gorm:"primaryKey;autoIncrement:false"`
	Item   string // key of the question
	// Groups holds, by option code, the answers of those who chose the option:
	// what of them may be shown. Each item of a group is either absent or was
	// answered by at least MinGroup people of it, and so were the rest: see
	// disclose. A conditional item counts the sessions whose release is of one
	// moment with it. N is not set, as each item has its own people. Texts and the
	// question itself are not there.
	Groups map[string]Tally `gorm:"serializer:json;type:text"`
	// LeftOut is how many people of the sessions' figures are in no group,
	// whatever they chose: some of them withdrew, and as many others were drawn
	// at random as it takes to hide these.
	LeftOut int
}

// Breakdowns returns the breakdowns of the event, each form's by the first of
// its questions that is marked for it. There is none while a session is not
// closed, unless it was taken before.
func (s *Store) Breakdowns(ctx context.Context, eventID int64) ([]Breakdown, error) {
	var taken []Breakdown
	var missing []untaken
	err := s.snapshot(ctx, func(tx *gorm.DB) (err error) {
		if taken, err = gorm.G[Breakdown](tx).Where(breakdownsOfEvent, eventID).Find(ctx); err != nil {
			return err
		}
		missing, err = s.takeBreakdowns(ctx, tx, eventID, taken)
		return err
	})
	if err == nil && len(missing) > 0 {
		if err = s.keepBreakdowns(ctx, missing); err == nil {
			taken, err = gorm.G[Breakdown](s.r).Where(breakdownsOfEvent, eventID).Find(ctx)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("break down: %w", err)
	}
	return taken, nil
}

const breakdownsOfEvent = "form_id IN (SELECT id FROM forms WHERE event_id = ?)"

// untaken is a breakdown that is not stored yet, with the revisions of the
// turnouts that it was counted at.
type untaken struct {
	Breakdown
	revisions map[int64]int64
}

// takeBreakdowns counts the breakdowns that could be taken and are not yet.
func (s *Store) takeBreakdowns(ctx context.Context, tx *gorm.DB, eventID int64, taken []Breakdown) ([]untaken, error) {
	sessions, err := programme(ctx, tx, eventID)
	if err != nil {
		return nil, err
	}
	event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
	if err != nil {
		return nil, err
	}
	byForm, done := map[int64][]Figures{}, map[int64]bool{}
	for _, b := range taken {
		done[b.FormID] = true
	}
	for _, session := range sessions {
		if !session.Final() { // no row may be read yet
			return nil, nil
		}
		f, err := s.figures(ctx, tx, session, &event)
		if err != nil {
			return nil, err
		}
		byForm[session.FormID] = append(byForm[session.FormID], f)
	}
	var found []untaken
	for formID, figures := range byForm {
		q := figures[0].Form.breakdown()
		if done[formID] || q == nil {
			continue
		}
		u := untaken{Breakdown{FormID: formID, Item: q.Key}, map[int64]int64{}}
		var parts []part
		for i := range figures {
			u.revisions[figures[i].Session.ID] = figures[i].Turnout.Revision
			if figures[i].Release == nil {
				continue
			}
			part, err := partOf(tx, &figures[i], u.Item, event.MinGroup)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
			u.LeftOut += part.leftOut
		}
		u.disclose(parts, event.MinGroup)
		found = append(found, u)
	}
	return found, nil
}

// breakdown returns the question by which the form is broken down, or nil. Only
// the first: two cuts through the same people could be subtracted.
func (f *Form) breakdown() *Question {
	for i := range f.Questions {
		if q := &f.Questions[i]; q.groups() {
			return q
		}
	}
	return nil
}

// disclose adds up the parts, one of each session, and leaves of each item the
// groups that may be shown for a minimum of k people.
//
// Those below k are dropped, and those who chose nothing. Anybody can take the
// shown groups from what all sessions show together, so as long as fewer than k
// people would be left over, the next smallest group is dropped as well
// (complementary suppression; Hundepool et al., Statistical Disclosure Control,
// 2012, section 4.4): afterwards 0 or at least k are left over of each item, or
// have been left out. So is a group that is nearly what some sessions show, from
// which it can be taken too, and the smallest as long as all of them together are.
func (b *Breakdown) disclose(parts []part, k int) {
	b.Groups = map[string]Tally{}
	items := map[string]bool{}
	for _, part := range parts {
		for code, tally := range part.groups {
			sum := b.Groups[code]
			sum.AddTally(tally)
			b.Groups[code] = sum
			for item := range tally.Cells {
				items[item] = true
			}
		}
	}
	for item := range items {
		codes := slices.Sorted(maps.Keys(b.Groups))
		slices.SortStableFunc(codes, func(c, d string) int {
			return cmp.Compare(b.Groups[c].Answered(item), b.Groups[d].Answered(item))
		})
		left, kept := b.Groups[""].Answered(item), []string{}
		for i := range parts {
			left += parts[i].missing(item)
		}
		for _, code := range codes {
			n := b.Groups[code].Answered(item)
			switch {
			case code == "":
			case n < k || left > 0 && left < k || nearly(parts, item, []string{code}, k):
				left += n
				delete(b.Groups[code].Cells, item)
			default:
				kept = append(kept, code)
			}
		}
		for len(kept) > 0 && nearly(parts, item, kept, k) {
			delete(b.Groups[kept[0]].Cells, item)
			kept = kept[1:]
		}
	}
	delete(b.Groups, "")
}

// nearly reports whether the groups together differ by 1 to k−1 people from what
// one or several sessions show.
func nearly(parts []part, item string, codes []string, k int) bool {
	least := 0
	for i := range parts {
		in, others := parts[i].apart(item, codes)
		least += min(in, others)
	}
	return least > 0 && least < k
}

// keepBreakdowns stores breakdowns, unless others were stored meanwhile or the
// sessions have changed since they were counted.
func (s *Store) keepBreakdowns(ctx context.Context, missing []untaken) error {
	return s.tx(ctx, func(tx *gorm.DB) error {
		for i := range missing {
			u, unchanged := &missing[i], true
			var ids []int64
			for id := range u.revisions {
				ids = append(ids, id)
			}
			turnouts, err := s.lockTurnouts(ctx, tx, ids)
			if err != nil {
				return err
			}
			for id, revision := range u.revisions {
				unchanged = unchanged && turnouts[id] != nil && turnouts[id].Revision == revision
			}
			if !unchanged {
				continue
			}
			if err := gorm.G[Breakdown](tx, clause.OnConflict{DoNothing: true}).Create(ctx, &u.Breakdown); err != nil {
				return err
			}
		}
		return nil
	})
}
