package participant

import (
	"resonanz/app/web"
	"resonanz/forms"
)

// door is a way on from the receipt: into the hall, to other sessions.
type door struct {
	Label   string
	Says    []string // what is behind it
	Address string
}

// doors returns the ways on from the session of the visit. What the hall sees
// comes first: results, or the stage while people still answer. From a question on
// the spot they lead to those of the session in which it was asked.
func (s *Pages) doors(p *web.Page, v *web.Visit) []door {
	var doors []door
	hall := *v
	hall.Session = v.Programme.Parent(v.Session)
	hall.Code = hall.Session.Code
	if results := v.Results(); results != "" {
		doors = append(doors, door{Label: p.T("results.title"), Address: results})
	} else if v.Session.State == forms.StateOpen && v.Event.Mirror == forms.MirrorStage {
		doors = append(doors, door{Label: p.T("receipt.stage"), Says: []string{p.T("receipt.stage_how")}, Address: v.Path(hall.Code) + "/stage"})
	}
	if says := s.upcoming(p, &hall); says != nil {
		doors = append(doors, door{Label: p.T("calendar.add"), Says: says, Address: v.Path(hall.Code) + calendarPath})
	}
	return append(doors, door{Label: p.T("programme.all"), Says: []string{p.T("receipt.more")}, Address: v.Path(v.Event.Code)})
}
