package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

const (
	raceEvents   = 20
	raceSessions = 50 // of each event, one round each
	racePhones   = 3  // that send at the same time
	raceAnswers  = 4  // each
)

func raceDefinition(name string) *forms.Definition {
	text := func(s string) forms.Text { return forms.Text{"de": s} }
	day := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	d := &forms.Definition{
		Event: forms.Event{
			Key: name, Title: text(name), Zone: "Europe/Berlin", Languages: []string{"de"}, MinGroup: 2,
			Retention: forms.DefaultRetention, Starts: day, Ends: day.Add(8 * time.Hour),
		},
		Forms: []forms.Form{{Key: "bogen", Title: text("Bogen"), Questions: []forms.Question{{
			Key: "gesamt", Kind: forms.KindScale, Text: text("Gesamt"),
			Options: []forms.Option{{Code: "gut", Value: 3, Text: text("gut")}, {Code: "mittel", Value: 2, Text: text("mittel")}, {Code: "schlecht", Value: 1, Text: text("schlecht")}},
		}}}},
	}
	for i := range raceSessions {
		key := fmt.Sprint("saal", i)
		d.Sessions = append(d.Sessions, forms.SessionDefinition{FormKey: "bogen", Session: forms.Session{
			Key: key, Kind: forms.Workshop, Title: text(key), State: forms.StateOpen, Position: i + 1,
		}})
	}
	return d
}

// race closes the session while phones send, and returns how many of them were
// told that their answer is stored.
func race(t *testing.T, s *servicetest.Site, random *rand.Rand, session *forms.Session) int {
	form, err := s.Store.Form(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	var stored atomic.Int64
	submit := func() (closed bool) {
		_, err := s.Store.Submit(t.Context(), forms.Submission{
			SessionID: session.ID, Token: forms.NewToken(), Form: form, Answers: forms.Answers{"gesamt": {"gut"}},
		})
		switch forms.CodeOf(err) {
		case "":
			stored.Add(1)
			return false
		case forms.CodeClosed:
			return true
		}
		t.Error(err)
		return true
	}
	for range 2 { // so many that something may be shown
		submit()
	}
	tried := make(chan struct{}, racePhones*raceAnswers)
	var all sync.WaitGroup
	for range racePhones {
		all.Go(func() {
			for range raceAnswers {
				tried <- struct{}{}
				if submit() {
					return
				}
			}
		})
	}
	after := 1 + random.IntN(racePhones*raceAnswers/2)
	all.Go(func() {
		for range after { // there are as many, as none is refused before
			<-tried
		}
		if err := s.Store.SetState(t.Context(), session.ID, forms.StateClosed); err != nil {
			t.Error(err)
		}
	})
	all.Wait()
	return int(stored.Load())
}

// onStage returns what the stage of the session shows: all responses, and the
// answers to the only question.
func onStage(t *testing.T, s *servicetest.Site, cookie string, event *forms.Event, session *forms.Session) (count string, answers int) {
	t.Helper()
	of := forms.StageOf{EventID: event.ID, SessionID: session.ID}
	err := s.Store.ChangeStage(t.Context(), of, func(stage *forms.Stage) {
		stage.Screen, stage.Item, stage.Revealed = forms.ScreenResults, "gesamt", true
	})
	if err != nil {
		t.Fatal(err)
	}
	pic, _ := s.Shown(t, cookie, session.Code)
	for _, table := range pic.Tables {
		for _, row := range table.Rows {
			n, _ := strconv.Atoi(row.Count)
			answers += n
		}
	}
	return pic.Count, answers
}

// Closing is exact: in 1,000 sessions that close while answers come in, those
// who were told that their answer counts, the stage, the workbook and a recount
// are the same number.
func TestServer_closeRace(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("1,000 rounds")
	}
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	refused := 0
	for number := range raceEvents {
		done, err := s.Store.Import(t.Context(), raceDefinition(fmt.Sprint("rennen", number)))
		if err != nil {
			t.Fatal(err)
		}
		event := &done.Event
		sessions, err := s.Store.Sessions(t.Context(), event.ID)
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(uint64(number), 3))
		told := map[string]int{}
		for i := range sessions {
			session := &sessions[i]
			n := race(t, s, random, session)
			told[session.Code] = n
			refused += 2 + racePhones*raceAnswers - n
			if count, answers := onStage(t, s, cookie, event, session); count != strconv.Itoa(n) || answers != n {
				t.Errorf("%s of %s: %d were told that they count, the stage shows %s people and %d answers", session.Key, event.Key, n, count, answers)
			}
		}
		checkWorkbook(t, s, cookie, event, told)
	}
	if verified, err := s.Store.Verify(t.Context()); err != nil || len(verified.Differences) > 0 {
		t.Errorf("a recount differs: %v, %v", verified.Differences, err)
	}
	if rounds := raceEvents * raceSessions; refused < rounds {
		t.Errorf("only %d answers came too late in %d rounds: hardly a race", refused, rounds)
	}
}

// checkWorkbook compares the workbook of the event with how many were told, by
// the code of the session.
func checkWorkbook(t *testing.T, s *servicetest.Site, cookie string, event *forms.Event, told map[string]int) {
	t.Helper()
	file := s.Get(t, "/organise/"+event.Code+"/workbook", "Cookie", cookie, "Accept-Language", "de")
	file.WantStatus(t, http.StatusOK)
	workbook, err := excelize.OpenReader(strings.NewReader(file.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer workbook.Close()
	all := workbookValues(t, workbook)
	for code, n := range told {
		if values := all[code]["gesamt"]; values["gut"] != n || values[forms.CellAnswered] != n {
			t.Errorf("session %s of %s: %d were told that they count, the workbook shows %v", code, event.Key, n, values)
		}
	}
}
