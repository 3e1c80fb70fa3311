package reports

import (
	"math"
	"slices"
	"strconv"

	"resonanz/forms"
)

// maxClasses is how many bars of a distribution are still read one by one.
// More different numbers are put into classes, more different days into months
// or years.
const maxClasses = 12

// classes returns the distribution of the sorted values: each number by
// itself, or classes of equal width 1, 2 or 5 times a power of ten, the
// narrowest that give no more than maxClasses. Empty classes in between are
// kept, so that a chart shows the gap.
func classes(values []value) []Share {
	if len(values) <= maxClasses {
		shares := make([]Share, 0, len(values))
		for _, v := range values {
			shares = append(shares, Share{Code: number(v.number), Count: v.count})
		}
		return shares
	}
	low, high := values[0].number, values[len(values)-1].number
	width, first, count := classWidth(low, high)
	shares := make([]Share, count)
	for i := range shares {
		from := width * (first + float64(i))
		shares[i] = Share{Code: number(from), From: rounded(from), To: rounded(width * (first + float64(i) + 1))}
	}
	for _, v := range values {
		i := int(math.Floor(v.number/width) - first)
		shares[min(max(i, 0), count-1)].Count += v.count
	}
	return shares
}

func classWidth(low, high float64) (width, first float64, count int) {
	power := math.Pow(10, math.Floor(math.Log10((high-low)/maxClasses)))
	for {
		for _, step := range []float64{1, 2, 5} {
			width = step * power
			first = math.Floor(low / width)
			if count := math.Floor(high/width) - first + 1; count <= maxClasses {
				return width, first, int(count)
			}
		}
		power *= 10
	}
}

// number writes a number the way tallies name its cell.
func number(n float64) string { return strconv.FormatFloat(rounded(n), 'f', -1, 64) }

// rounded drops the noise of multiplying: classes have bounds with no more
// decimals than answers can have.
func rounded(n float64) float64 {
	scale := math.Pow10(forms.MaxDecimals)
	return math.Round(n*scale)/scale + 0 // +0 drops the sign of -0
}

// days returns the distribution of days: as they are, by month or by year,
// whichever is the first to give no more than maxClasses, else by year.
func days(cells map[string]int) []Share {
	var shares []Share
	for _, length := range []int{len("2006-01-02"), len("2006-01"), len("2006")} {
		shares = nil
		index := map[string]int{}
		for _, day := range sortedDays(cells) {
			code := day[:length]
			i, ok := index[code]
			if !ok {
				i = len(shares)
				index[code] = i
				shares = append(shares, Share{Code: code})
			}
			shares[i].Count += cells[day]
		}
		if len(shares) <= maxClasses {
			break
		}
	}
	return shares
}

func sortedDays(cells map[string]int) []string {
	var days []string
	for day := range cells {
		if day != forms.CellAnswered && day != forms.CellAsked {
			days = append(days, day)
		}
	}
	slices.Sort(days)
	return days
}
