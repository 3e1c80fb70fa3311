package desk

import (
	"bufio"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/reports/workbook"
)

// The files that hold an event's responses one by one. The names of a form's
// files have its key and version, and "-codes" if they hold codes.
const (
	dataWorkbook = "data.xlsx"
	dataJSON     = "data.json"
	dataSchema   = "data.schema.json"
	dataComments = "comments.csv"
	codesSuffix  = "-codes"
)

// dataPage offers the responses of an event one by one, and says who has
// downloaded them.
type dataPage struct {
	web.DeskPage
	Event  *forms.Event
	Name   web.Phrase
	Closed bool // all sessions are; the rows of others are not final
	Tables []dataTable
	Notes  []dataNote
	// UnderWay says how far the files are that are being written now.
	UnderWay []string
}

// dataTable is what there is of a form.
type dataTable struct {
	Title         web.Phrase
	Labels, Codes string // file names
	Rows, LeftOut string
}

// dataNote is an entry of the audit log.
type dataNote struct {
	When, Account, File string
}

// showData shows which files there are.
func (s *Pages) showData(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	p := dataPage{DeskPage: s.NewDeskPage(c, v.Event), Event: v.Event}
	p.Name = p.Text(v.Event.Title)
	p.Title = p.T("event.data_title", "Event", p.Name.Text)
	p.UnderWay = s.underWay(&p.Page, v.Event.ID)
	data, err := s.Store.Data(c.UserContext(), v.Event.ID)
	switch forms.CodeOf(err) {
	case "":
		p.Closed, p.Scripts = true, []string{s.Assets.Path("downloads.js")}
		for _, table := range data.Tables {
			file := dataFile(table.Form)
			p.Tables = append(p.Tables, dataTable{
				Title: p.Text(table.Form.Title), Rows: p.Number(float64(table.Rows), 0), LeftOut: p.Number(float64(table.LeftOut), 0),
				Labels: file + ".csv", Codes: file + codesSuffix + ".csv",
			})
		}
	case forms.CodeConflict:
	default:
		return err
	}
	if p.Notes, err = s.notes(c.UserContext(), &p.Page, v.Event); err != nil {
		return err
	}
	return s.Render(c, fiber.StatusOK, "organiser_data", &p)
}

// dataFile returns the beginning of the names of a form's files.
func dataFile(form *forms.Form) string { return form.Key + "-" + strconv.Itoa(form.Version) }

// dataWriter returns what writes a file and its media type, or nil if there is
// no such file, and says how many rows it will have.
func dataWriter(one *download, data *forms.Data, o workbook.Options) (write func(io.Writer) error, mediaType string) {
	const csv = "text/csv; charset=utf-8"
	rows := 0
	for i := range data.Tables {
		rows += data.Tables[i].Rows
	}
	switch one.file {
	case dataWorkbook:
		one.total = 2*rows + data.CommentCount // in words and in codes
		return func(w io.Writer) error { return workbook.WriteData(w, data, o) }, workbookType
	case dataJSON:
		one.total = rows + data.CommentCount
		return func(w io.Writer) error { return workbook.WriteJSON(w, data, o) }, fiber.MIMEApplicationJSONCharsetUTF8
	case dataSchema:
		return func(w io.Writer) error { _, err := io.WriteString(w, workbook.DataSchema()); return err }, "application/schema+json"
	case dataComments:
		one.total = data.CommentCount
		return func(w io.Writer) error { return workbook.WriteCommentsCSV(w, data, o) }, csv
	}
	name, isCSV := strings.CutSuffix(one.file, ".csv")
	name, codes := strings.CutSuffix(name, codesSuffix)
	for _, table := range data.Tables {
		if isCSV && name == dataFile(table.Form) {
			one.total = table.Rows
			return func(w io.Writer) error { return workbook.WriteCSV(w, data, table.Form.ID, codes, o) }, csv
		}
	}
	return nil, ""
}

// downloadData sends a file as soon as there is a place for it.
func (s *Pages) downloadData(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	if c.Method() != fiber.MethodGet { // a HEAD would write a file that nobody reads
		return web.ErrMethod
	}
	p := s.NewDeskPage(c, v.Event)
	if !s.downloads.enter(c.UserContext()) {
		return s.wait(c, p, "/organise/"+v.Event.Code+"/data")
	}
	if err := s.sendData(c, v, &p); err != nil {
		s.downloads.leave()
		return err
	}
	return nil
}

// sendData sends a file while it is being written, after a note in the audit
// log, and gives its place back at the end; not if it returns an error. If the
// file cannot be finished, the connection is dropped, so that the download fails
// and nobody takes a part for the whole.
func (s *Pages) sendData(c *fiber.Ctx, v *web.Visit, p *web.DeskPage) error {
	// The request's own context ends with the handler, before the file does.
	data, err := s.Store.Data(s.Lifetime, v.Event.ID)
	if err != nil {
		return err
	}
	one := &download{eventID: v.Event.ID, file: c.Params("file"), account: p.Account.Name}
	one.watch(data)
	write, mediaType := dataWriter(one, data, workbook.Options{
		Language: p.Lang(), Words: p.T, Now: s.Now().In(v.Event.Location()), Version: s.Version,
		Audience: p.T("event.data_audience"), Address: s.Settings().BaseURL,
	})
	if write == nil {
		err = web.ErrNotFound
	} else {
		err = s.Store.Note(c.UserContext(), one.account, one.file, v.Event.ID)
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, mediaType)
	c.Set(fiber.HeaderContentDisposition, disposition("attachment", p.EventName.Text+" "+one.file))
	// The connection keeps the deadline of the last write, so it serves nothing else.
	c.Set(fiber.HeaderConnection, "close")
	conn, end := c.Context().Conn(), s.downloads.begin(one)
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer s.downloads.leave()
		defer end()
		if err := write(&patientWriter{w, conn}); err != nil {
			s.Log.Warn("data download ended early", "error", err)
			_ = conn.Close() // without the last chunk the browser knows
		}
	})
	return nil
}

// patientWriter gives the reader of a long download WriteTime for each piece
// instead of for the whole.
type patientWriter struct {
	*bufio.Writer
	conn net.Conn
}

// Write gives the piece its time and writes it.
func (w *patientWriter) Write(piece []byte) (int, error) {
	if err := w.conn.SetWriteDeadline(time.Now().Add(web.WriteTime)); err != nil {
		return 0, err
	}
	return w.Writer.Write(piece)
}
