package forms

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"

	"resonanz/forms/disclosure"
)

// marks returns the marks of the people's rows in a database, by number.
func marks(t *testing.T, db *gorm.DB) map[int]disclosure.Mark {
	t.Helper()
	var rows []struct {
		Mark    disclosure.Mark
		Answers string
	}
	if err := db.Raw("SELECT mark, answers FROM responses").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	found, waiting := map[int]disclosure.Mark{}, 0
	for _, row := range rows {
		answers, err := answersOf(row.Answers)
		if err != nil {
			t.Fatal(err)
		}
		if len(answers["oft"]) == 0 {
			continue // of another session
		}
		n, err := strconv.Atoi(answers["oft"][0])
		if err != nil {
			t.Fatal(err)
		}
		if row.Mark == disclosure.Odd || row.Mark == disclosure.Even {
			waiting++
			row.Mark = disclosure.Odd // whoever sees both knows them apart by their number only
		}
		found[n-1000] = row.Mark
	}
	if k := testDefinition().Event.MinGroup; waiting > 2*k+1 {
		t.Errorf("%d people are not shown yet, want %d at most", waiting, 2*k+1)
	}
	return found
}

// attack looks into all files of a directory, whose database is db.
func attack(t *testing.T, moment, directory string, db *gorm.DB) {
	t.Helper()
	marked := marks(t, db)
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
		asked, votes := authors(content, podiumText), authors(content, podiumVote)
		for what, found := range map[string][]author{"answers": ticks, "comments": texts, "sign-ups": names, "questions": asked, "votes": votes} {
			checkOrder(t, moment+", "+file.Name()+": "+what, dumpPeople, found)
		}
		for mark := range disclosure.Mark(disclosure.Marks) {
			others := func(a author) bool { m, there := marked[a.i]; return !there || m != mark }
			what := fmt.Sprintf("%s, %s, mark %d", moment, file.Name(), mark)
			ticks, texts := slices.DeleteFunc(slices.Clone(ticks), others), slices.DeleteFunc(slices.Clone(texts), others)
			checkOrder(t, what+": answers", dumpPeople, ticks)
			checkOrder(t, what+": comments", dumpPeople, texts)
			checkJoin(t, what+": comments", ticks, texts)
		}
		checkOrder(t, moment+", "+file.Name()+": codes", 3*dumpPeople, codes)
		for part := range slices.Chunk(codes, dumpPeople) {
			checkJoin(t, moment+", "+file.Name()+": codes", ticks, part)
		}
		checkJoin(t, moment+", "+file.Name()+": comments", ticks, texts)
		checkJoin(t, moment+", "+file.Name()+": sign-ups", ticks, names)
		checkJoin(t, moment+", "+file.Name()+": questions", ticks, asked)
		checkJoin(t, moment+", "+file.Name()+": votes", ticks, votes)
		checkJoin(t, moment+", "+file.Name()+": votes and questions", asked, votes)
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

// checkOrder tells, of any two rows of one page, who came first: the one that
// stands first. By chance that is right for half of them, give or take four
// standard deviations.
func checkOrder(t *testing.T, what string, most int, found []author) {
	t.Helper()
	right, pairs, variance := 0, 0, 0.0
	for n, a := range found {
		same := 1 // of the page, from a on
		for _, b := range found[n+1:] {
			if a.at/4096 != b.at/4096 || a.i == b.i {
				continue
			}
			same++
			pairs++
			if a.i < b.i {
				right++
			}
		}
		// Of m rows, the first has 0 to m−1 behind it that came later.
		variance += float64(same*same-1) / 12
	}
	if len(found) > most {
		t.Errorf("%s: %d times in the file, want %d at most", what, len(found), most)
	}
	if strays := math.Abs(float64(right) - float64(pairs)/2); strays > 4*math.Sqrt(variance) {
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
