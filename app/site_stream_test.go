package main

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"resonanz/forms"
)

// answer stores the answers of one more person in the session.
func (s *site) answer(tb testing.TB, code string, answers forms.Answers) {
	tb.Helper()
	session, _, err := s.store.Session(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	form, err := s.store.Form(tb.Context(), session)
	if err == nil {
		_, err = s.store.Submit(tb.Context(), forms.Submission{SessionID: session.ID, Token: forms.NewToken(), Form: form, Answers: answers})
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// events is an open stream.
type events struct {
	*http.Response
	lines *bufio.Scanner
}

// listen opens the moderators' stream of a session.
func (s *site) listen(tb testing.TB, code, cookie string) *events {
	tb.Helper()
	return s.watch(tb, "/moderate/"+code+"/stream", cookie)
}

func (s *site) watch(tb testing.TB, path, cookie string) *events {
	tb.Helper()
	request, err := http.NewRequest(http.MethodGet, s.base+path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	request.Header.Set("Cookie", cookie)
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		tb.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		tb.Fatalf("stream: %d %v", response.StatusCode, response.Header)
	}
	return &events{response, bufio.NewScanner(response.Body)}
}

// next returns the data of the next event and its name, "" for a frame; ok is
// false when the stream has ended.
func (e *events) next() (name, data string, ok bool) {
	for e.lines.Scan() {
		line := e.lines.Text()
		if rest, found := strings.CutPrefix(line, "event: "); found {
			name = rest
		}
		if rest, found := strings.CutPrefix(line, "data: "); found {
			data = rest
		}
		if line == "" && data != "" {
			return name, data, true
		}
	}
	return "", "", false
}

// frame returns the next frame that shows n responses.
func (e *events) frame(tb testing.TB, n int) (liveFrame, string) {
	tb.Helper()
	for {
		name, data, ok := e.next()
		if !ok {
			tb.Fatal("the stream ended")
		}
		var f liveFrame
		if name == "" {
			if err := json.Unmarshal([]byte(data), &f); err != nil {
				tb.Fatalf("%s: %v", data, err)
			}
			if f.N == n {
				return f, data
			}
		}
	}
}
