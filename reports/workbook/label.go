package workbook

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"resonanz/forms"
	"resonanz/reports"
)

// question returns the wording of an item; one of a battery goes without the
// battery's own text.
func (b *book) question(item *forms.Item) string {
	switch {
	case item.Beside == "":
		return b.text(item.Text, item.Key)
	case item.Beside == item.Question.Key:
		return b.text(item.Question.Text, item.Beside) + " – " + b.text(item.Text, item.Key)
	}
	for _, row := range item.Question.Rows {
		if item.Question.Key+"."+row.Code == item.Beside {
			return b.text(row.Text, row.Code) + " – " + b.text(item.Text, item.Key)
		}
	}
	return b.text(item.Text, item.Key)
}

// answer returns what a line of a distribution is called.
func (b *book) answer(item *forms.Item, share reports.Share) string {
	switch item.Kind {
	case forms.KindYesNo, forms.KindConsent:
		return b.Words("workbook.answer." + share.Code)
	case forms.KindNumber:
		name := b.number(share.Code)
		if share.To > share.From {
			name = b.Words("workbook.answer.class", "From", name, "To", b.number(strconv.FormatFloat(share.To, 'f', -1, 64)))
		}
		return strings.TrimSpace(name + " " + b.text(item.Question.Unit, ""))
	case forms.KindDate:
		parts := strings.Split(share.Code, "-")
		if len(parts) == 3 {
			return b.Words("workbook.answer.day", "Year", parts[0], "Month", parts[1], "Day", parts[2])
		}
		if len(parts) == 2 {
			return b.Words("workbook.answer.month", "Year", parts[0], "Month", parts[1])
		}
		return share.Code
	}
	return b.text(share.Text, share.Code)
}

// number writes a decimal the way the language does.
func (b *book) number(decimal string) string {
	return strings.Replace(decimal, ".", b.Words("workbook.format.decimal"), 1)
}

// notJudged returns the text of a scale's "cannot say".
func (b *book) notJudged(item *forms.Item) string {
	if o := item.Option(forms.OptionNA); o != nil {
		return b.text(o.Text, o.Code)
	}
	return forms.OptionNA
}

func (b *book) session(f *forms.Figures) string { return b.text(f.Session.Title, f.Session.Code) }

// hosts returns the hosts on one line.
func (b *book) hosts() string {
	names := make([]string, 0, len(b.Event.Hosts))
	for _, host := range b.Event.Hosts {
		names = append(names, b.text(host, ""))
	}
	return strings.Join(names, " · ")
}

// fewer says why figures are missing.
func (b *book) fewer() string {
	return b.Words("workbook.fewer", "Min", strconv.Itoa(b.Event.MinGroup))
}

// maxFormName is how long the title of a form may be to stand on a tab beside what
// the sheet is.
const maxFormName = 20

// formName is a short name of a form: its title if that is short, else what it is
// asked in. Two forms of one kind have their titles.
func (b *book) formName(c *reports.Comparison) string {
	title := b.text(c.Form.Title, c.Form.Key)
	if utf8.RuneCountInString(title) <= maxFormName {
		return title
	}
	name := b.kindName(c)
	for i := range b.comparisons {
		if other := &b.comparisons[i]; other != c && b.kindName(other) == name {
			return title
		}
	}
	return name
}

// kindName says in what a form is asked: goals, workshops, talks, the plenary.
func (b *book) kindName(c *reports.Comparison) string {
	if b.review(c) {
		return b.goalsName(c)
	}
	kind := c.Sessions[0].Session.Kind
	for i := range c.Sessions {
		if c.Sessions[i].Session.Kind != kind {
			return b.Words("workbook.name.mixed")
		}
	}
	return b.Words("workbook.name." + string(kind))
}

// review reports whether a form asks nothing but a list of goals.
func (b *book) review(c *reports.Comparison) bool {
	return len(c.Form.Questions) == 1 && c.Form.Questions[0].Kind == forms.KindBattery
}

// year finds a year in a title.
var year = regexp.MustCompile(`\b(19|20)\d\d\b`)

// goalsName is the name of a sheet of goals, with the year that the form's title
// names: "Goals 2013".
func (b *book) goalsName(c *reports.Comparison) string {
	return strings.TrimSpace(b.Words("workbook.goals.name", "Year", year.FindString(b.text(c.Form.Title, ""))))
}

// formSheet is the name of the sheet of a form's questions.
func (b *book) formSheet(c *reports.Comparison) string {
	if b.review(c) {
		return b.Words("workbook.form.name_goals", "Goals", b.goalsName(c))
	}
	return b.formName(c)
}
