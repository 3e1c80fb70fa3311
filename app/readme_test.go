package main

import (
	"os"
	"path/filepath"
	"regexp"
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
