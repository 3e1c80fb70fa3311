package desk

import (
	"context"
	"errors"
	"io"
	"mime"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports/workbook"
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sendWorkbook sends the workbook of an event. It is complete before the first
// byte leaves: what goes wrong becomes an error page and no broken file.
func (s *Pages) sendWorkbook(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	p := s.NewDeskPage(c, v.Event)
	if !s.downloads.enter(c.UserContext()) {
		return s.wait(c, p, "/organise/"+v.Event.Code)
	}
	defer s.downloads.leave()
	o := workbook.Options{
		Language: p.Lang(), Words: p.T, Now: s.Now().In(v.Event.Location()), Version: s.Version,
		Audience: p.T("event.workbook_audience"), Address: s.Settings().BaseURL,
	}
	if p.Account != nil {
		o.By = p.Account.Name
	}
	figures, err := WorkbookFigures(c.UserContext(), s.Store, v.Event, "", &o)
	if err != nil {
		return err
	}
	file, size, err := s.writeWorkbook(c.UserContext(), figures, o)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, workbookType)
	c.Set(fiber.HeaderContentDisposition, disposition("attachment", workbookName(&p.Page, &figures)))
	return c.SendStream(file, int(size)) // closes the file
}

// writeWorkbook writes a workbook to a file without a name, which is gone when
// it is closed.
func (s *Pages) writeWorkbook(ctx context.Context, figures forms.EventFigures, o workbook.Options) (_ *os.File, size int64, err error) {
	file, err := os.CreateTemp("", "resonanz-*.xlsx")
	if err != nil {
		return nil, 0, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	if err = os.Remove(file.Name()); err != nil {
		return nil, 0, err
	}
	if err = workbook.WriteWorkbook(file, figures, o); err != nil {
		return nil, 0, err
	}
	if err = ctx.Err(); err != nil {
		return nil, 0, err
	}
	if size, err = file.Seek(0, io.SeekEnd); err != nil {
		return nil, 0, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return file, size, err
}

// workbookName returns the name under which a browser stores the workbook:
// title, day and whether there may be further answers.
func workbookName(p *web.Page, e *forms.EventFigures) string {
	name := p.EventName.Text
	if !e.Event.Starts.IsZero() {
		name += " " + e.Event.Starts.In(e.Event.Location()).Format(time.DateOnly)
	}
	if e.Interim {
		name += " " + p.T("event.workbook_interim")
	}
	if e.Event.Simulated {
		name += " " + p.T("event.workbook_simulated")
	}
	return name + ".xlsx"
}

// disposition returns the value of a Content-Disposition header (RFC 6266).
// Characters that some system forbids in a file name become blanks.
func disposition(kind, name string) string {
	name = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|;`, r) {
			return ' '
		}
		return r
	}, name)), " ")
	return mime.FormatMediaType(kind, map[string]string{"filename": name})
}

// WorkbookFigures returns what the workbook of an event shows, and completes its
// options. With a code, the workbook is about that session only.
func WorkbookFigures(ctx context.Context, store *forms.Store, event *forms.Event, code string, o *workbook.Options) (forms.EventFigures, error) {
	if code != "" {
		session, of, err := store.Session(ctx, forms.NormalCode(code))
		if err != nil {
			return forms.EventFigures{}, err
		}
		if of.ID != event.ID || session.OnTheSpot() {
			return forms.EventFigures{}, forms.Errorf(forms.CodeNotFound, "no session %s in the event", code)
		}
		o.SessionID = session.ID
	}
	// The breakdown first: what is read after it is not older.
	var err error
	if o.Breakdowns, err = store.Breakdowns(ctx, event.ID); err != nil {
		return forms.EventFigures{}, err
	}
	if o.Series, err = store.Series(ctx, event); err != nil {
		return forms.EventFigures{}, err
	}
	if o.Spots, err = store.Asked(ctx, event.ID); err != nil {
		return forms.EventFigures{}, err
	}
	if o.Closing, err = store.Closing(ctx, event.ID); err != nil {
		return forms.EventFigures{}, err
	}
	if event.Logo != "" {
		if o.Logo, err = store.Logo(ctx, event.Logo); err != nil && forms.CodeOf(err) != forms.CodeNotFound { // another one since
			return forms.EventFigures{}, err
		}
	}
	return store.EventFigures(ctx, event.ID)
}
