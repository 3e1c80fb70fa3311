package forms

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// dumpPeople is how many people answer: enough for several pages.
const dumpPeople = 200

// dump is an event whose authors and their order the test knows. Somebody who
// gets hold of the files does not.
type dump struct {
	*Store
	directory string
	sessions  []Session
	subs      []Submission
}

// newDump lets people answer one after the other, each in a commit of its own,
// which is the worst case. Tokens are the same in every run.
func newDump(t *testing.T) *dump {
	t.Helper()
	d := &dump{directory: t.TempDir()}
	d.Store = newStoreIn(t, d.directory, nil)
	event, sessions := testEvent(t, d.Store)
	d.sessions = sessions
	d.usePasses(t, event.ID)
	for i := range dumpPeople {
		sub := submission(t, d.Store, &sessions[0], Values{
			"gesamt": {[]string{"gut", "mittel", "schlecht"}[i%3]}, "oft": {fmt.Sprint(1000 + i)}, "satz": {comment(i)},
		})
		sub.Token = Token(fmt.Sprintf("%032x", i+1))
		sub.Pass = pass(i)
		d.subs = append(d.subs, sub)
		mustSubmit(t, d.Store, sub)
		contact := Contact{Name: person(i), Email: "post@example.org", Sessions: []string{"bildung"}}
		row := contactRow{EventID: event.ID, ID: sub.Token.contactID(), Name: contact.Name, Email: contact.Email, Sessions: contact.Sessions}
		if err := d.w.Create(&row).Error; err != nil { // SignUp asks for the event's time
			t.Fatal(err)
		}
		d.sweeper.loosen(contactPlace(event.ID))
	}
	return d
}

// dumpSalt and pass make the codes, and so their hashes, those of the test.
var dumpSalt = make([]byte, 16)

func pass(i int) string { return fmt.Sprintf("%08d", i) }

var passHashes = sync.OnceValue(func() [][]byte {
	var hashes [][]byte
	for i := range dumpPeople {
		hash := fastHash(pass(i)).stretch(dumpSalt)
		hashes = append(hashes, hash[:])
	}
	return hashes
})

// usePasses has the event ask for a code, of which everybody has one.
func (d *dump) usePasses(t *testing.T, eventID int64) {
	t.Helper()
	if err := d.w.Create(&passSaltRow{EventID: eventID, Salt: dumpSalt}).Error; err != nil {
		t.Fatal(err)
	}
	if err := d.w.Exec("UPDATE events SET passes = TRUE WHERE id = ?", eventID).Error; err != nil {
		t.Fatal(err)
	}
	var rows []passRow
	for _, hash := range passHashes() {
		rows = append(rows, passRow{EventID: eventID, Hash: hash})
	}
	if err := insertPasses(t.Context(), d.w, rows); err != nil {
		t.Fatal(err)
	}
}

func comment(i int) string { return fmt.Sprintf("Bemerkung-%03d", i) }

func person(i int) string { return fmt.Sprintf("Person-%03d", i) }

// settle waits until the sweeper has done all it has to do.
func (d *dump) settle(t *testing.T) {
	t.Helper()
	wait := time.NewTicker(time.Millisecond)
	defer wait.Stop()
	for range wait.C {
		if t.Context().Err() != nil {
			t.Fatal("the sweeper has not finished")
		}
		info, err := os.Stat(filepath.Join(d.directory, DatabaseFile+"-wal"))
		if err == nil && info.Size() == 0 && !d.sweeper.unsettled() {
			return
		}
	}
}

// attack looks into all files of a directory.
func attack(t *testing.T, moment, directory string) {
	t.Helper()
	files, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(directory, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file.Name(), "-shm") {
			checkIndex(t, moment, content)
			continue
		}
		ticks := authors(content, func(i int) string { return fmt.Sprintf(`"oft":["%d"]`, 1000+i) })
		texts, names := authors(content, comment), authors(content, person)
		// A code stands among the event's and among those of each of two sessions.
		codes := authors(content, func(i int) string { return string(passHashes()[i]) })
		for what, found := range map[string][]author{"answers": ticks, "comments": texts, "sign-ups": names} {
			checkOrder(t, moment+", "+file.Name()+": "+what, dumpPeople, found)
		}
		checkOrder(t, moment+", "+file.Name()+": codes", 3*dumpPeople, codes)
		for part := range slices.Chunk(codes, dumpPeople) {
			checkJoin(t, moment+", "+file.Name()+": codes", ticks, part)
		}
		checkJoin(t, moment+", "+file.Name()+": comments", ticks, texts)
		checkJoin(t, moment+", "+file.Name()+": sign-ups", ticks, names)
	}
}

// author is where something stands that somebody wrote.
type author struct{ i, at int }

// authors finds what people wrote in the raw bytes of a file, in the order of
// the pages and, inside a page, from the end: that is how SQLite fills it.
func authors(content []byte, wrote func(i int) string) []author {
	const page = 4096
	var found []author
	for i := range dumpPeople {
		for at, rest := 0, content; ; {
			n := bytes.Index(rest, []byte(wrote(i)))
			if n < 0 {
				break
			}
			at += n
			found = append(found, author{i, at})
			at++
			rest = content[at:]
		}
	}
	slices.SortFunc(found, func(a, b author) int {
		return cmp.Or(cmp.Compare(a.at/page, b.at/page), cmp.Compare(b.at, a.at))
	})
	return found
}

// checkOrder tells, of any two neighbours of one page, who came first: the one
// that stands first. By chance that is right for half of them.
func checkOrder(t *testing.T, what string, most int, found []author) {
	t.Helper()
	right, pairs := 0, 0
	for n, a := range found {
		for _, b := range found[n+1:] {
			if a.at/4096 != b.at/4096 || a.i == b.i {
				continue
			}
			pairs++
			if a.i < b.i {
				right++
			}
		}
	}
	if len(found) > most {
		t.Errorf("%s: %d times in the file, want %d at most", what, len(found), most)
	}
	// The share of right pairs among 200 rows in some ten pages strays from a
	// half by 0.025 (standard deviation).
	if share := float64(right) / float64(max(pairs, 1)); pairs > 0 && (share < 0.4 || share > 0.6) {
		t.Errorf("%s: the order of %d of %d pairs can be told, want a half", what, right, pairs)
	}
}

// checkJoin joins what stands in the same place of two orders. By chance that
// is right once.
func checkJoin(t *testing.T, what string, a, b []author) {
	t.Helper()
	for _, backwards := range []bool{false, true} {
		right := 0
		for n := range min(len(a), len(b)) {
			other := b[n]
			if backwards {
				other = b[len(b)-1-n]
			}
			if a[n].i == other.i {
				right++
			}
		}
		if right > 7 { // one in a million by chance
			t.Errorf("%s: %d can be joined to their ticks, want about 1", what, right)
		}
	}
}

// checkIndex looks into the shared memory of the log, which lists its pages in
// the order in which they were written: after a sweep those of the settling,
// each a few times at most.
func checkIndex(t *testing.T, moment string, content []byte) {
	t.Helper()
	times := map[uint32]int{}
	// The first block: 136 bytes of header, then page numbers, then hashes.
	for at := 136; at < min(len(content), 16384); at += 4 {
		times[binary.NativeEndian.Uint32(content[at:])]++
	}
	delete(times, 0)
	for page, n := range times {
		if n > 10 {
			t.Errorf("%s: the log's index lists page %d %d times, want the settling's only", moment, page, n)
		}
	}
}

// What the files tell somebody who gets hold of them: neither who answered
// after whom, nor which comment or sign-up came with which ticks.
//
// README, Data protection: "The files of the data directory tell no more." and
// "what was withdrawn is gone from all files before the page says so".
func TestStore_FilesDoNotTell(t *testing.T) {
	t.Parallel()
	d := newDump(t)
	d.settle(t)
	attack(t, "open, a second later", d.directory)

	other := submission(t, d.Store, &d.sessions[1], Values{"gesamt": {"gut"}})
	other.Pass = pass(0)
	mustSubmit(t, d.Store, other)
	d.settle(t)
	attack(t, "quiet", d.directory)

	for i := range dumpPeople / 4 {
		if err := d.Withdraw(t.Context(), d.sessions[0].ID, d.subs[4*i].Token); err != nil {
			t.Fatal(err)
		}
		d.checkGone(t, d.directory, 4*i)
	}
	attack(t, "after withdrawals", d.directory)

	if err := d.SetState(t.Context(), d.sessions[0].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	d.settle(t)
	attack(t, "closed", d.directory)

	copied := t.TempDir()
	if err := d.Backup(t.Context(), filepath.Join(copied, "copy.db")); err != nil {
		t.Fatal(err)
	}
	attack(t, "backed up", copied)
	for i := range dumpPeople / 4 {
		d.checkGone(t, copied, 4*i)
	}
	mustVerify(t, d.Store)
}

// checkGone looks for what somebody took back.
func (d *dump) checkGone(t *testing.T, directory string, i int) {
	t.Helper()
	files, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(directory, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(comment(i))) || bytes.Contains(content, fmt.Appendf(nil, `"oft":["%d"]`, 1000+i)) {
			t.Errorf("%s holds what person %d withdrew", file.Name(), i)
		}
	}
}

// Rows that are settled stay as they are, whatever is in them.
func TestStore_SettlesRowsUnchanged(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	const rows = 2*settleRows + 7
	read := func(table string) []string {
		var all []string
		columns := map[string]string{
			"responses": "typeof(id) || typeof(day) || typeof(simulated) || hex(id) || day || simulated || answers",
			"comments":  "typeof(id) || typeof(body) || typeof(tags) || typeof(edited) || hex(id) || item || simulated || body || status || starred",
			"tallies":   "typeof(item) || typeof(n) || item || ' ' || option || ' ' || n",
		}
		if err := store.r.Raw("SELECT " + columns[table] + " FROM " + table).Scan(&all).Error; err != nil {
			t.Fatal(err)
		}
		return all
	}
	for i := range rows {
		sub := submission(t, store, &sessions[i%2], Values{"gesamt": {"gut"}, "oft": {fmt.Sprint(i)}, "satz": {strings.Repeat("ß", i%600+1)}})
		go func() { _, _ = store.Submit(context.Background(), sub) }()
	}
	for n := 0; n < rows; {
		n = mustFigures(t, store, &sessions[0]).Turnout.N + mustFigures(t, store, &sessions[1]).Turnout.N
	}
	before := map[string][]string{}
	for _, table := range []string{"responses", "comments", "tallies"} {
		before[table] = read(table)
	}
	store.sweeper.loosen(append(sessionPlaces(sessions[0].ID), sessionPlaces(sessions[1].ID)...)...)
	for store.sweeper.unsettled() {
		store.sweeper.sweep(t.Context())
	}
	for table, want := range before {
		if got := read(table); !slices.Equal(got, want) {
			t.Errorf("%s: %d rows before, %d after settling, or others", table, len(want), len(got))
		}
	}
	mustVerify(t, store)
}
