package stage

import (
	"math"
	"unicode"

	"resonanz/app/web"
)

// Cloud are words placed so that none covers another, larger the more people use
// them. Its table says the same to those who cannot see it.
type Cloud struct {
	X      float64     `json:"x"` // of the corner of the part that is drawn
	Y      float64     `json:"y"`
	Width  float64     `json:"width"`
	Height float64     `json:"height"`
	Words  []cloudWord `json:"words"`
}

// cloudWord is a word whose middle is at X and Y, in units of the drawing.
type cloudWord struct {
	Text string  `json:"text"`
	Lang string  `json:"lang,omitempty"`
	X    float64 `json:"x"`
	Y    float64 `json:"y"`
	Size float64 `json:"size"` // of the type

	width float64 // at most, as it is not known before it is drawn
}

const (
	cloudWidth, cloudHeight = 1600.0, 640.0 // the room that a stage has below a question
	cloudLargest            = 150.0         // type of the word that most use
	cloudSmallest           = 48.0          // what the last row can read
	cloudGap                = 12.0          // between two words
	// A letter of bold type is about as wide as this part of its size; capitals and
	// letters of scripts that are wider take more.
	letterWidth, wideLetter = 0.62, 0.82
)

// newCloud places the words in the order given, the most used first: each as near to
// the middle as there is room, along a spiral. The same words always lie the same
// way. A word for which there is no room is left to the table.
func newCloud(words []web.Phrase, counts []int) *Cloud {
	cloud := &Cloud{}
	for i, word := range words {
		share := float64(counts[i]) / float64(counts[0])
		placed := cloudWord{Text: word.Text, Lang: word.Lang, Size: max(cloudSmallest, math.Round(cloudLargest*math.Sqrt(share)*share))}
		placed.width = widthOf(word.Text) * placed.Size
		if placed.width > cloudWidth { // one long word
			placed.Size = math.Floor(placed.Size * cloudWidth / placed.width)
			placed.width = cloudWidth
		}
		if cloud.place(&placed) {
			cloud.Words = append(cloud.Words, placed)
		}
	}
	cloud.crop()
	return cloud
}

// crop leaves out the edges without words, so that a few words fill the screen.
func (cloud *Cloud) crop() {
	const least = 0.5      // of the cloud: a single word need not be as large as a wall
	wide, high := 0.0, 0.0 // from the middle
	for i := range cloud.Words {
		w := &cloud.Words[i]
		wide = max(wide, math.Abs(w.X-cloudWidth/2)+w.width/2)
		high = max(high, math.Abs(w.Y-cloudHeight/2)+w.Size/2)
	}
	cloud.Width, cloud.Height = max(2*wide, least*cloudWidth), max(2*high, least*cloudHeight)
	cloud.X, cloud.Y = (cloudWidth-cloud.Width)/2, (cloudHeight-cloud.Height)/2
}

func widthOf(word string) float64 {
	width := 0.0
	for _, letter := range word {
		switch {
		case unicode.Is(unicode.Mn, letter): // stands above or below another one
		case unicode.IsUpper(letter) || unicode.Is(unicode.Ethiopic, letter):
			width += wideLetter
		default:
			width += letterWidth
		}
	}
	return width
}

// place finds room for the word; ok is false if there is none.
func (cloud *Cloud) place(word *cloudWord) (ok bool) {
	const turn, growth = 0.1, 1.2 // of the spiral: radians a step, units a step
	for step := range 4000 {
		angle, radius := turn*float64(step), growth*turn*float64(step)*2
		word.X = math.Round(cloudWidth/2 + radius*math.Cos(angle)*cloudWidth/cloudHeight)
		word.Y = math.Round(cloudHeight/2 + radius*math.Sin(angle))
		if cloud.isFree(word) {
			return true
		}
	}
	return false
}

func (cloud *Cloud) isFree(word *cloudWord) bool {
	if math.Abs(word.X-cloudWidth/2)+word.width/2 > cloudWidth/2 || math.Abs(word.Y-cloudHeight/2)+word.Size/2 > cloudHeight/2 {
		return false
	}
	for i := range cloud.Words {
		if cloud.Words[i].covers(word) {
			return false
		}
	}
	return true
}

// covers reports whether two words would lie on each other. A line of type is higher
// than its size by what stands below it.
func (w *cloudWord) covers(other *cloudWord) bool {
	const line = 1.1
	return math.Abs(w.X-other.X) < (w.width+other.width)/2+cloudGap && math.Abs(w.Y-other.Y) < line*(w.Size+other.Size)/2
}
