package stage_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// The stage shows approved questions, the current one first and then by their votes:
// none that waits, is hidden or has been answered.
func TestServer_podium(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Moderator)
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	if err := s.Store.SetPodium(t.Context(), session.ID, forms.PodiumModerated); err != nil {
		t.Fatal(err)
	}
	s.Act(t, cookie, servicetest.KindsOpen, "open", "screen", "podium")
	if pic, _ := s.Shown(t, cookie, servicetest.KindsOpen); pic.Note == "" || pic.Join == "" || len(pic.Podium) != 0 {
		t.Errorf("without a question: %+v", pic)
	}
	for _, one := range []struct {
		text    string
		votes   int
		status  forms.PodiumStatus
		current bool
	}{
		{"Wenig?", 1, forms.PodiumApproved, false}, {"Viel?", 3, forms.PodiumApproved, false}, {"Jetzt?", 0, forms.PodiumApproved, true},
		{"Erledigt?", 2, forms.PodiumAnswered, false}, {"Wartet?", 0, forms.PodiumPending, false}, {"Weg?", 2, forms.PodiumHidden, false},
	} {
		token := forms.NewToken()
		_, err := s.Store.AskPodium(t.Context(), forms.PodiumAsk{SessionID: session.ID, Token: token, Text: one.text})
		if err != nil {
			t.Fatal(err)
		}
		q, err := s.Store.AskedPodium(t.Context(), session.ID, token)
		if err != nil {
			t.Fatal(err)
		}
		moderate := func(status forms.PodiumStatus, current bool) {
			if err := s.Store.ModeratePodium(t.Context(), session.ID, q.ID, func(q *forms.PodiumQuestion) { q.Status, q.Current = status, current }); err != nil {
				t.Fatal(err)
			}
		}
		moderate(forms.PodiumApproved, false)
		for range one.votes {
			if err := s.Store.VotePodium(t.Context(), forms.PodiumVote{SessionID: session.ID, Question: q.ID, Voter: forms.NewToken(), Up: true}); err != nil {
				t.Fatal(err)
			}
		}
		moderate(one.status, one.current)
	}
	pic, _ := s.Shown(t, cookie, servicetest.KindsOpen)
	var got []string
	for _, line := range pic.Podium {
		got = append(got, line.Text.Text+" "+line.Votes)
	}
	if diff := cmp.Diff([]string{"Jetzt? 0", "Viel? 3", "Wenig? 1"}, got); diff != "" || !pic.Podium[0].Current {
		t.Errorf("on the stage (-want +got):\n%s", diff)
	}
	s.Act(t, cookie, servicetest.KindsOpen, "open", "screen", "join")
	if pic, body := s.Shown(t, cookie, servicetest.KindsOpen); len(pic.Podium) != 0 {
		t.Errorf("another screen holds questions: %s", body)
	}
}
