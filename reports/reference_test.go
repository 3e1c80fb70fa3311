package reports

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"resonanz/forms"
)

// dataset is what each person answered to one question; "" is no answer.
type dataset struct {
	item       forms.Item
	population int
	answers    []string
}

// datasets returns random ones of each kind, among them nobody, one person and
// everybody alike.
func datasets(r *rand.Rand) []dataset {
	var sets []dataset
	for i := range 300 {
		kind := []forms.Kind{forms.KindScale, forms.KindRecommend, forms.KindNumber}[i%3]
		d := dataset{item: forms.Item{Key: "q", Kind: kind, Question: &forms.Question{Key: "q", Kind: kind}}}
		if kind == forms.KindScale {
			for value := 5; value > 0; value-- {
				d.item.Options = append(d.item.Options, forms.Option{Code: strconv.Itoa(value), Value: value})
			}
		}
		n, spread := []int{0, 1, 2, 7, 40, 500}[r.IntN(6)], []float64{0, 1}[min(1, r.IntN(4))]
		centre, missing := r.Float64(), 0.3*r.Float64()
		for range n {
			switch level := min(max(centre+spread*(r.Float64()-0.5), 0), 1); {
			case r.Float64() < missing:
				d.answers = append(d.answers, "")
			case kind == forms.KindScale:
				d.answers = append(d.answers, strconv.Itoa(1+int(4*level+0.5)))
			case kind == forms.KindRecommend:
				d.answers = append(d.answers, strconv.Itoa(int(10*level+0.5)))
			default:
				d.answers = append(d.answers, number(1e6*level-3e5))
			}
		}
		if r.IntN(2) == 0 {
			d.population = n + r.IntN(2*n+3)
		}
		sets = append(sets, d)
	}
	return sets
}

// figures returns what reports works out, in the order of reference.R.
func (d *dataset) figures() []float64 {
	tally, asked := forms.Tally{N: len(d.answers)}, len(d.answers)
	for _, answer := range d.answers {
		if answer != "" {
			tally.Add(forms.Cell{Item: "q", Option: answer}, 1)
			tally.Add(forms.Cell{Item: "q", Option: forms.CellAnswered}, 1)
		}
	}
	s := summarize(d.item, tally, &asked)
	missing, _ := s.Missing()
	figures := []float64{float64(s.N), float64(missing)}
	for _, f := range []*float64{s.Mean, s.Median, s.SD} {
		if f == nil {
			figures = append(figures, math.NaN())
		} else {
			figures = append(figures, *f)
		}
	}
	switch {
	case s.TopTwo != nil && d.population != s.N:
		interval := s.Interval(*s.TopTwo, d.population)
		figures = append(figures, s.TopTwo.Share, interval.Low, interval.High)
	case s.NPS != nil:
		interval := s.NPS.Interval(d.population)
		figures = append(figures, s.NPS.Score, interval.Low, interval.High)
	}
	return figures
}

// TestSummarize_reference compares all statistics with those of GNU R.
func TestSummarize_reference(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("Rscript"); err != nil {
		if slices.Contains(strings.Split(os.Getenv("RESONANZ_REQUIRE"), ","), "libreoffice") {
			t.Fatal(err)
		}
		t.Skip("no Rscript")
	}
	sets := datasets(rand.New(rand.NewPCG(11, 12)))
	var in strings.Builder
	for _, d := range sets {
		fmt.Fprint(&in, d.item.Kind, " ", d.population)
		for _, answer := range d.answers {
			if answer == "" {
				answer = "NA"
			}
			fmt.Fprint(&in, " ", answer)
		}
		in.WriteByte('\n')
	}
	command := exec.CommandContext(t.Context(), "Rscript", "--vanilla", "testdata/reference.R")
	command.Stdin = strings.NewReader(in.String())
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(sets) {
		t.Fatalf("%d lines for %d data sets", len(lines), len(sets))
	}
	for i, line := range lines {
		got, want := sets[i].figures(), strings.Fields(line)
		if len(got) != len(want) {
			t.Errorf("%s: got %v, want %v", sets[i].item.Kind, got, want)
			continue
		}
		for k, text := range want {
			reference := math.NaN()
			if text != "NA" {
				if reference, err = strconv.ParseFloat(text, 64); err != nil {
					t.Fatal(err)
				}
			}
			if !near(got[k], reference) && !(math.IsNaN(got[k]) && math.IsNaN(reference)) {
				t.Errorf("%s of %d people, population %d: figure %d is %v, R has %v", sets[i].item.Kind, len(sets[i].answers), sets[i].population, k, got[k], reference)
			}
		}
	}
}
