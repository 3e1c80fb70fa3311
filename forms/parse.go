package forms

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

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
		if v = Clean(v); v != "" {
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
		if v != OptionYes && v != OptionNo {
			return "", &FieldError{Key: ErrKeyUnknownOption}
		}
	case KindConsent:
		if v != OptionYes {
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
		if i.Kind == KindText { // a line, whatever was pressed in its field
			v = strings.ReplaceAll(v, "\n", " ")
		}
		if n := utf8.RuneCountInString(v); n > i.Limit() {
			return "", &FieldError{Key: ErrKeyTooLong, Args: map[string]any{"Max": i.Limit(), "Length": n}}
		}
	}
	return v, nil
}

// impliedOther ticks "other" for somebody who only typed into its field.
func (i *Item) impliedOther(values Values) []string {
	if i.Beside != "" || i.Question.Option(OptionOther) == nil {
		return nil
	}
	for _, v := range values[i.Key+"."+OptionOther] {
		if Clean(v) != "" {
			return []string{OptionOther}
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
	day, ok := readDate(strings.Map(westernDigit, v))
	if !ok || day.Year() < 1900 {
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

// dateLayouts are the ways in which a date may be written: as browsers send it,
// and as people write it where the browser has no field for dates. The day
// comes first in every language that the service speaks.
var dateLayouts = []string{time.DateOnly, "2.1.2006", "2/1/2006"}

func readDate(v string) (day time.Time, ok bool) {
	for _, layout := range dateLayouts {
		if day, err := time.Parse(layout, v); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}

// Clean drops control characters that no form field can mean (all but line
// breaks and tabs), makes line breaks one kind and trims white space.
func Clean(v string) string {
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
