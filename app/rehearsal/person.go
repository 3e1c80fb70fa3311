package rehearsal

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"resonanz/forms"
)

// person is a simulated participant. What a person answers depends on the
// seed, the person's number and the form only, never on time or on others, so
// that the same seed gives the same figures.
type person struct {
	random   *rand.Rand
	language string
	mood     float64 // from about -1, displeased, to about 1
	skips    float64 // share of the optional questions that are left out
	writes   float64 // share of the free texts that are written
	choices  map[string]string
	voices   voices
	session  string // the key of the session that is being answered
}

// voices are texts as people write them: what is asked → language → texts from
// pleased to displeased. What is asked is an item's key with that of its session
// before it ("arbeit.satz"), an item's key, or "note", "other" or "any". Under the
// same name with a plus behind it stand sentences that some people add.
type voices map[string]map[string][]string

//go:embed voices.json
var voicesFile []byte

func loadVoices() (voices, error) {
	var v voices
	if err := json.Unmarshal(voicesFile, &v); err != nil {
		return nil, fmt.Errorf("voices: %w", err)
	}
	return v, nil
}

// languageShares says how many of a hundred participants read which language
// best. It is a guess from the programmes of such conferences; people whose
// language an event does not offer take its base language.
var languageShares = []struct {
	tag   string
	share float64
}{
	{"de", 58}, {"de-simple", 5}, {"tr", 9}, {"ar", 8}, {"uk", 5}, {"ru", 3}, {"en", 3}, {"pl", 2}, {"fa", 2},
	{"ro", 1}, {"bg", 1}, {"fr", 1}, {"sq", 1}, {"kmr", 1},
}

func newPerson(seed, number uint64, v voices) *person {
	p := &person{random: rand.New(rand.NewPCG(seed, number)), voices: v, choices: map[string]string{}}
	shares := make([]float64, len(languageShares))
	for i, l := range languageShares {
		shares[i] = l.share
	}
	p.language = languageShares[p.weighted(shares)].tag
	// Conferences please most who come; a few come to complain.
	p.mood = 0.35 + 0.5*p.random.NormFloat64()
	p.skips = 0.15 * p.random.Float64()
	p.writes = 0.6 * p.random.Float64()
	return p
}

// answer fills in the form in a session: item by item, and only what the page would
// show.
func (p *person) answer(session *forms.Session, form *forms.Form) forms.Values {
	p.session = session.Key
	values := forms.Values{}
	items := form.Items()
	for i := range items {
		if p.sees(&items[i], values) && !p.passes(&items[i]) {
			p.fill(&items[i], values)
		}
	}
	if len(values) == 0 && len(items) > 0 { // a form without an answer would be refused
		p.fill(&items[0], values)
	}
	return values
}

// sees reports whether the item is asked, given the answers so far.
func (p *person) sees(item *forms.Item, values forms.Values) bool {
	if item.Beside == item.Question.Key && !slices.Contains(values[item.Beside], forms.OptionOther) {
		return false
	}
	condition := item.Question.Condition()
	return condition == nil || condition.Holds(values)
}

// passes reports whether the person leaves the item out.
func (p *person) passes(item *forms.Item) bool {
	chance := p.random.Float64()
	switch {
	case item.Beside == item.Question.Key:
		return false // who ticks "other" says what
	case item.Beside != "":
		return chance > p.writes/4
	case item.Question.Required == forms.Required:
		return false
	case item.Kind.IsText():
		return chance > p.writes
	case item.Question.Required == forms.SoftRequired:
		return chance < p.skips/4
	}
	return chance < p.skips
}

func (p *person) fill(item *forms.Item, values forms.Values) {
	switch item.Kind {
	case forms.KindScale:
		values[item.Key] = []string{p.step(item)}
	case forms.KindRecommend:
		values[item.Key] = []string{strconv.Itoa(int(math.Round(10 * min(1, p.opinion(item)+kindness))))}
	case forms.KindChoice:
		values[item.Key] = []string{p.choice(item)}
	case forms.KindChoices:
		values[item.Key] = p.ticks(item)
	case forms.KindYesNo:
		values[item.Key] = []string{[]string{forms.OptionYes, forms.OptionNo}[p.weighted([]float64{0.3, 0.7})]}
	case forms.KindConsent:
		values[item.Key] = []string{forms.OptionYes}
	case forms.KindNumber:
		values[item.Key] = []string{p.number(item.Question)}
	case forms.KindDate:
		values[item.Key] = []string{p.date(item.Question)}
	case forms.KindRanking:
		for place, option := range p.random.Perm(len(item.Options)) {
			values[item.Key+"."+item.Options[option].Code] = []string{strconv.Itoa(place + 1)}
		}
	case forms.KindText, forms.KindLongText:
		values[item.Key] = []string{p.text(item)}
	}
}

// kindness is by how much people recommend more readily than they judge.
const kindness = 0.1

// opinion is how well the person thinks of the item, from 0 to 1: the mood,
// what everybody thinks of this item, here and elsewhere, and chance.
func (p *person) opinion(item *forms.Item) float64 {
	latent := 0.68 + 0.3*p.mood + leaning(item.Key) + 0.7*leaning(p.session+item.Key) + 0.13*p.random.NormFloat64()
	return min(max(latent, 0), 1)
}

// leaning moves everybody's opinion of an item, from -0.12 to 0.12, so that
// questions come out differently.
func leaning(key string) float64 {
	sum := 0
	for i, c := range []byte(key) {
		sum += (i + 1) * int(c)
	}
	return float64(sum%25-12) / 100
}

func (p *person) step(item *forms.Item) string {
	steps := slices.DeleteFunc(slices.Clone(item.Options), func(o forms.Option) bool { return o.Code == forms.OptionNA })
	if len(steps) < len(item.Options) && p.random.Float64() < 0.06 {
		return forms.OptionNA
	}
	best := float64(len(steps))
	return steps[int(min((1-p.opinion(item))*best, best-1))].Code
}

// choice picks one option. The same question is answered alike in every form:
// nobody changes roles between a workshop and the closing.
func (p *person) choice(item *forms.Item) string {
	if code := p.choices[item.Key]; item.Option(code) != nil {
		return code
	}
	code := item.Options[p.weighted(p.weights(item))].Code
	p.choices[item.Key] = code
	return code
}

// weights say how likely the options of an item are: the first ones most, and what is
// no real answer least.
func (p *person) weights(item *forms.Item) []float64 {
	weights := make([]float64, len(item.Options))
	for i, o := range item.Options {
		switch weights[i] = 1 / (1 + 0.3*float64(i)); o.Code {
		case forms.OptionOther, forms.OptionNA:
			weights[i] = 0.1
		}
		if p.language != "de" {
			weights[i] *= cmp.Or(newcomers[o.Code], 1)
		}
	}
	return weights
}

// newcomers says how much likelier people are here in a role who do not read German
// best.
var newcomers = map[string]float64{"verwaltung": 0.1, "politik": 0.2, "sozialverband": 0.4, "bildung": 0.5, "migrantenorganisation": 3, "privatperson": 3}

func (p *person) ticks(item *forms.Item) []string {
	low, high := 1, len(item.Options)
	if item.Question.Min != nil {
		low = max(low, int(*item.Question.Min))
	}
	if item.Question.Max != nil {
		high = min(high, int(*item.Question.Max))
	}
	n := low
	for n < high && p.random.Float64() < 0.4 {
		n++
	}
	weights, codes := p.weights(item), make([]string, 0, n)
	for range n {
		i := p.weighted(weights)
		weights[i] = 0
		codes = append(codes, item.Options[i].Code)
	}
	return codes
}

func (p *person) number(q *forms.Question) string {
	low, high := 0.0, 20.0 // years of something, when the form sets no limits
	if q.Min != nil {
		low = *q.Min
	}
	if q.Max != nil {
		high = *q.Max
	} else {
		high = max(high, low+20)
	}
	// Small values are the usual ones; whole numbers keep the limits.
	n := math.Floor(low + (high-low)*p.random.Float64()*p.random.Float64())
	return strconv.FormatFloat(max(n, low), 'f', -1, 64)
}

func (p *person) date(q *forms.Question) string {
	from, to := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)
	if day, err := time.Parse(time.DateOnly, q.From); err == nil {
		from, to = day, day.AddDate(1, 0, 0)
	}
	if day, err := time.Parse(time.DateOnly, q.To); err == nil {
		to = day
		if q.From == "" {
			from = to.AddDate(-1, 0, 0)
		}
	}
	days := int(to.Sub(from).Hours()/24) + 1
	return from.AddDate(0, 0, p.random.IntN(max(days, 1))).Format(time.DateOnly)
}

// text picks what somebody of this mood and language writes.
func (p *person) text(item *forms.Item) string {
	general := []string{"any"}
	switch {
	case item.Beside == item.Question.Key:
		general = []string{"other", "any"}
	case item.Beside != "":
		general = []string{"note", "any"}
	}
	subject, language := p.subject(append([]string{p.session + "." + item.Key, item.Key}, general...))
	texts, more := p.voices[subject][language], p.voices[subject+"+"][language]
	tone := min(max(p.opinion(item)+0.2*p.random.NormFloat64(), 0), 1)
	text := texts[min(int((1-tone)*float64(len(texts))), len(texts)-1)]
	if len(more) > 0 && p.random.Float64() < addition {
		text += " " + more[p.random.IntN(len(more))]
	}
	return shortened(text, item.Limit())
}

// addition is how many of those who write add a sentence.
const addition = 0.6

// subject returns the first subject on which there are texts in the person's language,
// or else in German, as many write here.
func (p *person) subject(subjects []string) (subject, language string) {
	base, _, _ := strings.Cut(p.language, "-")
	for _, language := range []string{p.language, base, "de"} {
		for _, subject := range subjects {
			if len(p.voices[subject][language]) > 0 {
				return subject, language
			}
		}
	}
	return "any", "de"
}

// shortened returns the words of a text that fit into so many characters, or as
// much of its first word.
func shortened(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return text
	}
	cut := string(runes[:limit])
	if space := strings.LastIndexByte(cut, ' '); space > 0 && runes[limit] != ' ' {
		cut = cut[:space]
	}
	return strings.TrimRight(cut, " ")
}

// weighted returns an index, chosen with the given weights.
func (p *person) weighted(weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	at := p.random.Float64() * sum
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return len(weights) - 1
}
