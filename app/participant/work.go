package participant

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"

	"resonanz/app/web"
	"resonanz/forms"
)

// Work is what answers cost while their session is in doubt: a browser solves
// puzzles before they are taken, and a page without a script waits. It keeps
// nobody out; it takes the pace from a machine that sends one answer after the
// other, and the more of them come, the more it takes.
const (
	// puzzles are solved for each answer: the time for many small ones varies
	// less than that for one.
	puzzles = 8
	// workBits is how many leading bits of a puzzle's hash are 0. Eight of 13
	// bits take 65,000 hashes: a fraction of a second on a phone.
	workBits = 13
	// mostBits is for the worst pace: a million hashes, some seconds on a phone.
	mostBits = 17
	// easyPace is how many answers a minute cost the least; twice as many cost
	// twice as much.
	easyPace = 30
	// workHours is for how many hours, this one included, work counts that was
	// begun in them: a phone may lose its network on the way.
	workHours = 2
	// waitTime is how long a page without a script waits at workBits, and
	// longestWait the most it waits.
	waitTime    = 20 * time.Second
	longestWait = 2 * time.Minute
	// waitKept is for how long answers are taken after a wait.
	waitKept = time.Hour
)

// answerID is the answer that work is done for: work for one is none for
// another. The key is the event's own, so that all processes agree.
type answerID struct {
	key     []byte
	session int64
	token   forms.Token
}

func newAnswerID(v *web.Visit, token forms.Token) answerID {
	return answerID{[]byte(v.Programme.RehearsalKey()), v.Session.ID, token}
}

// sum returns a keyed hash of what is said of the answer.
func (a answerID) sum(says string) []byte {
	mac := hmac.New(sha256.New, a.key)
	fmt.Fprintf(mac, "%s %d %s", says, a.session, a.token)
	return mac.Sum(nil)
}

// task is what a script has to do: find for each puzzle i, from 0, a number n for
// which the SHA-256 of the seed, i and n (both as 32 bits, the high ones first)
// begins with so many bits 0.
type task struct {
	Script  string `json:"script"` // address of the module that does it
	Seed    string `json:"seed"`   // 32 bytes in hex
	Puzzles int    `json:"puzzles"`
	Bits    int    `json:"bits"`
	Stamp   string `json:"stamp"` // what the solutions begin with
}

// bitsAt returns the price of an answer at the pace of so many in a minute.
func bitsAt(answers int) int {
	return min(mostBits, workBits+bits.Len(uint(answers/easyPace)))
}

// task sets the work for the answer.
func (a answerID) task(script string, price int, now time.Time) task {
	stamp := fmt.Sprintf("%d.%d", price, now.Unix()/3600)
	return task{Script: script, Seed: hex.EncodeToString(a.sum("work " + stamp)), Puzzles: puzzles, Bits: price, Stamp: stamp}
}

// solved reports whether the work was done: "bits.hour.n.n…".
func (a answerID) solved(work string, now time.Time) bool {
	parts := strings.Split(work, ".")
	if len(parts) != 2+puzzles {
		return false
	}
	price, err := strconv.Atoi(parts[0])
	hour, err2 := strconv.ParseInt(parts[1], 10, 64)
	if age := now.Unix()/3600 - hour; err != nil || err2 != nil || price < workBits || age < 0 || age >= workHours {
		return false
	}
	seed := a.sum("work " + parts[0] + "." + parts[1])
	for i, part := range parts[2:] {
		n, err := strconv.ParseUint(part, 10, 32)
		if err != nil || leadingZeros(puzzleHash(seed, uint32(i), uint32(n))) < price {
			return false
		}
	}
	return true
}

func puzzleHash(seed []byte, i, n uint32) [sha256.Size]byte {
	block := binary.BigEndian.AppendUint32(append(make([]byte, 0, 40), seed...), i)
	return sha256.Sum256(binary.BigEndian.AppendUint32(block, n))
}

func leadingZeros(hash [sha256.Size]byte) int {
	return bits.LeadingZeros64(binary.BigEndian.Uint64(hash[:]))
}

// wait returns a ticket that lets the answer in without work at a later time.
func (a answerID) wait(price int, now time.Time) string {
	from := now.Add(min(longestWait, waitTime<<(price-workBits))).Unix()
	return fmt.Sprintf("%d.%x", from, a.sum(fmt.Sprintf("wait %d", from)))
}

// left returns how long a ticket has to wait yet. It is not one of ours, or too
// old, if ok is false.
func (a answerID) left(ticket string, now time.Time) (left time.Duration, ok bool) {
	at, mac, _ := strings.Cut(ticket, ".")
	from, err := strconv.ParseInt(at, 10, 64)
	given, err2 := hex.DecodeString(mac)
	if err != nil || err2 != nil || !hmac.Equal(given, a.sum("wait "+at)) {
		return 0, false
	}
	left = time.Unix(from, 0).Sub(now)
	return max(0, left), left > -waitKept
}
