package forms

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNewKey(t *testing.T) {
	t.Parallel()
	taken := map[string]bool{"rolle": true, "rolle_2": true, "wie_hat_ihnen_die_tagung": true}
	for text, want := range map[string]string{
		"Rolle":                              "rolle_3",
		"Größe der Gruppe?":                  "groesse_der_gruppe",
		"Wie hat Ihnen die Tagung gefallen?": "wie_hat_ihnen_die_tagung_2",
		"Donaudampfschifffahrtsgesellschaft": "donaudampfschifffahrtsge",
		"L’été à Orléans":                    "lete_a_orleans",
		"2013 beschlossen":                   "frage_2013_beschlossen",
		"Übung":                              "uebung", // the mark is a character of its own
		"كيف":                                "frage",
		"":                                   "frage",
		"Other":                              "other_2",
		"<script>alert(1)":                   "script_alert_1",
		"Verbind\u00adung":                   "verbindung",
	} {
		if got := NewKey(text, "frage", func(key string) bool { return taken[key] }); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Every key can be used everywhere and is free.
func TestNewKey_valid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		taken := map[string]bool{}
		for _, text := range rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.StringMatching(`[ a-cä]{0,40}`))).Draw(t, "texts") {
			key := NewKey(text, "frage", func(key string) bool { return taken[key] })
			if taken[key] || !nameRule.MatchString(key) || !keyRule.MatchString(key) || !codeRule.MatchString(key) {
				t.Fatalf("%q: %q", text, key)
			}
			taken[key] = true
		}
	})
}
