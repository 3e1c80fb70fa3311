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
// closed, unless it was taken before. It fails with CodeConflict if a session is
// opened or closed meanwhile.
func (s *Store) Breakdowns(ctx context.Context, eventID int64) ([]Breakdown, error) {
	var u untaken
	err := s.snapshot(ctx, func(tx *gorm.DB) (err error) {
		u, err = s.untaken(ctx, tx, eventID)
		return err
	})
	if err == nil && len(u.byForm) > 0 {
		if err = u.take(); err == nil {
			u.taken, err = gorm.G[Breakdown](s.r).Where(breakdownsOfEvent, eventID).Find(ctx)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("break down: %w", err)
	}
	return u.taken, nil
}

const breakdownsOfEvent = "form_id IN (SELECT id FROM forms WHERE event_id = ?)"

// untaken says which breakdowns of an event can be taken and are not yet.
type untaken struct {
	*sealed
	minGroup int
	byForm   map[int64][]Figures // of the sessions of these forms
	taken    []Breakdown         // the others
}

func (s *Store) untaken(ctx context.Context, tx *gorm.DB, eventID int64) (u untaken, err error) {
	if u.taken, err = gorm.G[Breakdown](tx).Where(breakdownsOfEvent, eventID).Find(ctx); err != nil {
		return u, err
	}
	sessions, err := programme(ctx, tx, eventID)
	if err != nil {
		return u, err
	}
	event, err := gorm.G[Event](tx).Where("id = ?", eventID).Take(ctx)
	if err != nil {
		return u, err
	}
	if u.sealed, err = s.sealedBy(ctx, tx, eventID); err != nil {
		return u, err
	}
	u.minGroup = event.MinGroup
	byForm := map[int64][]Figures{}
	for _, session := range sessions {
		if !session.Final() { // no row may be read yet
			return u, nil
		}
		f, err := s.figures(ctx, tx, session, &event)
		if err != nil {
			return u, err
		}
		if f.Form.breakdown() != nil && !slices.ContainsFunc(u.taken, func(b Breakdown) bool { return b.FormID == session.FormID }) {
			byForm[session.FormID] = append(byForm[session.FormID], f)
		}
	}
	u.byForm = byForm
	return u, nil
}

// take counts the breakdowns and stores them, unless others were stored meanwhile.
func (u *untaken) take() error {
	var found []Breakdown
	for formID, figures := range u.byForm {
		b := Breakdown{FormID: formID, Item: figures[0].Form.breakdown().Key}
		var parts []part
		for i := range figures {
			if figures[i].Release == nil {
				continue
			}
			part, err := u.part(&figures[i], b.Item)
			if err != nil {
				return err
			}
			parts = append(parts, part)
			b.LeftOut += part.leftOut
		}
		b.disclose(parts, u.minGroup)
		found = append(found, b)
	}
	return u.tx(u.ctx, func(tx *gorm.DB) error {
		if err := u.check(tx); err != nil {
			return err
		}
		return gorm.G[Breakdown](tx, clause.OnConflict{DoNothing: true}).CreateInBatches(u.ctx, &found, len(found))
	})
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
