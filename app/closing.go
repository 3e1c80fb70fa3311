package main

import (
	"resonanz/forms"
	"resonanz/reports"
)

// closingPage is the closing round of an event, below the list of its sessions.
type closingPage struct {
	*eventPage
	Lines   []string
	Starred []phrase
	Stage   liveStage

	Checksum string // "" until all sessions are closed
}

// sentences writes down what the closing round says.
func sentences(p *page, closing []reports.Sentence) []string {
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

func quotes(p *page, comments []forms.ModeratedComment) []phrase {
	var quotes []phrase
	for _, comment := range comments[:min(len(comments), maxOnStage)] {
		quotes = append(quotes, phrase{Text: comment.Text})
	}
	return quotes
}
