package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The files, folders and packages that README.md names are there.
func TestREADME_paths(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`[ `+"`"+`](?:\./)?((?:app|forms|reports|public)/[a-z0-9_./-]*[a-z0-9_])`).FindAllStringSubmatch(string(readme), -1)
	if len(named) < 8 {
		t.Fatalf("only %d paths are named", len(named))
	}
	for _, name := range named {
		if _, err := os.Stat(filepath.Join("..", name[1])); err != nil {
			t.Errorf("README.md names %s: %v", name[1], err)
		}
	}
}

// What tests say that README.md promises stands in it, word for word.
func TestREADME_quotes(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	text, quote, quotes := strings.Join(strings.Fields(string(readme)), " "), regexp.MustCompile(`// README, [^:\n]+: "([^"\n]+)"`), 0
	err = filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range quote.FindAllSubmatch(source, -1) {
			quotes++
			if !strings.Contains(text, string(found[1])) {
				t.Errorf("%s quotes %q, which README.md does not say", path, found[1])
			}
		}
		return err
	})
	if err != nil || quotes < 40 {
		t.Errorf("%d quotes, %v", quotes, err)
	}
}
