package reports

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

func TestDescribe(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name             string
		values           []value
		mean, median, sd float64
	}{
		{"one", []value{{4, 1}}, 4, 4, math.NaN()},
		{"all equal", []value{{3, 7}}, 3, 3, 0},
		{"two halves", []value{{1, 2}, {2, 2}}, 1.5, 1.5, math.Sqrt(1.0 / 3)},
		// 1 2 2 3 4 7: squares around 19/6 add up to 83 − 361/6 = 137/6.
		{"by hand", []value{{7, 1}, {2, 2}, {1, 1}, {4, 1}, {3, 1}}, 19.0 / 6, 2.5, math.Sqrt(137.0 / 30)},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := describe(test.values)
			if !near(m.mean, test.mean) || !near(m.median, test.median) || !near(m.sd, test.sd) && !math.IsNaN(test.sd) || math.IsNaN(test.sd) != math.IsNaN(m.sd) {
				t.Errorf("got %+v, want %v %v %v", m, test.mean, test.median, test.sd)
			}
		})
	}
	if m := describe(nil); m.n != 0 {
		t.Errorf("empty: got %+v", m)
	}
}

// TestDescribe_expanded compares with the same figures of the values written
// out one by one.
func TestDescribe_expanded(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var values []value
		var rows []float64
		for _, i := range r.Perm(12)[:1+r.IntN(11)] {
			v := value{float64(i) - 3.5, 1 + r.IntN(6)}
			values = append(values, v)
			for range v.count {
				rows = append(rows, v.number)
			}
		}
		slices.Sort(rows)
		n, sum, squares := float64(len(rows)), 0.0, 0.0
		for _, v := range rows {
			sum += v
		}
		for _, v := range rows {
			squares += (v - sum/n) * (v - sum/n)
		}
		median := (rows[(len(rows)-1)/2] + rows[len(rows)/2]) / 2
		m := describe(values)
		if m.n != len(rows) || !near(m.mean, sum/n) || m.median != median || len(rows) > 1 && !near(m.sd, math.Sqrt(squares/(n-1))) {
			t.Fatalf("got %+v of %v", m, rows)
		}
	}
}

func TestWilson(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		count, base, population int
		low, high               float64
	}{
		// 12 of 15 and 81 of 263: Newcombe, Statistics in Medicine 17, 1998,
		// table I, has the second: 0.2553 to 0.3662.
		{12, 15, 0, 0.5481, 0.9295},
		{81, 263, 0, 0.2553, 0.3662},
		{15, 148, 0, 0.0624, 0.1605},
		{0, 20, 0, 0, 0.1611},
		{1, 29, 0, 0.0061, 0.1718},
		{0, 0, 0, 0, 1},
		{7, 10, 10, 0.7, 0.7},
		{7, 10, 9, 0.3968, 0.8922}, // more answers than people: not corrected
		{7, 10, 0, 0.3968, 0.8922},
	} {
		got := Wilson(test.count, test.base, test.population)
		if math.Abs(got.Low-test.low) > 5e-5 || math.Abs(got.High-test.high) > 5e-5 {
			t.Errorf("%d of %d (%d): got %.4f to %.4f, want %.4f to %.4f", test.count, test.base, test.population, got.Low, got.High, test.low, test.high)
		}
	}
	if a, b := Wilson(60, 120, 200), Wilson(60, 120, 0); a.High-a.Low >= b.High-b.Low {
		t.Errorf("a known population does not narrow the interval: %v, %v", a, b)
	}
}

func TestNPS(t *testing.T) {
	t.Parallel()
	// Half promote, a tenth detracts, of 120 people: ±11.9, of 200 known ±7.5.
	nps := NPS{Promoters: 60, Passives: 48, Detractors: 12, Score: 40}
	for population, want := range map[int]float64{0: 11.868, 200: 7.525} {
		got := nps.Interval(population)
		if math.Abs(got.High-40-want) > 1e-3 || math.Abs(40-got.Low-want) > 1e-3 {
			t.Errorf("of %d: got %v, want ±%v", population, got, want)
		}
	}
	if got := (NPS{Promoters: 5, Score: 100}).Interval(0); got != (Interval{100, 100}) {
		t.Errorf("all equal: got %v", got)
	}
	if got := (NPS{}).Interval(0); got != (Interval{-100, 100}) {
		t.Errorf("nobody: got %v", got)
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		var values []value
		total := 0
		spread := math.Pow(10, float64(r.IntN(7))-2)
		seen := map[float64]bool{}
		for range 1 + r.IntN(60) {
			n := math.Round((r.Float64()-0.3)*spread*1000) / 1000
			if !seen[n] {
				seen[n] = true
				values = append(values, value{n, 1 + r.IntN(5)})
				total += values[len(values)-1].count
			}
		}
		slices.SortFunc(values, func(a, b value) int { return cmp.Compare(a.number, b.number) })
		shares := classes(values)
		sum := 0
		for i, share := range shares {
			sum += share.Count
			if i > 0 && share.To > share.From && math.Abs(share.From-shares[i-1].To) > 1e-9*spread {
				t.Fatalf("gap between classes: %+v", shares)
			}
		}
		if len(shares) > maxClasses || sum != total {
			t.Fatalf("%d classes hold %d of %d", len(shares), sum, total)
		}
	}
}
