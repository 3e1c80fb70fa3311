package stage

import (
	"context"
	"slices"

	"resonanz/app/web"
	"resonanz/forms"
)

// spotScreen shows a question that was asked on the spot, whose code is its item, ""
// for the latest. While it is sealed it shows what is asked, how to take part and how
// many have answered; then bars, the words that many use, or approved texts. Of its
// figures the hall may have what it may have of a session's. A stage that is frozen
// keeps the figures of its session only, so the question is sealed meanwhile.
var spotScreen = Screen{
	Name: forms.ScreenSpot, Key: "A", Says: "spot.title", List: "spot.list", session: true, quiet: true,
	read: readSpots,
	items: func(k *Snapshot) []string {
		codes := make([]string, len(k.Spots))
		for i, spot := range k.Spots {
			codes[i] = spot.Code
		}
		return codes
	},
	says: func(p *web.Page, k *Snapshot, item string) (stem, label web.Phrase) {
		for _, spot := range k.Spots {
			if spot.Code == item {
				label = p.Text(spot.Title)
			}
		}
		return stem, label
	},
	takes:  func(item string) bool { return item == "" },
	permit: permitSpot,
	draw:   drawSpot,
}

// readSpots reads what was asked in the session, and all that is known of the
// question that the screen is about.
func readSpots(ctx context.Context, s *Pages, k *Snapshot) error {
	if err := s.Store.CheckProgrammes(ctx); err != nil { // another process may have asked it
		return err
	}
	programme, err := s.Store.FindEvent(ctx, k.Event.ID)
	if err != nil {
		return err
	}
	k.Spots, k.Spot = nil, nil
	for _, spot := range slices.Backward(programme.Spots) {
		if *spot.ParentID == k.Figures.Session.ID {
			k.Spots = append(k.Spots, spot)
		}
	}
	i := 0
	if k.Stage.Screen == forms.ScreenSpot && k.Stage.Item != "" {
		i = slices.IndexFunc(k.Spots, func(spot *forms.Session) bool { return spot.Code == k.Stage.Item })
	}
	if i < 0 || len(k.Spots) == 0 { // it has been deleted
		return nil
	}
	of := &Snapshot{Event: k.Event}
	if of.Figures, err = s.Store.Figures(ctx, k.Spots[i].ID); err != nil {
		return err
	}
	of.Comments, err = s.Store.Comments(ctx, k.Spots[i].ID)
	k.Spot = of
	return err
}

func permitSpot(to, from *Snapshot) {
	of := from.Spot
	if of == nil {
		return
	}
	may := &Snapshot{Event: of.Event, Figures: forms.Figures{Session: of.Figures.Session, Form: of.Figures.Form, Turnout: of.Figures.Turnout}}
	item := may.item()
	may.Stage = forms.Stage{Screen: forms.ScreenSpot, Item: item.Key, Revealed: to.Stage.Revealed && to.Stage.Frozen == nil}
	if may.Stage.Revealed {
		may.Figures.Release = of.Figures.Release
		may.Comments = approved(of)
	}
	to.Spot = may
}

// item returns the only item of a question on the spot.
func (k *Snapshot) item() *forms.Item { return &k.Figures.Form.Items()[0] }

func drawSpot(p *web.Page, pic *Picture, k *Snapshot) {
	of := k.Spot
	if of == nil { // nothing has been asked yet
		pic.Join = JoinWhole
		return
	}
	drawTurnout(p, pic, of)
	switch item := of.item(); {
	case !item.Kind.IsText():
		drawResults(p, pic, of)
		pic.Tables[0].List = of.Figures.Release == nil // options are no bars yet
	case item.Question.MaxLength == forms.MaxWords || !of.Stage.Revealed:
		drawWords(p, pic, of)
	default:
		pic.Quotes = quotations(p, of, of.Comments[:min(len(of.Comments), maxQuotes)])
		if pic.Quotes == nil {
			pic.Note, pic.Join = p.T("stage.no_comments"), JoinBeside
			pic.Tables = []pictureTable{{Label: p.Text(item.Text)}}
		}
	}
}
