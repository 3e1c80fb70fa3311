package reports

import "resonanz/forms"

// besideOthers is how many other sessions are in a total that stands beside the
// figures of one of them: of a single other one the difference would be its figures,
// which are for whoever spoke there.
const besideOthers = 2

// Beside returns the totals of the event that may stand beside what one of its
// sessions shows, by item: only of items that the session shows itself, asked in the
// same words, and only where at least two others are in them. The people of a pool
// count as one other, whoever they are.
//
// The total is a sum of states that are shown (see Compare). So what is left of it
// without the session is a sum of such states, too, and each of these has moved by
// MinGroup people or not at all.
func Beside(e *forms.EventFigures, sessionID int64) map[string]Summary {
	totals := map[string]Summary{}
	for _, c := range Compare(e) {
		for i := range c.Sessions {
			if c.Sessions[i].Session.ID != sessionID {
				continue
			}
			for j := range c.Items {
				item := &c.Items[j]
				if own := item.Sessions[i]; own != nil && !own.Suppressed && !item.Total.Suppressed && c.others(item, i, e) >= besideOthers {
					totals[item.Item.Key] = item.Total
				}
			}
		}
	}
	return totals
}

// others returns how many sessions other than one are in the total of the item.
func (c *Comparison) others(item *Compared, but int, e *forms.EventFigures) int {
	n := 0
	pooled := map[int64]bool{}
	for i, summary := range item.Sessions {
		if i != but && summary != nil && !summary.Suppressed {
			n++
		}
		formID := c.Sessions[i].Session.FormID
		if summary != nil && !pooled[formID] && !item.Item.Question.PerSession {
			pooled[formID] = true
			if pool := e.Pooled[formID]; pool.Answered(item.Item.Key) > 0 && !suppressed(pool.Answered(item.Item.Key), e.Event.MinGroup) {
				n++
			}
		}
	}
	return n
}
