package desk

import (
	"cmp"
	"slices"
	"strings"

	"resonanz/app/web"
)

const (
	// linesPerPage are some screens of a phone, and still quick to send.
	linesPerPage = 40
	// maxPageText is the most that lines say on one page, in bytes: forty of
	// the longest comments would be 160 kB otherwise.
	maxPageText = 32 << 10
	// maxEqual is how many equal comments one line holds.
	maxEqual = 200
)

// commentSection are the lines of one question.
type commentSection struct {
	Key   string
	Stem  web.Phrase
	Label web.Phrase
	Lines []commentLine
}

// commentLine are comments of one state that are as good as equal, on which a
// moderator decides at once.
type commentLine struct {
	ID     string // of the first
	Tokens string // of all
	N      int
	State  string
	Says   string // its state
	Text   string // as most wrote it
	Others []string
	Star   bool
	Tags   []string
	Edited bool
	Hints  []string
	Where  string // sessions, on an event's page
	Stage  string // address by which it gets on the stage, "" if it may not
	Edit   string // address of its page
	Ticked bool
}

// sections returns the lines of a page under their questions, and the address of
// the next page.
func (s *Pages) sections(p *commentsPage, q *queue, v *web.Visit) (sections []commentSection, next string) {
	lines, text := 0, 0
	isLast := func(e entry) bool { return strings.HasPrefix(e.ID, p.Filter.After) } // of the page before
	begun := p.Filter.After == "" || p.Filter.Tokens != "" || !slices.ContainsFunc(q.entries, isLast)
	for at := 0; at < len(q.entries); {
		group, past := q.group(at, &p.Filter)
		switch {
		case !begun:
			begun = slices.ContainsFunc(q.entries[at:past], isLast)
			at = past
			continue
		case len(group) == 0:
			at = past
			continue
		case lines == linesPerPage || text > maxPageText:
			f := p.Filter
			f.After = q.entries[at-1].ID[:tokenID]
			return sections, commentsPath(p.Code) + f.query()
		}
		line := s.line(p, group, v)
		lines, text = lines+1, text+len(line.Tokens)+len(line.Text)+len(strings.Join(line.Others, ""))
		if of := group[0].asked; len(sections) == 0 || sections[len(sections)-1].Key != of.value() {
			section := commentSection{Key: of.value(), Label: p.Text(of.item.Text)}
			if of.beside != nil {
				section.Stem = p.Text(of.beside.Text)
			}
			sections = append(sections, section)
		}
		section := &sections[len(sections)-1]
		section.Lines = append(section.Lines, line)
		at = past
	}
	return sections, ""
}

// group returns the comments from there on that stand in one line, and where the
// next ones begin. The filter may leave none of them.
func (q *queue) group(at int, f *commentFilter) (group []*entry, past int) {
	first := &q.entries[at]
	for past = at; past < len(q.entries) && len(group) < maxEqual; past++ {
		e := &q.entries[past]
		if e.asked != first.asked || e.gist != first.gist || len(group) > 0 && f.leaves(e) && (e.Status != group[0].Status || e.Starred != group[0].Starred) {
			break
		}
		if f.leaves(e) {
			group = append(group, e)
		}
	}
	return group, past
}

// line makes a line of equal comments.
func (s *Pages) line(p *commentsPage, group []*entry, v *web.Visit) commentLine {
	first := group[0]
	line := commentLine{ID: first.ID, N: len(group), State: string(first.Status), Star: first.Starred}
	line.Says = p.T("comment." + line.State)
	line.Edit = commentsPath(p.Code) + "/" + first.ID
	written := map[string]int{}
	var where []string
	var hints []hint
	for _, e := range group {
		line.Tokens += tokenOf(&e.ModeratedComment)
		line.Edited = line.Edited || e.Edited()
		if written[e.Text]++; written[e.Text] == 1 {
			line.Others = append(line.Others, e.Text)
			for _, h := range s.hinter.hints(e.Text) {
				if !slices.Contains(hints, h) {
					hints = append(hints, h)
				}
			}
		}
		for _, tag := range e.Tags {
			if !slices.Contains(line.Tags, tag) {
				line.Tags = append(line.Tags, tag)
			}
		}
		if title := p.Text(e.session.Title).Text; v.Session == nil && !slices.Contains(where, title) {
			where = append(where, title)
		}
	}
	line.Text = slices.MaxFunc(line.Others, func(a, b string) int {
		return cmp.Or(cmp.Compare(written[a], written[b]), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	line.Others = slices.DeleteFunc(line.Others, func(text string) bool { return text == line.Text })
	line.Hints, line.Where = hintTexts(&p.Page, hints), strings.Join(where, p.T("list.comma"))
	line.Ticked = p.Filter.Ticked && len(hints) == 0
	if line.State == stateApproved && !first.session.OnTheSpot() { // what was asked on the spot has a screen of its own
		line.Stage = "/moderate/" + first.session.Code + "/stage"
	}
	return line
}
