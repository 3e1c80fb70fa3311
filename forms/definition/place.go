package definition

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"resonanz/forms"
)

// Problem is one mistake in a file. Its Field is the path in the file, like
// "forms.workshop.questions.gesamt.scale".
type Problem struct {
	Line int // from 1
	forms.Problem
}

// String returns the problem as one line of text.
func (p Problem) String() string { return fmt.Sprintf("line %d: %s", p.Line, p.Problem) }

// Problems is the error of a refused file: every mistake in it.
type Problems []Problem

// Error returns the problems, one on each line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

// wholeFile is the field of problems of a file as a whole.
const wholeFile = "file"

// refuse returns the only problem of a file that is wrong as a whole.
func refuse(line int, rule *forms.Rule, args ...any) error {
	return Problems{{max(1, line), rule.Problem(wholeFile, "", args...)}}
}

// sorted returns the problems in the order of the file, each once.
func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Field, b.Field))
	})
	return slices.CompactFunc(p, func(a, b Problem) bool { return a.String() == b.String() })
}

// places says where in a definition file something stands: path → line. A
// named scale is part of each question that uses it, but stands in one place,
// so moved leads from the path in the definition to that in the file.
type places struct {
	lines map[string]int
	moved map[string]string
}

// find returns the path in the file, and the line of it or of the nearest
// thing around it.
func (p places) find(path string) (string, int) {
	for part := path; part != ""; part = parent(part) {
		if moved, ok := p.moved[part]; ok {
			path = moved + path[len(part):]
			break
		}
	}
	for part := path; part != ""; part = parent(part) {
		if line, ok := p.lines[part]; ok {
			return path, line
		}
	}
	return path, 1
}

// locate says where in the file the problems of the definition are.
func (p places) locate(problems forms.Problems) Problems {
	var located Problems
	for _, problem := range problems {
		path, line := p.find(problem.Field)
		problem.Field = path
		located = append(located, Problem{line, problem})
	}
	return located.sorted()
}

// parent returns the path around the path, "" for a top-level one.
func parent(path string) string {
	return path[:max(0, strings.LastIndexAny(path, ".["))]
}
