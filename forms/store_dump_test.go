package forms

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gorm.io/driver/sqlite"

	"resonanz/forms/postgrestest"
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

// newDump makes the event and its codes.
func newDump(t *testing.T, directory string) *dump {
	t.Helper()
	d := &dump{directory: directory, Store: newStoreIn(t, directory, nil)}
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
	}
	return d
}

// arrive lets people answer one after the other, each in a commit of its own,
// which is the worst case. Tokens are the same in every run.
func (d *dump) arrive(t *testing.T) {
	t.Helper()
	for i, sub := range d.subs {
		mustSubmit(t, d.Store, sub)
		contact := Contact{Name: person(i), Email: "post@example.org", Sessions: []string{"bildung"}}
		row := contactRow{EventID: d.sessions[0].EventID, ID: sub.Token.contactID(), Name: contact.Name, Email: contact.Email, Sessions: contact.Sessions}
		if err := d.w.Create(&row).Error; err != nil { // SignUp asks for the event's time
			t.Fatal(err)
		}
		d.sweeper.loosen(contactPlace(row.EventID))
		d.askAndVote(t, i)
	}
}

// askAndVote has a person ask the podium, and vote for the question of the first.
func (d *dump) askAndVote(t *testing.T, i int) {
	t.Helper()
	id := d.sessions[0].ID
	if i == 0 {
		setPodiumMode(t, d.Store, id, PodiumModerated)
	}
	if _, err := d.AskPodium(t.Context(), PodiumAsk{id, podiumToken(i), podiumText(i)}); err != nil {
		t.Fatal(err)
	}
	first := podiumToken(0).podiumQuestionID()
	if i == 0 {
		moderatePodium(t, d.Store, id, hex.EncodeToString(first[:]), PodiumApproved, false)
	}
	vote := PodiumVote{SessionID: id, Question: hex.EncodeToString(first[:]), Voter: podiumToken(i), Simulated: true, Up: true} // a phone's, not a code's
	if err := d.VotePodium(t.Context(), vote); err != nil {
		t.Fatal(err)
	}
}

func podiumToken(i int) Token { return Token(fmt.Sprintf("%032x", 4711+i)) }

func podiumText(i int) string { return fmt.Sprintf("Ans-Podium-%03d", i) }

// podiumVote returns the key of a person's vote.
func podiumVote(i int) string {
	id := podiumToken(i).podiumVoteID(podiumToken(0).podiumQuestionID())
	return string(id[:])
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

// What the files tell somebody who gets hold of them: neither who answered
// after whom, nor which comment, sign-up, question to the podium or vote came with
// which ticks.
//
// Reference, Data protection: "The files of the data directory tell no more." and
// "what was withdrawn is gone from all files before the page says so".
// Reference, Not stored with an answer: "Rows lie in the order of random keys"
// README, Data protection: "Rows lie in the order of random keys, in every file of the data directory."
func TestStore_FilesDoNotTell(t *testing.T) {
	postgrestest.SQLiteOnly(t, "looks into the files of SQLite")
	t.Parallel()
	d := newDump(t, t.TempDir())
	d.arrive(t)
	checkSwept(t, d.Store, "open")
	attack(t, "open, a second later", d.directory, d.r)

	other := submission(t, d.Store, &d.sessions[1], Values{"gesamt": {"gut"}})
	other.Pass = pass(0)
	mustSubmit(t, d.Store, other)
	checkSwept(t, d.Store, "quiet")
	attack(t, "quiet", d.directory, d.r)

	for i := range dumpPeople / 4 {
		if err := d.Withdraw(t.Context(), d.sessions[0].ID, d.subs[4*i].Token); err != nil {
			t.Fatal(err)
		}
		d.checkGone(t, d.directory, 4*i)
	}
	attack(t, "after withdrawals", d.directory, d.r)

	if err := d.SetState(t.Context(), d.sessions[0].ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	checkSwept(t, d.Store, "closed")
	attack(t, "closed", d.directory, d.r)

	copied := t.TempDir()
	if err := d.Backup(t.Context(), filepath.Join(copied, "copy.db")); err != nil {
		t.Fatal(err)
	}
	backup, err := d.connect(sqlite.Open("file:"+filepath.Join(copied, "copy.db")+"?mode=ro&immutable=1"), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer closePool(backup)
	attack(t, "backed up", copied, backup)
	for i := range dumpPeople / 4 {
		d.checkGone(t, copied, 4*i)
	}
	mustVerify(t, d.Store)
}

// killedDirectory names the directory of a process that TestStore_FilesAfterKill
// starts and that kills itself.
const killedDirectory = "RESONANZ_TEST_KILLED_DIRECTORY"

// A service that is killed leaves the order of its last answers in its files. The
// next one lays them anew before anybody answers.
//
// Reference, Data protection: "After an unclean end the service lays all rows anew".
func TestStore_FilesAfterKill(t *testing.T) {
	postgrestest.SQLiteOnly(t, "looks into the files of SQLite")
	if directory := os.Getenv(killedDirectory); directory != "" {
		d := newDump(t, directory)
		if err := d.takeLock(directory); err != nil {
			t.Fatal(err)
		}
		reading := d.r.Begin() // so that nothing is laid anew
		if err := reading.Exec("SELECT 1 FROM events").Error; err != nil {
			t.Fatal(err)
		}
		d.arrive(t)
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Kill()
		}
		t.Fatal(err)
	}
	t.Parallel()
	directory := t.TempDir()
	killed := exec.Command(os.Args[0], "-test.run=^TestStore_FilesAfterKill$")
	killed.Env = append(os.Environ(), killedDirectory+"="+directory)
	if output, err := killed.CombinedOutput(); err == nil || killed.ProcessState.Exited() {
		t.Fatalf("the process was not killed: %v\n%s", err, output)
	}
	store, err := Open(t.Context(), directory, Options{Service: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	wait := time.NewTicker(time.Millisecond)
	defer wait.Stop()
	for CodeOf(store.Ready(t.Context())) == CodeBusy {
		<-wait.C
	}
	checkSwept(t, store, "after a kill")
	attack(t, "after a kill", directory, store.r)

	sessions, err := store.Sessions(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	one := submission(t, store, &sessions[1], Values{"gesamt": {"gut"}})
	one.Pass = pass(0)
	mustSubmit(t, store, one)
	checkSwept(t, store, "one more answer")
	attack(t, "one more answer", directory, store.r)
	mustVerify(t, store)
}
