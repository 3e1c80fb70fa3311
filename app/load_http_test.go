package main

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"resonanz/forms"
	"resonanz/forms/definition"
)

const (
	// loadHTTPTurns is how often each kind of request has its turn, and
	// loadHTTPTurn how long a turn takes.
	loadHTTPTurns = 3
	loadHTTPTurn  = time.Second
	// closingCode is the session of the reference conference that everybody answers.
	closingCode = "ZN8F7"
	// loadHTTPEvents and loadHTTPResponses are what a service of a large city has
	// gathered after some years.
	loadHTTPEvents    = 20
	loadHTTPResponses = 1_000_000
)

// BenchmarkLoad_http sends what a hall sends: the form page, the answers, and
// both in turn. Beside them it prints, of the same run, what a static page of
// the same size takes through the same middleware and from a bare Fiber handler,
// and what the store alone takes in. The service has a process of its own, and
// the clients share the cores with it. All kinds take turns, so that a slow
// moment of the machine meets them alike: figures of one run may be compared
// with each other, those of different runs only on a quiet machine.
//
//	go test ./app -run '^$' -bench Load_http -benchtime 1x
func BenchmarkLoad_http(b *testing.B) {
	for _, c := range []struct {
		name              string
		Events, responses int
		connections       []int
	}{
		{"one event", 1, 0, []int{1, 64, 256, 1024}},
		{"20 events", loadHTTPEvents, 0, []int{256}},
		{"1,000,000 responses", 1, loadHTTPResponses, []int{256}},
	} {
		b.Run(c.name, func(b *testing.B) {
			data := loadData(b, c.Events, c.responses)
			for _, n := range c.connections {
				b.Run(fmt.Sprintf("connections=%d", n), func(b *testing.B) { compareHTTP(b, data, n) })
			}
		})
	}
}

// compareHTTP measures everything at so many connections and reports how many
// a second there were, and the ratios.
func compareHTTP(b *testing.B, data string, connections int) {
	copied := filepath.Join(b.TempDir(), "copy") // so that both begin with as many rows: the more there are, the more pages an answer touches
	if err := os.CopyFS(copied, os.DirFS(data)); err != nil {
		b.Fatal(err)
	}
	service, base := serving(b, data, "127.0.0.1:0")
	form := newClients(b, base, connections)
	static, bare := yardsticks(b, form.page, connections)
	var bares, statics, loads, posts, both, submits = bare.repeating(bare.load), static.repeating(static.load),
		form.repeating(form.load), form.repeating(form.send), form.repeating(form.loadAndSend), &repeated{workers: connections}

	b.ResetTimer()
	withStore(b, copied, func(store *forms.Store) {
		submits.do = submitDirectly(b, store)
		takeTurns(b, bares, statics, loads, submits, posts, both)
	})
	b.StopTimer()
	service.end(b, syscall.SIGTERM)

	for _, metric := range []struct {
		value float64
		unit  string
	}{
		{bares.rate(), "bare/s"}, {statics.rate(), "static/s"}, {loads.rate(), "forms/s"}, {posts.rate(), "posts/s"},
		{both.rate(), "form+posts/s"}, {submits.rate(), "submits/s"},
		{loads.rate() / statics.rate(), "form:static"}, {loads.rate() / bares.rate(), "form:bare"}, {posts.rate() / submits.rate(), "post:submit"},
		{float64(loads.times.quantile(0.99).Milliseconds()), "ms-p99-form"},
		{float64(posts.times.quantile(0.99).Milliseconds()), "ms-p99-post"},
		{float64(len(form.page)), "bytes"},
	} {
		b.ReportMetric(metric.value, metric.unit)
	}
	b.ReportMetric(0, "ns/op")
}

// loadData returns a data directory with so many events in all languages, whose
// sessions are open, and responses to the session with closingCode.
func loadData(b *testing.B, events, responses int) string {
	b.Helper()
	data := filepath.Join(b.TempDir(), "data")
	withStore(b, data, func(store *forms.Store) {
		for i := range events {
			herne := slices.IndexFunc(definition.Conferences(), func(c definition.Conference) bool { return c.Name == "herne-2016" })
			d, err := definition.Conferences()[herne].Definition()
			if err != nil {
				b.Fatal(err)
			}
			d.Event.Headcount = 0 // more answer than ever came, and nothing is to be in doubt
			for n := range d.Sessions {
				d.Sessions[n].State, d.Sessions[n].Headcount = forms.StateOpen, 0
				if i > 0 {
					d.Sessions[n].Code = ""
				}
			}
			if i > 0 {
				d.Event.Key, d.Event.Code = fmt.Sprintf("%s-%d", d.Event.Key, i), ""
			}
			if _, err := store.Import(b.Context(), d); err != nil {
				b.Fatal(err)
			}
		}
	})
	if responses > 0 {
		fillResponses(b, data, responses)
	}
	return data
}

// fillResponses writes responses by SQL: a million submissions would take
// minutes.
func fillResponses(b *testing.B, data string, n int) {
	b.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(data, forms.DatabaseFile))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(`INSERT INTO responses (session_id, id, day, mark, simulated, answers)
		SELECT (SELECT id FROM sessions WHERE code = ?), randomblob(16) AS id, '2016-11-17', 0, FALSE,
			'{"gesamt":["zufrieden"],"austausch":["ja"],"klarheit":["eher_ja"],"rolle":["ehrenamt"]}'
		FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n)
		ORDER BY 2`, closingCode, n)
	if err != nil {
		b.Fatal(err)
	}
}

// closingAnswers are what one person sends.
func closingAnswers() url.Values {
	return url.Values{
		forms.FieldAsked: {"1"}, "gesamt": {"zufrieden"}, "empfehlung": {"9"}, "rolle": {"ehrenamt"},
		"mitnehmen": {"Ich habe zwei Leute kennengelernt, mit denen ich weiterarbeite."},
	}
}

// submitDirectly returns what submits once to the store of this process.
func submitDirectly(b *testing.B, store *forms.Store) func(int) error {
	b.Helper()
	session, _, err := store.Session(b.Context(), closingCode)
	if err != nil {
		b.Fatal(err)
	}
	form, err := store.Form(b.Context(), session)
	if err != nil {
		b.Fatal(err)
	}
	return func(int) error {
		answers, problems := form.Parse(forms.Values(closingAnswers()))
		if problems != nil {
			return fmt.Errorf("%v", problems)
		}
		_, err := store.Submit(b.Context(), forms.Submission{SessionID: session.ID, Token: forms.NewToken(), Form: form, Answers: answers})
		return err
	}
}

// repeated is something that so many workers do over and over, each with its
// number, and how often they did it.
type repeated struct {
	workers int
	do      func(worker int) error
	times   histogram
	spent   time.Duration
}

// rate returns how often a second it was done.
func (r *repeated) rate() float64 { return float64(r.times.count()) / r.spent.Seconds() }

// takeTurns lets each have its turns, one after the other.
func takeTurns(b *testing.B, all ...*repeated) {
	b.Helper()
	for range loadHTTPTurns {
		for _, r := range all {
			r.turn(b)
		}
	}
}

func (r *repeated) turn(b *testing.B) {
	b.Helper()
	var over atomic.Bool
	defer time.AfterFunc(loadHTTPTurn, func() { over.Store(true) }).Stop()
	var group sync.WaitGroup
	start := time.Now()
	for worker := range r.workers {
		group.Go(func() {
			for !over.Load() {
				begin := time.Now()
				if err := r.do(worker); err != nil {
					b.Error(err)
					return
				}
				r.times.add(time.Since(begin))
			}
		})
	}
	group.Wait()
	r.spent += time.Since(start)
	if b.Failed() {
		b.FailNow()
	}
}
