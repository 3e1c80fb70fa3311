package desk_test

import (
	"strings"
	"testing"

	"resonanz/app/config"
	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Whoever prints codes hears that phones cannot open their address.
func TestServer_unreachableAddress(t *testing.T) {
	t.Parallel()
	for address, warned := range map[string]bool{"http://localhost:8080": true, "http://192.168.1.5:8080": false, "https://feedback.example": false} {
		s := servicetest.New(t, func(c *config.Config) { c.BaseURL = address })
		cookie := s.SignedIn(t, forms.Organiser)
		for _, path := range []string{"/signs", "/trial"} {
			page := s.Get(t, "/organise/"+servicetest.KindsEvent+path, "Cookie", cookie, "Accept-Language", "en")
			if got := strings.Contains(page.Body, "Phones cannot answer there."); page.StatusCode != 200 || got != warned {
				t.Errorf("%s of %s: status %d, warned %v, want %v", path, address, page.StatusCode, got, warned)
			}
		}
	}
}
