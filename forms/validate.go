package forms

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of texts that organisers write, in code points. They keep a
// label readable on a phone and a page within its size.
const (
	MaxLabelLength = 300  // titles, questions, options
	MaxProseLength = 3000 // introductions, hints, notes, texts to read, consent
)

// nameRule is the form of the keys of events, sessions and forms, keyRule that
// of questions, which name columns of workbooks and references in conditions,
// and codeRule that of options and rows.
var (
	nameRule = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)
	keyRule  = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	codeRule = regexp.MustCompile(`^[a-z0-9][a-z0-9_]{0,31}$`)
)

// kindFields are the fields that a question of each kind may have beside those
// that all have (key, kind, text, hint, required, show).
var kindFields = map[Kind][]string{
	KindChoice:    {"options", "per_session", "breakdown"},
	KindChoices:   {"options", "per_session", "min", "max"},
	KindScale:     {"options", "faces", "headline"},
	KindRecommend: {"low", "high", "headline"},
	KindYesNo:     {"headline", "sign_up"},
	KindNumber:    {"min", "max", "decimals", "unit"},
	KindDate:      {"from", "to"},
	KindText:      {"max_length"},
	KindLongText:  {"max_length"},
	KindConsent:   {},
	KindInfo:      {},
	KindRanking:   {"options"},
	KindBattery:   {"options", "faces", "rows", "note", "headline"},
}

// checker collects what is wrong.
type checker struct {
	languages []string // offered by the event, the base language first
	problems  Problems
}

func (c *checker) add(path string, rule *Rule, args ...any) {
	c.problems = append(c.problems, rule.Problem(path, "", args...))
}

// addMeant is add where one of some words was probably meant.
func (c *checker) addMeant(path, word string, words []string, rule *Rule, args ...any) {
	c.problems = append(c.problems, rule.Problem(path, Closest(word, words), args...))
}

// text checks a text that must be there in the base language if there is any
// of it, or at all if it is needed.
func (c *checker) text(path string, t Text, limit int, needed bool) {
	if len(t) == 0 {
		if needed {
			c.add(path, RuleMissing)
		}
		return
	}
	if base := c.languages[0]; t[base] == "" {
		c.add(path, ruleNoBase, base)
	}
	for _, key := range sortedKeys(t) {
		language, origin := translationIn(key)
		if !slices.Contains(c.languages, language) || origin && language == c.languages[0] {
			c.add(path+"."+key, ruleNotOffered, key, strings.Join(c.languages, ", "))
		}
		most := limit
		if origin { // it is from when the field could perhaps have more
			most = MaxProseLength
		}
		if n := utf8.RuneCountInString(t[key]); n > most {
			c.add(path+"."+key, ruleTooLong, n, most)
		}
	}
}

// options checks a list of choices, steps or rows. The reserved codes that may
// occur in it are named.
func (c *checker) options(path string, options []Option, limit int, reserved ...string) {
	if len(options) > limit {
		c.add(path, ruleTooMany, len(options), limit)
	}
	seen := map[string]bool{}
	for _, o := range options {
		at := path + "." + o.Code
		switch {
		case !codeRule.MatchString(o.Code):
			c.add(at, ruleOptionCode, o.Code)
		case seen[o.Code]:
			c.add(at, ruleOptionTwice, o.Code)
		case (o.Code == OptionOther || o.Code == OptionNA) && !slices.Contains(reserved, o.Code):
			c.add(at, ruleOptionReserved, o.Code)
		}
		seen[o.Code] = true
		c.text(at, o.Text, MaxLabelLength, true)
	}
}

// choices checks the options of a choice, which have no value.
func (c *checker) choices(path string, options []Option, reserved ...string) {
	if len(options) < 2 {
		c.add(path, ruleFewOptions)
	}
	c.options(path, options, MaxOptions, reserved...)
	for _, o := range options {
		if o.Value != 0 {
			c.add(path+"."+o.Code, ruleValue, o.Value)
		}
	}
}

// scale checks the steps of a scale, which are numbered from best to worst and
// may be followed by "cannot say".
func (c *checker) scale(path string, q *Question) {
	question, path, options := path, path+".options", q.Options
	steps := q.Steps()
	if n := len(steps); n < len(options) && options[n].Value != 0 {
		c.add(path+"."+OptionNA, ruleNaValue)
	}
	if len(steps) < MinSteps || len(steps) > MaxSteps {
		c.add(path, ruleSteps, len(steps), MinSteps, MaxSteps)
	}
	if q.Faces && !q.FitsFaces() {
		c.add(question+".faces", ruleFaces, faces, len(steps))
	}
	for i, step := range steps {
		if step.Code == OptionNA {
			c.add(path+"."+OptionNA, ruleNaLast)
		} else if step.Value != len(steps)-i {
			c.add(path+"."+step.Code, ruleStepValue, step.Value, len(steps)-i)
		}
	}
	c.options(path, options, MaxSteps+1, OptionNA)
}

// Validate returns everything that is wrong with the form, nil if nothing is.
// Languages are the event's, the base language first. Problems have paths like
// "questions.gesamt.text" and no lines.
func (f *Form) Validate(languages []string) Problems {
	c := &checker{languages: languages}
	if !nameRule.MatchString(f.Key) {
		c.add("", ruleKey, f.Key)
	}
	c.text("title", f.Title, MaxLabelLength, true)
	c.text("intro", f.Intro, MaxProseLength, false)
	if n := len(f.Questions); n == 0 || n > MaxQuestions {
		c.add("questions", ruleQuestionCount, n, MaxQuestions)
		return c.problems
	}
	asked := map[string]Item{}
	seen := map[string]bool{}
	for i := range f.Questions {
		q := &f.Questions[i]
		path := "questions." + q.Key
		if !keyRule.MatchString(q.Key) {
			c.add(path, ruleQuestionKey, q.Key)
		} else if seen[q.Key] {
			c.add(path, ruleKeyTwice, q.Key)
		}
		seen[q.Key] = true
		c.question(path, q)
		c.condition(path+".show", q, asked, f)
		for _, item := range q.Items() {
			asked[item.Key] = item
		}
	}
	return c.problems
}

func (c *checker) question(path string, q *Question) {
	allowed, known := kindFields[q.Kind]
	if !known {
		kinds := make([]string, 0, len(kindFields))
		for kind := range kindFields {
			kinds = append(kinds, string(kind))
		}
		c.addMeant(path+".kind", string(q.Kind), kinds, ruleNoKind, string(q.Kind))
		return
	}
	for _, field := range q.extraFields() {
		if !slices.Contains(allowed, field) {
			c.add(path+"."+field, RuleWrongKind, q.Kind)
		}
	}
	limit := MaxLabelLength
	if q.Kind == KindInfo || q.Kind == KindConsent {
		limit = MaxProseLength
	}
	c.text(path+".text", q.Text, limit, true)
	c.text(path+".hint", q.Hint, MaxProseLength, false)
	c.text(path+".low", q.Low, MaxLabelLength, q.Kind == KindRecommend)
	c.text(path+".high", q.High, MaxLabelLength, q.Kind == KindRecommend)
	c.text(path+".unit", q.Unit, MaxLabelLength, false)
	c.text(path+".note", q.Note, MaxLabelLength, false)
	switch {
	case q.Required != Optional && q.Required != SoftRequired && q.Required != Required:
		c.add(path+".required", ruleNoRequirement, string(q.Required))
	case q.Required != Optional && q.Kind == KindInfo:
		c.add(path+".required", ruleInfoRequired)
	}
	c.answers(path, q)
}

// answers checks what a question offers as answers, by its kind.
func (c *checker) answers(path string, q *Question) {
	switch q.Kind {
	case KindChoice, KindChoices:
		if !q.PerSession {
			c.choices(path+".options", q.Options, OptionOther)
		} else if len(q.Options) > 0 {
			c.add(path+".options", ruleOptionsElsewhere)
		}
		if q.Kind == KindChoices {
			c.ticks(path, q)
		}
	case KindRanking:
		c.choices(path+".options", q.Options)
	case KindScale:
		c.scale(path, q)
	case KindBattery:
		c.scale(path, q)
		if len(q.Rows) == 0 {
			c.add(path+".rows", RuleMissing)
		}
		c.options(path+".rows", q.Rows, MaxRows)
	case KindNumber:
		c.bounds(path, q)
	case KindDate:
		c.day(path+".from", q.From)
		c.day(path+".to", q.To)
		if q.From != "" && q.To != "" && q.To < q.From {
			c.add(path+".to", ruleBeforeFrom)
		}
	case KindText, KindLongText:
		item := Item{Kind: q.Kind, Question: &Question{}}
		if q.MaxLength < 0 || q.MaxLength > item.Limit() {
			c.add(path+".max_length", ruleRange, 1, item.Limit())
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
