package form

import (
	"slices"
	"strconv"
	"strings"

	"resonanz/app/web"
	"resonanz/forms"
)

// field is one item of a form as the page shows it: a card with a legend or
// label, and what is to be ticked or typed. Its template is "field".
type field struct {
	ID   string // of the first control, to which errors link
	Name string // of the controls: the item's key
	Kind forms.Kind

	Number    string     // says which of how many questions it is, "" where it is not asked of everybody
	Stem      web.Phrase // the battery that the item belongs to
	Label     web.Phrase
	Hint      web.Phrase
	Mark      string // says whether an answer is needed, where that differs
	Condition string // says when the question applies
	Note      string // says what is wanted: privacy, range

	Choices []Choice
	Apart   []Choice // "cannot say", below the others
	Places  []place  // of a ranking
	Typed   string
	Most    int    // characters of a text
	AtMost  string // says so where no script counts them
	Unit    web.Phrase
	Numeric string // inputmode of a number
	Low     web.Phrase
	High    web.Phrase
	Beside  *field // the text beside the item

	Error       string
	LeftOut     string // asks once for an answer, where nothing is wrong
	DescribedBy string // ids of hint, note and error
}

// Choice is one option to tick. The first one has the field's ID.
type Choice struct {
	ID      string
	Code    string
	Label   web.Phrase
	Face    int // the step's value where the question has faces, 0 for none
	Checked bool
}

// place is one option of a ranking with the places to choose from.
type place struct {
	ID     string
	Name   string
	Label  web.Phrase
	Chosen string
	Places []string
}

// fieldBuilder turns the questions of a form into fields.
type fieldBuilder struct {
	page     *web.Page
	form     *forms.Form
	values   forms.Values                // typed so far
	problems map[string]forms.FieldError // by item key
	mixed    bool                        // some questions need an answer, others do not
	asked    int                         // fields that everybody is asked
}

func newFieldBuilder(p *web.Page, form *forms.Form, values forms.Values, problems []forms.FieldError) *fieldBuilder {
	b := &fieldBuilder{page: p, form: form, values: values, problems: map[string]forms.FieldError{}}
	for _, problem := range problems {
		b.problems[problem.Field] = problem
	}
	b.mixed = slices.ContainsFunc(form.Questions, func(q forms.Question) bool { return q.Required == forms.Required })
	return b
}

// fields returns the fields of all questions in their order; an information
// text is a field without a control.
func (b *fieldBuilder) fields() []*field {
	var fields []*field
	for i := range b.form.Questions {
		fields = append(fields, b.question(&b.form.Questions[i])...)
	}
	b.number(fields)
	return fields
}

// number counts what everybody is asked. Questions with a condition are not
// counted: how many of them somebody is asked shows only on the way.
func (b *fieldBuilder) number(fields []*field) {
	counted := func(f *field) bool { return f.Kind != forms.KindInfo && f.Condition == "" }
	n := 0
	for _, f := range fields {
		if counted(f) {
			n++
		}
	}
	b.asked = n
	if n < 2 {
		return // whoever sees the only question knows
	}
	at := 0
	for _, f := range fields {
		if counted(f) {
			at++
			f.Number = b.page.T("form.number_of", "Number", at, "All", n)
		}
	}
}

// question returns the fields of one question.
func (b *fieldBuilder) question(q *forms.Question) []*field {
	if q.Kind == forms.KindInfo {
		return []*field{{Kind: q.Kind, Label: b.page.Text(q.Text), Hint: b.page.Text(q.Hint)}}
	}
	var fields []*field
	condition := b.condition(q)
	for _, item := range q.Items() {
		f := b.field(&item)
		if item.Beside != "" { // it follows the item that it stands beside
			fields[len(fields)-1].Beside = f
			continue
		}
		f.Condition = condition
		fields = append(fields, f)
	}
	return fields
}

func (b *fieldBuilder) field(item *forms.Item) *field {
	q := item.Question
	f := &field{ID: "f-" + item.Key, Name: item.Key, Kind: item.Kind, Label: b.page.Text(item.Text), Typed: web.FirstValue(b.values, item.Key)}
	if item.Beside == q.Key { // the text of an "other" option
		f.Label.Text = b.page.T("form.other_text", "Option", f.Label.Text)
	}
	if item.Beside == "" {
		f.Hint = b.page.Text(q.Hint)
		if b.mixed && q.Required != forms.Required {
			f.Mark = b.page.T("common.optional")
		}
	}
	if q.Kind == forms.KindBattery && item.Beside == "" {
		f.Stem = b.page.Text(q.Text)
	}
	switch item.Kind {
	case forms.KindRecommend:
		f.Low, f.High = b.page.Text(q.Low), b.page.Text(q.High)
		b.addSteps(f)
	case forms.KindYesNo:
		b.addYesNo(f)
	case forms.KindConsent:
		f.Choices = []Choice{{ID: f.ID, Code: forms.OptionYes, Label: f.Label, Checked: f.Typed == forms.OptionYes}}
	case forms.KindRanking:
		b.addPlaces(f, item)
		f.Note = b.page.T("form.places")
	case forms.KindNumber:
		f.Unit = b.page.Text(q.Unit)
		f.Numeric = "numeric"
		if q.Decimals > 0 || q.Min == nil || *q.Min < 0 {
			f.Numeric = "text" // the numeric keyboard of some phones lacks comma and minus
		}
		if q.Min != nil && q.Max != nil {
			f.Note = b.page.T("form.number_between", "Min", *q.Min, "Max", *q.Max)
		}
	case forms.KindText, forms.KindLongText:
		f.Most = item.Limit()
		if item.Kind == forms.KindText && item.Beside == "" {
			f.AtMost = b.page.T("form.at_most", "Max", f.Most)
		}
		if item.Beside == "" && f.Hint.Text == "" { // a hint of its own takes its place
			f.Note = b.page.T("form.privacy")
		}
	case forms.KindDate:
	default:
		b.addOptions(f, item)
	}
	if b.silenceNeedsRow(f, q) {
		f.Apart = append(f.Apart, Choice{Code: "", Label: web.Phrase{Text: b.page.T("form.none")}})
	}
	b.describe(f)
	return f
}

// addOptions adds the item's options; "cannot say" stands apart.
func (b *fieldBuilder) addOptions(f *field, item *forms.Item) {
	for _, o := range item.Options {
		c := Choice{Code: o.Code, Label: b.page.Text(o.Text), Checked: slices.Contains(b.values[item.Key], o.Code)}
		if o.Code == forms.OptionNA {
			f.Apart = append(f.Apart, c)
			continue
		}
		if len(f.Choices) == 0 {
			c.ID = f.ID
		}
		if item.Question.Faces {
			c.Face = o.Value
		}
		f.Choices = append(f.Choices, c)
	}
}

func (b *fieldBuilder) addSteps(f *field) {
	for i := range 11 {
		code := strconv.Itoa(i)
		c := Choice{Code: code, Label: web.Phrase{Text: code}, Checked: f.Typed == code}
		if i == 0 {
			c.ID = f.ID
		}
		f.Choices = append(f.Choices, c)
	}
}

func (b *fieldBuilder) addYesNo(f *field) {
	f.Choices = []Choice{
		{ID: f.ID, Code: forms.OptionYes, Label: web.Phrase{Text: b.page.T("common.yes")}, Checked: f.Typed == forms.OptionYes},
		{Code: forms.OptionNo, Label: web.Phrase{Text: b.page.T("common.no")}, Checked: f.Typed == forms.OptionNo},
	}
}

func (b *fieldBuilder) addPlaces(f *field, item *forms.Item) {
	places := make([]string, len(item.Options))
	for i := range places {
		places[i] = strconv.Itoa(i + 1)
	}
	for i, o := range item.Options {
		name := item.Key + "." + o.Code
		p := place{ID: "f-" + name, Name: name, Label: b.page.Text(o.Text), Chosen: web.FirstValue(b.values, name), Places: places}
		if i == 0 {
			p.ID = f.ID
		}
		f.Places = append(f.Places, p)
	}
}

// silenceNeedsRow reports whether the field needs a row for no answer, since a
// radio button cannot be unchosen. The options of a choice are the author's, who
// may give it such a row.
func (b *fieldBuilder) silenceNeedsRow(f *field, q *forms.Question) bool {
	switch f.Kind {
	case forms.KindScale, forms.KindRecommend, forms.KindYesNo:
		return q.Required != forms.Required && len(f.Apart) == 0
	}
	return false
}

// describe adds what is wrong with the field, and the ids of all that
// describes it.
func (b *fieldBuilder) describe(f *field) {
	if problem, ok := b.problems[f.Name]; ok {
		if says := b.page.T(problem.Key, problem.Args); problem.Soft() {
			f.LeftOut = says
		} else {
			f.Error = says
		}
	}
	var ids []string
	add := func(prefix string, there bool) {
		if there {
			ids = append(ids, prefix+f.Name)
		}
	}
	add("h-", f.Hint.Text != "")
	add("n-", f.Note != "")
	add("l-", f.Low.Text != "" || f.High.Text != "")
	add("e-", f.Error != "" || f.LeftOut != "")
	f.DescribedBy = strings.Join(ids, " ")
}

// row is a choice with what its control takes from the field.
type row struct {
	Choice
	Name        string
	Type        string
	DescribedBy string
}

// Row returns the control of one of the field's choices.
func (f *field) Row(c Choice) row {
	r := row{Choice: c, Name: f.Name, Type: "radio"}
	switch f.Kind {
	case forms.KindChoices:
		r.Type = "checkbox"
	case forms.KindConsent: // has no fieldset that could be described
		r.Type, r.DescribedBy = "checkbox", f.DescribedBy
	}
	return r
}
