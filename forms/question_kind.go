package forms

import "slices"

// Become gives the question another kind. What does not go with it is dropped;
// what does stays.
func (q *Question) Become(kind Kind) {
	if q.Kind == kind {
		return
	}
	if q.Kind != "" { // they bound ticks of the one kind, and a number of the other
		q.Min, q.Max = nil, nil
	}
	q.Kind = kind
	if kind == KindInfo {
		q.Required = Optional
	}
	for _, field := range q.extraFields() {
		if !slices.Contains(kindFields[kind], field) {
			q.drop(field)
		}
	}
	q.Options = slices.DeleteFunc(slices.Clone(q.Options), func(o Option) bool {
		return o.Code == OptionOther && kind != KindChoice && kind != KindChoices || o.Code == OptionNA && kind != KindScale && kind != KindBattery
	})
}

// drop empties a field by its name in definition files.
func (q *Question) drop(field string) {
	switch field {
	case "options":
		q.Options = nil
	case "per_session":
		q.PerSession = false
	case "faces":
		q.Faces = false
	case "rows":
		q.Rows = nil
	case "note":
		q.Note = nil
	case "low":
		q.Low = nil
	case "high":
		q.High = nil
	case "min":
		q.Min = nil
	case "max":
		q.Max = nil
	case "decimals":
		q.Decimals = 0
	case "unit":
		q.Unit = nil
	case "from":
		q.From = ""
	case "to":
		q.To = ""
	case "max_length":
		q.MaxLength = 0
	case "breakdown":
		q.Breakdown = false
	case "headline":
		q.Headline = false
	case "sign_up":
		q.SignUp = false
	}
}
