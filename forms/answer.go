package forms

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Values is what a browser sent: field name → values. The field of an item has
// the item's key as its name; a ranking has one field per option, "key.code",
// with the place from 1. Other names are ignored.
type Values map[string][]string

// FieldAsked is the field that says that the soft-required questions have been
// asked for once already, so that they are let go now.
const FieldAsked = "_asked"

// Answers are the accepted answers: item key → canonical values. A choice or a
// step has its option code, a ranking its codes from first to last, a number
// its shortest decimal, a date its ISO form, a text itself. An item without an
// answer is absent.
type Answers map[string][]string

// FieldError says why one answer cannot be accepted. Key is a key of the
// message catalogue ("error.too_long") and Args its arguments by name.
type FieldError struct {
	Field string // the item's key
	Key   string
	Args  map[string]any
}

// The keys of field errors, with their arguments.
const (
	ErrKeyRequired      = "error.required"
	ErrKeySoft          = "error.soft"           // asked for once, then let go
	ErrKeyOneOnly       = "error.one_only"       // several values for one answer
	ErrKeyUnknownOption = "error.unknown_option" //
	ErrKeyTooFew        = "error.too_few"        // Min
	ErrKeyTooMany       = "error.too_many"       // Max
	ErrKeyNumber        = "error.number"         //
	ErrKeyDecimals      = "error.decimals"       // Max
	ErrKeyNumberMin     = "error.number_min"     // Min
	ErrKeyNumberMax     = "error.number_max"     // Max
	ErrKeyDate          = "error.date"           //
	ErrKeyDateMin       = "error.date_min"       // Min
	ErrKeyDateMax       = "error.date_max"       // Max
	ErrKeyTooLong       = "error.too_long"       // Max, Length in code points
	ErrKeyEncoding      = "error.encoding"       // not valid UTF-8
	ErrKeyRanking       = "error.ranking"        // not every place exactly once
)

// plan is what Parse and Marks need of a form, worked out once.
type plan struct {
	items      []Item
	conditions map[string]*Condition // question key → condition, only where there is one
}

func newPlan(f *Form) *plan {
	p := &plan{items: f.Items(), conditions: map[string]*Condition{}}
	for i := range f.Questions {
		q := &f.Questions[i]
		if q.Show == "" {
			continue
		}
		// A stored form has passed Validate; a condition that does not parse
		// here would be a fault of ours, and the question is then asked.
		if c, err := ParseCondition(q.Show); err == nil {
			p.conditions[q.Key] = c
		}
	}
	return p
}

// Prepared returns the form with everything worked out that parsing and
// counting need, so that it is not worked out again for each submission. The
// result must not be changed.
func (f *Form) Prepared() *Form {
	prepared := *f
	prepared.plan = newPlan(&prepared)
	return &prepared
}

func (f *Form) planned() *plan {
	if f.plan != nil {
		return f.plan
	}
	return newPlan(f)
}

// Parse turns what the browser sent into answers, or says of every field what
// is wrong with it. Answers to questions whose condition is not met are
// dropped without a word. The order of errors is the order of the page.
func (f *Form) Parse(values Values) (Answers, []FieldError) {
	p := f.planned()
	answers := Answers{}
	var errs []FieldError
	_, asked := values[FieldAsked]
	for i := range p.items {
		item := &p.items[i]
		if !p.shown(item, answers) {
			continue
		}
		answer, problem := item.parse(values)
		if problem == nil && answer == nil && item.Beside == "" {
			problem = item.missing(asked)
		}
		if problem != nil {
			problem.Field = item.Key
			errs = append(errs, *problem)
			continue
		}
		if answer != nil {
			answers[item.Key] = answer
		}
	}
	if errs != nil {
		return nil, errs
	}
	return answers, nil
}

// shown reports whether the item is asked, given the answers before it. The
// text of an "other" option belongs to that option alone.
func (p *plan) shown(item *Item, answers Answers) bool {
	if item.Beside == item.Question.Key && !slices.Contains(answers[item.Beside], CodeOther) {
		return false
	}
	c := p.conditions[item.Question.Key]
	return c == nil || c.Holds(func(key string) []string { return answers[key] })
}

func (i *Item) missing(asked bool) *FieldError {
	switch {
	case i.Question.Required == Required:
		return &FieldError{Key: ErrKeyRequired}
	case i.Question.Required == SoftRequired && !asked:
		return &FieldError{Key: ErrKeySoft}
	}
	return nil
}

// parse returns the item's canonical answer, nil if there is none.
func (i *Item) parse(values Values) ([]string, *FieldError) {
	if i.Kind == KindRanking {
		return i.parseRanking(values)
	}
	given := make([]string, 0, 1)
	for _, v := range values[i.Key] {
		if !utf8.ValidString(v) {
			return nil, &FieldError{Key: ErrKeyEncoding}
		}
		if v = clean(v); v != "" {
			given = append(given, v)
		}
	}
	if i.Kind == KindChoices {
		return i.parseChoices(values, given)
	}
	if len(given) > 1 {
		return nil, &FieldError{Key: ErrKeyOneOnly}
	}
	if len(given) == 0 {
		return i.impliedOther(values), nil
	}
	answer, problem := i.parseOne(given[0])
	if problem != nil {
		return nil, problem
	}
	return []string{answer}, nil
}

func (i *Item) parseOne(v string) (string, *FieldError) {
	switch i.Kind {
	case KindChoice, KindScale:
		if i.Option(v) == nil {
			return "", &FieldError{Key: ErrKeyUnknownOption}
		}
	case KindYesNo:
		if v != CodeYes && v != CodeNo {
			return "", &FieldError{Key: ErrKeyUnknownOption}
		}
	case KindConsent:
		if v != CodeYes {
			return "", &FieldError{Key: ErrKeyUnknownOption}
		}
	case KindRecommend:
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 || n > 10 {
			return "", &FieldError{Key: ErrKeyUnknownOption}
		}
		return strconv.Itoa(n), nil
	case KindNumber:
		return i.Question.parseNumber(v)
	case KindDate:
		return i.Question.parseDate(v)
	case KindText, KindLongText:
		if n := utf8.RuneCountInString(v); n > i.Limit() {
			return "", &FieldError{Key: ErrKeyTooLong, Args: map[string]any{"Max": i.Limit(), "Length": n}}
		}
	}
	return v, nil
}

// impliedOther ticks "other" for somebody who only typed into its field.
func (i *Item) impliedOther(values Values) []string {
	if i.Beside != "" || i.Question.Option(CodeOther) == nil {
		return nil
	}
	for _, v := range values[i.Key+"."+CodeOther] {
		if clean(v) != "" {
			return []string{CodeOther}
		}
	}
	return nil
}

func (i *Item) parseChoices(values Values, given []string) ([]string, *FieldError) {
	ticked := make(map[string]bool, len(given))
	for _, v := range given {
		if i.Option(v) == nil {
			return nil, &FieldError{Key: ErrKeyUnknownOption}
		}
		ticked[v] = true
	}
	for _, v := range i.impliedOther(values) {
		ticked[v] = true
	}
	if len(ticked) == 0 {
		return nil, nil
	}
	if low := i.Question.Min; low != nil && len(ticked) < int(*low) {
		return nil, &FieldError{Key: ErrKeyTooFew, Args: map[string]any{"Min": int(*low)}}
	}
	if high := i.Question.Max; high != nil && len(ticked) > int(*high) {
		return nil, &FieldError{Key: ErrKeyTooMany, Args: map[string]any{"Max": int(*high)}}
	}
	answer := make([]string, 0, len(ticked))
	for _, o := range i.Options {
		if ticked[o.Code] {
			answer = append(answer, o.Code)
		}
	}
	return answer, nil
}

// parseRanking takes either no place at all or every place exactly once.
func (i *Item) parseRanking(values Values) ([]string, *FieldError) {
	ranked := make([]string, len(i.Options))
	given := 0
	for _, o := range i.Options {
		for _, v := range values[i.Key+"."+o.Code] {
			if v = strings.TrimSpace(v); v == "" {
				continue
			}
			place, err := strconv.Atoi(v)
			if err != nil || place < 1 || place > len(ranked) || ranked[place-1] != "" {
				return nil, &FieldError{Key: ErrKeyRanking}
			}
			ranked[place-1] = o.Code
			given++
		}
	}
	if given == 0 {
		return nil, nil
	}
	// A field sent twice fills two places; the code then stands there twice.
	if given != len(ranked) || len(slices.Compact(slices.Sorted(slices.Values(ranked)))) != len(ranked) {
		return nil, &FieldError{Key: ErrKeyRanking}
	}
	return ranked, nil
}

// parseNumber takes a decimal with a point or a comma, with Latin,
// Arabic-Indic or Persian digits.
func (q *Question) parseNumber(v string) (string, *FieldError) {
	v = strings.ReplaceAll(strings.Map(westernDigit, v), ",", ".")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(v, "-"), ".")
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || strings.Trim(whole+fraction, "0123456789") != "" || math.Abs(n) > MaxNumber {
		return "", &FieldError{Key: ErrKeyNumber}
	}
	// Zeros count as well: "1.000" may mean a thousand, and must not become 1.
	if len(fraction) > q.Decimals {
		return "", &FieldError{Key: ErrKeyDecimals, Args: map[string]any{"Max": q.Decimals}}
	}
	if q.Min != nil && n < *q.Min {
		return "", &FieldError{Key: ErrKeyNumberMin, Args: map[string]any{"Min": *q.Min}}
	}
	if q.Max != nil && n > *q.Max {
		return "", &FieldError{Key: ErrKeyNumberMax, Args: map[string]any{"Max": *q.Max}}
	}
	return strconv.FormatFloat(n+0, 'f', -1, 64), nil // +0 drops the sign of -0
}

// MaxNumber bounds a number without limits of its own, so that every number
// is exact and fits a cell of a workbook.
const MaxNumber = 1e12

func (q *Question) parseDate(v string) (string, *FieldError) {
	day, err := time.Parse(time.DateOnly, strings.Map(westernDigit, v))
	if err != nil || day.Year() < 1900 {
		return "", &FieldError{Key: ErrKeyDate}
	}
	iso := day.Format(time.DateOnly)
	if q.From != "" && iso < q.From {
		return "", &FieldError{Key: ErrKeyDateMin, Args: map[string]any{"Min": q.From}}
	}
	if q.To != "" && iso > q.To {
		return "", &FieldError{Key: ErrKeyDateMax, Args: map[string]any{"Max": q.To}}
	}
	return iso, nil
}

// clean drops control characters that no form field can mean (all but line
// breaks and tabs), makes line breaks one kind and trims white space.
func clean(v string) string {
	v = strings.ReplaceAll(v, "\r\n", "\n")
	v = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r == '\uFEFF' || r == '\uFFFE' || r == '\uFFFF':
			return -1
		}
		return r
	}, v)
	return strings.TrimSpace(v)
}

// westernDigit maps Arabic-Indic and Persian digits and decimal separators to
// the ASCII ones, as phones set to these languages type them.
func westernDigit(r rune) rune {
	switch {
	case r >= '٠' && r <= '٩':
		return '0' + r - '٠'
	case r >= '۰' && r <= '۹':
		return '0' + r - '۰'
	case r == '٫':
		return '.'
	case r == '−':
		return '-'
	}
	return r
}

// Equal reports whether both hold the same answers.
func (a Answers) Equal(b Answers) bool {
	return maps.EqualFunc(a, b, slices.Equal[[]string])
}

// split parts the free texts from all other answers: the store keeps them
// apart.
func (f *Form) split(a Answers) (ticks Answers, texts map[string]string) {
	ticks, texts = Answers{}, map[string]string{}
	for _, item := range f.planned().items {
		answer, ok := a[item.Key]
		switch {
		case !ok:
		case item.Kind.IsText():
			texts[item.Key] = answer[0]
		default:
			ticks[item.Key] = answer
		}
	}
	return ticks, texts
}
