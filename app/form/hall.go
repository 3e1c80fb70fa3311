package form

import (
	"resonanz/app/web"
	"resonanz/forms"
)

// Hall is the place on a participant's page where a question on the spot appears
// while it is being asked in the session.
type Hall struct {
	Address string // of what is going on in the hall; its stream is below it
	Script  string // address of the module that keeps the place up to date
	Own     string // code of the question whose page this is, "" if it is none's
	Ask     *HallAsk
}

// HallAsk leads to the question that is being asked.
type HallAsk struct {
	Address string
	Text    web.Phrase
}

// HallPath ends the addresses of what is going on in the hall of a session.
const HallPath = "/hall"

// NewHall returns the place for the session of the visit or, on the page of a
// question on the spot, for the session in which it was asked.
func (s *Pages) NewHall(p *web.Page, v *web.Visit) *Hall {
	of := v.Programme.Parent(v.Session)
	h := &Hall{Address: v.Path(of.Code) + HallPath, Script: s.Assets.Path("hall.js")}
	if v.Session.OnTheSpot() {
		h.Own = v.Session.Code
	}
	if spot := v.Programme.Running(of); spot != nil && spot.Code != h.Own {
		h.Ask = &HallAsk{v.Path(spot.Code), p.Text(spot.Title)}
	}
	return h
}

// head returns what stands above the form of a session: of a question on the spot,
// which is the form's only one, that it is one, and where it was asked.
func (p *formPage) head(v *web.Visit) {
	of := v.Session
	if of.OnTheSpot() {
		p.Heading = web.Phrase{Text: p.T("session.kind." + string(of.Kind))}
		p.Place = p.Text(v.Programme.Parent(of).Title)
		return
	}
	p.Heading, p.Kind, p.Room = p.Text(of.Title), p.T("session.kind."+string(of.Kind)), of.Room
	if !of.Starts.IsZero() {
		zone := v.Event.Location()
		p.When = p.TimeRange(of.Starts.In(zone), of.Ends.In(zone))
	}
}

// leads reports whether the page says that questions may be left out: of one
// question that goes without saying.
func leads(form *forms.Form) bool { return len(form.Questions) > 1 }
