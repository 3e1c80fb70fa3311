package workbook_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"resonanz/forms"
	"resonanz/forms/definition"
	"resonanz/reports/workbook"
)

func readCSV(t *testing.T, raw []byte, separator rune) [][]string {
	t.Helper()
	raw, ok := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf"))
	if !ok {
		t.Error("no byte order mark")
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma = separator
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWriteCSV(t *testing.T) {
	t.Parallel()
	c := newConference(t, "herne-2016", 3)
	d := c.data()
	for _, table := range d.Tables {
		var labels, codes bytes.Buffer
		if err := workbook.WriteCSV(&labels, d, table.Form.ID, false, options(t, "de")); err != nil {
			t.Fatal(err)
		}
		if err := workbook.WriteCSV(&codes, d, table.Form.ID, true, options(t, "de")); err != nil {
			t.Fatal(err)
		}
		c.compareCells(t, "CSV", d, table, readCSV(t, labels.Bytes(), ';'), readCSV(t, codes.Bytes(), ';'))
	}
	if err := workbook.WriteCSV(&bytes.Buffer{}, d, 4711, false, options(t, "de")); forms.CodeOf(err) != forms.CodeNotFound {
		t.Errorf("an unknown form: %v", err)
	}
}

func TestWriteCSV_language(t *testing.T) {
	t.Parallel()
	d := synthetic(1000)
	for language, want := range map[string]struct {
		separator rune
		decimal   string
	}{"de": {';', ","}, "en": {',', "."}} {
		var out bytes.Buffer
		if err := workbook.WriteCSV(&out, d, 1, true, options(t, language)); err != nil {
			t.Fatal(err)
		}
		rows := readCSV(t, out.Bytes(), want.separator)
		column := slices.Index(rows[0], "f19")
		n := 0
		for _, row := range rows[1:] {
			if strings.Contains(row[column], want.decimal) {
				n++
			}
		}
		if n < 800 {
			t.Errorf("%s: %d numbers with %q", language, n, want.decimal)
		}
	}
}

// No text starts like a formula, whatever the program that opens the file.
func TestWriteCommentsCSV_injection(t *testing.T) {
	t.Parallel()
	c := newConference(t, "herne-2016", 3)
	dangerous := []string{"=1+1", "+49 2323", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0\u200b=1", "\ufeff=1", "\x00=1", "＝1", "＋1", "－1", "＠1", "=", "-"}
	harmless := []string{"gut; danke", "a=b", "\"=1\"", "’=", "", "2 - 1", "ü"}
	c.Comments = nil
	for _, text := range slices.Concat(dangerous, harmless) {
		c.Comments = append(c.Comments, forms.Comment{SessionID: 1, FormID: c.Sessions[0].Session.FormID, Item: "x", Text: text})
	}
	var out bytes.Buffer
	if err := workbook.WriteCommentsCSV(&out, c.data(), options(t, "de")); err != nil {
		t.Fatal(err)
	}
	for i, row := range readCSV(t, out.Bytes(), ';')[1:] {
		if text := row[3]; i < len(dangerous) && !strings.HasPrefix(text, "'") {
			t.Errorf("%q is written as %q", dangerous[i], text)
		} else if i >= len(dangerous) && text != harmless[i-len(dangerous)] {
			t.Errorf("%q is written as %q", harmless[i-len(dangerous)], text)
		}
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	var schema map[string]any
	if err := json.Unmarshal([]byte(workbook.DataSchema()), &schema); err != nil {
		t.Fatal(err)
	}
	for _, source := range definition.Conferences() {
		c := newConference(t, source.Name, 3)
		d := c.data()
		var out bytes.Buffer
		if err := workbook.WriteJSON(&out, d, options(t, "de")); err != nil {
			t.Fatal(err)
		}
		var whole map[string]any
		if err := json.Unmarshal(out.Bytes(), &whole); err != nil {
			t.Fatal(err)
		}
		for _, problem := range violations(schema, schema, whole, "$") {
			t.Error(problem)
		}
		var typed struct {
			Responses []struct {
				Form, Session string
				Answers       map[string]any
			}
			Comments []struct{ Text string }
		}
		if err := json.Unmarshal(out.Bytes(), &typed); err != nil {
			t.Fatal(err)
		}
		i := 0
		for _, table := range d.Tables {
			for response := range d.Responses(table.Form.ID) {
				got := typed.Responses[i]
				i++
				if len(got.Answers) != len(response.Answers) || got.Form != table.Form.Key {
					t.Fatalf("response %d: %v, want %v", i, got, response.Answers)
				}
				for key, answer := range response.Answers {
					text := fmt.Sprint(got.Answers[key])
					text = strings.NewReplacer("true", "yes", "false", "no").Replace(strings.Trim(text, "[]"))
					if text != strings.Join(answer, " ") {
						t.Errorf("%s: %q, want %q", key, text, answer)
					}
				}
			}
		}
		if i != len(typed.Responses) || len(typed.Comments) != len(c.Comments) {
			t.Errorf("%d responses, %d comments", len(typed.Responses), len(typed.Comments))
		}
	}
}

// violations checks a value against the parts of JSON Schema that ours uses.
func violations(root, schema map[string]any, v any, at string) []string {
	if ref, ok := schema["$ref"].(string); ok {
		defs := root["$defs"].(map[string]any)
		return violations(root, defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any), v, at)
	}
	var found []string
	if want, ok := schema["const"]; ok && want != v {
		found = append(found, fmt.Sprintf("%s is %v, not %v", at, v, want))
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		found = append(found, fmt.Sprintf("%s is %v, not one of %v", at, v, enum))
	}
	kinds, _ := schema["type"].([]any)
	if kind, ok := schema["type"].(string); ok {
		kinds = []any{kind}
	}
	kind := "null"
	switch v := v.(type) {
	case map[string]any:
		kind = "object"
		properties, _ := schema["properties"].(map[string]any)
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				found = append(found, fmt.Sprintf("%s lacks %v", at, name))
			}
		}
		for name, value := range v {
			if known, ok := properties[name].(map[string]any); ok {
				found = append(found, violations(root, known, value, at+"."+name)...)
			} else if others, ok := schema["additionalProperties"].(map[string]any); ok {
				found = append(found, violations(root, others, value, at+"."+name)...)
			} else {
				found = append(found, fmt.Sprintf("%s has %s", at, name))
			}
		}
	case []any:
		kind = "array"
		items, _ := schema["items"].(map[string]any)
		for i, value := range v {
			found = append(found, violations(root, items, value, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case string:
		kind = "string"
	case bool:
		kind = "boolean"
	case float64:
		kind = "number"
		if v == float64(int(v)) && slices.Contains(kinds, any("integer")) {
			kind = "integer"
		}
	}
	if kinds != nil && !slices.Contains(kinds, any(kind)) {
		found = append(found, fmt.Sprintf("%s is of type %s, not %v", at, kind, kinds))
	}
	return found
}
