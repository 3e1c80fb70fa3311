package logo

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	svgSpace   = "http://www.w3.org/2000/svg"
	xlinkSpace = "http://www.w3.org/1999/xlink"
	// maxDepth is how deep groups may be nested. Drawing programs stay below ten.
	maxDepth = 32
)

// elements are the elements that are let pass: shapes, groups of them and what
// fills them. None of them runs, loads or repeats anything.
var elements = set("svg g path rect circle ellipse line polyline polygon defs linearGradient radialGradient stop clipPath")

// silent are elements that nobody sees. They are left out with what is in them,
// and so is whatever is not of SVG.
var silent = set("title desc metadata")

// numbers are the attributes whose value is made of numbers and lengths.
var numbers = set("x y x1 y1 x2 y2 cx cy r rx ry fx fy fr width height points offset opacity fill-opacity " +
	"stroke-opacity stop-opacity stroke-width stroke-miterlimit stroke-dasharray stroke-dashoffset")

// words are the attributes whose value is a word.
var words = set("fill-rule clip-rule stroke-linecap stroke-linejoin gradientUnits spreadMethod clipPathUnits display visibility color-rendering shape-rendering")

// colours are those whose value is a colour; the first two may be a gradient.
var colours = set("fill stroke stop-color color")

// idle are attributes that change nothing of what is let pass. They are left out.
var idle = set("class version baseProfile enable-background overflow preserveAspectRatio role focusable xml:space space lang " +
	"line-height letter-spacing word-spacing white-space writing-mode direction inline-size baseline-shift dominant-baseline " +
	"isolation vector-effect pointer-events image-rendering color-interpolation color-interpolation-filters solid-color solid-opacity")

var (
	numberValue    = regexp.MustCompile(`^[0-9eE+\-., \t\r\n%a-z]*$`)
	pathValue      = regexp.MustCompile(`^[MmZzLlHhVvCcSsQqTtAa0-9eE+\-., \t\r\n]*$`)
	wordValue      = regexp.MustCompile(`^[A-Za-z-]+$`)
	colourValue    = regexp.MustCompile(`^(#[0-9A-Fa-f]{3,8}|[A-Za-z]+|rgba?\([0-9., %/]+\))$`)
	transformValue = regexp.MustCompile(`^((matrix|translate|scale|rotate|skewX|skewY)\s*\([0-9eE+\-., \t\r\n]*\)[\s,]*)*$`)
	nameValue      = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
	ownReference   = regexp.MustCompile(`^url\(\s*["']?#([A-Za-z_][A-Za-z0-9_.-]*)["']?\s*\)$`)
	lengthValue    = regexp.MustCompile(`^([0-9]*\.?[0-9]+)(px|pt|pc|mm|cm|in)?$`)
)

func set(names string) map[string]bool {
	all := map[string]bool{}
	for _, name := range strings.Fields(names) {
		all[name] = true
	}
	return all
}

// looksLikeXML reports whether a file begins like a drawing.
func looksLikeXML(file []byte) bool {
	begin := bytes.TrimLeft(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(begin, []byte("<?xml")) || bytes.HasPrefix(begin, []byte("<svg")) || bytes.HasPrefix(begin, []byte("<!"))
}

// readDrawing writes a drawing anew with what is let pass.
func readDrawing(file []byte) (Image, error) {
	d := drawing{decoder: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(file, []byte("\xef\xbb\xbf"))))}
	d.decoder.CharsetReader = nil // UTF-8 only
	for {
		token, err := d.decoder.Token()
		if errors.Is(err, io.EOF) && d.begun && len(d.open) == 0 {
			break
		}
		if err != nil {
			return nil, &Refused{Reason: Broken}
		}
		if err := d.take(token); err != nil {
			return nil, err
		}
		if d.out.Len() > MaxSize {
			return nil, &Refused{Reason: TooDetailed}
		}
	}
	return d.out.Bytes(), nil
}

// drawing is a drawing that is being written anew.
type drawing struct {
	decoder *xml.Decoder
	out     bytes.Buffer
	open    []string // elements
	begun   bool
	plate   string // the tag of the plate, "" once something was drawn on it
}

func (d *drawing) take(token xml.Token) error {
	switch token := token.(type) {
	case xml.StartElement:
		return d.start(token)
	case xml.EndElement:
		last := len(d.open) - 1
		d.out.WriteString("</" + d.open[last] + ">")
		d.open = d.open[:last]
	case xml.Directive: // an inner document type could define what a text stands for
		if bytes.ContainsAny(token, "[]") {
			return &Refused{Reason: Element, Name: "!DOCTYPE"}
		}
	}
	return nil // text, comments and instructions are not seen
}

func (d *drawing) start(e xml.StartElement) error {
	name := e.Name.Local
	switch {
	case len(d.open) > 0 && (e.Name.Space != svgSpace || silent[name]):
		if err := d.decoder.Skip(); err != nil {
			return &Refused{Reason: Broken}
		}
		return nil
	case len(d.open) == 0 && (name != "svg" || e.Name.Space != svgSpace || d.begun):
		return &Refused{Reason: Kind}
	case !elements[name] || len(d.open) > 0 && name == "svg":
		return &Refused{Reason: Element, Name: name}
	case len(d.open) == maxDepth:
		return &Refused{Reason: TooDetailed}
	}
	kept, err := attributesOf(e)
	if err != nil {
		return err
	}
	if len(d.open) == 0 {
		d.open = append(d.open, name)
		return d.begin(kept)
	}
	tag := tagOf(name, kept)
	if tag == d.plate { // of a drawing that was written anew already
		d.plate = ""
		if err := d.decoder.Skip(); err != nil {
			return &Refused{Reason: Broken}
		}
		return nil
	}
	d.plate = ""
	d.out.WriteString(tag)
	d.open = append(d.open, name)
	return nil
}

// begin writes the tag of the whole drawing, and a white plate below what it
// draws, so that it can be seen on dark pages, too.
func (d *drawing) begin(kept []attribute) error {
	d.begun = true
	kept, box, err := sized(kept)
	if err != nil {
		return err
	}
	d.plate = tagOf("rect", []attribute{{"x", box[0]}, {"y", box[1]}, {"width", box[2]}, {"height", box[3]}, {"fill", "#fff"}})
	d.out.WriteString(tagOf("svg", append([]attribute{{"xmlns", svgSpace}}, kept...)) + d.plate + "</rect>")
	return nil
}

func tagOf(name string, attributes []attribute) string {
	var tag bytes.Buffer
	tag.WriteString("<" + name)
	for _, a := range attributes {
		tag.WriteString(" " + a.name + `="`)
		_ = xml.EscapeText(&tag, []byte(a.value)) // writing to memory never fails
		tag.WriteString(`"`)
	}
	tag.WriteString(">")
	return tag.String()
}

// attribute is one that is let pass.
type attribute struct{ name, value string }

// attributesOf returns the attributes of an element that are let pass. What
// stands in a style becomes attributes, which it overrules.
func attributesOf(e xml.StartElement) ([]attribute, error) {
	var kept []attribute
	keep := func(name, value string) error {
		value = strings.TrimSpace(value)
		left, err := attributeOf(e.Name.Local, name, value)
		if err != nil || left.name == "" {
			return err
		}
		kept = slices.DeleteFunc(kept, func(a attribute) bool { return a.name == left.name })
		kept = append(kept, left)
		return nil
	}
	style := ""
	for _, a := range e.Attr {
		name := a.Name.Local
		switch {
		case a.Name.Space == xlinkSpace && name == "href":
		case a.Name.Space != "" || name == "xmlns" || strings.HasPrefix(name, "data-") || strings.HasPrefix(name, "aria-"):
			continue
		case name == "style":
			style = a.Value
			continue
		}
		if err := keep(name, a.Value); err != nil {
			return nil, err
		}
	}
	for declaration := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(declaration, ":")
		name = strings.TrimSpace(name)
		if name == "" || strings.HasPrefix(name, "-") { // a browser's own
			continue
		}
		if err := keep(name, strings.TrimSuffix(strings.TrimSpace(value), "!important")); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// ofText reports whether a property is about text, which there is none of.
func ofText(name string) bool {
	return slices.ContainsFunc([]string{"font-", "text-", "shape-"}, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}

// attributeOf returns the attribute as it is let pass, none if it changes
// nothing.
func attributeOf(element, name, value string) (attribute, error) {
	reference := ownReference.FindStringSubmatch(value)
	gradient := element == "linearGradient" || element == "radialGradient"
	fits := false
	switch {
	case idle[name] || !words[name] && ofText(name):
		return attribute{}, nil
	case name == "id":
		if !nameValue.MatchString(value) { // nothing that is let pass can refer to it
			return attribute{}, nil
		}
		fits = true
	case numbers[name]:
		fits = numberValue.MatchString(value)
	case words[name]:
		fits = wordValue.MatchString(value)
	case name == "d":
		fits = pathValue.MatchString(value)
	case name == "viewBox":
		fits = element == "svg" && numberValue.MatchString(value)
	case name == "transform" || name == "gradientTransform":
		fits = transformValue.MatchString(value)
	case reference != nil && (name == "fill" || name == "stroke" || name == "clip-path"):
		value, fits = "url(#"+reference[1]+")", true
	case colours[name]:
		fits = colourValue.MatchString(value)
	case name == "href" && gradient: // of another gradient, whose steps it has
		fits = strings.HasPrefix(value, "#") && nameValue.MatchString(value[1:])
	case value == "none": // of something that is not let pass, such as a filter
		return attribute{}, nil
	}
	if !fits {
		return attribute{}, &Refused{Reason: Attribute, Name: name}
	}
	return attribute{name, value}, nil
}

// sized returns the attributes of the whole drawing with a view box and, as
// browsers need a size, with one that fits into the limits of a picture; and the
// four numbers of the view box.
func sized(kept []attribute) (all []attribute, box []string, err error) {
	value := func(name string) string {
		i := slices.IndexFunc(kept, func(a attribute) bool { return a.name == name })
		if i < 0 {
			return ""
		}
		return kept[i].value
	}
	box = strings.FieldsFunc(value("viewBox"), func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
	if len(box) == 0 {
		width, height := lengthValue.FindStringSubmatch(value("width")), lengthValue.FindStringSubmatch(value("height"))
		if width == nil || height == nil || width[2] != height[2] || width[2] != "" && width[2] != "px" {
			return nil, nil, &Refused{Reason: NoSize}
		}
		box = []string{"0", "0", width[1], height[1]}
	}
	if len(box) != 4 {
		return nil, nil, &Refused{Reason: NoSize}
	}
	var sides [4]float64
	for i := range box {
		if sides[i], err = strconv.ParseFloat(box[i], 64); err != nil {
			return nil, nil, &Refused{Reason: NoSize}
		}
	}
	const least, most = 1e-3, 1e6 // else a size would be nothing, or overflow
	width, height := sides[2], sides[3]
	if !(width >= least && width <= most && height >= least && height <= most) {
		return nil, nil, &Refused{Reason: NoSize}
	}
	factor := min(MaxWidth/width, MaxHeight/height)
	whole := func(side float64) string { return strconv.Itoa(max(1, int(side*factor+0.5))) }
	kept = slices.DeleteFunc(kept, func(a attribute) bool { return set("viewBox width height x y")[a.name] })
	return append([]attribute{{"viewBox", strings.Join(box, " ")}, {"width", whole(width)}, {"height", whole(height)}}, kept...), box, nil
}
