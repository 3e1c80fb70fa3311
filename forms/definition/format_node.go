package definition

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mapping is a list of names with values, in the order in which they are added.
type mapping []*yaml.Node

// add adds a value unless there is none.
func (m *mapping) add(name string, value *yaml.Node) {
	if value != nil {
		*m = append(*m, word(name), value)
	}
}

func (m *mapping) node() *yaml.Node {
	if len(*m) == 0 {
		return nil
	}
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: *m}
}

// word is a single value, nil for "". It is quoted where it would be read as
// something else.
func word(s string) *yaml.Node {
	if s == "" {
		return nil
	}
	node := &yaml.Node{}
	node.SetString(s)
	if strings.Contains(s, "\n") { // blocks lose blanks at the beginning of lines
		node.Style = yaml.DoubleQuotedStyle
	}
	return node
}

func list(nodes []*yaml.Node) *yaml.Node {
	if len(nodes) == 0 {
		return nil
	}
	return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: nodes}
}

func words(all []string) *yaml.Node {
	var nodes []*yaml.Node
	for _, s := range all {
		nodes = append(nodes, word(s))
	}
	node := list(nodes)
	if node != nil {
		node.Style = yaml.FlowStyle
	}
	return node
}

// plain is a value that is read as what it looks like.
func plain(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

func integer(n, otherwise int) *yaml.Node {
	if n == otherwise {
		return nil
	}
	return plain(strconv.Itoa(n))
}

func decimal(n *float64) *yaml.Node {
	if n == nil {
		return nil
	}
	return plain(strconv.FormatFloat(*n, 'f', -1, 64))
}

func truth(b bool) *yaml.Node {
	if !b {
		return nil
	}
	return plain("yes")
}
