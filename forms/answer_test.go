package forms

import (
	"slices"
	"strings"
	"testing"
)

func number(n float64) *float64 { return &n }

func in(text string) Text { return Text{"de": text} }

func codes(list ...string) []Option {
	options := make([]Option, len(list))
	for i, code := range list {
		options[i] = Option{Code: code, Text: in(code)}
	}
	return options
}

func steps(list ...string) []Option {
	options := codes(list...)
	for i := range options {
		options[i].Value = len(options) - i
	}
	return append(options, Option{Code: OptionNA, Text: in("weiß nicht")})
}

// everyKind is a form with a question of each kind.
func everyKind() *Form {
	return &Form{Key: "alles", Title: in("Alles"), Questions: []Question{
		{Key: "info", Kind: KindInfo, Text: in("Hallo")},
		{Key: "eins", Kind: KindChoice, Text: in("?"), Options: codes("a", "b", OptionOther), Required: SoftRequired},
		{Key: "viele", Kind: KindChoices, Text: in("?"), Options: codes("a", "b", "c", OptionOther), Min: number(1), Max: number(3)},
		{Key: "note", Kind: KindScale, Text: in("?"), Options: steps("gut", "mittel", "schlecht")},
		{Key: "nps", Kind: KindRecommend, Text: in("?"), Low: in("-"), High: in("+")},
		{Key: "ja", Kind: KindYesNo, Text: in("?")},
		{Key: "zahl", Kind: KindNumber, Text: in("?"), Min: number(-5), Max: number(120), Decimals: 2},
		{Key: "tag", Kind: KindDate, Text: in("?"), From: "2016-01-01", To: "2016-12-31"},
		{Key: "satz", Kind: KindText, Text: in("?"), MaxLength: 10},
		{Key: "absatz", Kind: KindLongText, Text: in("?")},
		{Key: "ok", Kind: KindConsent, Text: in("?"), Required: Required},
		{Key: "rang", Kind: KindRanking, Text: in("?"), Options: codes("x", "y", "z")},
		{Key: "ziele", Kind: KindBattery, Text: in("?"), Options: steps("gut", "mittel", "schlecht"), Rows: codes("arbeit", "bildung"), Note: in("Anmerkung")},
		{Key: "mehr", Kind: KindChoice, Text: in("?"), Options: codes("p", "q", OptionOther), Required: Required, Show: "${eins} = 'b' and ${ziele.arbeit} != ''"},
		{Key: "noch", Kind: KindText, Text: in("?"), Show: "${mehr} = 'p'"},
	}}
}

func TestForm_everyKindIsValid(t *testing.T) {
	t.Parallel()
	if problems := everyKind().Validate([]string{"de"}); problems != nil {
		t.Error(problems)
	}
}

func TestForm_Parse(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", MaxLongTextLength)
	tests := []struct {
		name   string
		item   string // the item whose answer or error is looked at
		values Values
		want   []string
		err    string // key of the field error, "" for none
	}{
		{"choice", "eins", Values{"eins": {"a"}}, []string{"a"}, ""},
		{"choice with blanks around", "eins", Values{"eins": {" a\r\n"}}, []string{"a"}, ""},
		{"choice and nothing", "eins", Values{"eins": {"", "a", ""}}, []string{"a"}, ""},
		{"choice twice", "eins", Values{"eins": {"a", "a"}}, nil, ErrKeyOneOnly},
		{"choice unknown", "eins", Values{"eins": {"A"}}, nil, ErrKeyUnknownOption},
		{"choice not UTF-8", "eins", Values{"eins": {"\xff"}}, nil, ErrKeyEncoding},
		{"other ticked by its text", "eins", Values{"eins.other": {"c"}}, []string{OptionOther}, ""},
		{"other not ticked by blanks", "nps", Values{"eins.other": {" \t"}, "nps": {"1"}}, []string{"1"}, ""},
		{"text of other", "eins.other", Values{"eins": {"other"}, "eins.other": {" c "}}, []string{"c"}, ""},
		{"text of other dropped", "eins.other", Values{"eins": {"a"}, "eins.other": {"c"}}, nil, ""},
		{"text of other too long", "eins.other", Values{"eins.other": {strings.Repeat("x", MaxTextLength+1)}}, nil, ErrKeyTooLong},
		{"other of other is no field", "eins.other", Values{"eins": {"other"}, "eins.other.other": {"x"}}, nil, ""},

		{"choices in the form's order", "viele", Values{"viele": {"c", "a"}}, []string{"a", "c"}, ""},
		{"choices twice the same", "viele", Values{"viele": {"c", "c"}}, []string{"c"}, ""},
		{"choices with other implied", "viele", Values{"viele": {"c"}, "viele.other": {"d"}}, []string{"c", "other"}, ""},
		{"choices unknown", "viele", Values{"viele": {"a", "z"}}, nil, ErrKeyUnknownOption},
		{"too many choices", "viele", Values{"viele": {"a", "b", "c", "other"}}, nil, ErrKeyTooMany},
		{"choices none", "viele", Values{"viele": {""}}, nil, ""},

		{"step", "note", Values{"note": {"gut"}}, []string{"gut"}, ""},
		{"cannot say", "note", Values{"note": {"na"}}, []string{"na"}, ""},
		{"step by number", "note", Values{"note": {"3"}}, nil, ErrKeyUnknownOption},
		{"item of a battery", "ziele.arbeit", Values{"ziele.arbeit": {"mittel"}}, []string{"mittel"}, ""},
		{"note of an item", "ziele.arbeit.note", Values{"ziele.arbeit.note": {"so"}}, []string{"so"}, ""},
		{"battery as a whole", "ziele", Values{"ziele": {"gut"}}, nil, ""},

		{"recommend 0", "nps", Values{"nps": {"0"}}, []string{"0"}, ""},
		{"recommend 10", "nps", Values{"nps": {"10"}}, []string{"10"}, ""},
		{"recommend 11", "nps", Values{"nps": {"11"}}, nil, ErrKeyUnknownOption},
		{"recommend -1", "nps", Values{"nps": {"-1"}}, nil, ErrKeyUnknownOption},
		{"recommend 7.5", "nps", Values{"nps": {"7.5"}}, nil, ErrKeyUnknownOption},
		{"yes", "ja", Values{"ja": {"yes"}}, []string{"yes"}, ""},
		{"perhaps", "ja", Values{"ja": {"perhaps"}}, nil, ErrKeyUnknownOption},
		{"consent refused by value", "ok", Values{"ok": {"no"}}, nil, ErrKeyUnknownOption},
		{"consent missing", "ok", Values{"ok": nil}, nil, ErrKeyRequired},

		{"number", "zahl", Values{"zahl": {"12"}}, []string{"12"}, ""},
		{"number with a comma", "zahl", Values{"zahl": {"7,5"}}, []string{"7.5"}, ""},
		{"number with zeros", "zahl", Values{"zahl": {"007.50"}}, []string{"7.5"}, ""},
		{"number, Arabic", "zahl", Values{"zahl": {"٤٢٫٥"}}, []string{"42.5"}, ""},
		{"number, Persian", "zahl", Values{"zahl": {"۴۲"}}, []string{"42"}, ""},
		{"number, minus sign", "zahl", Values{"zahl": {"−3"}}, []string{"-3"}, ""},
		{"minus zero", "zahl", Values{"zahl": {"-0.0"}}, []string{"0"}, ""},
		{"a thousand is not one", "zahl", Values{"zahl": {"1.000"}}, nil, ErrKeyDecimals},
		{"too many decimals", "zahl", Values{"zahl": {"1.234"}}, nil, ErrKeyDecimals},
		{"number too small", "zahl", Values{"zahl": {"-5.01"}}, nil, ErrKeyNumberMin},
		{"number too large", "zahl", Values{"zahl": {"121"}}, nil, ErrKeyNumberMax},
		{"exponent", "zahl", Values{"zahl": {"1e1"}}, nil, ErrKeyNumber},
		{"hexadecimal", "zahl", Values{"zahl": {"0x10"}}, nil, ErrKeyNumber},
		{"not a number", "zahl", Values{"zahl": {"NaN"}}, nil, ErrKeyNumber},
		{"infinite", "zahl", Values{"zahl": {"-Inf"}}, nil, ErrKeyNumber},
		{"underscore", "zahl", Values{"zahl": {"1_0"}}, nil, ErrKeyNumber},
		{"two points", "zahl", Values{"zahl": {"1.2,3"}}, nil, ErrKeyNumber},
		{"plus", "zahl", Values{"zahl": {"+1"}}, nil, ErrKeyNumber},
		{"a megabyte of digits", "zahl", Values{"zahl": {strings.Repeat("9", 1<<20)}}, nil, ErrKeyNumber},

		{"date", "tag", Values{"tag": {"2016-11-17"}}, []string{"2016-11-17"}, ""},
		{"date, Persian digits", "tag", Values{"tag": {"۲۰۱۶-۱۱-۱۷"}}, []string{"2016-11-17"}, ""},
		{"no such day", "tag", Values{"tag": {"2016-02-30"}}, nil, ErrKeyDate},
		{"German date", "tag", Values{"tag": {"17.11.2016"}}, []string{"2016-11-17"}, ""},
		{"French date", "tag", Values{"tag": {"1/3/2016"}}, []string{"2016-03-01"}, ""},
		{"month first", "tag", Values{"tag": {"11/17/2016"}}, nil, ErrKeyDate},
		{"date too early", "tag", Values{"tag": {"2015-12-31"}}, nil, ErrKeyDateMin},
		{"date too late", "tag", Values{"tag": {"2017-01-01"}}, nil, ErrKeyDateMax},

		{"text of full length", "satz", Values{"satz": {"ääääääääää"}}, []string{"ääääääääää"}, ""},
		{"line of several lines", "satz", Values{"satz": {"ein\r\nSatz"}}, []string{"ein Satz"}, ""},
		{"text too long", "satz", Values{"satz": {"ääääääääääx"}}, nil, ErrKeyTooLong},
		{"text twice", "satz", Values{"satz": {"a", "b"}}, nil, ErrKeyOneOnly},
		{"line breaks become one kind", "absatz", Values{"absatz": {"a\r\nb\rc\n"}}, []string{"a\nb\nc"}, ""},
		{"control characters", "absatz", Values{"absatz": {"\ufeffa\x00b\x1b[1m\tc\x7f"}}, []string{"ab[1m\tc"}, ""},
		{"nothing but blanks", "absatz", Values{"absatz": {" \u00a0\n\x00"}}, nil, ""},
		{"longest text", "absatz", Values{"absatz": {long}}, []string{long}, ""},
		{"a megabyte of text", "absatz", Values{"absatz": {strings.Repeat("x", 1<<20)}}, nil, ErrKeyTooLong},
		{"text not UTF-8", "absatz", Values{"absatz": {"a\xc3("}}, nil, ErrKeyEncoding},

		{"ranking", "rang", Values{"rang.x": {"3"}, "rang.y": {"1"}, "rang.z": {"2"}}, []string{"y", "z", "x"}, ""},
		{"ranking left out", "rang", Values{"rang.x": {""}}, nil, ""},
		{"ranking in part", "rang", Values{"rang.x": {"1"}}, nil, ErrKeyRanking},
		{"one place twice", "rang", Values{"rang.x": {"1"}, "rang.y": {"1"}, "rang.z": {"2"}}, nil, ErrKeyRanking},
		{"one option twice", "rang", Values{"rang.x": {"1", "2"}, "rang.y": {"3"}}, nil, ErrKeyRanking},
		{"ranking of four", "rang", Values{"rang.x": {"4"}, "rang.y": {"1"}, "rang.z": {"2"}}, nil, ErrKeyRanking},
		{"ranking from nought", "rang", Values{"rang.x": {"0"}, "rang.y": {"1"}, "rang.z": {"2"}}, nil, ErrKeyRanking},

		{"information", "info", Values{"info": {"x"}}, nil, ""},
		{"unknown field", "fremd", Values{"fremd": {"x"}}, nil, ""},

		{"hidden and required", "mehr", Values{"eins": {"b"}, "mehr": {"p"}}, nil, ""},
		{"shown and required", "mehr", Values{"eins": {"b"}, "ziele.arbeit": {"gut"}}, nil, ErrKeyRequired},
		{"shown and answered", "mehr", Values{"eins": {"b"}, "ziele.arbeit": {"gut"}, "mehr": {"p"}}, []string{"p"}, ""},
		{"other of a hidden question", "mehr.other", Values{"eins": {"a"}, "mehr": {"other"}, "mehr.other": {"x"}}, nil, ""},
		{"hidden behind a hidden one", "noch", Values{"eins": {"a"}, "mehr": {"p"}, "noch": {"x"}}, nil, ""},
		{"hidden nonsense is no error", "mehr", Values{"eins": {"a"}, "mehr": {"\xff"}}, nil, ""},
	}
	form := everyKind().Prepared()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			values := Values{FieldAsked: {"1"}, "ok": {"yes"}}
			for field, v := range test.values {
				values[field] = v
			}
			answers, errs := form.Parse(values)
			got := ""
			for _, e := range errs {
				if e.Field != test.item {
					t.Errorf("unexpected error at %s: %s", e.Field, e.Key)
				}
				got = e.Key
			}
			if got != test.err {
				t.Fatalf("error: got %q, want %q", got, test.err)
			}
			if !slices.Equal(answers[test.item], test.want) {
				t.Errorf("answer: got %q, want %q", answers[test.item], test.want)
			}
		})
	}
}

// TestForm_Parse_bounds checks a range whose lower bound is above one tick.
func TestForm_Parse_bounds(t *testing.T) {
	t.Parallel()
	form := &Form{Questions: []Question{{Key: "v", Kind: KindChoices, Options: codes("a", "b", "c"), Min: number(2)}}}
	if _, errs := form.Parse(Values{"v": {"a"}}); len(errs) != 1 || errs[0].Key != ErrKeyTooFew {
		t.Errorf("one tick of two: got %v, want %s", errs, ErrKeyTooFew)
	}
	if _, errs := form.Parse(Values{}); errs != nil {
		t.Errorf("no tick in an optional question: got %v, want no error", errs)
	}
}

func TestForm_Parse_softRequired(t *testing.T) {
	t.Parallel()
	form := &Form{Questions: []Question{{Key: "gesamt", Kind: KindYesNo, Required: SoftRequired}}}
	if _, errs := form.Parse(Values{}); len(errs) != 1 || errs[0].Key != ErrKeySoft || errs[0].Field != "gesamt" {
		t.Errorf("first time: got %v, want %s", errs, ErrKeySoft)
	}
	if answers, errs := form.Parse(Values{FieldAsked: {"1"}}); errs != nil || len(answers) != 0 {
		t.Errorf("second time: got %v and %v, want to be let go", answers, errs)
	}
}

func TestForm_Parse_errorsInPageOrder(t *testing.T) {
	t.Parallel()
	_, errs := everyKind().Parse(Values{"zahl": {"x"}, "nps": {"x"}, "absatz": {"\xff"}})
	var got []string
	for _, e := range errs {
		got = append(got, e.Field)
	}
	if want := []string{"eins", "nps", "zahl", "absatz", "ok"}; !slices.Equal(got, want) {
		t.Errorf("got errors at %v, want %v", got, want)
	}
}

func TestForm_split(t *testing.T) {
	t.Parallel()
	ticks, texts := everyKind().split(Answers{"eins": {OptionOther}, "eins.other": {"x"}, "absatz": {"y"}, "zahl": {"1"}})
	if !ticks.Equal(Answers{"eins": {OptionOther}, "zahl": {"1"}}) {
		t.Errorf("ticks: got %v", ticks)
	}
	if len(texts) != 2 || texts["eins.other"] != "x" || texts["absatz"] != "y" {
		t.Errorf("texts: got %v", texts)
	}
}
