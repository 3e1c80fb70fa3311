package form

import (
	"slices"

	"resonanz/app/web"
	"resonanz/forms"
)

// Preview is one question as phones get it. Its fields are for the part "field".
type Preview struct{ Fields []*field }

// previewPrefix sets the ids of a preview apart from those of the page around it.
const previewPrefix = "phone-"

// NewPreview returns the question of the form with the key as phones get it, in
// the language of the page. The form need not be valid.
func NewPreview(p *web.Page, form *forms.Form, key string) Preview {
	shown := *form
	shown.Questions = slices.Clone(form.Questions)
	for i := range shown.Questions {
		if shown.Questions[i].Key == key {
			shown.Questions[i].Key = previewPrefix + key
		}
	}
	b := newFieldBuilder(p, &shown, forms.Values{}, nil)
	if i := slices.IndexFunc(shown.Questions, func(q forms.Question) bool { return q.Key == previewPrefix+key }); i >= 0 {
		return Preview{b.question(&shown.Questions[i])}
	}
	return Preview{}
}
