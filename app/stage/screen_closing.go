package stage

import (
	"context"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports"
)

// closingScreen says what the figures of the event come to, beside what people
// wrote. It is sealed like any result.
var closingScreen = Screen{
	Name: forms.ScreenClosing, Key: "S", Says: "closing.show", event: true, main: true,
	read: func(ctx context.Context, s *Pages, k *Snapshot) error {
		if err := readAsked(ctx, s, k); err != nil {
			return err
		}
		figures, err := s.Store.EventFigures(ctx, k.Event.ID)
		if err != nil {
			return err
		}
		k.Closing = reports.Closing(&figures)
		if !figures.Interim {
			k.Checksum = reports.ShortChecksum(reports.Checksum(figures.Sessions...))
		}
		return nil
	},
	permit: func(to, from *Snapshot) {
		if to.Stage.Revealed {
			to.Closing, to.Checksum = from.Closing, from.Checksum
			to.Comments, to.Asked = approved(from), from.Asked
		}
	},
	draw: func(p *web.Page, pic *Picture, k *Snapshot) {
		pic.Heading = web.Phrase{Text: p.T("stage.closing")} // the event stands above it
		if !k.Stage.Revealed {
			pic.Note = p.T("stage.sealed")
			pic.Join = JoinBeside
			return
		}
		pic.Lines, pic.Quotes = Sentences(p, k.Closing), quotations(p, k, k.Comments[:min(len(k.Comments), maxQuotes)])
	},
}

// Sentences writes down what the closing round says.
func Sentences(p *web.Page, closing []reports.Sentence) []string {
	var lines []string
	for _, s := range closing {
		args := make([]any, len(s.Args))
		for i, arg := range s.Args {
			if text, ok := arg.(forms.Text); ok {
				arg = p.Text(text).Text
			}
			args[i] = arg
		}
		lines = append(lines, p.T(s.Key, args...))
	}
	return lines
}
