package workbook_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"resonanz/forms"
	"resonanz/reports"
	"resonanz/reports/workbook"
)

// observer keeps what anybody can read in the workbooks of an event that were
// written one after the other, as sets of people: see conditional.
type observer struct {
	*hall
	tokens map[int64][]forms.Token // by session
	came   int                     // people so far
	k      int
	groups map[string][]group // item → what was shown, of whatever
	asked  map[string][]int   // session → how many were asked the conditional question
}

// group is a set of people with the place where it was read.
type group struct {
	people map[string]bool
	where  string
}

func (g group) distance(h group) int {
	n := 0
	for who := range g.people {
		if !h.people[who] {
			n++
		}
	}
	for who := range h.people {
		if !g.people[who] {
			n++
		}
	}
	return n
}

// TestWriteWorkbook_disclosure plays random events and reads every workbook that
// could be had on the way: none of its groups has fewer than k people, and no two
// groups, of whatever workbooks, differ by 1 to k−1 people. It looks at the files
// as they are, not at what they were made of.
func TestWriteWorkbook_disclosure(t *testing.T) {
	t.Parallel()
	const courses, closings = 4, 16 // all looked at on the way; only closed at the end
	for seed := range uint64(courses + closings) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			d := conditional()
			d.Event.MinGroup = 3 + int(seed%3)
			o := &observer{hall: newHall(t, openStore(t), d, seed), tokens: map[int64][]forms.Token{}, k: d.Event.MinGroup,
				groups: map[string][]group{}, asked: map[string][]int{}}
			for seed >= courses && o.came < 12+int(seed) {
				o.come(&o.sessions[o.random.IntN(len(o.sessions))])
			}
			for seed < courses && o.came < people {
				for range 3 + o.random.IntN(5) {
					o.act()
				}
				o.look()
			}
			for i := range o.sessions {
				o.set(&o.sessions[i], forms.StateClosed)
			}
			o.look()
			o.compare()
		})
	}
}

func (o *observer) act() {
	session := &o.sessions[o.random.IntN(len(o.sessions))]
	tokens := o.tokens[session.ID]
	state, err := o.store.Figures(o.Context(), session.ID)
	if err != nil {
		o.Fatal(err)
	}
	open := state.Turnout.State == forms.StateOpen
	switch dice := o.random.IntN(20); {
	case dice < 14 && open && o.came < people:
		o.come(session)
	case dice < 16 && open && len(tokens) > 0:
		i := o.random.IntN(len(tokens))
		if err := o.store.Withdraw(o.Context(), session.ID, tokens[i]); err != nil {
			o.Fatal(err)
		}
		o.tokens[session.ID] = slices.Delete(tokens, i, i+1)
	case dice < 18:
		o.set(session, forms.StateClosed)
	default:
		o.set(session, forms.StateOpen)
	}
}

// come has the next one answer.
func (o *observer) come(session *forms.Session) {
	own := []string{fmt.Sprint("p", o.came)}
	o.came++
	values := forms.Values{forms.FieldAsked: {"1"}, "satz": {"Text von " + own[0]}, "wert": {[]string{"a", "b", "d"}[o.random.IntN(3)]}}
	if role := o.random.IntN(11); role < 10 {
		values["rolle"] = []string{[]string{"amt", "amt", "amt", "verein", "gast"}[role%5]}
	}
	for item, of10 := range map[string]int{"oft": 10, "selten": 3, "warum": 10} {
		if o.random.IntN(10) < of10 && (item != "warum" || slices.Equal(values["rolle"], []string{"amt"})) {
			values[item] = own
		}
	}
	o.tokens[session.ID] = append(o.tokens[session.ID], o.submit(session, values))
}

// look writes the workbook of now, of the event and of a session, and reads it.
func (o *observer) look() {
	e, options := o.figures("de")
	for _, id := range []int64{0, o.sessions[0].ID} {
		options.SessionID = id
		r := render(o, o.write(e, options))
		r.check()
		o.readCounts(r)
		for _, sheet := range r.file.GetSheetList() {
			switch title := r.rows(sheet); {
			case strings.HasPrefix(sheet, "Vergleich"):
				o.readSide(title, "comparison")
			case strings.HasPrefix(sheet, "Gruppen"):
				o.readSide(title, "breakdown")
			case sheet == "Kurzfassung":
				o.readBriefing(title)
			case sheet == "Bogen":
				o.readForm(title)
			case sheet == "Einzelwerte":
				o.readValues(title)
			}
		}
		o.hide(r, e, options)
	}
}

func (o *observer) write(e forms.EventFigures, options workbook.Options) []byte {
	o.Helper()
	var b bytes.Buffer
	if err := workbook.WriteWorkbook(&b, e, options); err != nil {
		o.Fatal(err)
	}
	return b.Bytes()
}

// hide puts answers of small groups where the store has left them out, and finds
// that not one byte of the workbook depends on them but its checksums.
func (o *observer) hide(r *rendered, e forms.EventFigures, options workbook.Options) {
	before := e
	small := func(t *forms.Tally, form *forms.Form) {
		cells := maps.Clone(t.Cells)
		for _, item := range form.Items() {
			if len(item.Options) == 0 || cells[item.Key] != nil {
				continue
			}
			n := 1 + o.random.IntN(o.k-1)
			if cells == nil {
				cells = map[string]map[string]int{}
			}
			cells[item.Key] = map[string]int{forms.CellAnswered: n, item.Options[o.random.IntN(len(item.Options))].Code: n}
		}
		t.Cells = cells
	}
	e.Sessions, e.Pooled = slices.Clone(e.Sessions), maps.Clone(e.Pooled)
	form := e.Sessions[0].Form
	for i := range e.Sessions {
		if release := e.Sessions[i].Release; release != nil {
			hidden := *release
			small(&hidden.Tally, form)
			e.Sessions[i].Release = &hidden
		}
	}
	pool := e.Pooled[form.ID]
	small(&pool, form)
	e.Pooled[form.ID] = pool
	options.Breakdowns = slices.Clone(options.Breakdowns)
	for i := range options.Breakdowns {
		b := &options.Breakdowns[i]
		b.Groups = maps.Clone(b.Groups)
		for _, option := range form.Item("rolle").Options {
			tally := b.Groups[option.Code]
			small(&tally, form)
			b.Groups[option.Code] = tally
		}
	}
	after := render(o, o.write(e, options))
	if len(after.parts) != len(r.parts) {
		o.Errorf("%d parts with small groups, %d without", len(after.parts), len(r.parts))
	}
	for name, part := range r.parts {
		if name == "[Content_Types].xml" { // the names of all parts, in any order
			continue
		}
		if !bytes.Equal(withoutSums(part, &before), withoutSums(after.parts[name], &e)) {
			o.Errorf("%s tells something of small groups", name)
		}
	}
}

func withoutSums(part []byte, e *forms.EventFigures) []byte {
	sets := [][]forms.Figures{e.Sessions}
	for i := range e.Sessions {
		sets = append(sets, e.Sessions[i:i+1])
	}
	for _, set := range sets {
		sum := reports.Checksum(set...)
		part = bytes.ReplaceAll(part, []byte(sum), nil)
		part = bytes.ReplaceAll(part, []byte(reports.ShortChecksum(sum)), nil)
	}
	return part
}

// compare holds every group that was shown against every other.
func (o *observer) compare() {
	for item, groups := range o.groups {
		for i, g := range groups {
			if len(g.people) < o.k {
				o.Errorf("k=%d: %s: %s shows %d people", o.k, item, g.where, len(g.people))
			}
			for _, h := range groups[:i] {
				if d := g.distance(h); d < o.k && item != "selten" { // who gave no answer is among the people of a state, too
					o.Errorf("k=%d: %s: %s and %s differ by %d people", o.k, item, h.where, g.where, d)
				}
			}
		}
	}
	for of, counts := range o.asked {
		for i, n := range counts {
			for _, m := range counts[:i] {
				if d := max(n-m, m-n); d > 0 && d < o.k {
					o.Errorf("k=%d: %s: %d and %d were asked", o.k, of, m, n)
				}
			}
		}
	}
}
