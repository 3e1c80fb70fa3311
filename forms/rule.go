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

func newRule(name, english string, args ...string) *Rule {
	r := &Rule{name, args, english}
	rules = append(rules, r)
	return r
}

// problem returns the problem of a field that breaks the rule. Meant is the word
// that was probably meant, "" if none is close.
func (r *Rule) problem(field, meant string, args ...any) Problem {
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

// Of texts.
var (
	ruleMissing    = newRule("missing", "is missing")
	ruleNoBase     = newRule("no_base", "has no text in the base language %s", "Language")
	ruleNotOffered = newRule("not_offered", "%s is not among the event's languages (%s)", "Language", "Languages")
	ruleTooLong    = newRule("too_long", "has %d characters, but at most %d fit", "n", "Max")
	ruleTooMany    = newRule("too_many", "has %d entries, but at most %d are allowed", "n", "Max")
	ruleTwice      = newRule("twice", "is there twice")
	ruleNoText     = newRule("no_text", "is no text of the event %s", "Event")
)

// Of keys and codes.
var (
	ruleKey             = newRule("key", "the key %q must start with a letter from a to z and have at most 32 of a–z, 0–9, - and _", "Key")
	ruleQuestionKey     = newRule("question_key", "the key %q must start with a letter from a to z and have at most 32 of a–z, 0–9 and _", "Key")
	ruleKeyTwice        = newRule("key_twice", "the key %q is there twice", "Key")
	ruleOptionCode      = newRule("option_code", "the code %q must have at most 32 of a–z, 0–9 and _, and not start with _", "Code")
	ruleOptionTwice     = newRule("option_twice", "the code %q is there twice", "Code")
	ruleOptionReserved  = newRule("option_reserved", "the code %q is reserved for something else", "Code")
	ruleSignCode        = newRule("sign_code", "%q must have %d symbols of 0–9 and A–Z without I, L, O and U", "Code", "n")
	ruleSignCodeWritten = newRule("sign_code_written", "%q is written %s: capitals, and no letters that look like digits", "Code", "Right")
	ruleSignCodeTwice   = newRule("sign_code_twice", "%s is the code of the session %s already", "Code", "Session")
)

// Of numbers.
var (
	ruleRange       = newRule("range", "must be from %d to %d", "Min", "Max")
	ruleDays        = newRule("days", "must be from 1 to %d days", "Max")
	ruleTicks       = newRule("ticks", "must be a whole number from 1 to %d, the number of options", "Max")
	ruleNumberRange = newRule("number_range", "must be between -%[1]d and %[1]d", "Max")
	ruleLessThanMin = newRule("less_than_min", "is less than min")
	ruleDay         = newRule("day", "%q is not a day like 2016-11-17", "Day")
	ruleBeforeFrom  = newRule("before_from", "is before from")
	ruleUnreadable  = newRule("unreadable", "%q cannot be read", "Typed")
)

// Of questions.
var (
	ruleNoKind           = newRule("no_kind", "there is no kind %q", "Word")
	ruleWrongKind        = newRule("wrong_kind", "does not go with the kind %s", "Kind")
	ruleNoRequirement    = newRule("no_requirement", "there is no requirement %q", "Word")
	ruleInfoRequired     = newRule("info_required", "a text to read asks for nothing")
	ruleFewOptions       = newRule("few_options", "at least two options are needed")
	ruleValue            = newRule("value", "has the value %d, but only the steps of a scale have values", "n")
	ruleOptionsElsewhere = newRule("options_elsewhere", "the options of a per-session question stand at the sessions")
	ruleSteps            = newRule("steps", "has %d steps, but a scale has %d to %d", "n", "Min", "Max")
	ruleStepValue        = newRule("step_value", "has the value %d instead of %d: steps go from best to worst", "n", "Right")
	ruleNaValue          = newRule("na_value", `"cannot say" has no value`)
	ruleNaLast           = newRule("na_last", `"cannot say" comes last`)
	ruleFaces            = newRule("faces", "there are %d faces, but the scale has %d steps", "Faces", "n")
)

// Of conditions.
var (
	ruleCondition        = newRule("condition", "%s", "Reason")
	ruleConditionText    = newRule("condition_text", "${%s} is a free text; a condition can only refer to other kinds of answers", "Key")
	ruleConditionLater   = newRule("condition_later", "${%s} is not asked before this question", "Key")
	ruleConditionUnknown = newRule("condition_unknown", "there is no ${%s}", "Key")
	ruleConditionOption  = newRule("condition_option", "${%s} has no option %q", "Key", "Code")
)

// Of the event.
var (
	ruleLanguages       = newRule("languages", "is missing; the first is the base language")
	ruleLanguage        = newRule("language", "%q is not a language tag (BCP 47) like de, de-simple or ckb", "Language")
	ruleLanguageWritten = newRule("language_written", "%q is written %s", "Language", "Right")
	ruleLanguageTwice   = newRule("language_twice", "%s is there twice", "Language")
	ruleZone            = newRule("zone", "%q is not a time zone like Europe/Berlin", "Zone")
	ruleEndsFirst       = newRule("ends_first", "is not after the start")
	ruleOutside         = newRule("outside", "is not during the event")
	ruleFigures         = newRule("figures", "must be steps or closed, not %q", "Word")
	ruleResults         = newRule("results", "must be none or closed, not %q", "Word")
	ruleAccent          = newRule("accent", "%q is not a colour like #1b6e5a", "Colour")
	ruleWifi            = newRule("wifi", "must have at most %d bytes and no line breaks", "Max")
	ruleWifiMissing     = newRule("wifi_missing", "is missing, as there is a password")
	ruleWifiPassword    = newRule("wifi_password", "must have %d to %d letters, digits and signs without accents", "Min", "Max")
	ruleNoSession       = newRule("no_session", "there is no session %q", "Key")
	ruleSessionTwice    = newRule("session_twice", "%s is there twice", "Key")
)

// Of forms and sessions.
var (
	ruleFormCount     = newRule("form_count", "has %d forms, but an event has 1 to %d", "n", "Max")
	ruleQuestionCount = newRule("question_count", "has %d questions, but a form has 1 to %d", "n", "Max")
	ruleSessionCount  = newRule("session_count", "has %d sessions, but an event has 1 to %d", "n", "Max")
	ruleNoSessionKind = newRule("no_session_kind", "must be plenary, workshop, talk, not %q", "Word")
	ruleOpens         = newRule("opens", "must be button, schedule or always, not %q", "Word")
	ruleScheduleTime  = newRule("schedule_time", "is missing; a session that opens by schedule needs it")
	ruleRoom          = newRule("room", "must have at most %d characters", "Max")
	ruleNoForm        = newRule("no_form", "there is no form %q", "Key")
	ruleNoOptions     = newRule("no_options", "is missing: the form %s leaves these options to each session", "Form")
	ruleExtraOptions  = newRule("extra_options", "the form %s has no per-session question %q", "Form", "Key")
)

// Of what is in force, what people have answered and what they were promised.
var (
	ruleEventKeyTaken        = newRule("event_key_taken", "%q is the key of another event", "Key")
	ruleEventKeyKept         = newRule("event_key_kept", "was %s and cannot change", "Key")
	ruleEventCodeKept        = newRule("event_code_kept", "was %s, which is on signs; keep it or leave it out", "Code")
	ruleSessionCodeKept      = newRule("session_code_kept", "was %s, which is on a sign; keep it or leave it out", "Code")
	ruleCodeTaken            = newRule("code_taken", "%s is taken", "Code")
	ruleAnsweredKind         = newRule("answered_kind", "was %s in answers already given; a question of another kind needs another key", "Kind")
	ruleAnsweredOption       = newRule("answered_option", "meant %q in answers already given; another meaning needs another code", "Text")
	ruleAnsweredValue        = newRule("answered_value", "had the value %d in answers already given; a scale with other steps needs other codes", "n")
	ruleAnsweredForm         = newRule("answered_form", "was %s, and the session has answers to it", "Form")
	ruleAnsweredOptionGone   = newRule("answered_option_gone", "the session has answers, so its option %s cannot go", "Code")
	ruleAnsweredSession      = newRule("answered_session", "has answers or sign-ups, so it cannot go")
	rulePromisedGroup        = newRule("promised_group", "was %d, and people have answered on it already; keep it or take a larger one", "n")
	rulePromisedFigures      = newRule("promised_figures", "was %s, and people have answered on it already; keep it", "Figures")
	rulePromisedSimulated    = newRule("promised_simulated", "was %s, and there are answers; keep it, or make another event with a key of its own", "Was")
	rulePromisedCodes        = newRule("promised_codes", "was %s, and people have answered on it already; keep it, or make another event with a key of its own", "Was")
	rulePromisedRetention    = newRule("promised_retention", "was %d days, which people have been told; keep it or take fewer", "n")
	rulePromisedEnd          = newRule("promised_end", "would delete later than %s, the day that people have been told", "Date")
	rulePromisedEndRetention = newRule("promised_end_retention", "would delete later than %s, the day that people have been told; with this end, set retention to %d days or fewer", "Date", "Days")
)
