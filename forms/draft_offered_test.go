package forms

import "testing"

// A language that is offered no more takes its texts out of what would be
// published, and brings them back when it is offered again.
func TestDraft_Definition_offered(t *testing.T) {
	t.Parallel()
	text := func(s string) Text { return Text{"de": s, "en": s + " (en)"} }
	form := everyKind()
	for i := range form.Questions {
		form.Questions[i].Text = text("?")
		for j := range form.Questions[i].Options {
			form.Questions[i].Options[j].Text = text("Option")
		}
	}
	d := &Definition{
		Event: Event{Key: "e", Title: text("E"), Place: text("P"), Hosts: []Text{text("H")}, Note: Text{"en": "only here"}, Languages: []string{"de", "en"}},
		Forms: []Form{*form},
		Sessions: []SessionDefinition{{FormKey: form.Key, Session: Session{
			Key: "s", Title: text("S"), Options: map[string][]Option{"themen": {{Code: "a", Text: text("A")}}},
		}}},
	}
	draft := &Draft{Parts: d.parts()}
	event := draft.Part(PathOfEvent).Content.(*EventPart)
	event.Languages = []string{"de"}
	texts := 0
	for path, text := range draft.Definition().Texts() {
		if texts++; text["en"] != "" {
			t.Errorf("%s is published in a language that is not offered: %v", path, text)
		}
	}
	if texts < 20 {
		t.Fatalf("only %d texts", texts)
	}
	event.Languages = []string{"de", "en"}
	again := draft.Definition()
	if again.Event.Note["en"] == "" || again.Sessions[0].Options["themen"][0].Text["en"] == "" || again.Forms[0].Questions[1].Options[0].Text["en"] == "" || again.Event.Hosts[0]["en"] == "" {
		t.Errorf("translations are lost: %+v", again)
	}
}
