package participant_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/bits"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"resonanz/app/config"
	"resonanz/app/participant"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// sendAnswers posts so many answers, until one is not taken, and returns the
// last reply. Each goes over a connection of its own if apart says so.
func sendAnswers(tb testing.TB, s *servicetest.Site, n int, apart bool, headers ...string) (got *servicetest.Reply) {
	tb.Helper()
	headers = append([]string{"Accept", "application/json"}, headers...)
	for range n {
		if apart {
			http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		}
		got = s.Post(tb, "/"+servicetest.KindsOpen+"/de", kindsAnswer(forms.NewToken()), headers...)
		if got.StatusCode != http.StatusOK {
			return got
		}
	}
	return got
}

func kindsAnswer(token forms.Token) url.Values {
	return url.Values{forms.FieldToken: {string(token)}, forms.FieldAsked: {"1"}, "gesamt": {"gut"}}
}

// What no hall does raises a doubt, and what looks like it and is none does not.
//
// Reference, One phone, many answers: "more than five answers a minute to one session"
// Reference, One phone, many answers: "Simulated answers, and events with codes, are left alone."
func TestDoubt_raised(t *testing.T) {
	// Not parallel: connections are those of http.DefaultTransport.
	const many = 30
	tests := map[string]struct {
		prepare func(s *servicetest.Site)
		apart   bool
		headers []string
		want    forms.Doubt
	}{
		"one connection":               {nil, false, nil, forms.DoubtConnection},
		"a proxy that says so":         {nil, false, []string{"X-Forwarded-For", "192.0.2.7"}, forms.NoDoubt},
		"a session that has been open": {nil, true, nil, forms.NoDoubt},
		"forms that nobody opened": {func(s *servicetest.Site) {
			s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
			s.Post(t, "/organise/"+servicetest.KindsOpen+"/state", url.Values{"state": {"open"}, "sure": {"yes"}}, "Cookie", s.SignedIn(t, forms.Organiser)).WantStatus(t, http.StatusSeeOther)
		}, true, nil, forms.DoubtPace},
		"a session that has opened by the clock": {func(s *servicetest.Site) {
			session, _ := s.ReadSession(t, servicetest.KindsOpen)
			s.Opened(session.ID)
		}, true, nil, forms.DoubtPace},
		"more than there are people": {func(s *servicetest.Site) {
			session, _ := s.ReadSession(t, servicetest.KindsOpen)
			if err := s.Store.SetHeadcount(t.Context(), session.ID, 10); err != nil {
				t.Fatal(err)
			}
		}, true, nil, forms.DoubtCrowd},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := servicetest.New(t)
			if test.prepare != nil {
				test.prepare(s)
			}
			got := sendAnswers(t, s, many, test.apart, test.headers...)
			_, turnout := s.ReadSession(t, servicetest.KindsOpen)
			if turnout.Doubt != test.want {
				t.Errorf("after %d answers the doubt is %q, want %q", turnout.N, turnout.Doubt, test.want)
			}
			want := http.StatusOK
			if test.want != forms.NoDoubt {
				want = http.StatusTooManyRequests
			}
			got.WantStatus(t, want)
		})
	}
	t.Run("a declared proxy", func(t *testing.T) {
		s := servicetest.New(t, func(c *config.Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")} })
		sendAnswers(t, s, many, false).WantStatus(t, http.StatusOK)
	})
	t.Run("a rehearsal", func(t *testing.T) {
		s := servicetest.New(t)
		session, _ := s.ReadSession(t, servicetest.KindsOpen)
		key, err := s.Store.RehearsalKey(t.Context(), session.EventID)
		if err != nil {
			t.Fatal(err)
		}
		for range many {
			values := kindsAnswer(forms.NewToken())
			values.Set(forms.FieldRehearsal, key)
			s.Post(t, "/"+servicetest.KindsOpen+"/de", values, "Accept", "application/json").WantStatus(t, http.StatusOK)
		}
	})
	t.Run("codes", func(t *testing.T) {
		s := servicetest.New(t)
		askForPasses(t, s)
		session, _ := s.ReadSession(t, servicetest.KindsOpen)
		passes, err := s.Store.NewPasses(t.Context(), session.EventID, many)
		if err != nil {
			t.Fatal(err)
		}
		for _, pass := range passes {
			values := kindsAnswer(forms.NewToken())
			values.Set(forms.FieldPass, pass)
			s.Post(t, "/"+servicetest.KindsOpen+"/de", values, "Accept", "application/json").WantStatus(t, http.StatusOK)
		}
	})
}

// While there is a doubt, a script works for an answer.
//
// Reference, One phone, many answers: "each answer costs a phone some work in its browser"
func TestDoubt_work(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	s.Doubt(t, servicetest.KindsOpen)
	token := forms.NewToken()
	values := kindsAnswer(token)
	script := []string{"Accept", "application/json"}
	got := s.Post(t, "/"+servicetest.KindsOpen+"/de", values, script...)
	got.WantStatus(t, http.StatusTooManyRequests)
	var told struct {
		Error string
		Work  struct {
			Script, Seed, Stamp string
			Puzzles, Bits       int
		}
	}
	if err := json.Unmarshal([]byte(got.Body), &told); err != nil || told.Error != "work" {
		t.Fatalf("%v, %q: %s", err, told.Error, got.Body)
	}
	s.Get(t, told.Work.Script).WantStatus(t, http.StatusOK)
	work := solve(t, told.Work.Seed, told.Work.Stamp, told.Work.Puzzles, told.Work.Bits)
	for name, wrong := range map[string]struct {
		work  string
		token forms.Token
	}{
		"none":             {"", token},
		"of another token": {work, forms.NewToken()},
		"too little":       {strings.TrimSuffix(work, work[strings.LastIndexByte(work, '.'):]), token},
		"another hour":     {regexp.MustCompile(`^(\d+)\.\d+`).ReplaceAllString(work, "$1.1"), token},
		"cheaper":          {regexp.MustCompile(`^\d+`).ReplaceAllString(work, "0"), token},
		"no numbers":       {strings.Repeat("x.", 9) + "x", token},
	} {
		values := kindsAnswer(wrong.token)
		values.Set(forms.FieldWork, wrong.work)
		if got := s.Post(t, "/"+servicetest.KindsOpen+"/de", values, script...); got.StatusCode != http.StatusTooManyRequests {
			t.Errorf("work %s: status %d, want %d", name, got.StatusCode, http.StatusTooManyRequests)
		}
	}
	values.Set(forms.FieldWork, work)
	s.Post(t, "/"+servicetest.KindsOpen+"/de", values, script...).WantStatus(t, http.StatusOK)
	if n := s.Turnout(t, servicetest.KindsOpen); n != 1 {
		t.Errorf("%d answers, want 1", n)
	}
	values.Del(forms.FieldWork) // what has arrived costs nothing any more
	s.Post(t, "/"+servicetest.KindsOpen+"/de", values, script...).WantStatus(t, http.StatusOK)
}

// solve does what work.js does.
func solve(tb testing.TB, seed, stamp string, puzzles, price int) string {
	tb.Helper()
	var key []byte
	if _, err := fmt.Sscanf(seed, "%x", &key); err != nil {
		tb.Fatal(err)
	}
	for i := range puzzles {
		n := uint32(0)
		for leading(key, uint32(i), n) < price {
			n++
		}
		stamp += fmt.Sprintf(".%d", n)
	}
	return stamp
}

// leading returns how many leading bits of a puzzle's hash are 0.
func leading(seed []byte, i, n uint32) int {
	hash := sha256.Sum256(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(bytes.Clone(seed), i), n))
	return bits.LeadingZeros64(binary.BigEndian.Uint64(hash[:]))
}

// Without a script, somebody waits, and loses nothing meanwhile.
//
// Reference, One phone, many answers: "a page without scripts waits for 20 seconds to 2 minutes"
func TestDoubt_wait(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	session := s.Doubt(t, servicetest.KindsOpen)
	token := forms.NewToken()
	values := kindsAnswer(token)
	values.Set("satz", "Gut so")
	got := s.Post(t, "/"+servicetest.KindsOpen+"/de", values)
	got.WantStatus(t, http.StatusTooManyRequests)
	if got.Typed("satz")[0] != "Gut so" || got.Token(t) != string(token) || !strings.Contains(got.Body, "Wartezeit in Sekunden: 20") {
		t.Errorf("the page that asks to wait:\n%s", got.Body)
	}
	ticket := got.Typed(forms.FieldWait)[0]
	values.Set(forms.FieldWait, ticket)
	again := s.Post(t, "/"+servicetest.KindsOpen+"/de", values)
	again.WantStatus(t, http.StatusTooManyRequests)
	if again.Typed(forms.FieldWait)[0] != ticket {
		t.Error("who sends too early waits from the beginning")
	}
	key, err := s.Store.RehearsalKey(t.Context(), session.EventID)
	if err != nil {
		t.Fatal(err)
	}
	from := func(token forms.Token, ago time.Duration) string {
		return participant.Ticket(key, session.ID, token, time.Now().Add(-ago))
	}
	for _, test := range []struct {
		name, ticket string
		status       int
	}{
		{"forged", fmt.Sprintf("%d.00", time.Now().Unix()), http.StatusTooManyRequests},
		{"of another token", from(forms.NewToken(), participant.WaitTime), http.StatusTooManyRequests},
		{"too old", from(token, 2*time.Hour), http.StatusTooManyRequests},
		{"waited for", from(token, participant.WaitTime), http.StatusSeeOther},
	} {
		values.Set(forms.FieldWait, test.ticket)
		if got := s.Post(t, "/"+servicetest.KindsOpen+"/de", values); got.StatusCode != test.status {
			t.Errorf("ticket %s: status %d, want %d", test.name, got.StatusCode, test.status)
		}
	}
}

// The price grows with the pace, and stays one that a phone can pay.
func TestBitsAt(t *testing.T) {
	t.Parallel()
	for answers, want := range map[int]int{0: 13, 29: 13, 30: 14, 60: 15, 119: 15, 120: 16, 300: 17, 1 << 40: participant.MostBits} {
		if got := participant.BitsAt(answers); got != want {
			t.Errorf("%d answers a minute: %d bits, want %d", answers, got, want)
		}
	}
}
