package forms

import (
	"cmp"
	"database/sql"
	"maps"
	"slices"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// blank finds the rare options of a table.
func (r *dataReader) blank(table *DataTable) error {
	k := r.data.Figures.Event.MinGroup
	for _, key := range table.Form.groupings() {
		chosen, err := r.chosen(table, key)
		if err != nil {
			return err
		}
		if rare := rareOptions(chosen, k); len(rare) > 0 {
			if table.Blanked == nil {
				table.Blanked = map[string][]string{}
			}
			table.Blanked[key] = rare
		}
	}
	return nil
}

// groupings returns the keys of the questions whose options make groups.
func (f *Form) groupings() []string {
	var keys []string
	for i := range f.Questions {
		if q := &f.Questions[i]; q.groups() {
			keys = append(keys, q.Key)
		}
	}
	return keys
}

func (q *Question) groups() bool { return q.Breakdown && q.Kind == KindChoice && !q.PerSession }

// chosen counts how many rows of the table chose each option of the question;
// "" is for those that chose none. It subtracts the few rows that are not in the
// table from the tally of all.
func (r *dataReader) chosen(table *DataTable, key string) (map[string]int, error) {
	ids := slices.Concat(r.named[table.Form.ID], r.pooled[table.Form.ID])
	chosen, answered := map[string]int{}, 0
	err := r.read(func(tx *gorm.DB) error {
		return eachRow(tx, "SELECT option, SUM(n) FROM tallies WHERE session_id IN ? AND item = ? GROUP BY option", func(rows *sql.Rows) error {
			var option string
			var n int
			err := rows.Scan(&option, &n)
			switch option {
			case CellAnswered:
				answered += n
			case CellAsked:
			default:
				chosen[option] = n
			}
			return err
		}, ids, key)
	})
	if err != nil {
		return nil, err
	}
	reader := newAnswerReader()
	for src, err := range r.column("answers", "FROM responses WHERE session_id IN ? AND mark <> ?", ids, disclosure.Shown) {
		if err != nil {
			return nil, err
		}
		answers, err := reader.read(src)
		if err != nil {
			return nil, err
		}
		for _, option := range answers[key] {
			chosen[option]--
			answered--
		}
	}
	chosen[""] = table.Rows - answered
	return chosen, nil
}

// rareOptions returns the options that fewer than k people chose, and the next
// rarest ones until those who chose any of them or none are nobody or at least k.
func rareOptions(chosen map[string]int, k int) []string {
	options := slices.DeleteFunc(slices.Sorted(maps.Keys(chosen)), func(o string) bool { return o == "" || chosen[o] == 0 })
	slices.SortStableFunc(options, func(a, b string) int { return cmp.Compare(chosen[a], chosen[b]) })
	left, rare := chosen[""], 0
	for _, option := range options {
		if chosen[option] >= k && (left == 0 || left >= k) {
			break
		}
		left += chosen[option]
		rare++
	}
	return options[:rare]
}

// blanking drops rare answers from the rows of a table.
type blanking map[string]blanked

type blanked struct {
	options []string
	asked   []string // items that are asked because of the question
}

func (t *DataTable) blanking() blanking {
	b := blanking{}
	for key, options := range t.Blanked {
		rare := blanked{options: options}
		because := []string{key}
		for _, item := range t.Form.conditional() {
			keys := t.Form.planned().conditions[item.Question.Key].Keys()
			if slices.ContainsFunc(keys, func(k string) bool { return slices.Contains(because, k) }) {
				because = append(because, item.Question.Key)
				rare.asked = append(rare.asked, item.Key)
			}
		}
		b[key] = rare
	}
	return b
}

func (b blanking) drop(answers Answers) {
	for key, rare := range b {
		if chosen := answers[key]; len(chosen) == 0 || !slices.Contains(rare.options, chosen[0]) {
			continue
		}
		delete(answers, key)
		for _, item := range rare.asked {
			delete(answers, item)
		}
	}
}
