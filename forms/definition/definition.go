// Package definition reads definition files, which describe an event with its
// forms and sessions in YAML, and translation files, which add a language. It
// knows at which line everything stands, and holds the reference conferences.
package definition

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"resonanz/forms"
)

// MaxSize is the size of the longest file in bytes; the reference conferences
// in German and English have 20,000.
const MaxSize = 1 << 20

// File is a definition file that has been read.
type File struct {
	Definition *forms.Definition

	places places
}

// Locate says where in the file the problems of its definition are, sorted by
// line: what Store.Import refuses stands in the file somewhere.
func (f *File) Locate(problems forms.Problems) Problems { return f.places.locate(problems) }

// Texts yields every text that there is, with its path in the file; the text
// of a named scale once.
func (f *File) Texts() iter.Seq2[string, forms.Text] {
	return func(yield func(string, forms.Text) bool) {
		seen := map[string]bool{}
		for path, text := range f.Definition.Texts() {
			if path, _ = f.places.find(path); seen[path] {
				continue
			}
			seen[path] = true
			if !yield(path, text) {
				return
			}
		}
	}
}

// Missing returns which texts the definition lacks in the language, each with
// the line and path at which the text stands.
func (f *File) Missing(language string) Problems {
	base := f.Definition.Event.Base()
	var missing Problems
	for path, text := range f.Texts() {
		if text[language] == "" {
			_, line := f.places.find(path)
			missing = append(missing, Problem{line, ruleUntranslated.Problem(path, "", language, text[base])})
		}
	}
	return missing
}

// Parse reads a definition file. If anything in it is wrong, it refuses the
// whole file and returns Problems, sorted by line.
//
// The file is YAML, without aliases and tags. Keys, codes and names of scales
// are a–z, 0–9 and _ (names also -). A TEXT is either a text in the base
// language or one per language ({de: Ja, en: Yes}). The base text of which a
// translation was made stands beside it, under its language with an @ ({de: Ja,
// en: Sure, en@: Gewiss}), where it has changed since. What is optional is in
// brackets.
//
//	event:
//	  key: NAME               importing the same key again updates the event
//	  [code: 4 SYMBOLS]       on the sign; made up if missing
//	  title: TEXT
//	  [place: TEXT]
//	  [hosts: [TEXT, …]]
//	  zone: Europe/Berlin     of all times in this file
//	  starts: 2016-11-17 14:00
//	  ends: 2016-11-17 18:30
//	  languages: [de, en]     BCP 47; the first is the base language
//	  [unchecked: [tr, …]]    those whose translation no native reader has checked
//	  [min_group: 5]          figures are shown for at least so many people, 1–20
//	  [figures: closed]       are shown only when a session is closed; or steps:
//	                          while it is open, by at least so many people each
//	  [headcount: 170]        people present
//	  [accent: "#1b6e5a"]     pages darken it until it can be read
//	  [series: NAME]          events of one series are compared over time
//	  [wifi: NAME]            Wi-Fi that signs and stage tell people
//	  [wifi_password: WORD]   of it, 8–63 letters, digits and signs
//	  [note: TEXT]            shown on the event's page and in the workbook
//	  [simulated: yes]        the answers are made up, and said to be
//	  [codes: yes]            every answer needs a one-time code from a slip
//	  [contacts: [NAME, …]]   sessions for whose groups people can sign up, with
//	                          name and e-mail, apart from their answers
//	  [contacts_retention: 365]  days from the end to the deletion of sign-ups,
//	                          1–1098; without it as the answers
//	  [results: closed]       participants see the results of a session under its
//	                          address once it is closed; or none
//	  [mirror: none]          phones cannot follow what the stage shows; or stage:
//	                          they can, in their own language
//	  [retention: 90]         days from the end to the deletion of answers, 1–366
//	scales:
//	  NAME:
//	    steps:                3–7, from best to worst
//	      CODE: TEXT
//	    [cannot_say: TEXT]    not counted in any mean
//	forms:
//	  NAME:
//	    title: TEXT
//	    [intro: TEXT]
//	    questions:
//	      KEY:
//	        kind: choice, choices, scale, recommend, yesno, number, date, text,
//	              longtext, consent, info, ranking or battery
//	        text: TEXT
//	        [hint: TEXT]
//	        [required: yes, soft or no]  soft asks once more, then lets go
//	        [show: CONDITION]            see package condition
//	        options: {CODE: TEXT}        choice, choices, ranking; the code other
//	                                     of a choice comes with a text field
//	        per_session: yes             choice, choices: in place of options
//	        [breakdown: yes]             choice: figures are broken down by it
//	        scale: NAME                  scale, battery; or steps right here
//	        [faces: yes]                 scale, battery: of three steps, with a
//	                                     face beside each
//	        [headline: yes]              scale, battery, yesno, recommend: closing
//	                                     rounds tell it first
//	        rows: {CODE: TEXT}           battery
//	        [note: TEXT]                 battery: a text field with every row
//	        low: TEXT, high: TEXT        recommend: the ends, worded
//	        [min: 1, max: 3]             choices: ticks; number: range
//	        [decimals: 1, unit: TEXT]    number
//	        [sign_up: yes]               yesno: who says yes is offered the sign-up
//	                                     for the group first
//	        [from: DAY, to: DAY]         date, 2016-11-17
//	        [max_length: 200]            text, longtext
//	sessions:                 in the order of the programme
//	  NAME:
//	    kind: plenary, workshop or talk
//	    form: NAME
//	    title: TEXT
//	    [code: 5 SYMBOLS]
//	    [room: WORDS]
//	    [starts: 14:00, ends: 15:30]     on the event's first day, or with a day
//	    [headcount: 30]
//	    [opens: schedule]                by itself at its start until its end, which
//	                                     it needs then; or always: once imported; or
//	                                     button: when somebody opens it
//	    [opens_before: 5, closes_after: 15]  minutes around these times
//	    [next_meeting: 2017-02-14 18:00] of the session's group
//	    options: {KEY: {CODE: TEXT}}     of the form's per-session questions
//	[logo: BASE64]            PNG, JPEG or SVG; made small and written anew
//
// Without codes nobody can tell a person who answers many times from many
// people, and who knows all answers of a group but one knows that one, too. An
// event with a sensitive question takes codes, or shows figures: closed.
func Parse(src []byte) (*File, error) {
	root, err := parseYAML(src)
	if err != nil {
		return nil, err
	}
	if root.Kind != yaml.MappingNode {
		return nil, refuse(root.Line, ruleBegins, shapeOf(root))
	}
	r := &reader{
		places: places{lines: map[string]int{}, moved: map[string]string{}},
		zone:   time.UTC,
		scales: map[string][]forms.Option{},
		unused: map[string]bool{},
	}
	d := r.definition(r.section(entry{node: root, line: root.Line}))
	problems, reported := r.problems, r.reported()
	for _, p := range r.locate(d.Validate()) {
		if !reported(p.Field) {
			problems = append(problems, p)
		}
	}
	if len(problems) > 0 {
		return nil, problems.sorted()
	}
	return &File{d, r.places}, nil
}

// reported returns whether reading has found something wrong with a field, or
// with something within or around it, which explains what Validate misses
// there.
func (r *reader) reported() func(field string) bool {
	wrong, around := map[string]bool{}, map[string]bool{}
	for _, p := range r.problems {
		wrong[p.Field] = true
		for part := p.Field; part != ""; part = parent(part) {
			around[part] = true
		}
	}
	return func(field string) bool {
		if around[field] {
			return true
		}
		for part := field; part != ""; part = parent(part) {
			if wrong[part] {
				return true
			}
		}
		return false
	}
}

// yamlLine finds the line in the message of a YAML error.
var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// parseYAML returns the root of the only document of a file.
func parseYAML(src []byte) (*yaml.Node, error) {
	if len(src) > MaxSize {
		return nil, refuse(1, ruleSize, MaxSize)
	}
	if at := unreadable(src); at >= 0 {
		line := 1 + bytes.Count(src[:at], []byte("\n"))
		return nil, refuse(line, ruleEncoding)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	var root, more yaml.Node
	err := decoder.Decode(&root)
	if errors.Is(err, io.EOF) || err == nil && (len(root.Content) == 0 || root.Content[0].Tag == "!!null") {
		return nil, refuse(1, ruleBlank)
	}
	if err == nil {
		if err = decoder.Decode(&more); errors.Is(err, io.EOF) {
			return root.Content[0], nil
		}
	}
	if err == nil {
		return nil, refuse(more.Line, ruleDocuments)
	}
	parts := yamlLine.FindStringSubmatch(err.Error())
	if parts == nil {
		return nil, refuse(1, ruleYAML, err)
	}
	line, _ := strconv.Atoi(parts[1]) // without a number it is the first line
	return nil, refuse(line, ruleYAML, plainly(parts[2]))
}

// plainly says in plain words what is wrong where the parser speaks of its own
// insides.
func plainly(fault string) string {
	switch fault {
	case "found character that cannot start any token":
		return "it begins with a character that has to stand in quotation marks, or is indented by a tab instead of blanks"
	case "mapping values are not allowed in this context":
		return "a text with a colon and a blank has to stand in quotation marks, and what belongs together has to be indented alike"
	}
	return fault
}

// unreadable returns where the first byte is that cannot stand in a text file,
// -1 if there is none.
func unreadable(src []byte) int {
	for at := 0; at < len(src); {
		char, size := utf8.DecodeRune(src[at:])
		if char == utf8.RuneError && size == 1 || unicode.IsControl(char) && !strings.ContainsRune("\t\r\n", char) {
			return at
		}
		at += size
	}
	return -1
}
