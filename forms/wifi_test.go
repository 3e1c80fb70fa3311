package forms

import (
	"strings"
	"testing"
)

// The name and the password of a Wi-Fi fit what Wi-Fis have.
func TestEvent_Validate_wifi(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, password, want string }{
		{"", "", ""}, {"Bürgerhaus Gäste", "", ""}, {"Gast", "Sommer 2026!", ""}, {strings.Repeat("x", 32), strings.Repeat("y", 63), ""},
		{strings.Repeat("x", 33), "", "event.wifi wifi"}, {"a\nb", "", "event.wifi wifi"}, {"", "Sommer2026", "event.wifi wifi_missing"},
		{"Gast", "kurz", "event.wifi_password wifi_password"}, {"Gast", strings.Repeat("y", 64), "event.wifi_password wifi_password"}, {"Gast", "Grüße2026", "event.wifi_password wifi_password"},
	} {
		d := lookedAt()
		d.Event.Wifi, d.Event.WifiPassword = test.name, test.password
		got := ""
		for _, p := range d.Validate() {
			got += p.Field + " " + p.Rule
		}
		if got != test.want {
			t.Errorf("%q, %q: problems %q, want %q", test.name, test.password, got, test.want)
		}
	}
}

// Events of every earlier version name no Wi-Fi.
func TestMigrate_wifi(t *testing.T) {
	t.Parallel()
	known, err := migrations("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	for step := 1; step < len(known); step++ {
		store := upgraded(t, step, "SELECT 1")
		events, err := store.Events(t.Context())
		if err != nil || len(events) == 0 || events[0].Wifi+events[0].WifiPassword != "" {
			t.Errorf("from step %d: %+v, %v", step, events, err)
		}
	}
}
