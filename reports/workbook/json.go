package workbook

import (
	"bufio"
	_ "embed" // for the schema
	"encoding/json"
	"io"
	"time"

	"resonanz/forms"
)

//go:embed data.schema.json
var dataSchema string

// DataSchema returns the JSON Schema (2020-12) of what WriteJSON writes.
func DataSchema() string { return dataSchema }

// The name and version of the JSON format. The version grows with each change
// that a reader has to know of.
const (
	dataFormat        = "resonanz-data"
	dataFormatVersion = 1
)

// jsonHead is everything before the responses. The schema describes it.
type jsonHead struct {
	Format   string        `json:"format"`
	Version  int           `json:"version"`
	Made     string        `json:"made"`
	Event    jsonEvent     `json:"event"`
	Sessions []jsonSession `json:"sessions"`
	Forms    []jsonForm    `json:"forms"`
}

type jsonEvent struct {
	Code      string     `json:"code"`
	Title     forms.Text `json:"title"`
	Starts    string     `json:"starts"`
	Ends      string     `json:"ends"`
	MinGroup  int        `json:"minGroup"`
	Simulated bool       `json:"simulated"`
}

type jsonSession struct {
	Code    string                    `json:"code"`
	Title   forms.Text                `json:"title"`
	Form    string                    `json:"form"`
	Version int                       `json:"version"`
	Options map[string][]forms.Option `json:"options,omitempty"`
}

type jsonForm struct {
	Key       string           `json:"key"`
	Version   int              `json:"version"`
	Title     forms.Text       `json:"title"`
	Questions []forms.Question `json:"questions"`
	Responses int              `json:"responses"`
	LeftOut   int              `json:"leftOut"`
	// Blanked are the options of questions for breakdowns that no row tells.
	Blanked map[string][]string `json:"blanked,omitempty"`
}

type jsonResponse struct {
	Form    string         `json:"form"`
	Version int            `json:"version"`
	Session string         `json:"session,omitempty"`
	Answers map[string]any `json:"answers"`
}

type jsonComment struct {
	Form    string `json:"form"`
	Version int    `json:"version"`
	Session string `json:"session,omitempty"`
	Item    string `json:"item"`
	Text    string `json:"text"`
}

// WriteJSON writes the data as JSON (RFC 8259) as DataSchema describes it. It
// writes while it reads, one response per line.
func WriteJSON(w io.Writer, d *forms.Data, o Options) error {
	j := newJSONWriter(w, d)
	j.head(o)
	j.responses()
	j.comments()
	if j.err == nil {
		j.err = j.w.Flush()
	}
	if j.err != nil {
		return forms.Errorf(forms.CodeInternal, "write JSON: %w", j.err)
	}
	return nil
}

// jsonWriter writes the data. The first error sticks.
type jsonWriter struct {
	*forms.Data
	w        *bufio.Writer
	sessions map[int64]string      // codes
	asked    map[int64]*forms.Form // by id
	err      error
}

func newJSONWriter(w io.Writer, d *forms.Data) *jsonWriter {
	j := &jsonWriter{Data: d, w: bufio.NewWriter(w), sessions: map[int64]string{}, asked: map[int64]*forms.Form{}}
	for _, table := range d.Tables {
		j.asked[table.Form.ID] = table.Form
	}
	for _, f := range d.Figures.Sessions {
		j.sessions[f.Session.ID] = f.Session.Code
	}
	return j
}

func (j *jsonWriter) text(s string) {
	if j.err == nil {
		_, j.err = j.w.WriteString(s)
	}
}

func (j *jsonWriter) value(v any) {
	raw, err := json.Marshal(v)
	if j.err == nil {
		j.err = err
	}
	j.text(string(raw))
}

func (j *jsonWriter) head(o Options) {
	e := &j.Figures.Event
	head := jsonHead{Format: dataFormat, Version: dataFormatVersion, Made: o.Now.In(e.Location()).Format(time.DateOnly),
		Event: jsonEvent{e.Code, e.Title, e.Starts.In(e.Location()).Format(jsonTime), e.Ends.In(e.Location()).Format(jsonTime), e.MinGroup, e.Simulated}}
	for i := range j.Figures.Sessions {
		f := &j.Figures.Sessions[i]
		head.Event.Simulated = head.Event.Simulated || f.Turnout.Simulated > 0
		head.Sessions = append(head.Sessions, jsonSession{f.Session.Code, f.Session.Title, f.Form.Key, f.Form.Version, f.Session.Options})
	}
	for _, t := range j.Tables {
		head.Forms = append(head.Forms, jsonForm{t.Form.Key, t.Form.Version, t.Form.Title, t.Form.Questions, t.Rows, t.LeftOut, t.Blanked})
	}
	raw, err := json.Marshal(head)
	if j.err = err; err == nil {
		j.text(string(raw[:len(raw)-1])) // the object goes on
	}
}

// jsonTime is RFC 3339 without seconds that say nothing.
const jsonTime = "2006-01-02T15:04Z07:00"

func (j *jsonWriter) responses() {
	j.text(",\n\"responses\":[")
	between := "\n"
	for _, table := range j.Tables {
		items := table.Form.Items()
		for response, err := range j.Data.Responses(table.Form.ID) {
			if j.err == nil {
				j.err = err
			}
			if j.err != nil {
				return
			}
			line := jsonResponse{table.Form.Key, table.Form.Version, j.sessions[response.SessionID], make(map[string]any, len(response.Answers))}
			for i := range items {
				if answer := response.Answers[items[i].Key]; len(answer) > 0 {
					line.Answers[items[i].Key] = jsonAnswer(items[i].Kind, answer)
				}
			}
			j.text(between)
			j.value(line)
			between = ",\n"
		}
	}
	j.text("\n]")
}

// jsonAnswer returns an answer with the type that its kind has.
func jsonAnswer(kind forms.Kind, answer []string) any {
	switch kind {
	case forms.KindNumber, forms.KindRecommend:
		return json.Number(answer[0])
	case forms.KindYesNo, forms.KindConsent:
		return answer[0] == forms.OptionYes
	case forms.KindChoices, forms.KindRanking:
		return answer
	}
	return answer[0]
}

func (j *jsonWriter) comments() {
	j.text(",\n\"comments\":[")
	between := "\n"
	for comment, err := range j.Data.Comments() {
		if j.err == nil {
			j.err = err
		}
		if j.err != nil {
			return
		}
		form := j.asked[comment.FormID]
		j.text(between)
		j.value(jsonComment{form.Key, form.Version, j.sessions[comment.SessionID], comment.Item, comment.Text})
		between = ",\n"
	}
	j.text("\n]}\n")
}
