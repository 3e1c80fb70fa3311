package config

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Installation are the settings that organisers can change by pages, too: who
// runs the service and where it is found. A flag or a variable wins over what
// was stored by pages.
type Installation struct {
	BaseURL   string // public address without trailing slash; "" until serving: then that of Listen
	Operator  string // who runs the service: name and address for people's questions
	Imprint   string // what else the imprint says, of several lines
	Contact   string // e-mail address of the operator
	Officer   string // data protection officer: name and e-mail address
	Hoster    string // who runs the computers, if not the operator
	Authority string // where people can complain about the use of their data
	Appeals   string // where people can complain about barriers
	Basis     string // legal basis: BasisConsent or BasisTask
	Retention int    // days until the answers of new events are deleted
}

// MaxWords bounds what a setting says, in characters: a name, an address and how
// to reach somebody, on a page that people read on phones.
const MaxWords = 1000

// maxRetention is the longest retention that an event can have, in days, as package
// forms has it, which this one does not know.
const maxRetention = 366

// Settings returns the settings, bound to i, in the order of the reference.
func (i *Installation) Settings() []Setting {
	return []Setting{
		{"base-url", "", "Public address of the service, such as https://feedback.example. It stands on signs and in QR codes. Empty: the address of this machine in its network, or else localhost, with the port of -listen.",
			i.setBaseURL},
		{"operator", "", "Who runs the service: name and address, for the foot of the pages, the imprint and the privacy notice.", setWords(&i.Operator)},
		{"imprint", "", "What the imprint says beside the operator: who represents them, telephone, register.", setWords(&i.Imprint)},
		{"contact", "", "E-mail address for questions about privacy and accessibility.", i.setContact},
		{"officer", "", "Data protection officer: name and e-mail address.", setWords(&i.Officer)},
		{"hoster", "", "Who runs the computers on behalf of the operator: name and address. Empty: the operator.", setWords(&i.Hoster)},
		{"authority", "", "Supervisory authority for data protection: name and address.", setWords(&i.Authority)},
		{"appeals", "", "Body to which complaints about accessibility can be taken: name and address.", setWords(&i.Appeals)},
		{"basis", BasisConsent, "Legal basis of the use of answers: consent (Art. 6(1)(a) GDPR) or task (Art. 6(1)(e), a task in the public interest).", i.setBasis},
		{"retention", "90", "Days after an event until its answers are deleted, for events that are begun by pages.", i.setRetention},
	}
}

// InForce returns the settings of c, but what was stored instead of those that
// no flag or variable gives. The error is about stored values that cannot be
// read; they are left out.
func (c *Config) InForce(stored map[string]string) (Installation, error) {
	in := c.Installation
	var wrong []error
	for _, s := range in.Settings() {
		value, found := stored[s.Name]
		if c.Given[s.Name] != "" || !found {
			continue
		}
		if err := s.set(value); err != nil {
			wrong = append(wrong, fmt.Errorf("stored %s: %w", s.Name, err))
		}
	}
	return in, errors.Join(wrong...)
}

// Normal returns a value of the setting with the name in the form in which it is
// stored: "" for the default. The error says what keeps it from being one.
func Normal(name, value string) (string, error) {
	var in Installation
	for _, s := range in.Settings() {
		if s.Name != name {
			continue
		}
		if err := s.set(value); err != nil {
			return "", err
		}
		if normal := in.Values()[name]; normal != s.Value {
			return normal, nil
		}
		return "", nil
	}
	return "", fmt.Errorf("no setting %s", name)
}

// Values returns the settings in the form in which they are given, by name.
func (i *Installation) Values() map[string]string {
	return map[string]string{
		"base-url": i.BaseURL, "operator": i.Operator, "imprint": i.Imprint, "contact": i.Contact, "officer": i.Officer, "hoster": i.Hoster,
		"authority": i.Authority, "appeals": i.Appeals, "basis": i.Basis, "retention": strconv.Itoa(i.Retention),
	}
}

func setWords(field *string) func(string) error {
	return func(v string) error {
		if v = strings.TrimSpace(v); utf8.RuneCountInString(v) > MaxWords {
			return fmt.Errorf("want at most %d characters", MaxWords)
		}
		*field = v
		return nil
	}
}

func (i *Installation) setBaseURL(v string) error {
	v = strings.TrimRight(strings.TrimSpace(v), "/")
	if v == "" {
		i.BaseURL = ""
		return nil
	}
	u, err := url.Parse(v)
	if err != nil {
		return err
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return errors.New("want an address like https://feedback.example")
	}
	if u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return errors.New("want scheme and host only: the service has its host to itself")
	}
	i.BaseURL = v
	return nil
}

func (i *Installation) setContact(v string) error {
	if v = strings.TrimSpace(v); v != "" {
		if a, err := mail.ParseAddress(v); err != nil || a.Address != v {
			return errors.New("want an e-mail address like info@stadt.example")
		}
	}
	i.Contact = v
	return nil
}

// The legal bases that the privacy notice has words for.
const (
	BasisConsent = "consent"
	BasisTask    = "task"
)

func (i *Installation) setBasis(v string) error {
	switch v {
	case BasisConsent, BasisTask:
		i.Basis = v
		return nil
	}
	return fmt.Errorf("want %s or %s", BasisConsent, BasisTask)
}

func (i *Installation) setRetention(v string) error {
	days, err := strconv.Atoi(strings.TrimSpace(v))
	if err != nil || days < 1 || days > maxRetention {
		return fmt.Errorf("want days from 1 to %d", maxRetention)
	}
	i.Retention = days
	return nil
}
