package workbook

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// readableOnPaper is the contrast that text needs on white (WCAG 2.2, 1.4.3).
const readableOnPaper = 4.5

// accentOf returns the accent of an event ("#0f6259") as the workbook writes
// colours, darker by as much as it takes to be read on white; colourBrand if it is
// no colour.
func accentOf(accent string) string {
	n, err := strconv.ParseUint(strings.TrimPrefix(accent, "#"), 16, 32)
	if err != nil || len(accent) != len("#rrggbb") {
		return colourBrand
	}
	channels := [3]float64{float64(n >> 16 & 0xff), float64(n >> 8 & 0xff), float64(n & 0xff)}
	for 1.05/(luminance(channels)+0.05) < readableOnPaper {
		for i := range channels {
			channels[i] *= 0.95
		}
	}
	return fmt.Sprintf("%02X%02X%02X", int(channels[0]), int(channels[1]), int(channels[2]))
}

// luminance is the relative luminance of WCAG 2.2 of channels from 0 to 255.
func luminance(channels [3]float64) float64 {
	sum := 0.0
	for i, weight := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := channels[i] / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
