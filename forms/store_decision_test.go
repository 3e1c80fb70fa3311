package forms

import (
	"fmt"
	"slices"
	"testing"
)

// commentedSession returns a session with six comments that moderators see.
func commentedSession(t *testing.T, store *Store) (CommentsOf, []ModeratedComment) {
	t.Helper()
	event, sessions := testEvent(t, store)
	for i := range 12 {
		mustSubmit(t, store, submission(t, store, &sessions[0], Values{"gesamt": {"gut"}, "satz": {fmt.Sprintf("Kommentar %d", i)}}))
	}
	comments, err := store.Comments(t.Context(), sessions[0].ID)
	if err != nil || len(comments) != 6 {
		t.Fatalf("%d comments, %v", len(comments), err)
	}
	return CommentsOf{EventID: event.ID, SessionID: sessions[0].ID}, comments
}

// decide decides on comments that were seen pending.
func decide(t *testing.T, store *Store, of CommentsOf, hand string, change func(*Moderation), comments ...ModeratedComment) (int, []ModeratedComment) {
	t.Helper()
	var decisions []Decision
	for _, c := range comments {
		decisions = append(decisions, Decision{c.ID, CommentPending})
	}
	done, refused, err := store.Decide(t.Context(), of, hand, decisions, change)
	if err != nil {
		t.Fatal(err)
	}
	return done, refused
}

func approve(m *Moderation) { m.Status = CommentApproved }
func hide(m *Moderation)    { m.Status = CommentHidden }
func star(m *Moderation)    { m.Starred = true }

// standings returns the states of the comments, in their order; a star is marked.
func standings(t *testing.T, store *Store, of CommentsOf) (all []string) {
	t.Helper()
	comments, err := store.EventComments(t.Context(), of.EventID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range comments {
		state := string(c.Status[0])
		if c.Starred {
			state += "*"
		}
		all = append(all, state)
	}
	return all
}

func wantStandings(t *testing.T, store *Store, of CommentsOf, want ...string) {
	t.Helper()
	if got := standings(t, store, of); !slices.Equal(got, want) {
		t.Fatalf("the comments are %v, want %v", got, want)
	}
}

// Two moderators who decide on the same comments do not undo each other: who comes
// second is told, if the decisions differ.
func TestStore_Decide(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	of, c := commentedSession(t, store)
	whole := CommentsOf{EventID: of.EventID}
	if done, refused := decide(t, store, of, "ada", approve, c[0], c[1]); done != 2 || refused != nil {
		t.Fatalf("%d done, %v refused", done, refused)
	}
	done, refused := decide(t, store, whole, "bob", hide, c[1], c[2])
	if done != 1 || len(refused) != 1 || refused[0].ID != c[1].ID || refused[0].Status != CommentApproved {
		t.Fatalf("%d done, %+v refused", done, refused)
	}
	if done, refused := decide(t, store, whole, "bob", approve, c[0]); done != 1 || refused != nil { // they agree
		t.Fatalf("%d done, %v refused", done, refused)
	}
	decide(t, store, of, "bob", star, c[0], c[2]) // changes no state
	wantStandings(t, store, of, "a*", "a", "h*", "p", "p", "p")
	if done, refused := decide(t, store, CommentsOf{of.EventID, of.SessionID + 1}, "bob", hide, c[3]); done != 0 || refused != nil {
		t.Errorf("by another session: %d done, %v refused", done, refused)
	}
	if _, _, err := store.Decide(t.Context(), of, "", nil, hide); CodeOf(err) != CodeInvalid {
		t.Errorf("without a hand: %v", err)
	}
	if done, refused := decide(t, store, of, "bob", func(m *Moderation) { m.Tags = []string{""} }, c[3]); done != 0 || len(refused) != 1 {
		t.Errorf("an empty tag: %d done, %v refused", done, refused)
	}
	mustVerify(t, store)
}

// A moderator takes back their last decisions, and only what nobody has changed
// since.
func TestStore_UndoDecisions(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	of, c := commentedSession(t, store)
	decide(t, store, of, "ada", star, c[0])
	decide(t, store, of, "ada", approve, c[0], c[1], c[2], c[3])
	decide(t, store, of, "bob", star, c[1])
	if err := store.Moderate(t.Context(), of.SessionID, c[2].ID, func(m *Moderation) { m.Text = "anders" }); err != nil {
		t.Fatal(err)
	}
	undone, err := store.UndoDecisions(t.Context(), of, "ada")
	if err != nil || undone != 2 {
		t.Fatalf("%d undone, %v, want 2", undone, err)
	}
	wantStandings(t, store, of, "p*", "a*", "a", "p", "p", "p") // the star was decided on before
	if _, err := store.UndoDecisions(t.Context(), of, "ada"); CodeOf(err) != CodeConflict {
		t.Errorf("once more: %v, want %s", err, CodeConflict)
	}
	if undone, err := store.UndoDecisions(t.Context(), of, "bob"); err != nil || undone != 1 {
		t.Errorf("the other: %d undone, %v", undone, err)
	}
	var marks int
	if err := store.r.Raw("SELECT COUNT(*) FROM comments WHERE hand IS NOT NULL OR replaced IS NOT NULL AND replaced <> 'null'").Scan(&marks).Error; err != nil || marks != 0 {
		t.Errorf("%d rows still say what they were, %v", marks, err)
	}
	mustVerify(t, store)
}
