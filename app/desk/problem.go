package desk

import (
	"fmt"

	"resonanz/app/i18n"
	"resonanz/forms"
)

// ProblemText says in the language of the printer what is wrong with a field of
// a definition.
func ProblemText(p *i18n.Printer, problem forms.Problem) string {
	if problem.Rule == "" {
		return problem.Reason
	}
	args := make([]any, len(problem.Args))
	for i, value := range problem.Args {
		if args[i] = value; i%2 == 1 && problem.Args[i-1] == "Kind" {
			args[i] = p.T("workbook.kind." + fmt.Sprint(value))
		}
	}
	text := p.T("forms.problem."+problem.Rule, args...)
	if problem.Meant != "" {
		text += " " + p.T("forms.problem.meant", "Word", problem.Meant)
	}
	return text
}
