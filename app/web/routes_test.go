package web_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

var update = flag.Bool("update", false, "write the table of routes anew")

// The whole table of routes, in the order in which they are tried, and whom each
// is for. TestServer_access holds every guarded one to it.
func TestServer_routeTable(t *testing.T) {
	t.Parallel()
	const path = "testdata/routes.txt"
	s := servicetest.New(t)
	var table strings.Builder
	for _, r := range s.Fiber().GetRoutes(true) {
		if r.Method == http.MethodHead { // like GET
			continue
		}
		visitor := "everybody"
		switch {
		case mayHave("moderator", r.Path):
			visitor = "moderator"
		case forSpeakers(r.Path):
			visitor = "speaker"
		case strings.HasPrefix(r.Path, "/organise"):
			visitor = "organiser"
		}
		fmt.Fprintf(&table, "%-9s %-4s %s\n", visitor, r.Method, r.Path)
	}
	t.Log("\n" + table.String())
	if *update {
		if err := os.WriteFile(path, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), table.String()); diff != "" {
		t.Errorf("routes (-%s +service); go test ./app/web -run routeTable -update writes them anew:\n%s", path, diff)
	}
}

// Only a form of a preview can be shown in a frame, and only by pages of this
// service.
func TestServer_frames(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie, framed := s.SignedIn(t, forms.Organiser), 0
	check := func(path, policy string) {
		t.Helper()
		want := "frame-ancestors 'none'"
		if strings.Contains(path, "/phone/") {
			want = "frame-ancestors 'self'"
			framed++
		}
		if strings.Count(policy, "frame-ancestors") != 1 || !strings.Contains(policy, want) {
			t.Errorf("%s: policy %q, want %s", path, policy, want)
		}
	}
	for _, r := range deskRoutes(t, s) {
		if !strings.HasSuffix(r.path, "/stream") && r.path != "/account/sign-out" && r.path != "/sign-out" && (r.method == http.MethodGet || strings.Contains(r.path, "/phone/")) {
			check(r.path, r.send(t, s, "Accept", "text/html", "Cookie", cookie).Header.Get("Content-Security-Policy"))
		}
	}
	if framed != 2 {
		t.Errorf("%d forms of previews, want one that is shown and one that is sent", framed)
	}
	for _, path := range []string{"/", "/" + servicetest.KindsOpen + "/de", "/" + servicetest.KindsEvent, "/sign-in", "/privacy/de", "/nowhere", "/assets/x/y"} {
		check(path, s.Get(t, path).Header.Get("Content-Security-Policy"))
	}
}
