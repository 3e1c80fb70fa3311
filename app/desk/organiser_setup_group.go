package desk

import (
	"slices"
	"strings"
)

// fieldGroup is a group of fields under a heading.
type fieldGroup struct {
	Name    string
	Heading string
	Fold    bool   // folded up, unless something in it is wrong or has just been changed
	Says    string // what is in a folded group, so that nobody has to unfold it to see
	Changed bool   // by the saving that led to the page
	Fields  []*field
}

// group is a group of fields whose heading is the text group_<name>.
func (m fieldsOf) group(name string, fields ...*field) fieldGroup {
	return fieldGroup{Name: name, Heading: m.page.T(m.prefix + "group_" + name), Fields: fields}
}

// fold is a group of fields that few events need. What it says is put together
// from the parts that are not empty.
func (m fieldsOf) fold(name string, says []string, fields ...*field) fieldGroup {
	g := m.group(name, fields...)
	says = slices.DeleteFunc(says, func(part string) bool { return part == "" })
	g.Fold, g.Says = true, strings.Join(says, " · ")
	return g
}

// now is a part of what a folded group says: what was set, or the text <name>_none
// if that is nothing.
func (m fieldsOf) now(name, set string) string {
	if set == "" {
		return m.page.T(m.prefix + name + "_none")
	}
	return oneLine(set)
}

// Unfolded reports whether a group that could be folded up is not.
func (g fieldGroup) Unfolded() bool {
	return g.Changed || slices.ContainsFunc(g.Fields, func(f *field) bool { return f.Problem != "" || f.Differs })
}

// unfold unfolds the groups in which something has just been changed.
func (p *partPage) unfold() {
	names := strings.FieldsFunc(p.changed, func(r rune) bool { return r == ',' })
	for i := range p.Groups {
		p.Groups[i].Changed = slices.Contains(names, p.Groups[i].Name)
	}
}

// valuesOf returns what the fields show, by their names.
func valuesOf(groups []fieldGroup) map[string][]string {
	values := map[string][]string{}
	for _, group := range groups {
		for _, f := range group.Fields {
			values[f.Name] = f.values()
		}
	}
	return values
}

// changedIn names the folded groups whose fields show something else than before,
// joined by commas.
func changedIn(before map[string][]string, groups []fieldGroup) string {
	var changed []string
	for _, group := range groups {
		if group.Fold && slices.ContainsFunc(group.Fields, func(f *field) bool { return !slices.Equal(before[f.Name], f.values()) }) {
			changed = append(changed, group.Name)
		}
	}
	return strings.Join(changed, ",")
}
