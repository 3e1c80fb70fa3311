package desk

import (
	"fmt"
	"slices"

	"resonanz/forms"
	"resonanz/forms/condition"
	"resonanz/forms/definition"
	"resonanz/forms/logo"
)

// ProblemText says what is wrong with a field of a definition, in the language
// of the page whose T is given.
func ProblemText(t func(key string, args ...any) string, problem forms.Problem) string {
	args := slices.Clone(problem.Args)
	for i := 1; i < len(args); i += 2 {
		switch value := args[i].(type) {
		case *condition.Error:
			args[i] = t("forms.problem.fault."+string(value.Fault),
				"Character", value.Character, "Symbol", value.Symbol, "Bytes", condition.MaxLength, "Deep", condition.MaxDepth)
		case definition.Shape:
			args[i] = t("forms.problem.shape." + string(value))
		case *logo.Refused:
			args[i] = refusedText(t, value)
		default:
			if args[i-1] == "Kind" {
				args[i] = t("workbook.kind." + fmt.Sprint(value))
			}
		}
	}
	text := t("forms.problem."+problem.Rule, args...)
	if problem.Meant != "" {
		text += " " + t("forms.problem.meant", "Word", problem.Meant)
	}
	return text
}

// refusedText says why a file makes no logo, as ProblemText.
func refusedText(t func(key string, args ...any) string, refused *logo.Refused) string {
	return t("setup.logo.refused."+string(refused.Reason), append(logoLimits(), "Name", refused.Name)...)
}
