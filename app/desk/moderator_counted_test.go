package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// answersOf stores the answers of n more people and returns their tokens.
func answersOf(t *testing.T, s *servicetest.Site, n int) []forms.Token {
	t.Helper()
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	form, err := s.Store.Form(t.Context(), &session)
	if err != nil {
		t.Fatal(err)
	}
	tokens := make([]forms.Token, n)
	for i := range tokens {
		tokens[i] = forms.NewToken()
		if _, err := s.Store.Submit(t.Context(), forms.Submission{SessionID: session.ID, Token: tokens[i], Form: form, Answers: forms.Answers{"gesamt": {"gut"}}}); err != nil {
			t.Fatal(err)
		}
	}
	return tokens
}

// withdraw takes back the answers with the tokens.
func withdraw(t *testing.T, s *servicetest.Site, tokens []forms.Token) {
	t.Helper()
	session, _ := s.ReadSession(t, servicetest.KindsOpen)
	for _, token := range tokens {
		if err := s.Store.Withdraw(t.Context(), session.ID, token); err != nil {
			t.Fatal(err)
		}
	}
}

// Final figures say what they count too many and what they lack, wherever they
// are shown: on the moderator's page, on the stage and in the workbook. Before
// closing nothing is said.
//
// Reference, Withdrawing: "page, stage, workbook and `verify` say how many that are"
func TestServer_saysWhatIsCounted(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	cookie := s.SignedIn(t, forms.Organiser)
	s.SetState(t, servicetest.KindsPlanned, forms.StateClosed)
	s.Act(t, cookie, servicetest.KindsOpen, "show", "screen", "results")
	s.Act(t, cookie, servicetest.KindsOpen, "reveal")
	check := func(withdrawn, left int) {
		t.Helper()
		p := s.Catalogues.Printer("de")
		page := s.Get(t, "/moderate/"+servicetest.KindsOpen, "Cookie", cookie, "Accept-Language", "de")
		pic, _ := s.Shown(t, cookie, servicetest.KindsOpen)
		var remark []string
		for key, n := range map[string]int{"withdrawn": withdrawn, "left": left} {
			text := p.T(map[string]string{"withdrawn": "stage.withdrawn", "left": "stage.not_included"}[key], "n", n)
			shown := false
			for node := range page.Page.Descendants() {
				if servicetest.Attribute(node, "data-fill") == key && !servicetest.HasAttribute(node, "hidden") {
					shown = servicetest.TextOf(node) == text
				}
			}
			if shown != (n > 0) {
				t.Errorf("the page says %q: %v", text, shown)
			}
			if n > 0 {
				remark = append(remark, text)
			}
		}
		for _, text := range remark {
			if !strings.Contains(pic.Remark, text) {
				t.Errorf("the stage says %q, want %q", pic.Remark, text)
			}
		}
		if len(remark) == 0 && pic.Remark != "" {
			t.Errorf("the stage says %q", pic.Remark)
		}
		cells := workbookText(t, s, cookie)
		session, event := "Abschluss", 5
		for key, n := range map[string]int{"workbook.about.withdrawn_text": withdrawn, "workbook.about.not_included_text": left} {
			text := p.T(key, "n", n, "Session", session, "Min", event)
			if strings.Contains(cells, text) != (n > 0) {
				t.Errorf("the workbook says %q: %v", text, n == 0)
			}
		}
	}

	first := answersOf(t, s, 12)
	withdraw(t, s, first[:2])
	check(0, 0)
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
	check(2, 0)
	s.SetState(t, servicetest.KindsOpen, forms.StateOpen)
	answersOf(t, s, 3)
	check(0, 0)
	s.SetState(t, servicetest.KindsOpen, forms.StateClosed)
	check(2, 3)
}

// The moderator's page says the same while it stays open.
func TestBrowser_counted(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	tokens := answersOf(t, s, 10)
	servicetest.Browse(t, "counted.mjs", s.Base, s.SignedIn(t, forms.Moderator), servicetest.KindsOpen, string(tokens[0]), string(tokens[1]))
}

// workbookText returns what stands in the cells of the workbook.
func workbookText(t *testing.T, s *servicetest.Site, cookie string) string {
	t.Helper()
	got := s.Get(t, "/organise/"+servicetest.KindsEvent+"/workbook", "Cookie", cookie, "Accept-Language", "de")
	got.WantStatus(t, http.StatusOK)
	book, err := excelize.OpenReader(strings.NewReader(got.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var cells []string
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			cells = append(cells, row...)
		}
	}
	return strings.Join(cells, "\n")
}
