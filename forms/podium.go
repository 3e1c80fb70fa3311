package forms

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PodiumMode says whether a session takes questions to its podium and what has to
// happen before others see one.
type PodiumMode string

// The modes of a podium.
const (
	PodiumOff       PodiumMode = ""
	PodiumModerated PodiumMode = "moderated" // moderators approve each question
	PodiumAtOnce    PodiumMode = "at_once"   // see podiumShows
)

// PodiumStatus says how far a question has come. Others see approved and answered
// ones.
type PodiumStatus string

// The states of a question to a podium.
const (
	PodiumPending  PodiumStatus = "pending"
	PodiumApproved PodiumStatus = "approved" // people can vote for it
	PodiumAnswered PodiumStatus = "answered"
	PodiumHidden   PodiumStatus = "hidden"
)

const (
	// MaxPodiumQuestion is the length of a question to a podium, in code points: what
	// can be read from the last row, and read out in a breath.
	MaxPodiumQuestion = 240
	// MaxPodiumQuestions bounds the questions of a session, hidden ones included: far
	// more than a hall asks, and as many as a list of them may cost.
	MaxPodiumQuestions = 1000
	// podiumStep is how many questions appear together at least where nobody approves
	// them one by one.
	podiumStep = 2
)

// podiumShows reports whether the questions that wait are shown as another one
// arrives, which then waits itself. So a question never appears at the moment at
// which it was asked, and never alone: whoever watches the list and the people sees
// somebody type, and then questions of others. Moderators may approve one by hand at
// any time, which is their moment and not that of who asked.
func podiumShows(mode PodiumMode, waiting int) bool {
	return mode == PodiumAtOnce && waiting >= podiumStep
}

// Podium is what a session's podium is asked.
type Podium struct {
	Mode      PodiumMode
	Questions []PodiumQuestion // all of them, in the order of PodiumQuestion.before
}

// PodiumQuestion is a question to a podium.
type PodiumQuestion struct {
	ID        string // for addresses: it leads to no person and to no other question
	SessionID int64
	Text      string
	Status    PodiumStatus
	Votes     int
	Current   bool // it is being answered now
}

// Seen reports whether others see the question.
func (q *PodiumQuestion) Seen() bool {
	return q.Status == PodiumApproved || q.Status == PodiumAnswered
}

// Seen returns the questions that all may see, in their order: those that wait for
// an answer, the current one first, and then those that have one.
func (p *Podium) Seen() []PodiumQuestion {
	var seen []PodiumQuestion
	for _, q := range p.Questions {
		if q.Seen() {
			seen = append(seen, q)
		}
	}
	rank := func(q *PodiumQuestion) int {
		switch {
		case q.Current:
			return 0
		case q.Status == PodiumApproved:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(seen, func(a, b PodiumQuestion) int { return cmp.Compare(rank(&a), rank(&b)) })
	return seen
}

// before orders questions by their votes and, where those are equal, by their random
// ids: nothing tells who asked before whom.
func (q *PodiumQuestion) before(other *PodiumQuestion) int {
	return cmp.Or(cmp.Compare(other.Votes, q.Votes), cmp.Compare(q.ID, other.ID))
}

// The names of the fields of a page of a podium.
const (
	FieldPodiumQuestion = "question" // the text of a question, or the id of one that is voted for
	FieldPodiumVoter    = "_voter"   // the token that votes
)

// ParsePodiumQuestion returns the question that a page sent as one line, or what is
// wrong with it.
func ParsePodiumQuestion(values Values) (string, *FieldError) {
	text := oneLine(values[FieldPodiumQuestion])
	switch n := utf8.RuneCountInString(text); {
	case !strings.ContainsFunc(text, unicode.IsLetter):
		return "", &FieldError{Field: FieldPodiumQuestion, Key: ErrKeyPodium}
	case n > MaxPodiumQuestion:
		return "", &FieldError{Field: FieldPodiumQuestion, Key: ErrKeyTooLong, Args: map[string]any{"Max": MaxPodiumQuestion, "Length": n}}
	}
	return text, nil
}

// podiumQuestionID returns the key under which the question of a page with the token
// is stored.
func (t Token) podiumQuestionID() rowID {
	sum := sha256.Sum256([]byte(string(t) + "\x00\x00podium"))
	return rowID(sum[:16])
}

// podiumVoteID returns the key of the token's vote for a question. Without the token
// it cannot be told from any other, so the votes of one phone cannot be joined.
func (t Token) podiumVoteID(question rowID) rowID {
	sum := sha256.Sum256(append([]byte(string(t)+"\x00\x00vote\x00"), question[:]...))
	return rowID(sum[:16])
}

// podiumVoteID returns the key of the vote of a one-time code for a question, of the
// event's salt. The salt of each question is another one: who has the files has to
// try all codes for every question anew, at the price of a slow hash each.
func (h passHash) podiumVoteID(salt []byte, question rowID) rowID {
	hash := h.stretch(bytes.Join([][]byte{salt, []byte("vote"), question[:]}, nil))
	return rowID(hash[:16])
}

// parseRowID reads the key of a row as addresses have it.
func parseRowID(id string) (rowID, error) {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != len(rowID{}) {
		return rowID{}, Errorf(CodeNotFound, "no such row")
	}
	return rowID(raw), nil
}
