package participant_test

import (
	"os"
	"testing"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// Nothing is wrong with the pages of a podium, in any look, and they work by keys and
// without a script.
func TestBrowser_podium(t *testing.T) {
	t.Parallel()
	s, session, _ := podiumSite(t, forms.PodiumModerated)
	for i, text := range []string{
		"Wann wird die Beratung am Bahnhof auch abends offen sein?",
		"Wie geht es mit den Sprachkursen weiter, wenn die Förderung Ende des Jahres ausläuft, und wer sagt das den Leuten, die schon angemeldet sind?",
		"متى تبدأ الدورات الجديدة؟",
	} {
		id := approved(t, s, &session, text)
		for range 7 * i {
			if err := s.Store.VotePodium(t.Context(), forms.PodiumVote{SessionID: session.ID, Question: id, Voter: forms.NewToken(), Up: true}); err != nil {
				t.Fatal(err)
			}
		}
	}
	done := approved(t, s, &session, "Gibt es Kaffee?")
	if err := s.Store.ModeratePodium(t.Context(), session.ID, done, func(q *forms.PodiumQuestion) { q.Status = forms.PodiumAnswered }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store.AskPodium(t.Context(), forms.PodiumAsk{SessionID: session.ID, Token: forms.NewToken(), Text: "Rufen Sie Frau Müller an? 0170 1234567"}); err != nil {
		t.Fatal(err)
	}
	args := []string{s.Base, s.SignedIn(t, forms.Moderator), servicetest.KindsOpen}
	if folder := os.Getenv("RESONANZ_SHOTS"); folder != "" { // for a person to look at
		args = append(args, folder)
	}
	servicetest.Browse(t, "podium.mjs", args...)
}
