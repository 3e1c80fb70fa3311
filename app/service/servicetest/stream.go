package servicetest

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"resonanz/app/desk"
	"resonanz/forms"
)

// Answer stores the answers of one more person in the session.
func (s *Site) Answer(tb testing.TB, code string, answers forms.Answers) {
	tb.Helper()
	session, _, err := s.Store.Session(tb.Context(), code)
	if err != nil {
		tb.Fatal(err)
	}
	form, err := s.Store.Form(tb.Context(), session)
	if err == nil {
		_, err = s.Store.Submit(tb.Context(), forms.Submission{SessionID: session.ID, Token: forms.NewToken(), Form: form, Answers: answers})
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// Events is an open stream.
type Events struct {
	*http.Response
	lines *bufio.Scanner
}

// Listen opens the moderators' stream of a session.
func (s *Site) Listen(tb testing.TB, code, cookie string) *Events {
	tb.Helper()
	return s.Watch(tb, "/moderate/"+code+"/stream", cookie)
}

// Watch opens the stream at the path.
func (s *Site) Watch(tb testing.TB, path, cookie string) *Events {
	tb.Helper()
	request, err := http.NewRequest(http.MethodGet, s.Base+path, nil)
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
	return &Events{response, bufio.NewScanner(response.Body)}
}

// Next returns the data of the next event and its name, "" for a frame; ok is
// false when the stream has ended.
func (e *Events) Next() (name, data string, ok bool) {
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

// Frame returns the next frame that shows n responses.
func (e *Events) Frame(tb testing.TB, n int) (desk.Frame, string) {
	tb.Helper()
	for {
		name, data, ok := e.Next()
		if !ok {
			tb.Fatal("the stream ended")
		}
		var f desk.Frame
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
