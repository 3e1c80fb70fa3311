package stage

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"resonanz/app/web"
)

// No word of a cloud lies on another or outside of it, the same words always lie the
// same way, and what more people use is never smaller.
func TestCloud(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, maxWords).Draw(t, "words")
		words, counts := make([]web.Phrase, n), make([]int, n)
		for i := range n {
			words[i].Text = rapid.StringMatching(`[A-ZÄa-zäößابجдж]{2,28}`).Draw(t, "word")
			most := 500
			if i > 0 {
				most = counts[i-1]
			}
			counts[i] = rapid.IntRange(min(5, most), most).Draw(t, "count")
		}
		cloud := newCloud(words, counts)
		if len(cloud.Words) == 0 || !reflect.DeepEqual(cloud, newCloud(words, counts)) {
			t.Fatalf("%d words, and not always the same", len(cloud.Words))
		}
		for i := range cloud.Words {
			w := &cloud.Words[i]
			if w.X-w.width/2 < cloud.X-1 || w.X+w.width/2 > cloud.X+cloud.Width+1 || w.Y-w.Size/2 < cloud.Y-1 || w.Y+w.Size/2 > cloud.Y+cloud.Height+1 {
				t.Errorf("%+v is not in the cloud", w)
			}
			for _, other := range cloud.Words[:i] {
				if math.Abs(w.X-other.X) < (w.width+other.width)/2 && math.Abs(w.Y-other.Y) < (w.Size+other.Size)/2 {
					t.Errorf("%+v lies on %+v", w, other)
				}
			}
		}
	})
}
