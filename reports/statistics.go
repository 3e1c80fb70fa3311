package reports

import (
	"cmp"
	"math"
	"slices"
)

// z95 is the 97.5 % quantile of the standard normal distribution, for
// two-sided intervals at 95 %.
const z95 = 1.959963984540054

// Interval is a two-sided 95 % confidence interval.
type Interval struct {
	Low, High float64
}

// Wilson returns the score interval of a share, count of base (Wilson, Journal
// of the American Statistical Association 22, 1927, pp. 209–212). It stays
// within 0 and 1 and holds for small bases and shares near the ends.
//
// A population of more than one narrows it by the finite population
// correction: the base is taken as base·(population−1)/(population−base)
// people, which is the base divided by the square of √((N−n)/(N−1)). Where
// everybody answered, nothing is left to estimate and both ends are the share.
// A population that is not known (0) or smaller than the base is ignored. An
// empty base gives 0 to 1.
func Wilson(count, base, population int) Interval {
	if base <= 0 {
		return Interval{0, 1}
	}
	p, n := float64(count)/float64(base), float64(base)
	if population == base {
		return Interval{p, p}
	}
	n /= correction(base, population)
	z2 := z95 * z95
	centre := (p + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return Interval{max(0, centre-half), min(1, centre+half)}
}

// correction returns the finite population correction of a variance,
// (N−n)/(N−1) (Cochran, Sampling Techniques, 3rd ed. 1977, section 2.6), and 1
// where the population is not known.
func correction(n, population int) float64 {
	if population < n || population < 2 {
		return 1
	}
	return float64(population-n) / float64(population-1)
}

// NPS is a Net Promoter Score with its groups (Reichheld, Harvard Business
// Review 81/12, 2003): answers 9 and 10 promote, 7 and 8 are passive, 0 to 6
// detract.
type NPS struct {
	Promoters, Passives, Detractors int
	// Score is the share of promoters minus that of detractors, times 100.
	Score float64
}

// Interval returns the 95 % interval of the score, cut at −100 and 100, from
// the normal approximation: the variance of one answer, counted as 1, 0 or −1,
// is p+d−(p−d)² (Rocks, The American Statistician 70/4, 2016, pp. 365–372),
// with the finite population correction where the population is known.
func (s NPS) Interval(population int) Interval {
	n := s.Promoters + s.Passives + s.Detractors
	if n == 0 {
		return Interval{-100, 100}
	}
	p, d := float64(s.Promoters)/float64(n), float64(s.Detractors)/float64(n)
	variance := (p + d - (p-d)*(p-d)) / float64(n) * correction(n, population)
	half := 100 * z95 * math.Sqrt(max(0, variance))
	return Interval{max(-100, s.Score-half), min(100, s.Score+half)}
}

// value is a number and how many people gave it.
type value struct {
	number float64
	count  int
}

// moments are what a distribution of numbers is summed up in.
type moments struct {
	n                int
	mean, median, sd float64 // sd is NaN for fewer than two answers
}

// describe returns the mean, the median (the mean of the middle two if their
// number is even) and the sample standard deviation, with n−1 in the
// denominator, of the values. It sorts them. The sum of squares is taken
// around the mean, so that nothing cancels out.
func describe(values []value) moments {
	slices.SortFunc(values, func(a, b value) int { return cmp.Compare(a.number, b.number) })
	m := moments{sd: math.NaN()}
	sum := 0.0
	for _, v := range values {
		m.n += v.count
		sum += v.number * float64(v.count)
	}
	if m.n == 0 {
		return m
	}
	m.mean = sum / float64(m.n)
	m.median = (at(values, (m.n-1)/2) + at(values, m.n/2)) / 2
	if m.n > 1 {
		squares := 0.0
		for _, v := range values {
			squares += (v.number - m.mean) * (v.number - m.mean) * float64(v.count)
		}
		m.sd = math.Sqrt(squares / float64(m.n-1))
	}
	return m
}

// at returns the number at the place (from 0) of the sorted values written
// out one by one.
func at(values []value, place int) float64 {
	for _, v := range values {
		if place < v.count {
			return v.number
		}
		place -= v.count
	}
	return math.NaN()
}
