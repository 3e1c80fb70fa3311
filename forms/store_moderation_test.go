package forms

import (
	"fmt"
	"strings"
	"testing"
)

func TestStore_Moderate(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	session := &sessions[0]
	for i := range 12 {
		mustSubmit(t, store, submission(t, store, session, Values{"gesamt": {"gut"}, "satz": {fmt.Sprintf("Frau Beispiel sagt %d", i)}}))
	}
	comments, err := store.Comments(t.Context(), session.ID)
	if err != nil || len(comments) != 6 { // those of the release
		t.Fatalf("%d comments, %v", len(comments), err)
	}
	id := comments[0].ID
	if comments[0].Status != CommentPending || comments[0].Edited() {
		t.Errorf("a new comment: %+v", comments[0])
	}
	if err := store.Moderate(t.Context(), session.ID, id, func(m *Moderation) {
		m.Status, m.Starred, m.Tags, m.Text = CommentApproved, true, []string{"Sprache"}, "[Name] sagt etwas"
	}); err != nil {
		t.Fatal(err)
	}
	starred, err := store.Starred(t.Context(), event.ID)
	if err != nil || len(starred) != 1 || starred[0].Text != "[Name] sagt etwas" || starred[0].Original != comments[0].Original || starred[0].Tags[0] != "Sprache" {
		t.Errorf("starred: %+v, %v", starred, err)
	}
	// Whatever leaves the service has the edited text.
	figures, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	texts := ""
	for _, comment := range figures.Comments {
		texts += comment.Text + "\n"
	}
	if strings.Contains(texts, comments[0].Original) || !strings.Contains(texts, "[Name] sagt etwas") {
		t.Errorf("the event's comments: %s", texts)
	}
	if err := store.Moderate(t.Context(), session.ID, id, func(m *Moderation) { m.Starred = false }); err != nil {
		t.Fatal(err)
	}
	if starred, _ := store.Starred(t.Context(), event.ID); len(starred) != 0 {
		t.Errorf("still starred: %+v", starred)
	}
	wrong := map[string]func(m *Moderation){
		"status": func(m *Moderation) { m.Status = "shown" },
		"empty":  func(m *Moderation) { m.Text = "  " },
		"long":   func(m *Moderation) { m.Text = strings.Repeat("x", MaxEdited+1) },
		"tags":   func(m *Moderation) { m.Tags = make([]string, MaxTags+1) },
	}
	for name, change := range wrong {
		if err := store.Moderate(t.Context(), session.ID, id, change); CodeOf(err) != CodeInvalid {
			t.Errorf("%s: %v, want %s", name, err, CodeInvalid)
		}
	}
	for _, id := range []string{"", "zz", "00ff"} {
		if err := store.Moderate(t.Context(), session.ID, id, func(*Moderation) {}); CodeOf(err) != CodeNotFound {
			t.Errorf("comment %q: %v, want %s", id, err, CodeNotFound)
		}
	}
	if err := store.Moderate(t.Context(), sessions[1].ID, id, func(*Moderation) {}); CodeOf(err) != CodeNotFound {
		t.Errorf("by another session: %v", err)
	}
	mustVerify(t, store)
}

// A comment that is not released yet cannot be reached either.
func TestStore_Moderate_held(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	_, sessions := testEvent(t, store)
	sub := submission(t, store, &sessions[0], Values{"satz": {"früh"}})
	mustSubmit(t, store, sub)
	id := sub.Token.commentID("satz")
	if err := store.Moderate(t.Context(), sessions[0].ID, fmt.Sprintf("%x", id[:]), func(m *Moderation) { m.Status = CommentApproved }); CodeOf(err) != CodeNotFound {
		t.Errorf("%v, want %s", err, CodeNotFound)
	}
}
