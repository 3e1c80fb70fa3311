package workbook

import (
	"io"
	"slices"

	"resonanz/forms"
)

// WriteContacts writes the sign-ups for the groups of an event as a workbook of
// its own (ISO/IEC 29500, .xlsx): one sheet, a table with a row for each group
// that a person has signed up for, so that a filter gives the addresses of a
// group. The groups are the sessions in the order given, the people of a group
// in the order of contacts. It holds nothing of any answer.
func WriteContacts(w io.Writer, event *forms.Event, groups []forms.Session, contacts []forms.Contact, o Options) error {
	b := newBook(&forms.EventFigures{Event: *event}, o)
	defer b.file.Close() // frees temporary files; nothing is written by it
	title := o.Words("workbook.contacts.title")
	b.pages = []page{{planned{title: title}, sheetName(title, b.names)}}
	b.create(0, b.pages[0].name)
	s := &sheet{book: b, name: b.pages[0].name, title: title}
	s.setUp(false)
	s.drawContacts(groups, contacts)
	b.properties()
	if b.err != nil {
		return forms.Errorf(forms.CodeInternal, "workbook of contacts: %w", b.err)
	}
	if err := b.file.Write(w); err != nil {
		return forms.Errorf(forms.CodeInternal, "write workbook of contacts: %w", err)
	}
	return nil
}

func (s *sheet) drawContacts(groups []forms.Session, contacts []forms.Contact) {
	s.columns(2, 44, 40, 48)
	s.head(s.Words("workbook.contacts.head", "n", len(contacts)))
	s.wide(2, s.last, s.Words("workbook.contacts.delete"), look{colour: colourMuted})
	s.row++
	start := s.row
	s.listing(0, s.Words("workbook.contacts.group"), s.Words("workbook.contacts.name"), s.Words("workbook.contacts.email"))
	l := look{wrap: true, top: true, below: colourLine}
	for i := range groups {
		group := s.text(groups[i].Title, groups[i].Key)
		for _, contact := range contacts {
			if !slices.Contains(contact.Sessions, groups[i].Key) {
				continue
			}
			s.put(2, group, l)
			s.put(3, contact.Name, l)
			s.put(4, contact.Email, l)
			s.height(max(rowHeight, textHeight(group, 44, l), textHeight(contact.Name, 40, l), textHeight(contact.Email, 48, l)))
			s.row++
		}
	}
	s.table("Contacts", start, 3)
}
