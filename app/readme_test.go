package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are what people read before the code, by the names under which tests
// quote them.
var documents = map[string]string{"README": "../README.md", "Reference": "handbook/operator.md"}

// document returns one of the documents.
func document(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(documents[name])
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// The files, folders and packages that README.md and the operator's reference name
// are there.
func TestREADME_paths(t *testing.T) {
	t.Parallel()
	for name, least := range map[string]int{"README": 8, "Reference": 4} {
		named := regexp.MustCompile(`[ `+"`"+`(](?:\./)?((?:app|forms|reports|public)/[a-z0-9_./-]*[a-z0-9_])`).FindAllStringSubmatch(document(t, name), -1)
		if len(named) < least {
			t.Fatalf("%s: only %d paths are named", name, len(named))
		}
		for _, path := range named {
			if _, err := os.Stat(filepath.Join("..", path[1])); err != nil {
				t.Errorf("%s names %s: %v", name, path[1], err)
			}
		}
	}
}

// What tests say that README.md or the operator's reference promise stands in it,
// word for word, as does the heading or the words under which it stands.
func TestREADME_quotes(t *testing.T) {
	t.Parallel()
	texts := map[string]string{}
	for name := range documents {
		texts[name] = strings.Join(strings.Fields(document(t, name)), " ")
	}
	quote, quotes := regexp.MustCompile(`// (README|Reference), ([^:\n]+): "([^"\n]+)"`), 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range quote.FindAllSubmatch(source, -1) {
			quotes++
			for _, said := range found[2:] {
				if !strings.Contains(texts[string(found[1])], string(said)) {
					t.Errorf("%s quotes %q, which %s does not say", path, said, documents[string(found[1])])
				}
			}
		}
		return err
	})
	if err != nil || quotes < 40 {
		t.Errorf("%d quotes, %v", quotes, err)
	}
}
