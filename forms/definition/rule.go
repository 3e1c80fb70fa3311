package definition

import (
	"go.yaml.in/yaml/v3"

	"resonanz/forms"
)

// Of files as a whole.
var (
	ruleSize      = forms.NewRule("file_size", "is larger than %d bytes", "Bytes")
	ruleEncoding  = forms.NewRule("file_encoding", "holds something that is not text in UTF-8")
	ruleBlank     = forms.NewRule("file_empty", "is empty")
	ruleDocuments = forms.NewRule("file_documents", "holds more than one document (---)")
	ruleYAML      = forms.NewRule("file_yaml", "is not YAML from here on: %s", "Reason")
	ruleBegins    = forms.NewRule("file_begins", "must begin with event, not be %s", "Shape")
)

// Of the shape of what files hold.
var (
	ruleMapping      = forms.NewRule("file_mapping", "must be a list of names with values, not %s", "Shape")
	ruleList         = forms.NewRule("file_list", "must be a list, not %s", "Shape")
	ruleName         = forms.NewRule("file_name", "a name must be a word, not %s", "Shape")
	ruleSingle       = forms.NewRule("file_single", "must be a single value, not %s", "Shape")
	ruleEmpty        = forms.NewRule("file_value_empty", "is empty")
	ruleTwice        = forms.NewRule("file_twice", "is there twice, first on line %d", "Line")
	ruleUnknown      = forms.NewRule("file_unknown", "is unknown here")
	ruleTruth        = forms.NewRule("file_truth", "must be yes or no, not %q", "Word")
	ruleRequirement  = forms.NewRule("file_requirement", "must be yes, soft or no, not %q", "Word")
	ruleInteger      = forms.NewRule("file_integer", "must be a whole number, not %q", "Word")
	ruleNumber       = forms.NewRule("file_number", "must be a number, not %q", "Word")
	ruleMoment       = forms.NewRule("file_moment", "%q is not a time like 2016-11-17 14:00", "Word")
	ruleClockChange  = forms.NewRule("file_clock_change", "%s does not exist in this zone: the clocks are changed then", "Word")
	ruleMinute       = forms.NewRule("file_minute", "%s cannot be written to the minute in the zone %s", "Time", "Zone")
	ruleBase64       = forms.NewRule("file_base64", "must be a picture in base64")
	ruleLogo         = forms.NewRule("file_logo", "makes no logo: %v", "Reason")
	ruleUnusedScale  = forms.NewRule("file_unused_scale", "is used by no question")
	ruleNoScale      = forms.NewRule("file_no_scale", "there is no scale %q", "Name")
	ruleScaleOptions = forms.NewRule("file_scale_options", "the kind %s has a scale, no options", "Kind")
)

// Of translation files.
var (
	ruleOtherEvent   = forms.NewRule("file_other_event", "names %s, but this event is %s", "Names", "Key")
	ruleBaseLanguage = forms.NewRule("file_base_language", "%s is the base language, which stands in the definition file", "Language")
	ruleTranslated   = forms.NewRule("file_translated", "has a text in %s already: %s", "Language", "Text")
	ruleUntranslated = forms.NewRule("file_untranslated", "has no text in %s: %s", "Language", "Text")
)

// Shape is what a part of a file is where something else should be. People read
// it in words of their own language.
type Shape string

// The shapes.
const (
	ShapeValue   Shape = "value"
	ShapeList    Shape = "list"
	ShapeMapping Shape = "mapping"
	ShapeTagged  Shape = "tagged" // a value with a tag
	ShapeAlias   Shape = "alias"  // which is not followed
	ShapeMerge   Shape = "merge"  // which is not followed
)

// Shapes are all shapes.
func Shapes() []Shape {
	return []Shape{ShapeValue, ShapeList, ShapeMapping, ShapeTagged, ShapeAlias, ShapeMerge}
}

// String returns the shape in English.
func (s Shape) String() string {
	switch s {
	case ShapeList:
		return "a list"
	case ShapeMapping:
		return "a list of names with values"
	case ShapeTagged:
		return "a value with a tag (!)"
	case ShapeAlias:
		return "an alias (*), which is not followed"
	case ShapeMerge:
		return "a merge (<<), which is not followed"
	}
	return "a single value"
}

func shapeOf(node *yaml.Node) Shape {
	switch {
	case node.Kind == yaml.AliasNode:
		return ShapeAlias
	case node.Tag == "!!merge":
		return ShapeMerge
	case node.Style&yaml.TaggedStyle != 0:
		return ShapeTagged
	case node.Kind == yaml.SequenceNode:
		return ShapeList
	case node.Kind == yaml.MappingNode:
		return ShapeMapping
	}
	return ShapeValue
}
