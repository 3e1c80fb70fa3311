package desk

import (
	"strconv"

	"resonanz/forms/definition"
)

// upload is the field of a file, with what is wrong with the file that was sent.
type upload struct {
	Label, Hint string
	Accept      string // media types and endings, for the browser
	Problem     string // with the file as a whole
	Mistakes    []mistake
}

// mistake is a mistake in a definition or translation file.
type mistake struct{ Where, Field, Says string }

// fieldFile is the name of the field.
const fieldFile = "file"

// What the field of a file takes.
const (
	acceptYAML  = ".yaml,.yml,text/yaml"
	acceptImage = "image/png,image/jpeg,image/svg+xml"
)

// addMistakes lists the mistakes, in the language of the page whose T is given.
func (u *upload) addMistakes(t func(key string, args ...any) string, problems definition.Problems) {
	for _, problem := range problems {
		u.Mistakes = append(u.Mistakes, mistake{t("setup.new.line", "Line", strconv.Itoa(problem.Line)), problem.Field, ProblemText(t, problem.Problem)})
	}
}
