package desk_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"resonanz/app/desk"
	"resonanz/app/live"
	"resonanz/app/service/servicetest"
	"resonanz/app/stage"
	"resonanz/forms"
)

// attacker keeps every frame that anybody gets of a session, and looks for two
// that tell what a few people said. Everybody gives an answer of their own, so
// that every count tells who is in it: no real attacker knows as much.
type attacker struct {
	*testing.T
	*servicetest.Site
	random    *rand.Rand
	event     *forms.Event
	session   forms.Session
	form      *forms.Form
	tokens    []forms.Token
	people    int
	frames    int
	pages     int                          // of results that anybody can load
	published int                          // figures on them
	seen      map[string][]map[string]bool // item → its states: who is in them
	shown     []int                        // numbers of people in releases, of courses without withdrawals
	leaves    bool                         // people withdraw
}

// attackPeople is more than answer in one course.
const attackPeople = 120

// attackItems are the items with how many of ten people answer them.
var attackItems = map[string]int{"oft": 10, "halb": 5, "selten": 2}

func attackDefinition(name string, k int) *forms.Definition {
	text := func(s string) forms.Text { return forms.Text{"de": s, "en": s} }
	var options []forms.Option
	for i := range attackPeople {
		options = append(options, forms.Option{Code: fmt.Sprint("p", i), Text: text(fmt.Sprint("p", i))})
	}
	form := forms.Form{Key: "angriff", Title: text("Angriff")}
	for _, key := range []string{"oft", "halb", "selten"} {
		form.Questions = append(form.Questions, forms.Question{Key: key, Kind: forms.KindChoice, Text: text(key), Options: options})
	}
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	return &forms.Definition{
		Event: forms.Event{
			Key: name, Title: text(name), Zone: "Europe/Berlin", Languages: []string{"de", "en"}, MinGroup: k, Results: forms.ResultsAfterClosing,
			Retention: forms.DefaultRetention, Starts: day, Ends: day.Add(8 * time.Hour),
		},
		Forms: []forms.Form{form},
		Sessions: []forms.SessionDefinition{{FormKey: "angriff", Session: forms.Session{
			Key: "saal", Kind: forms.Workshop, Title: text("Saal"), State: forms.StateOpen, Position: 1,
		}}},
	}
}

func newAttacker(t *testing.T, s *servicetest.Site, seed uint64) *attacker {
	t.Helper()
	a := &attacker{T: t, Site: s, random: rand.New(rand.NewPCG(seed, 9)), seen: map[string][]map[string]bool{}, leaves: seed%2 == 1}
	done, err := s.Store.Import(t.Context(), attackDefinition(fmt.Sprint("angriff", seed), 5))
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := s.Store.Sessions(t.Context(), done.Event.ID)
	if err == nil {
		a.event, a.session = &done.Event, sessions[0]
		a.form, err = s.Store.Form(t.Context(), &a.session)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *attacker) must(err error, but ...forms.Code) {
	a.Helper()
	if err != nil && !slices.Contains(but, forms.CodeOf(err)) {
		a.Fatal(err)
	}
}

// act does one thing that people or moderators may do.
func (a *attacker) act() {
	of := forms.StageOf{EventID: a.event.ID, SessionID: a.session.ID}
	switch dice := a.random.IntN(40); {
	case dice < 24 && a.people < attackPeople:
		answers, own := forms.Answers{}, []string{fmt.Sprint("p", a.people)}
		for item, often := range attackItems {
			if a.random.IntN(10) < often {
				answers[item] = own
			}
		}
		a.people++
		token := forms.NewToken()
		_, err := a.Store.Submit(a.Context(), forms.Submission{SessionID: a.session.ID, Token: token, Form: a.form, Answers: answers})
		a.must(err, forms.CodeClosed)
		if err == nil {
			a.tokens = append(a.tokens, token)
		}
	case dice < 27 && a.leaves && len(a.tokens) > 0:
		i := a.random.IntN(len(a.tokens))
		err := a.Store.Withdraw(a.Context(), a.session.ID, a.tokens[i])
		a.must(err, forms.CodeClosed)
		if err == nil {
			a.tokens = slices.Delete(a.tokens, i, i+1)
		}
	case dice < 29:
		a.must(a.Store.SetState(a.Context(), a.session.ID, forms.StateClosed))
	case dice < 32:
		a.must(a.Store.SetState(a.Context(), a.session.ID, forms.StateOpen))
	case dice == 32:
		a.must(a.Store.UndoStage(a.Context(), of), forms.CodeConflict)
	default:
		acts := [][3]string{
			{"reveal"}, {"hide"}, {"freeze"}, {"unfreeze"}, {"blank"}, {"unblank"}, {"next"}, {"previous"},
			{"show", "results", "selten"}, {"show", "results", "oft"}, {"reveal"},
		}
		act := acts[a.random.IntN(len(acts))]
		a.must(a.Store.ChangeStage(a.Context(), of, stage.Change(&stage.Snapshot{Figures: forms.Figures{Form: a.form}}, stage.Act(act[0]), forms.Screen(act[1]), act[2])))
	}
}

// look takes the frames that moderators, the stage and phones can get now.
func (a *attacker) look() {
	topic := live.Topic{EventID: a.event.ID, SessionID: a.session.ID, Audience: live.Moderators}
	var desk desk.Frame
	a.read(topic, &desk)
	if desk.Shown > 0 && !a.leaves && !slices.Contains(a.shown, desk.Shown) {
		a.shown = append(a.shown, desk.Shown)
	}
	for _, item := range desk.Items {
		if !item.Suppressed {
			counts := map[string]string{}
			for _, option := range item.Options {
				counts[option.Code] = fmt.Sprint(option.Count)
			}
			a.note(item.Key, counts)
		}
	}
	topic.Audience = live.Stage
	for _, topic.Lang = range []string{"de", "en"} {
		var pic stage.Picture
		a.read(topic, &pic)
		for _, table := range pic.Tables {
			if _, of := attackItems[table.Label.Text]; !of {
				continue // the overview sums nothing up here
			}
			counts := map[string]string{}
			for _, row := range table.Rows {
				counts[row.Label.Text] = row.Count
			}
			a.note(table.Label.Text, counts)
		}
	}
}

// visit takes what the public page of results says.
func (a *attacker) visit() {
	page := a.Get(a.T, "/"+a.session.Code+"/de/results")
	page.WantStatus(a.T, http.StatusOK)
	a.pages++
	for _, section := range page.All(atom.Section) {
		item := servicetest.Attribute(section, "data-item")
		if _, of := attackItems[item]; !of {
			continue
		}
		counts := map[string]string{}
		who := ""
		for node := range section.Descendants() {
			switch servicetest.Attribute(node, "class") {
			case "label":
				who = servicetest.TextOf(node)
			case "count":
				counts[who] = servicetest.TextOf(node)
			}
		}
		if len(counts) > 0 {
			a.published++
		}
		a.note(item, counts)
	}
}

func (a *attacker) read(of live.Topic, frame any) {
	a.Helper()
	content, err := a.Frame(a.Context(), of)
	a.must(err)
	a.must(json.Unmarshal(content, frame))
	a.frames++
}

// note keeps a state of an item, if it is another one than those before.
func (a *attacker) note(item string, counts map[string]string) {
	state := map[string]bool{}
	for who, n := range counts {
		switch n {
		case "1":
			state[who] = true
		case "", "0":
		default:
			a.Fatalf("%s: %s counts %s times", item, who, n)
		}
	}
	if len(state) == 0 || slices.ContainsFunc(a.seen[item], func(other map[string]bool) bool { return apart(state, other) == 0 }) {
		return
	}
	a.seen[item] = append(a.seen[item], state)
}

// apart returns how many people are in one of the states only.
func apart(a, b map[string]bool) int {
	n := 0
	for who := range a {
		if !b[who] {
			n++
		}
	}
	for who := range b {
		if !a[who] {
			n++
		}
	}
	return n
}

// recover looks for answers of fewer than k people.
func (a *attacker) recover(k int) {
	for item, states := range a.seen {
		for i, state := range states {
			if len(state) < k {
				a.Errorf("%s is shown for %d people: %v", item, len(state), state)
			}
			if attackItems[item] < 10 {
				continue // who gave no answer is among the people of the state, too
			}
			for _, other := range states[:i] {
				if n := apart(state, other); n < k {
					a.Errorf("two states of %s tell what %d people said", item, n)
				}
			}
		}
	}
	for i, n := range a.shown {
		for _, other := range a.shown[:i] {
			if d := max(n-other, other-n); d < k {
				a.Errorf("releases of %d and %d people", other, n)
			}
		}
	}
}

// Nobody who has every frame ever sent, to moderators, to the stage and to
// phones, can tell what fewer than min_group people said.
func TestServer_attack(t *testing.T) {
	t.Parallel()
	const k, steps = 5, 110
	courses := 40
	if testing.Short() {
		courses = 10
	}
	s := servicetest.New(t)
	states, published := 0, 0
	for seed := range courses {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			a := newAttacker(t, s, uint64(seed))
			for range steps {
				a.act()
				a.look()
				a.visit()
			}
			a.must(a.Store.SetState(t.Context(), a.session.ID, forms.StateClosed))
			a.look()
			a.visit()
			a.recover(k)
			published += a.published
			for _, of := range a.seen {
				states += len(of)
			}
		})
	}
	if published < courses {
		t.Errorf("only %d figures were public in %d courses", published, courses)
	}
	if states < 5*courses {
		t.Errorf("only %d states of items were seen in %d courses: there was nothing to attack", states, courses)
	}
}
