package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows lists which packages of this module each package may import. What is
// not here is a mistake or a decision: then DESIGN and README change, too.
var arrows = map[string][]string{
	"resonanz/forms/condition":  nil,
	"resonanz/forms/disclosure": nil,
	"resonanz/forms/logo":       nil,
	"resonanz/forms":            {"resonanz/forms/condition", "resonanz/forms/disclosure", "resonanz/forms/logo"},
	"resonanz/forms/definition": {"resonanz/forms", "resonanz/forms/condition", "resonanz/forms/logo"},
	"resonanz/public":           nil,
	"resonanz/reports":          {"resonanz/forms"},
	"resonanz/reports/workbook": {"resonanz/reports", "resonanz/forms", "resonanz/forms/logo"},
	madeUp:                      {"resonanz/forms", conferences},
	testServer:                  nil,
	"resonanz/app/i18n":         {"resonanz/forms"},
	"resonanz/app/live":         {"resonanz/forms"},
	"resonanz/app/auth":         {"resonanz/forms"},
	"resonanz/app/pace":         {"resonanz/forms"},
	"resonanz/app/qr":           nil,
	"resonanz/app/config":       nil,
	"resonanz/app/rehearsal":    {"resonanz/forms"},
	// The kit knows no part of the service that has pages; participants and the
	// desk do not know each other, and the stage knows neither.
	"resonanz/app/web": {
		"resonanz/app/config", "resonanz/app/auth", "resonanz/app/i18n", "resonanz/app/live", "resonanz/app/qr",
		"resonanz/public", "resonanz/forms", "resonanz/forms/logo",
	},
	"resonanz/app/form":        {"resonanz/app/web", "resonanz/app/config", "resonanz/forms"},
	"resonanz/app/stage":       {"resonanz/app/web", "resonanz/app/live", "resonanz/reports", "resonanz/forms"},
	"resonanz/app/participant": {"resonanz/app/form", "resonanz/app/pace", "resonanz/app/stage", "resonanz/app/live", "resonanz/app/web", "resonanz/app/config", "resonanz/forms"},
	"resonanz/app/desk": {
		"resonanz/app/stage", "resonanz/app/pace", "resonanz/app/form", "resonanz/app/web", "resonanz/app/live", "resonanz/app/auth", "resonanz/app/qr",
		"resonanz/app/config", "resonanz/app/rehearsal", "resonanz/reports", "resonanz/reports/workbook", "resonanz/forms", "resonanz/forms/condition", "resonanz/forms/definition", "resonanz/forms/logo",
	},
	"resonanz/app/handbook": {"resonanz/app/web", "resonanz/app/i18n"},
	"resonanz/app/service": {
		"resonanz/app/handbook", "resonanz/app/participant", "resonanz/app/desk", "resonanz/app/stage", "resonanz/app/form", "resonanz/app/web", "resonanz/app/pace",
		"resonanz/app/config", "resonanz/app/auth", "resonanz/forms",
	},
	"resonanz/app/service/servicetest": {
		"resonanz/app/service", "resonanz/app/desk", "resonanz/app/stage", "resonanz/app/web", "resonanz/app/config",
		"resonanz/app/auth", "resonanz/forms", conferences,
	},
	"resonanz/app": {
		"resonanz/app/service", "resonanz/app/desk", "resonanz/app/web", "resonanz/app/rehearsal", "resonanz/app/config",
		"resonanz/app/i18n", "resonanz/app/live", "resonanz/app/auth", "resonanz/reports", "resonanz/reports/workbook", "resonanz/forms", "resonanz/forms/definition",
	},
}

// testService starts the service for tests; no other code imports it.
// conferences holds the reference conferences, and madeUp fills them; any test
// may use both. testServer runs PostgreSQL.
const (
	testService = "resonanz/app/service/servicetest"
	conferences = "resonanz/forms/definition"
	madeUp      = "resonanz/reports/reportstest"
	testServer  = "resonanz/forms/postgrestest"
)

// owners lists the libraries that only these packages import, so that they can
// be replaced there and nowhere else.
var owners = map[string][]string{
	"github.com/gofiber/":   {"resonanz/app/web", "resonanz/app/form", "resonanz/app/participant", "resonanz/app/stage", "resonanz/app/desk", "resonanz/app/handbook"},
	"github.com/yuin/":      {"resonanz/app/handbook"},
	"github.com/valyala/":   {"resonanz/app/web"},
	"gorm.io/":              {"resonanz/forms"},
	"github.com/mattn/":     {"resonanz/forms"},
	"github.com/jackc/":     {"resonanz/forms", testServer},
	"github.com/xuri/":      {"resonanz/reports/workbook"},
	"github.com/prometheus": {"resonanz/app/web"},
	"net/http":              {"resonanz/app", "resonanz/app/web", "resonanz/app/rehearsal", testService},
	"html/template":         {"resonanz/app/web", "resonanz/app/handbook"},
	"database/sql":          {"resonanz/forms"},
}

// compression is what package public may import beside the standard library.
var compression = []string{"github.com/andybalholm/brotli", "github.com/klauspost/compress"}

// listed is what the Go tool says of one package.
type listed struct {
	ImportPath  string
	Imports     []string
	TestImports []string
}

func TestImports(t *testing.T) {
	t.Parallel()
	packages := listPackages(t)
	if len(packages) < 4 {
		t.Fatalf("go list found %d packages, want at least the four of the design", len(packages))
	}
	for _, p := range packages {
		allowed, known := arrows[p.ImportPath]
		if !known {
			t.Errorf("%s has no place in the design", p.ImportPath)
			continue
		}
		for _, path := range p.Imports {
			if fault := wrongArrow(p.ImportPath, path, allowed); fault != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, path, fault)
			}
		}
		// Tests may look at a workbook or a database, but the packages of this
		// module stay in order for them, too.
		for _, path := range p.TestImports {
			if ours(path) && path != testService && path != conferences && path != madeUp && path != testServer && !slices.Contains(allowed, path) {
				t.Errorf("a test in %s imports %s", p.ImportPath, path)
			}
		}
	}
}

// wrongArrow says what is wrong with an import, "" if nothing is.
func wrongArrow(from, to string, allowed []string) string {
	if ours(to) {
		if !slices.Contains(allowed, to) {
			return "the design has no such arrow"
		}
		return ""
	}
	for prefix, allowed := range owners {
		if strings.HasPrefix(to, prefix) && !slices.Contains(allowed, from) {
			return "only " + strings.Join(allowed, ", ") + " may"
		}
	}
	hosted := strings.Contains(strings.SplitN(to, "/", 2)[0], ".")
	if from == "resonanz/public" && hosted && !slices.ContainsFunc(compression, func(c string) bool { return strings.HasPrefix(to, c) }) {
		return "it may have the standard library and compression only"
	}
	return ""
}

func ours(path string) bool { return path == "resonanz" || strings.HasPrefix(path, "resonanz/") }

func listPackages(t *testing.T) []listed {
	t.Helper()
	output, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports", "resonanz/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func TestImports_wrongArrow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from, to string
		wrong    bool
	}{
		{"resonanz/forms", "resonanz/reports", true},
		{"resonanz/reports", "resonanz/forms", false},
		{"resonanz/reports", "gorm.io/gorm", true},
		{"resonanz/reports", "github.com/xuri/excelize/v2", true},
		{"resonanz/reports/workbook", "github.com/xuri/excelize/v2", false},
		{"resonanz/app/stage", "resonanz/reports/workbook", true},
		{"resonanz/app", "gorm.io/gorm", true},
		{"resonanz/app", "github.com/xuri/excelize/v2", true},
		{"resonanz/forms", "github.com/gofiber/fiber/v2", true},
		{"resonanz/forms", "net/http", true},
		{"resonanz/app/live", "github.com/gofiber/fiber/v2", true},
		{"resonanz/public", "golang.org/x/text/language", true},
		{"resonanz/public", "github.com/andybalholm/brotli", false},
		{"resonanz/public", "compress/gzip", false},
		{"resonanz/app", "resonanz/app/service", false},
		{"resonanz/forms", "resonanz/forms/definition", true},
		{"resonanz/forms/condition", "resonanz/forms", true},
		{"resonanz/app", "github.com/gofiber/fiber/v2", true},
		{"resonanz/app/participant", "resonanz/app/desk", true},
		{"resonanz/app/desk", "resonanz/app/participant", true},
		{"resonanz/app/stage", "resonanz/app/desk", true},
		{"resonanz/app/stage", "resonanz/app/participant", true},
		{"resonanz/app/desk", "resonanz/app/stage", false},
		{"resonanz/app/web", "resonanz/app/form", true},
		{"resonanz/app/desk", "html/template", true},
		{"resonanz/app/desk", "github.com/gofiber/fiber/v2", false},
		{"resonanz/app/service", "resonanz/app/service/servicetest", true},
	}
	for _, test := range tests {
		if fault := wrongArrow(test.from, test.to, arrows[test.from]); (fault != "") != test.wrong {
			t.Errorf("%s imports %s: fault %q, want wrong = %v", test.from, test.to, fault, test.wrong)
		}
	}
}
