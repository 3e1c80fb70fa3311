package desk

import (
	"fmt"

	"resonanz/forms"
)

// ProblemText says what is wrong with a field of a definition, in the language
// of the page whose T is given.
func ProblemText(t func(key string, args ...any) string, problem forms.Problem) string {
	if problem.Rule == "" {
		return problem.Reason
	}
	args := make([]any, len(problem.Args))
	for i, value := range problem.Args {
		if args[i] = value; i%2 == 1 && problem.Args[i-1] == "Kind" {
			args[i] = t("workbook.kind." + fmt.Sprint(value))
		}
	}
	text := t("forms.problem."+problem.Rule, args...)
	if problem.Meant != "" {
		text += " " + t("forms.problem.meant", "Word", problem.Meant)
	}
	return text
}
