package definition

import (
	"encoding/base64"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"resonanz/forms/logo"
)

// lineLength is how many symbols of a logo stand on a line, as in MIME.
const lineLength = 76

// picture writes a logo in base64, nil if there is none.
func picture(image logo.Image) *yaml.Node {
	if len(image) == 0 {
		return nil
	}
	var text strings.Builder
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(image)), lineLength) {
		text.Write(line)
		text.WriteByte('\n')
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Style: yaml.LiteralStyle, Tag: "!!str", Value: text.String()}
}

// logo is the logo with the name. What a file brings is made into a logo as what
// is uploaded is.
func (s *section) logo(name string) logo.Image {
	e, text, ok := s.given(name)
	if !ok {
		return nil
	}
	file, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		s.add(e.path, e.line, ruleBase64)
		return nil
	}
	image, err := logo.Read(file)
	if err != nil {
		s.add(e.path, e.line, ruleLogo, err)
	}
	return image
}
