package stage_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/atom"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// A speaker sees the figures of the own session as they come, approved comments only,
// with the event's figure beside them where two others are in it, and sees no other
// session.
func TestServer_speaker(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	hall := newHall(t, s, "vortrag", 4)
	first := hall.sessions[0]
	cookie := s.Speaks(t, first.Code)
	path := "/speaker/" + first.Code + "/de"
	early := s.Get(t, path, "Cookie", cookie)
	early.WantStatus(t, http.StatusOK)
	if strings.Contains(early.Body, `class="bars"`) || !strings.Contains(early.Body, "/assets/") {
		t.Errorf("there are figures of nobody:\n%s", early.Body)
	}
	for i := range hall.sessions[:3] {
		for range 13 { // the first figures come after 12
			hall.answer(i, forms.Answers{"satz": {fmt.Sprintf("Satz Nummer %d", hall.people)}})
		}
	}
	open := s.Get(t, path, "Cookie", cookie)
	if !strings.Contains(open.Body, "die Zahlen erneuern sich von selbst") || !strings.Contains(open.Body, "speaker.js") || strings.Contains(open.Body, "Satz Nummer") {
		t.Errorf("while it is open:\n%s", open.Body)
	}
	hall.must(s.Store.SetState(t.Context(), first.ID, forms.StateClosed))
	s.Approve(t, first.Code, 1)
	final := s.Get(t, path, "Cookie", cookie)
	if n := strings.Count(final.Body, "Satz Nummer"); n != 1 || !strings.Contains(final.Body, "Das ist der Endstand.") || strings.Contains(final.Body, "speaker.js") {
		t.Errorf("%d comments, and one is approved:\n%s", n, final.Body)
	}
	if own, event := hall.read(final); len(own["oft"]) != 13 || len(event["oft"]) < 23 {
		t.Errorf("%d people in the own figures, %d in those of the event", len(own["oft"]), len(event["oft"]))
	}
	for _, other := range []string{"/speaker/" + hall.sessions[1].Code + "/de", "/speaker/" + hall.event.Code + "/de", "/moderate/" + first.Code, "/screen/" + first.Code} {
		s.Get(t, other, "Cookie", cookie).WantStatus(t, http.StatusNotFound)
	}
}

// hall is an event of several sessions of one form, in which everybody gives an answer
// of their own, so that every count tells who is in it.
type hall struct {
	*testing.T
	*servicetest.Site
	event    *forms.Event
	sessions []forms.Session
	forms    []*forms.Form
	people   int
	in       map[string]int // session of a person
	tokens   map[int][]forms.Token
}

// hallPeople is more than answer in one course.
const hallPeople = 100

func newHall(t *testing.T, s *servicetest.Site, key string, sessions int) *hall {
	t.Helper()
	text := func(words string) forms.Text { return forms.Text{"de": words} }
	var options []forms.Option
	for i := range hallPeople {
		options = append(options, forms.Option{Code: fmt.Sprint("p", i), Text: text(fmt.Sprint("p", i))})
	}
	form := forms.Form{Key: "bogen", Title: text("Bogen")}
	for _, item := range []string{"oft", "selten"} {
		form.Questions = append(form.Questions, forms.Question{Key: item, Kind: forms.KindChoice, Text: text(item), Options: options})
	}
	form.Questions = append(form.Questions, forms.Question{Key: "satz", Kind: forms.KindText, Text: text("satz")})
	day := time.Now().UTC().Truncate(time.Hour)
	d := &forms.Definition{
		Event: forms.Event{
			Key: key, Title: text(key), Zone: "Europe/Berlin", Languages: []string{"de"}, MinGroup: 5, Retention: forms.DefaultRetention,
			Starts: day, Ends: day.Add(8 * time.Hour),
		},
		Forms: []forms.Form{form},
	}
	for i := range sessions {
		d.Sessions = append(d.Sessions, forms.SessionDefinition{FormKey: "bogen", Session: forms.Session{
			Key: fmt.Sprint("saal", i), Kind: forms.Workshop, Title: text(fmt.Sprint("Saal ", i)), State: forms.StateOpen,
		}})
	}
	h := &hall{T: t, Site: s, in: map[string]int{}, tokens: map[int][]forms.Token{}}
	done, err := s.Store.Import(t.Context(), d)
	h.must(err)
	h.event = &done.Event
	h.sessions, err = s.Store.Sessions(t.Context(), done.Event.ID)
	h.must(err)
	for i := range h.sessions {
		asked, err := s.Store.Form(t.Context(), &h.sessions[i])
		h.must(err)
		h.forms = append(h.forms, asked)
	}
	return h
}

func (h *hall) must(err error) {
	h.Helper()
	if err != nil && forms.CodeOf(err) != forms.CodeClosed {
		h.Fatal(err)
	}
}

// answer has the next person answer in the session.
func (h *hall) answer(session int, more forms.Answers) {
	h.Helper()
	own := []string{fmt.Sprint("p", h.people)}
	answers := forms.Answers{"oft": own}
	for key, given := range more {
		answers[key] = given
	}
	if h.people%3 == 0 {
		answers["selten"] = own
	}
	token := forms.NewToken()
	_, err := h.Store.Submit(h.Context(), forms.Submission{SessionID: h.sessions[session].ID, Token: token, Form: h.forms[session], Answers: answers})
	h.must(err)
	if err == nil {
		h.in[own[0]] = session
		h.tokens[session] = append(h.tokens[session], token)
		h.people++
	}
}

// read takes from a speaker's page who is in the own figures and in those of the event,
// by item.
func (h *hall) read(page *servicetest.Reply) (own, event map[string]map[string]bool) {
	h.Helper()
	own, event = map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, section := range page.All(atom.Section) {
		item := servicetest.Attribute(section, "data-item")
		who := ""
		for node := range section.Descendants() {
			said := ""
			if node.DataAtom != 0 {
				said = strings.TrimSpace(servicetest.TextOf(node))
			}
			switch {
			case servicetest.Attribute(node, "class") == "label":
				who = said
			case servicetest.Attribute(node, "class") == "count" && said == "1":
				put(own, item, who)
			case node.DataAtom == atom.Small && !strings.HasSuffix(strings.ReplaceAll(said, "\u00a0", " "), " 0 %"):
				put(event, item, who)
			}
		}
	}
	return own, event
}

func put(states map[string]map[string]bool, item, who string) {
	if states[item] == nil {
		states[item] = map[string]bool{}
	}
	states[item][who] = true
}

// The other sessions are in the event's figure in groups only, and never one of them
// alone, whatever a speaker has seen before.
func TestServer_speakerAttack(t *testing.T) {
	t.Parallel()
	const k, steps = 5, 50
	courses := 4
	if testing.Short() {
		courses = 2
	}
	s := servicetest.New(t)
	beside := 0
	for seed := range courses {
		h := newHall(t, s, fmt.Sprint("angriff", seed), 4)
		random := rand.New(rand.NewPCG(uint64(seed), 11))
		cookie, path := s.Speaks(t, h.sessions[0].Code), "/speaker/"+h.sessions[0].Code+"/de"
		seen := map[string][]map[string]bool{} // what one can know of a set of people, by its name
		for range steps {
			h.act(random, seed%2 == 1)
			page := s.Get(t, path, "Cookie", cookie)
			page.WantStatus(t, http.StatusOK)
			own, event := h.read(page)
			for item, of := range own {
				h.note(seen, "own "+item, of, k, item == "oft")
			}
			for item, of := range event {
				beside++
				others, sessions := map[string]bool{}, map[int]bool{}
				for who := range of {
					if !own[item][who] {
						others[who], sessions[h.in[who]] = true, true
					}
				}
				if len(sessions) < 2 || sessions[0] {
					t.Fatalf("%s: the difference is that of the sessions %v", item, sessions)
				}
				h.note(seen, "event "+item, of, k, item == "oft")
				h.note(seen, "others "+item, others, k, item == "oft")
			}
		}
	}
	if beside < 10*courses {
		t.Errorf("the event's figures stood beside only %d times: there was nothing to attack", beside)
	}
}

// act has somebody answer, somebody withdraw, or a session close or open again.
func (h *hall) act(random *rand.Rand, leaves bool) {
	at := random.IntN(len(h.sessions))
	switch dice := random.IntN(20); {
	case dice < 17 && h.people+3 < hallPeople:
		for range 1 + random.IntN(3) {
			h.answer(at, nil)
		}
	case dice == 17 && leaves && len(h.tokens[at]) > 0:
		last := len(h.tokens[at]) - 1
		h.must(h.Store.Withdraw(h.Context(), h.sessions[at].ID, h.tokens[at][last]))
		h.tokens[at] = h.tokens[at][:last]
	case dice == 18:
		h.must(h.Store.SetState(h.Context(), h.sessions[at].ID, forms.StateClosed))
	default:
		h.must(h.Store.SetState(h.Context(), h.sessions[at].ID, forms.StateOpen))
	}
}

// note keeps a state of which one knows who is in it. It must have k people and, where
// everybody answers the item, differ from each other one by k of them.
func (h *hall) note(seen map[string][]map[string]bool, name string, state map[string]bool, k int, everybody bool) {
	h.Helper()
	if len(state) < k {
		h.Errorf("%s: %d people", name, len(state))
	}
	for _, other := range seen[name] {
		n := 0
		for who := range state {
			if !other[who] {
				n++
			}
		}
		for who := range other {
			if !state[who] {
				n++
			}
		}
		if n == 0 {
			return
		}
		if everybody && n < k {
			h.Errorf("two states of %s tell what %d people said", name, n)
		}
	}
	seen[name] = append(seen[name], state)
}
