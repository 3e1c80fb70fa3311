package forms_test

import (
	"testing"

	"resonanz/forms"
	"resonanz/forms/definition"
)

// conferenceForm returns the form that participants of both reference
// conferences fill in at the end.
func conferenceForm(b *testing.B) *forms.Form {
	b.Helper()
	d, err := definition.Conferences()[1].Definition()
	if err != nil {
		b.Fatal(err)
	}
	return d.Form("konferenz").Prepared()
}

func BenchmarkForm_Parse(b *testing.B) {
	form, values := conferenceForm(b), konferenzValues()
	b.ReportAllocs()
	for b.Loop() {
		if _, errs := form.Parse(values); errs != nil {
			b.Fatal(errs)
		}
	}
}

func BenchmarkForm_Marks(b *testing.B) {
	form := conferenceForm(b)
	answers, _ := form.Parse(konferenzValues())
	b.ReportAllocs()
	for b.Loop() {
		form.Marks(answers)
	}
}

func konferenzValues() forms.Values {
	return forms.Values{
		"gesamt": {"zufrieden"}, "austausch": {"stimmt_genau"}, "klarheit": {"stimmt_eher"}, "klima": {"gleich"},
		"mitreden": {"stimmt_eher"}, "verstehen": {"stimmt_genau"}, "organisation": {"gut"}, "empfehlung": {"9"},
		"mitnehmen": {"Neue Kontakte und viele gute Beispiele aus den anderen Stadtteilen."},
		"naechstes": {"Die Arbeitsgruppen weiterführen."}, "rolle": {"other"}, "rolle.other": {"Bibliothek"},
	}
}
