package forms

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// The limits of an event.
const (
	MaxForms         = 30        // kinds of sessions are few
	MaxSessions      = 100       // a programme of several days
	MaxHosts         = 12        // on one sign
	MaxLanguages     = 40        // twice what Resonanz is translated into
	MaxRoomLength    = 80        // code points; one line of a sign
	MaxHeadcount     = 1_000_000 // people
	MaxMinGroup      = 20        // more would hide the figures of every workshop
	DefaultMinGroup  = 5         // people; the least that German statistics offices use for counts of persons
	MaxRetention     = 366       // days; a year on, the council has had its report
	DefaultRetention = 90        // days; enough to write it

	// MaxContactsRetention is that of sign-ups in days: groups meet two or three
	// times a year, and after three years without an event nobody waits for a letter.
	MaxContactsRetention = 3 * 366
)

// Validate returns everything that is wrong with the event, nil if nothing is.
// Problems have paths like "title.de" and no lines.
func (e *Event) Validate() Problems {
	c := &checker{languages: e.Languages}
	c.tags(e.Languages)
	for i, tag := range e.Unchecked {
		if !slices.Contains(e.Languages, tag) {
			c.add(fmt.Sprintf("unchecked[%d]", i+1), ruleNotOffered, tag, strings.Join(e.Languages, ", "))
		}
	}
	if len(e.Languages) == 0 {
		c.languages = []string{e.Base()}
	}
	if !nameRule.MatchString(e.Key) {
		c.add("key", ruleKey, e.Key)
	}
	c.code("code", e.Code, EventCodeLength)
	c.text("title", e.Title, MaxLabelLength, true)
	c.text("place", e.Place, MaxLabelLength, false)
	c.text("note", e.Note, MaxProseLength, false)
	if len(e.Hosts) > MaxHosts {
		c.add("hosts", ruleTooMany, len(e.Hosts), MaxHosts)
	}
	for i, host := range e.Hosts {
		c.text(fmt.Sprintf("hosts[%d]", i+1), host, MaxLabelLength, true)
	}
	if e.Starts.IsZero() {
		c.add("starts", RuleMissing)
	}
	if e.Ends.IsZero() {
		c.add("ends", RuleMissing)
	} else if !e.Ends.After(e.Starts) {
		c.add("ends", ruleEndsFirst)
	}
	if _, err := time.LoadLocation(e.Zone); err != nil || e.Zone == "" || e.Zone == "Local" {
		c.add("zone", ruleZone, e.Zone)
	}
	if e.MinGroup < 1 || e.MinGroup > MaxMinGroup {
		c.add("min_group", ruleRange, 1, MaxMinGroup)
	}
	if !slices.Contains([]FigureMode{"", FiguresInSteps, FiguresAfterClosing}, e.Figures) {
		c.add("figures", ruleFigures, string(e.Figures))
	}
	if e.Results != ResultsNone && e.Results != ResultsAfterClosing {
		c.add("results", ruleResults, string(e.Results))
	}
	if e.Mirror != MirrorStage && e.Mirror != MirrorNone {
		c.add("mirror", ruleMirror, string(e.Mirror))
	}
	if e.Retention < 1 || e.Retention > MaxRetention {
		c.add("retention", ruleDays, MaxRetention)
	}
	if e.ContactsRetention < 0 || e.ContactsRetention > MaxContactsRetention {
		c.add("contacts_retention", ruleDays, MaxContactsRetention)
	}
	c.headcount(e.Headcount)
	c.accent(e.Accent)
	c.wifi(e)
	if e.Series != "" && !nameRule.MatchString(e.Series) {
		c.add("series", ruleKey, e.Series)
	}
	return c.problems
}

func (c *checker) tags(tags []string) {
	if len(tags) == 0 {
		c.add("languages", ruleLanguages)
	}
	if len(tags) > MaxLanguages {
		c.add("languages", ruleTooMany, len(tags), MaxLanguages)
	}
	for i, tag := range tags {
		path := fmt.Sprintf("languages[%d]", i+1)
		parsed, err := language.Parse(tag)
		switch {
		case err != nil || parsed == language.Und:
			c.add(path, ruleLanguage, tag)
		case parsed.String() != tag:
			c.add(path, ruleLanguageWritten, tag, parsed.String())
		case slices.Index(tags, tag) < i:
			c.add(path, ruleLanguageTwice, tag)
		}
	}
}

// code checks a code that a sign may already bear. An empty one is made by the
// store.
func (c *checker) code(path, code string, length int) {
	switch normal := NormalCode(code); {
	case code == "":
	case normal == "" || len(normal) != length:
		c.add(path, ruleSignCode, code, length)
	case normal != code:
		c.add(path, ruleSignCodeWritten, code, normal)
	}
}

func (c *checker) headcount(n int) {
	if n < 0 || n > MaxHeadcount {
		c.add("headcount", ruleRange, 0, MaxHeadcount)
	}
}

// The lengths of the name and of the password of a Wi-Fi (IEEE 802.11; WPA-PSK).
const (
	maxWifi                          = 32 // bytes
	minWifiPassword, maxWifiPassword = 8, 63
)

func (c *checker) wifi(e *Event) {
	isControl := func(r rune) bool { return r < ' ' || r == 0x7f }
	switch {
	case len(e.Wifi) > maxWifi || strings.ContainsFunc(e.Wifi, isControl):
		c.add("wifi", ruleWifi, maxWifi)
	case e.Wifi == "" && e.WifiPassword != "":
		c.add("wifi", ruleWifiMissing)
	}
	isOther := func(r rune) bool { return isControl(r) || r > 0x7e }
	if n := len(e.WifiPassword); n > 0 && (n < minWifiPassword || n > maxWifiPassword || strings.ContainsFunc(e.WifiPassword, isOther)) {
		c.add("wifi_password", ruleWifiPassword, minWifiPassword, maxWifiPassword)
	}
}

func (c *checker) accent(colour string) {
	if colour == "" {
		return
	}
	if _, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32); err != nil || len(colour) != 7 || colour[0] != '#' {
		c.add("accent", ruleAccent, colour)
	}
}

// Validate returns everything that is wrong with the session of the event that
// asks the form (nil if it is not known), nil if nothing is.
func (s *Session) Validate(e *Event, f *Form) Problems {
	c := &checker{languages: e.Languages}
	if len(e.Languages) == 0 {
		c.languages = []string{e.Base()}
	}
	if !nameRule.MatchString(s.Key) {
		c.add("", ruleKey, s.Key)
	}
	c.code("code", s.Code, SessionCodeLength)
	if s.Kind != Plenary && s.Kind != Workshop && s.Kind != Talk {
		kinds := []string{string(Plenary), string(Workshop), string(Talk)}
		c.addMeant("kind", string(s.Kind), kinds, ruleNoSessionKind, string(s.Kind))
	}
	c.text("title", s.Title, MaxLabelLength, true)
	if utf8.RuneCountInString(s.Room) > MaxRoomLength {
		c.add("room", ruleRoom, MaxRoomLength)
	}
	c.headcount(s.Headcount)
	c.times(s, e)
	c.opening(s)
	if f == nil {
		return c.problems
	}
	perSession := map[string]bool{}
	for _, q := range f.Questions {
		if !q.PerSession {
			continue
		}
		perSession[q.Key] = true
		if len(s.Options[q.Key]) == 0 {
			c.add("options."+q.Key, ruleNoOptions, f.Key)
			continue
		}
		c.choices("options."+q.Key, s.Options[q.Key], OptionOther)
	}
	for _, key := range sortedKeys(s.Options) {
		if !perSession[key] {
			c.addMeant("options."+key, key, sortedKeys(perSession), ruleExtraOptions, f.Key, key)
		}
	}
	return c.problems
}

func (c *checker) times(s *Session, e *Event) {
	if !s.Starts.IsZero() && !s.Ends.IsZero() && !s.Ends.After(s.Starts) {
		c.add("ends", ruleEndsFirst)
	}
	if !s.Starts.IsZero() && (s.Starts.Before(e.Starts) || s.Starts.After(e.Ends)) {
		c.add("starts", ruleOutside)
	}
	if begins := cmp.Or(s.Starts, e.Starts); !s.NextMeeting.IsZero() && !s.NextMeeting.After(begins) {
		c.add("next_meeting", ruleMeetsEarly)
	}
	if !s.Ends.IsZero() && (s.Ends.Before(e.Starts) || s.Ends.After(e.Ends)) {
		c.add("ends", ruleOutside)
	}
}
