package desk

import (
	"slices"
	"testing"
)

func TestHinter(t *testing.T) {
	t.Parallel()
	h, err := newHinter()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]hint{
		"Bitte schreiben Sie an eva.muster@example.org!": {hintEmail},
		"Rufen Sie an: 0234 / 12 34 56":                  {hintPhone},
		"+49 (234) 123-456":                              {hintPhone},
		"Spenden an DE89 3704 0044 0532 0130 00":         {hintIBAN},
		"Frau Beispiel hat gut geredet":                  {hintName},
		"Peter Beispiel war laut":                        {hintName},
		"Alles Scheiße hier":                             {hintRude},
		"ФИЛЬМ хороший, сука":                            {hintRude},
		"Mehr Deutschkurse am Abend":                     nil,
		"2016 waren 170 Menschen da, um 14:30 Uhr":       nil,
		"Die Frau an der Anmeldung war nett":             nil,
		"Herr der Lage":                                  nil,
		"1. Mehr Zeit 2. Mehr Raum":                      nil,
		"":                                               nil,
	} {
		if got := h.hints(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
