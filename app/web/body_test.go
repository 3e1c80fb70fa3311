package web_test

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/app/web"
	"resonanz/forms"
)

// Whoever begins many long bodies and stops in the middle gets half of the
// memory for bodies at most: long bodies are then put off, phones are not.
//
// Reference, Robustness: "All bodies under way share 64 MB"
func TestServer_manyBodies(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	const long, attackers = web.MaxBody - 1000, web.BodiesInFlight / 2 / web.MaxBody
	for range attackers + 8 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.Base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, err = fmt.Fprintf(conn, "POST /%s/en HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
			servicetest.KindsOpen, long+1, strings.Repeat("a", long))
		if err != nil {
			t.Fatal(err)
		}
	}
	longer := url.Values{forms.FieldToken: {string(forms.NewToken())}, "mehr": {strings.Repeat("a", 100_000)}}
	for {
		r := s.Post(t, "/"+servicetest.KindsOpen+"/en", longer)
		if r.StatusCode == http.StatusServiceUnavailable {
			if r.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			break
		}
		r.WantStatus(t, http.StatusSeeOther) // the attackers' bodies are not there yet
	}
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	key, err := s.Store.RehearsalKey(t.Context(), session.EventID)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 { // more than one machine may send without a doubt, unless it rehearses
		answers := servicetest.Answers(string(forms.NewToken()))
		answers.Set(forms.FieldRehearsal, key)
		s.Post(t, "/"+servicetest.KindsOpen+"/en", answers).WantStatus(t, http.StatusSeeOther)
	}
}

// A body is not looked at before it is known to be for a page, and from one of ours.
func TestServer_bodyAfterChecks(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	damaged := strings.Repeat("%ff=%ff&", web.MaxPairs) // refused as soon as somebody reads it
	for _, test := range []struct {
		path, site string
		want       int
	}{
		{"/" + servicetest.KindsOpen + "/en", "same-origin", http.StatusRequestEntityTooLarge},
		{"/" + servicetest.KindsOpen + "/en", "cross-site", http.StatusForbidden},
		{"/ZZZZZ/en", "same-origin", http.StatusNotFound},
		{"/nowhere/at/all", "same-origin", http.StatusNotFound},
	} {
		r := s.Do(t, http.MethodPost, test.path, strings.NewReader(damaged), "Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", test.site)
		r.WantStatus(t, test.want)
	}
}

// Every length around the steps in which memory is taken arrives whole.
func TestServer_bodyLengths(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	for _, size := range []int{0, 1, web.UsualBody - 1, web.UsualBody, web.UsualBody + 1, 2 * web.UsualBody, web.MaxBody - 1, web.MaxBody, web.MaxBody + 1} {
		for _, chunked := range []bool{false, true} {
			body := strings.NewReader(strings.Repeat("a", size))
			want := http.StatusSeeOther // back to the form: there is no token in it
			if size > web.MaxBody {
				want = http.StatusRequestEntityTooLarge
			}
			path, kind := "/"+servicetest.KindsOpen+"/en", []string{"Content-Type", "application/x-www-form-urlencoded"}
			var r *servicetest.Reply
			if chunked {
				r = s.Do(t, http.MethodPost, path, struct{ *strings.Reader }{body}, kind...)
			} else {
				r = s.Do(t, http.MethodPost, path, body, kind...)
			}
			if r.StatusCode != want {
				t.Errorf("%d bytes, in chunks: %v: status %d, want %d", size, chunked, r.StatusCode, want)
			}
		}
	}
}
