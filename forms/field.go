package forms

// The names of the fields that a form has beside its answers. Pages, phones and
// rehearsals agree on them.
const (
	FieldToken     = "_token"     // the receipt token
	FieldForm      = "_form"      // the form that the page shows, so that answers to another one are noticed
	FieldLanguage  = "_lang"      // the language to switch to instead of sending
	FieldPass      = "_pass"      // the one-time code, where the event asks for one
	FieldRehearsal = "_rehearsal" // the event's rehearsal key, by which answers are simulated
	FieldTrial     = "_trial"     // the event's trial key, by which nothing is stored
	FieldWork      = "_work"      // what a script has worked out, where the session is in doubt
	FieldWait      = "_wait"      // from when on the answers are taken there without a script
)
