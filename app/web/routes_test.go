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
