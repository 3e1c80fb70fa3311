package forms

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// spotQuestion is a choice that is asked on the spot.
func spotQuestion(text string) Question {
	return Question{Kind: KindChoice, Text: Text{"de": text}, Options: []Option{
		{Code: "o1", Text: Text{"de": "Ja"}}, {Code: "o2", Text: Text{"de": "Nein"}},
	}}
}

func mustAsk(t tester, store *Store, session *Session, q Question) Session {
	t.Helper()
	spot, err := store.Ask(context.Background(), session.ID, q)
	if err != nil {
		t.Fatal(err)
	}
	return spot
}

// answerSpot lets as many people choose the option.
func answerSpot(t *testing.T, store *Store, spot *Session, option string, people int) {
	t.Helper()
	for range people {
		mustSubmit(t, store, submission(t, store, spot, Values{spotKey: {option}}))
	}
}

// A question on the spot is answered, shown, withdrawn and verified as a session,
// and nothing that is made of the programme knows it.
func TestStore_Ask(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	parent := &sessions[0]
	before, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	defined := mustDefinition(t, store, event.ID)

	first := mustAsk(t, store, parent, spotQuestion("Ist es zu warm?"))
	answerSpot(t, store, &first, "o1", 12)
	if f := mustFigures(t, store, &first); f.Release == nil || f.Release.Tally.Count(spotKey, "o1") < event.MinGroup || f.Turnout.N != 12 {
		t.Fatalf("figures of a question on the spot: %+v", f)
	}
	programme, found, err := store.Find(t.Context(), first.Code)
	if err != nil || found == nil || !found.OnTheSpot() || programme.Running(parent) != found || programme.Parent(found).ID != parent.ID {
		t.Fatalf("by its code: %+v, %v", found, err)
	}
	second := mustAsk(t, store, parent, spotQuestion("Und jetzt?"))
	if programme, err = store.FindEvent(t.Context(), event.ID); err != nil || programme.Running(parent).ID != second.ID || programme.Running(&sessions[1]) != nil {
		t.Fatalf("the second one runs: %+v, %v", programme.Running(parent), err)
	}
	if f := mustFigures(t, store, &first); f.Session.State != StateClosed || f.Release.Tally.N != 12 {
		t.Errorf("the first one when the second is asked: %+v", f)
	}

	listed, err := store.Sessions(t.Context(), event.ID)
	if err != nil || len(listed) != len(sessions) || len(programme.Sessions) != len(sessions) {
		t.Errorf("%d sessions are listed, %d in the programme, %v; want %d", len(listed), len(programme.Sessions), err, len(sessions))
	}
	if diff := cmp.Diff(defined, mustDefinition(t, store, event.ID), sameDefinition); diff != "" {
		t.Errorf("the definition (-before +after):\n%s", diff)
	}
	after, err := store.EventFigures(t.Context(), event.ID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range after.Sessions {
		after.Sessions[i].Turnout.Revision = before.Sessions[i].Turnout.Revision
	}
	if diff := cmp.Diff(before, after, sameDefinition); diff != "" {
		t.Errorf("figures of the event (-before +after):\n%s", diff)
	}
	asked, err := store.Asked(t.Context(), event.ID)
	if err != nil || len(asked) != 2 || asked[0].Session.ID != first.ID || asked[0].Turnout.N != 12 || asked[1].Release != nil {
		t.Errorf("asked: %+v, %v", asked, err)
	}
	mustVerify(t, store)

	// With the session, its question closes.
	if err := store.SetState(t.Context(), parent.ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	if f := mustFigures(t, store, &second); f.Session.State != StateClosed {
		t.Errorf("after the session: %s", f.Session.State)
	}
	mustVerify(t, store)
}

// A text that is asked on the spot is a comment, of its question and of no other
// list.
func TestStore_Ask_text(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	spot := mustAsk(t, store, &sessions[0], Question{Kind: KindText, MaxLength: MaxWords, Text: Text{"de": "Ein Wort?"}})
	for i := range 12 {
		mustSubmit(t, store, submission(t, store, &spot, Values{spotKey: {fmt.Sprint("Wort ", i)}}))
	}
	if err := store.SetState(t.Context(), spot.ID, StateClosed); err != nil {
		t.Fatal(err)
	}
	comments, err := store.Comments(t.Context(), spot.ID)
	if err != nil || len(comments) != 12 {
		t.Fatalf("%d comments, %v", len(comments), err)
	}
	if err := store.Moderate(t.Context(), spot.ID, comments[0].ID, func(m *Moderation) { m.Status, m.Starred = CommentApproved, true }); err != nil {
		t.Fatal(err)
	}
	starred, err := store.Starred(t.Context(), event.ID)
	if err != nil || len(starred) != 0 {
		t.Errorf("the closing round has %d comments, %v", len(starred), err)
	}
	figures, err := store.EventFigures(t.Context(), event.ID)
	if err != nil || len(figures.Comments) != 0 {
		t.Errorf("the event has %d comments, %v", len(figures.Comments), err)
	}
	asked, err := store.Asked(t.Context(), event.ID)
	if err != nil || len(asked) != 1 || len(asked[0].Comments) != 12 {
		t.Errorf("asked: %+v, %v", asked, err)
	}
}

func TestStore_Ask_refused(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, sessions := testEvent(t, store)
	many := spotQuestion("Viele?")
	for i := range MaxSpotOptions {
		many.Options = append(many.Options, Option{Code: fmt.Sprint("m", i), Text: Text{"de": "Mehr"}})
	}
	longOption := spotQuestion("Lang?")
	longOption.Options[0].Text = Text{"de": strings.Repeat("x", MaxSpotOption+1)}
	for name, it := range map[string]struct {
		q     Question
		field string
	}{
		"no text":      {spotQuestion(""), "text"},
		"a long text":  {spotQuestion(strings.Repeat("x", MaxSpotText+1)), "text.de"},
		"no options":   {Question{Kind: KindChoice, Text: Text{"de": "Was?"}}, "options"},
		"many options": {many, "options"},
		"long option":  {longOption, "options.o1.de"},
		"another kind": {Question{Kind: KindBattery, Text: Text{"de": "Was?"}}, "kind"},
	} {
		_, err := store.Ask(t.Context(), sessions[0].ID, it.q)
		problems, _ := errors.AsType[Problems](err)
		if CodeOf(err) != CodeInvalid || len(problems) == 0 || !strings.HasPrefix(problems[0].Field, strings.TrimSuffix(it.field, ".de")) {
			t.Errorf("%s: %v", name, err)
		}
		if err := store.Prepare(t.Context(), event.ID, it.q); CodeOf(err) != CodeInvalid {
			t.Errorf("prepare %s: %v", name, err)
		}
	}
	spot := mustAsk(t, store, &sessions[0], spotQuestion("1?"))
	if _, err := store.Ask(t.Context(), spot.ID, spotQuestion("2?")); CodeOf(err) != CodeInvalid {
		t.Errorf("on the spot on the spot: %v", err)
	}
	for range MaxSpots - 1 {
		mustAsk(t, store, &sessions[0], spotQuestion("Noch eine?"))
	}
	if _, err := store.Ask(t.Context(), sessions[0].ID, spotQuestion("Zu viel?")); CodeOf(err) != CodeConflict {
		t.Errorf("one too many: %v", err)
	}
	if err := store.DropSpot(t.Context(), spot.ID); err != nil {
		t.Fatal(err)
	}
	last := mustAsk(t, store, &sessions[0], spotQuestion("Wieder Platz?"))
	answerSpot(t, store, &last, "o1", 1)
	if err := store.DropSpot(t.Context(), last.ID); CodeOf(err) != CodeConflict {
		t.Errorf("drop what has an answer: %v", err)
	}
	if err := store.DropSpot(t.Context(), sessions[0].ID); CodeOf(err) != CodeNotFound {
		t.Errorf("drop a session of the programme: %v", err)
	}
	noOrphans(t, store)
}

// Prepared questions belong to their event, and go with it.
func TestStore_Prepare(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	event, _ := testEvent(t, store)
	for _, text := range []string{"Erste?", "Zweite?"} {
		if err := store.Prepare(t.Context(), event.ID, spotQuestion(text)); err != nil {
			t.Fatal(err)
		}
	}
	prepared, err := store.Prepared(t.Context(), event.ID)
	if err != nil || len(prepared) != 2 || prepared[1].Question.Text["de"] != "Zweite?" {
		t.Fatalf("%+v, %v", prepared, err)
	}
	if err := store.DropPrepared(t.Context(), event.ID+1, prepared[0].ID); err != nil {
		t.Fatal(err)
	}
	if err := store.DropPrepared(t.Context(), event.ID, prepared[1].ID); err != nil {
		t.Fatal(err)
	}
	if prepared, err = store.Prepared(t.Context(), event.ID); err != nil || len(prepared) != 1 || prepared[0].Question.Text["de"] != "Erste?" {
		t.Errorf("%+v, %v", prepared, err)
	}
	for range MaxPrepared - 1 {
		if err := store.Prepare(t.Context(), event.ID, spotQuestion("Noch eine?")); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Prepare(t.Context(), event.ID, spotQuestion("Zu viel?")); CodeOf(err) != CodeConflict {
		t.Errorf("one too many: %v", err)
	}
	if _, err := store.DeleteEvent(t.Context(), "anna", event.ID); err != nil {
		t.Fatal(err)
	}
	noOrphans(t, store)
}

// Whatever is imported and published beside questions on the spot, in any order:
// they stay with their answers as long as their session does, which stays as long
// as they have some, and no definition ever knows them.
func TestStore_Ask_besideImports(t *testing.T) {
	t.Parallel()
	store, events := newStore(t), 0
	rapid.Check(t, func(t *rapid.T) {
		events++
		d := testDefinition()
		d.Event.Key = fmt.Sprint("test-", events)
		w := &spotWorld{t: t, store: store, wanted: d, answers: map[string]int{}}
		w.imports(d, true)
		for range rapid.IntRange(1, spotSteps).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"ask", "answer", "import", "publish"}).Draw(t, "what") {
			case "ask":
				w.ask(w.session(t))
			case "answer":
				w.answer(w.session(t))
			case "import":
				w.importSome(t)
			case "publish":
				w.publish(rapid.SampledFrom([]string{"Eins", "Zwei", "Drei"}).Draw(t, "title"))
			}
		}
		w.check()
	})
}

// spotSteps is how many things happen at most: each is a commit to the disk.
const spotSteps = 12

// spotWorld is an event with what there has to be of it.
type spotWorld struct {
	t       *rapid.T
	store   *Store
	eventID int64
	wanted  *Definition    // as it was imported or published last
	answers map[string]int // by code of a session or a question on the spot
	spots   []Session
}

func (w *spotWorld) fatal(err error) {
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *spotWorld) programme() *Programme {
	p, err := w.store.FindEvent(context.Background(), w.eventID)
	w.fatal(err)
	return p
}

func (w *spotWorld) session(t *rapid.T) *Session {
	return rapid.SampledFrom(w.programme().Sessions).Draw(t, "session")
}

func (w *spotWorld) ask(session *Session) {
	spot, err := w.store.Ask(context.Background(), session.ID, spotQuestion("Frage?"))
	w.fatal(err)
	w.spots = append(w.spots, spot)
}

// answer answers the question that runs in the session, or else its form.
func (w *spotWorld) answer(session *Session) {
	p := w.programme()
	values := Values{"gesamt": {"gut"}}
	if spot := p.Running(session); spot != nil {
		session, values = spot, Values{spotKey: {"o1"}}
	}
	form := p.Form(session)
	answers, problems := form.Parse(values)
	if problems != nil {
		w.t.Fatal(problems)
	}
	_, err := w.store.Submit(context.Background(), Submission{SessionID: session.ID, Token: NewToken(), Form: form, Answers: answers})
	w.fatal(err)
	w.answers[session.Code]++
}

// importSome imports the event with some of its sessions, and perhaps another form.
func (w *spotWorld) importSome(t *rapid.T) {
	d := testDefinition()
	d.Event.Key = w.wanted.Event.Key
	d.Sessions = d.Sessions[:rapid.IntRange(1, 3).Draw(t, "sessions")]
	if rapid.Bool().Draw(t, "another form") {
		d.Forms[0].Questions = append(d.Forms[0].Questions, Question{Key: "neu", Kind: KindYesNo, Text: Text{"de": "Neu?"}})
	}
	may := true
	for _, session := range w.programme().Sessions {
		listed := false
		for i := range d.Sessions {
			listed = listed || d.Sessions[i].Key == session.Key
		}
		may = may && (listed || w.answered(session) == 0)
	}
	w.imports(d, may)
}

// answered returns how many answers the session and its questions on the spot have.
func (w *spotWorld) answered(session *Session) int {
	n := w.answers[session.Code]
	for i := range w.spots {
		if *w.spots[i].ParentID == session.ID {
			n += w.answers[w.spots[i].Code]
		}
	}
	return n
}

func (w *spotWorld) imports(d *Definition, may bool) {
	before := w.wanted
	done, err := w.store.Import(context.Background(), d)
	if !may {
		if CodeOf(err) != CodeConflict {
			w.t.Fatalf("imported away what has answers: %v", err)
		}
		w.wanted = before
		return
	}
	w.fatal(err)
	w.eventID, w.wanted = done.Event.ID, d
	gone := map[int64]bool{}
	for _, session := range done.Deleted {
		gone[session.ID] = true
	}
	kept := w.spots[:0]
	for _, spot := range w.spots {
		if !gone[*spot.ParentID] {
			kept = append(kept, spot)
		}
	}
	w.spots = kept
}

func (w *spotWorld) publish(title string) {
	draft, err := w.store.DraftOf(context.Background(), w.eventID, "anna")
	w.fatal(err)
	save(w.t, w.store, draft.ID, PathOfEvent, func(p *EventPart) { p.Title = Text{"de": title} })
	_, err = w.store.Publish(context.Background(), draft.ID, mustDraft(w.t, w.store, draft.ID).Revision, "anna")
	w.fatal(err)
}

func (w *spotWorld) check() {
	ctx := context.Background()
	asked, err := w.store.Asked(ctx, w.eventID)
	w.fatal(err)
	if len(asked) != len(w.spots) {
		w.t.Fatalf("%d questions on the spot, want %d", len(asked), len(w.spots))
	}
	for i, spot := range w.spots {
		if asked[i].Session.Code != spot.Code || asked[i].Turnout.N != w.answers[spot.Code] || asked[i].Form.ID != spot.FormID {
			w.t.Fatalf("question %d is %+v, want %s with %d answers", i, asked[i], spot.Code, w.answers[spot.Code])
		}
	}
	d, err := w.store.Definition(ctx, w.eventID)
	w.fatal(err)
	draft, err := w.store.DraftOf(ctx, w.eventID, "anna")
	w.fatal(err)
	for of, d := range map[string]*Definition{"what is in force": d, "the draft": draft.Definition()} {
		if len(d.Forms) != 1 || len(d.Sessions) != len(w.wanted.Sessions) {
			w.t.Fatalf("%s has %d forms and %d sessions, want 1 and %d", of, len(d.Forms), len(d.Sessions), len(w.wanted.Sessions))
		}
	}
	verified, err := w.store.Verify(ctx)
	if err != nil || len(verified.Differences) > 0 {
		w.t.Fatalf("%+v, %v", verified, err)
	}
}

// What is shown of a question on the spot is shown of at least as many new people
// as the event says, whatever becomes of its session meanwhile, and no figure of
// the event or of the session moves with it.
//
// Reference, Data protection: "it shares no pool".
func TestStore_Ask_disclosure(t *testing.T) {
	t.Parallel()
	store, events := newStore(t), 0
	rapid.Check(t, func(t *rapid.T) {
		events++
		d := testDefinition()
		d.Event.Key = fmt.Sprint("test-", events)
		w := &spotWorld{t: t, store: store, wanted: d, answers: map[string]int{}}
		w.imports(d, true)
		parent := w.programme().Sessions[0]
		w.ask(parent)
		spot := &w.spots[0]
		shown, left, tokens := 0, 0, []Token(nil)
		look := func() {
			f, err := store.Figures(context.Background(), spot.ID)
			w.fatal(err)
			if f.Release != nil && f.Release.Tally.N != shown {
				if more := f.Release.Tally.N - shown + left; more < d.Event.MinGroup {
					w.t.Fatalf("%d people became shown after %d, %d of them withdrawn", more, shown, left)
				}
				shown, left = f.Release.Tally.N, 0
			}
			event, err := store.EventFigures(context.Background(), w.eventID)
			w.fatal(err)
			if len(event.Pooled) > 0 || event.Sessions[0].Release != nil || event.Sessions[0].Turnout.N != 0 {
				w.t.Fatalf("the event tells of it: %+v", event)
			}
		}
		for range rapid.IntRange(1, 3*spotSteps).Draw(t, "steps") {
			open := w.programme().Running(parent) != nil
			switch what := rapid.SampledFrom([]string{"answer", "answer", "answer", "answer", "answer", "withdraw", "state"}).Draw(t, "what"); {
			case what == "answer" && open:
				form := w.programme().Form(spot)
				answers, _ := form.Parse(Values{spotKey: {rapid.SampledFrom([]string{"o1", "o2"}).Draw(t, "option")}})
				token := NewToken()
				_, err := store.Submit(context.Background(), Submission{SessionID: spot.ID, Token: token, Form: form, Answers: answers})
				w.fatal(err)
				tokens = append(tokens, token)
			case what == "withdraw" && open && len(tokens) > 0:
				i := rapid.IntRange(0, len(tokens)-1).Draw(t, "who")
				w.fatal(store.Withdraw(context.Background(), spot.ID, tokens[i]))
				tokens = append(tokens[:i], tokens[i+1:]...)
				left++
			case what == "state":
				of := rapid.SampledFrom([]int64{spot.ID, parent.ID}).Draw(t, "of")
				w.fatal(store.SetState(context.Background(), of, rapid.SampledFrom([]State{StateOpen, StateClosed}).Draw(t, "state")))
			}
			look()
		}
	})
}

// Databases of every earlier version have sessions, and one can ask in them.
func TestMigrate_spots(t *testing.T) {
	t.Parallel()
	const before = 19
	for step := 1; step <= before; step++ {
		store := upgraded(t, step, "SELECT 1")
		sessions, err := store.Sessions(t.Context(), 1)
		if err != nil || len(sessions) == 0 {
			t.Fatalf("from step %d: %d sessions, %v", step, len(sessions), err)
		}
		if spot, err := store.Ask(t.Context(), sessions[0].ID, spotQuestion("Jetzt?")); err != nil || !spot.OnTheSpot() {
			t.Errorf("from step %d: %+v, %v", step, spot, err)
		}
	}
}
