package stage

import (
	"context"
	"slices"

	"resonanz/app/web"
	"resonanz/forms"
)

// podiumScreen shows what the podium is asked: the question that is being answered,
// and those with the most votes. Answered and hidden ones, and those that wait, leave
// or never come.
var podiumScreen = Screen{
	Name: forms.ScreenPodium, Key: "P", Says: "live.podium", session: true, quiet: true,
	read: func(ctx context.Context, s *Pages, k *Snapshot) (err error) {
		k.Podium, err = s.Store.Podium(ctx, k.Figures.Session.ID)
		return err
	},
	permit: func(to, from *Snapshot) {
		open := slices.DeleteFunc(from.Podium.Seen(), func(q forms.PodiumQuestion) bool { return q.Status != forms.PodiumApproved })
		to.Podium.Questions = open[:min(len(open), maxAsked)]
	},
	draw: func(p *web.Page, pic *Picture, k *Snapshot) {
		for _, q := range k.Podium.Questions {
			pic.Podium = append(pic.Podium, podiumLine{ID: q.ID, Text: web.Phrase{Text: q.Text}, Votes: p.Number(float64(q.Votes), 0), Current: q.Current})
		}
		if pic.Podium == nil {
			pic.Note, pic.Join = p.T("podium.none"), JoinBeside
		}
	},
}

// maxAsked is how many questions can be read from the last row.
const maxAsked = 6

// podiumLine is a question to the podium.
type podiumLine struct {
	ID      string     `json:"id"`
	Text    web.Phrase `json:"text"`
	Votes   string     `json:"votes"`
	Current bool       `json:"current,omitempty"`
}
