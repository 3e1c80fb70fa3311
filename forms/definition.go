package forms

// Definition is what a definition file says: an event, its forms and its sessions. Codes and IDs are empty unless the file gives codes.
type Definition struct {
	Event    Event
	Forms    []Form
	Sessions []SessionDefinition
}

// SessionDefinition is a session with the key of its form.
type SessionDefinition struct {
	Session
	FormKey string
}

// Problem is one mistake in a definition file.
type Problem struct {
	Line   int    // from 1
	Field  string // path, like "forms.workshop.questions[2].scale"
	Reason string // English sentence
}

// Problems is the error of a refused definition: every mistake in it.
type Problems []Problem

func (p Problems) Error() string { panic("stub") }

// ParseDefinition reads a definition file (YAML) and returns Problems if anything in it is wrong.
func ParseDefinition(src []byte) (*Definition, error) { panic("stub") }
