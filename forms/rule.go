package forms

import "fmt"

// Rule is something that every definition keeps to, or that the definition of
// an event keeps to once people have answered. Problem.Rule has its name; pages
// have a message of that name for it.
type Rule struct {
	Name string
	Args []string // names of what its sentence mentions

	english string // predicate or sentence, a format
}

// rules are all rules.
var rules []*Rule

// Rules returns all rules.
func Rules() []*Rule { return rules }

// NewRule adds a rule. Its English sentence is a format of what it mentions.
func NewRule(name, english string, args ...string) *Rule {
	r := &Rule{name, args, english}
	rules = append(rules, r)
	return r
}

// Problem returns the problem of a field that breaks the rule. Meant is the word
// that was probably meant, "" if none is close.
func (r *Rule) Problem(field, meant string, args ...any) Problem {
	p := Problem{Field: field, Rule: r.Name, Meant: meant, Reason: r.english}
	if len(args) > 0 {
		p.Reason = fmt.Sprintf(r.english, args...)
	}
	if meant != "" {
		p.Reason += "; did you mean " + meant + "?"
	}
	for i, name := range r.Args {
		p.Args = append(p.Args, name, args[i])
	}
	return p
}

// Of files, too.
var (
	RuleMissing   = NewRule("missing", "is missing")
	RuleWrongKind = NewRule("wrong_kind", "does not go with the kind %s", "Kind")
)

// Of texts.
var (
	ruleNoBase     = NewRule("no_base", "has no text in the base language %s", "Language")
	ruleNotOffered = NewRule("not_offered", "%s is not among the event's languages (%s)", "Language", "Languages")
	ruleTooLong    = NewRule("too_long", "has %d characters, but at most %d fit", "n", "Max")
	ruleTooMany    = NewRule("too_many", "has %d entries, but at most %d are allowed", "n", "Max")
	ruleTwice      = NewRule("twice", "is there twice")
	ruleNoText     = NewRule("no_text", "is no text of the event %s", "Event")
)

// Of keys and codes.
var (
	ruleKey             = NewRule("key", "the key %q must start with a letter from a to z and have at most 32 of a–z, 0–9, - and _", "Key")
	ruleQuestionKey     = NewRule("question_key", "the key %q must start with a letter from a to z and have at most 32 of a–z, 0–9 and _", "Key")
	ruleKeyTwice        = NewRule("key_twice", "the key %q is there twice", "Key")
	ruleOptionCode      = NewRule("option_code", "the code %q must have at most 32 of a–z, 0–9 and _, and not start with _", "Code")
	ruleOptionTwice     = NewRule("option_twice", "the code %q is there twice", "Code")
	ruleOptionReserved  = NewRule("option_reserved", "the code %q is reserved for something else", "Code")
	ruleSignCode        = NewRule("sign_code", "%q must have %d symbols of 0–9 and A–Z without I, L, O and U", "Code", "n")
	ruleSignCodeWritten = NewRule("sign_code_written", "%q is written %s: capitals, and no letters that look like digits", "Code", "Right")
	ruleSignCodeTwice   = NewRule("sign_code_twice", "%s is the code of the session %s already", "Code", "Session")
)

// Of numbers.
var (
	ruleRange       = NewRule("range", "must be from %d to %d", "Min", "Max")
	ruleDays        = NewRule("days", "must be from 1 to %d days", "Max")
	ruleTicks       = NewRule("ticks", "must be a whole number from 1 to %d, the number of options", "Max")
	ruleNumberRange = NewRule("number_range", "must be between -%[1]d and %[1]d", "Max")
	ruleLessThanMin = NewRule("less_than_min", "is less than min")
	ruleDay         = NewRule("day", "%q is not a day like 2016-11-17", "Day")
	ruleBeforeFrom  = NewRule("before_from", "is before from")
	ruleUnreadable  = NewRule("unreadable", "%q cannot be read", "Typed")
)

// Of questions.
var (
	ruleNoKind           = NewRule("no_kind", "there is no kind %q", "Word")
	ruleNoRequirement    = NewRule("no_requirement", "there is no requirement %q", "Word")
	ruleInfoRequired     = NewRule("info_required", "a text to read asks for nothing")
	ruleFewOptions       = NewRule("few_options", "at least two options are needed")
	ruleValue            = NewRule("value", "has the value %d, but only the steps of a scale have values", "n")
	ruleOptionsElsewhere = NewRule("options_elsewhere", "the options of a per-session question stand at the sessions")
	ruleSteps            = NewRule("steps", "has %d steps, but a scale has %d to %d", "n", "Min", "Max")
	ruleStepValue        = NewRule("step_value", "has the value %d instead of %d: steps go from best to worst", "n", "Right")
	ruleNaValue          = NewRule("na_value", `"cannot say" has no value`)
	ruleNaLast           = NewRule("na_last", `"cannot say" comes last`)
	ruleFaces            = NewRule("faces", "there are %d faces, but the scale has %d steps", "Faces", "n")
)

// Of conditions.
var (
	ruleCondition        = NewRule("condition", "%s", "Reason")
	ruleConditionText    = NewRule("condition_text", "${%s} is a free text; a condition can only refer to other kinds of answers", "Key")
	ruleConditionLater   = NewRule("condition_later", "${%s} is not asked before this question", "Key")
	ruleConditionUnknown = NewRule("condition_unknown", "there is no ${%s}", "Key")
	ruleConditionOption  = NewRule("condition_option", "${%s} has no option %q", "Key", "Code")
)

// Of the event.
var (
	ruleLanguages       = NewRule("languages", "is missing; the first is the base language")
	ruleLanguage        = NewRule("language", "%q is not a language tag (BCP 47) like de, de-simple or ckb", "Language")
	ruleLanguageWritten = NewRule("language_written", "%q is written %s", "Language", "Right")
	ruleLanguageTwice   = NewRule("language_twice", "%s is there twice", "Language")
	ruleZone            = NewRule("zone", "%q is not a time zone like Europe/Berlin", "Zone")
	ruleEndsFirst       = NewRule("ends_first", "is not after the start")
	ruleOutside         = NewRule("outside", "is not during the event")
	ruleFigures         = NewRule("figures", "must be steps or closed, not %q", "Word")
	ruleResults         = NewRule("results", "must be none or closed, not %q", "Word")
	ruleMirror          = NewRule("mirror", "must be stage or none, not %q", "Word")
	ruleAccent          = NewRule("accent", "%q is not a colour like #1b6e5a", "Colour")
	ruleWifi            = NewRule("wifi", "must have at most %d bytes and no line breaks", "Max")
	ruleWifiMissing     = NewRule("wifi_missing", "is missing, as there is a password")
	ruleWifiPassword    = NewRule("wifi_password", "must have %d to %d letters, digits and signs without accents", "Min", "Max")
	ruleNoSession       = NewRule("no_session", "there is no session %q", "Key")
	ruleSessionTwice    = NewRule("session_twice", "%s is there twice", "Key")
)

// Of forms and sessions.
var (
	ruleFormCount     = NewRule("form_count", "has %d forms, but an event has 1 to %d", "n", "Max")
	ruleQuestionCount = NewRule("question_count", "has %d questions, but a form has 1 to %d", "n", "Max")
	ruleSessionCount  = NewRule("session_count", "has %d sessions, but an event has 1 to %d", "n", "Max")
	ruleNoSessionKind = NewRule("no_session_kind", "must be plenary, workshop, talk, not %q", "Word")
	ruleOpens         = NewRule("opens", "must be button, schedule or always, not %q", "Word")
	ruleScheduleTime  = NewRule("schedule_time", "is missing; a session that opens by schedule needs it")
	ruleMeetsEarly    = NewRule("meets_early", "is not after the session")
	ruleRoom          = NewRule("room", "must have at most %d characters", "Max")
	ruleNoForm        = NewRule("no_form", "there is no form %q", "Key")
	ruleNoOptions     = NewRule("no_options", "is missing: the form %s leaves these options to each session", "Form")
	ruleExtraOptions  = NewRule("extra_options", "the form %s has no per-session question %q", "Form", "Key")
)

// Of what is in force, what people have answered and what they were promised.
var (
	ruleEventKeyTaken        = NewRule("event_key_taken", "%q is the key of another event", "Key")
	ruleEventKeyKept         = NewRule("event_key_kept", "was %s and cannot change", "Key")
	ruleEventCodeKept        = NewRule("event_code_kept", "was %s, which is on signs; keep it or leave it out", "Code")
	ruleSessionCodeKept      = NewRule("session_code_kept", "was %s, which is on a sign; keep it or leave it out", "Code")
	ruleCodeTaken            = NewRule("code_taken", "%s is taken", "Code")
	ruleAnsweredKind         = NewRule("answered_kind", "was %s in answers already given; a question of another kind needs another key", "Kind")
	ruleAnsweredOption       = NewRule("answered_option", "meant %q in answers already given; another meaning needs another code", "Text")
	ruleAnsweredValue        = NewRule("answered_value", "had the value %d in answers already given; a scale with other steps needs other codes", "n")
	ruleAnsweredForm         = NewRule("answered_form", "was %s, and the session has answers to it", "Form")
	ruleAnsweredOptionGone   = NewRule("answered_option_gone", "the session has answers, so its option %s cannot go", "Code")
	ruleAnsweredSession      = NewRule("answered_session", "has answers or sign-ups, so it cannot go")
	rulePromisedGroup        = NewRule("promised_group", "was %d, and people have answered on it already; keep it or take a larger one", "n")
	rulePromisedFigures      = NewRule("promised_figures", "was %s, and people have answered on it already; keep it", "Figures")
	rulePromisedSimulated    = NewRule("promised_simulated", "was %s, and there are answers; keep it, or make another event with a key of its own", "Was")
	rulePromisedCodes        = NewRule("promised_codes", "was %s, and people have answered on it already; keep it, or make another event with a key of its own", "Was")
	rulePromisedRetention    = NewRule("promised_retention", "was %d days, which people have been told; keep it or take fewer", "n")
	rulePromisedEnd          = NewRule("promised_end", "would delete later than %s, the day that people have been told", "Date")
	rulePromisedEndRetention = NewRule("promised_end_retention", "would delete later than %s, the day that people have been told; with this end, set retention to %d days or fewer", "Date", "Days")
)
