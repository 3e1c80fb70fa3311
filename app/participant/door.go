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
// comes first: results, or the stage while people still answer. Before that, from a
// question on the spot it goes back to the session, whose stage and dates these are.
func (s *Pages) doors(p *web.Page, v *web.Visit) []door {
	var doors []door
	of := *v
	of.Session = v.Programme.Parent(v.Session)
	of.Code = of.Session.Code
	if v.Session.OnTheSpot() {
		doors = append(doors, door{Label: p.T("hall.back"), Says: []string{p.Text(of.Session.Title).Text}, Address: v.Path(of.Code)})
	}
	if results := v.Results(); results != "" {
		doors = append(doors, door{Label: p.T("results.title"), Address: results})
	} else if v.Session.State == forms.StateOpen && v.Event.Mirror == forms.MirrorStage {
		doors = append(doors, door{Label: p.T("receipt.stage"), Says: []string{p.T("receipt.stage_how")}, Address: v.Path(of.Code) + "/stage"})
	}
	if address := podiumAddress(v); address != "" {
		doors = append(doors, door{Label: p.T("podium.title"), Address: address})
	}
	if says := s.upcoming(p, &of); says != nil {
		doors = append(doors, door{Label: p.T("calendar.add"), Says: says, Address: v.Path(of.Code) + calendarPath})
	}
	return append(doors, door{Label: p.T("programme.all"), Says: []string{p.T("receipt.more")}, Address: v.Path(v.Event.Code)})
}
