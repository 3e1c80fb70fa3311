package forms

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func mustData(tb testing.TB, store *Store, eventID int64) *Data {
	tb.Helper()
	data, err := store.Data(tb.Context(), eventID)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// download is what one download shows.
type download struct {
	rows     map[int64]map[string]int // session id, or 0 → answers → how often
	tallies  map[int64]Tally          // of these
	comments int
}

func mustDownload(tb testing.TB, store *Store, eventID int64) download {
	tb.Helper()
	data := mustData(tb, store, eventID)
	d := download{map[int64]map[string]int{}, map[int64]Tally{}, 0}
	for _, table := range data.Tables {
		n := 0
		for response, err := range data.Responses(table.Form.ID) {
			if err != nil {
				tb.Fatal(err)
			}
			text, err := json.Marshal(response.Answers)
			if err != nil {
				tb.Fatal(err)
			}
			if d.rows[response.SessionID] == nil {
				d.rows[response.SessionID] = map[string]int{}
			}
			d.rows[response.SessionID][string(text)]++
			tally := d.tallies[response.SessionID]
			tally.N++
			for _, cell := range table.Form.Marks(response.Answers) {
				tally.Add(cell, 1)
			}
			d.tallies[response.SessionID] = tally
			n++
		}
		if n != table.Rows {
			tb.Errorf("%d rows, %d announced", n, table.Rows)
		}
	}
	for _, err := range data.Comments() {
		if err != nil {
			tb.Fatal(err)
		}
		d.comments++
	}
	if d.comments != data.CommentCount {
		tb.Errorf("%d comments, %d announced", d.comments, data.CommentCount)
	}
	return d
}

// A closed event's rows are what its figures count, answer for answer.
func TestStore_Data(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	for i, n := range []int{12, 4, 3} {
		for k := range n {
			mustSubmit(t, store, submission(t, store, &sessions[i], Values{"gesamt": {"gut"}, "rolle": {"amt"}, "jahre": {strconv.Itoa(k)},
				"satz": {"x"}, "themen": {sessions[i].Key + "_a"}}))
		}
	}
	if _, err := store.Data(t.Context(), event.ID); CodeOf(err) != CodeConflict {
		t.Errorf("data of an open event: %v, want %s", err, CodeConflict)
	}
	for i := range sessions {
		if err := store.SetState(t.Context(), sessions[i].ID, StateClosed); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Data(t.Context(), event.ID+1); CodeOf(err) != CodeNotFound {
		t.Errorf("data of no event: %v, want %s", err, CodeNotFound)
	}
	got := mustDownload(t, store, event.ID)
	if got.comments != 19 {
		t.Errorf("%d comments, want 19", got.comments)
	}
	want := map[int64]int{sessions[0].ID: 12, 0: 7}
	counts := map[int64]int{}
	for id, tally := range got.tallies {
		counts[id] = tally.N
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("rows by session (-want +got):\n%s", diff)
	}
	if n := got.tallies[sessions[0].ID].Count("themen", "bildung_a"); n != 12 {
		t.Errorf("%d marks of a session's own option, want 12", n)
	}
	if n := got.tallies[0].Answered("themen"); n != 0 {
		t.Errorf("%d rows without a session answer a session's own question", n)
	}
	// A reading that ends early leaves the connection free for the next.
	data := mustData(t, store, event.ID)
	for range 2 {
		for range data.Responses(data.Tables[0].Form.ID) {
			break
		}
	}
}

// Over any course of opening, answering, withdrawing and closing, the rows differ
// from the figures by nobody or at least MinGroup people, and so do two
// downloads, in what is new and in what is gone.
//
// Reference, Single responses: "Rows drawn at random are left out for good"
func TestStore_DataDisclosure(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(seed, 7))
			store := newStore(t)
			event, sessions := testEvent(t, store)
			tokens := map[int64][]Token{}
			before := download{}
			for range 8 {
				for i := range sessions {
					if rng.IntN(3) == 0 {
						continue
					}
					id := sessions[i].ID
					if err := store.SetState(t.Context(), id, StateOpen); err != nil {
						t.Fatal(err)
					}
					for range rng.IntN(9) {
						sub := submission(t, store, &sessions[i], Values{"rolle": {"amt"}, "jahre": {strconv.Itoa(rng.IntN(1e6))}, "satz": {"x"},
							"themen": {sessions[i].Key + "_b"}})
						mustSubmit(t, store, sub)
						tokens[id] = append(tokens[id], sub.Token)
					}
					for range min(rng.IntN(3), len(tokens[id])) {
						k := rng.IntN(len(tokens[id]))
						if err := store.Withdraw(t.Context(), id, tokens[id][k]); err != nil {
							t.Fatal(err)
						}
						tokens[id] = slices.Delete(tokens[id], k, k+1)
					}
				}
				for i := range sessions {
					if err := store.SetState(t.Context(), sessions[i].ID, StateClosed); err != nil {
						t.Fatal(err)
					}
				}
				mustVerify(t, store)
				after := mustDownload(t, store, event.ID)
				compareDownloads(t, before, after, event.MinGroup)
				compareWithFigures(t, store, event, after)
				before = after
			}
		})
	}
}

// compareDownloads checks that nobody or at least k people came, and went.
func compareDownloads(t *testing.T, before, after download, k int) {
	t.Helper()
	more := func(of string, a, b download) {
		for id, rows := range a.rows {
			n := 0
			for text, count := range rows {
				n += max(0, count-b.rows[id][text])
			}
			if n > 0 && n < k {
				t.Errorf("%d %s rows of session %d", n, of, id)
			}
		}
	}
	more("new", after, before)
	more("gone", before, after)
}

func compareWithFigures(t *testing.T, store *Store, event Event, d download) {
	t.Helper()
	figures, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(figures.Comments) != d.comments {
		t.Errorf("%d comments, the figures have %d", d.comments, len(figures.Comments))
	}
	compare := func(id int64, shown Tally) {
		rows := d.tallies[id]
		if apart := shown.N - rows.N; apart != 0 && apart < event.MinGroup {
			t.Errorf("session %d: %d people are shown, %d rows", id, shown.N, rows.N)
		}
		for _, cell := range []Cell{{"rolle", "amt"}, {"rolle", CellAnswered}} {
			if rows.Count(cell.Item, cell.Option) > shown.Count(cell.Item, cell.Option) {
				t.Errorf("session %d: %v: more rows than the figures count", id, cell)
			}
		}
	}
	for _, f := range figures.Sessions {
		if f.Release != nil {
			compare(f.Session.ID, f.Release.Tally)
		} else if d.tallies[f.Session.ID].N > 0 {
			t.Errorf("session %d is named and has no figures", f.Session.ID)
		}
	}
	for _, pool := range figures.Pooled {
		compare(0, pool)
	}
}

// Reference, Single responses: "every download is noted", and of the audit log "2 years"
func TestStore_Audit(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	store := openStore(t, filepath.Join(t.TempDir(), "s"), Options{Now: func() time.Time { return now }})
	defer store.Close()
	event, _ := testEvent(t, store)
	note := func(account string) Note {
		if err := store.Note(t.Context(), account, "data.xlsx", event.ID); err != nil {
			t.Fatal(err)
		}
		return Note{At: now, Account: account, Action: "data.xlsx", EventID: event.ID}
	}
	note("ada")
	now = now.Add(auditKept + time.Second)
	want := []Note{note("ben")}
	want = append([]Note{note("cem")}, want...)
	got, err := store.Audit(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if err := store.Note(t.Context(), "ada", "data.xlsx", event.ID+1); err == nil {
		t.Error("a note on no event")
	}
}

// What a download costs the store: 15 answers a row.
func BenchmarkData(b *testing.B) {
	store := newStore(b)
	event, sessions := testEvent(b, store)
	const rows = 100_000
	fill(b, store, &sessions[0], rows)
	answers := Answers{}
	for i := range 15 {
		answers[fmt.Sprintf("frage.%d", i)] = []string{"stimmt_eher"}
	}
	text, err := json.Marshal(answers)
	if err != nil {
		b.Fatal(err)
	}
	if err := store.w.Exec("UPDATE responses SET answers = ?", string(text)).Error; err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		data, err := store.Data(b.Context(), event.ID)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for _, err := range data.Responses(data.Tables[0].Form.ID) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != rows {
			b.Fatalf("%d rows", n)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
