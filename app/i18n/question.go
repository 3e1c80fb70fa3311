package i18n

import "io/fs"

// Question is what a native reader is asked to decide about a text.
type Question struct {
	// Language is the tag of the text's language, Key what names the text.
	Language, Key string
	// Now is what is doubted in the text, Perhaps what may be better, "" if nobody
	// knows.
	Now, Perhaps string
	// Why is the reason in English, Sure how sure whoever gave it is.
	Why, Sure string
}

// Questions returns the questions to native readers about the texts in a language.
func (c *Catalogues) Questions(tag string) []Question { return c.questions[tag] }

// readQuestions reads the questions, by language.
func (c *Catalogues) readQuestions(files fs.FS) error {
	var all []Question
	if err := readStrict(files, "questions.json", &all); err != nil {
		return err
	}
	c.questions = map[string][]Question{}
	for _, q := range all {
		c.questions[q.Language] = append(c.questions[q.Language], q)
	}
	return nil
}
