package forms

// compatibleWith returns what would change the meaning of answers that were
// given to an older version of the form, nil if nothing does: a question keeps
// its kind, and an option, a step or a row keeps its wording in the base
// language and its value. New questions and options, removed ones and
// translations change no meaning. Paths are those of Validate.
func (f *Form) compatibleWith(older *Form, base string) Problems {
	c := &checker{languages: []string{base}}
	for i := range f.Questions {
		q := &f.Questions[i]
		path := "questions." + q.Key
		for j := range older.Questions {
			was := &older.Questions[j]
			if was.Key != q.Key {
				continue
			}
			if was.Kind != q.Kind {
				c.add(path+".kind", ruleAnsweredKind, was.Kind)
				continue
			}
			c.same(path+".options", q.Options, was.Options)
			c.same(path+".rows", q.Rows, was.Rows)
		}
	}
	return c.problems
}

// compatibleWith returns what would change the meaning of answers that were
// given to the older state of the session, nil if nothing does. Paths are those
// of Validate.
func (s *Session) compatibleWith(older *Session, base string) Problems {
	c := &checker{languages: []string{base}}
	for _, key := range sortedKeys(s.Options) {
		c.same("options."+key, s.Options[key], older.Options[key])
	}
	return c.problems
}

func (c *checker) same(path string, now, older []Option) {
	for _, o := range now {
		was := findOption(older, o.Code)
		if was == nil {
			continue
		}
		base := c.languages[0]
		if text := was.Text[base]; text != "" && o.Text[base] != text {
			c.add(path+"."+o.Code, ruleAnsweredOption, text)
		}
		if o.Value != was.Value {
			c.add(path+"."+o.Code, ruleAnsweredValue, was.Value)
		}
	}
}

// missing returns an own option that a session had and has no more, with its
// question, "" if none: its answers would stand in the tally without a name.
func missing(now, older *Session) (question, code string) {
	for key, options := range older.Options {
		for _, option := range options {
			if findOption(now.Options[key], option.Code) == nil {
				return key, option.Code
			}
		}
	}
	return "", ""
}
