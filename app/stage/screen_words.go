package stage

import (
	"slices"
	"strings"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// wordsScreen counts the words that many use in approved comments on one question,
// whose key is its item, as bars or as a cloud. A count is a result, so it is sealed like one.
var wordsScreen = Screen{
	Name: forms.ScreenWords, Key: "W", Says: "live.stage_words", List: "live.stage_words", session: true,
	items: func(k *Snapshot) []string {
		var texts []string
		for _, item := range k.Figures.Form.Items() {
			if item.Kind.IsText() {
				texts = append(texts, item.Key, item.Key+asCloud)
			}
		}
		return texts
	},
	says: func(p *web.Page, k *Snapshot, item string) (stem, label web.Phrase) {
		key, cloud := strings.CutSuffix(item, asCloud)
		stem, label = questionOf(p, k.Figures.Form, key)
		if cloud {
			label.Text += " (" + p.T("live.stage_cloud") + ")"
		}
		return stem, label
	},
	skips: func(k *Snapshot, item string) bool { // nobody wants to walk through empty screens in front of people
		item = strings.TrimSuffix(item, asCloud)
		return !slices.ContainsFunc(approved(k), func(c forms.ModeratedComment) bool { return c.Item == item })
	},
	permit: func(to, from *Snapshot) {
		if to.Stage.Revealed {
			item := strings.TrimSuffix(to.Stage.Item, asCloud)
			to.Comments = slices.DeleteFunc(approved(from), func(c forms.ModeratedComment) bool { return c.Item != item })
		}
	},
	draw: drawWords,
}

// asCloud is what the item ends with where the words are a cloud and no bars. No key
// of an item has such a sign.
const asCloud = "~cloud"

// maxWords is how many rows can be read from the last row.
const maxWords = 12

func drawWords(p *web.Page, pic *Picture, k *Snapshot) {
	table := pictureTable{}
	item, cloud := strings.CutSuffix(k.Stage.Item, asCloud)
	table.Stem, table.Label = questionOf(p, k.Figures.Form, item)
	if !k.Stage.Revealed {
		pic.Note, pic.Join, pic.Tables = p.T("stage.sealed"), JoinBeside, []pictureTable{table}
		return
	}
	words := reports.CommonWords(k.Comments, k.Event.Languages, k.Figures.Form, k.Event.MinGroup)
	if len(words) == 0 {
		pic.Note, pic.Join, pic.Tables = p.T("stage.no_words", "k", k.Event.MinGroup), JoinBeside, []pictureTable{table}
		return
	}
	table.Facts = p.T("stage.words_of", "n", len(k.Comments))
	var labels []web.Phrase
	var counts []int
	for _, word := range words[:min(len(words), maxWords)] {
		label, n := web.Phrase{Text: word.Word}, len(word.Comments)
		if word.Language != p.Lang() {
			label.Lang = word.Language
		}
		width := rounded(100*float64(n)/float64(len(words[0].Comments)), 1)
		table.Rows = append(table.Rows, pictureRow{Label: label, Width: width, Share: p.Number(float64(n), 0)})
		labels, counts = append(labels, label), append(counts, n)
	}
	if cloud {
		pic.Cloud = newCloud(labels, counts)
	}
	pic.Tables = append(pic.Tables, table)
}
