package workbook

import (
	"strconv"
	"strings"

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
