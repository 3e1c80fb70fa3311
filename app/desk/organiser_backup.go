package desk

import (
	"bufio"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

// backup is a back-up that is being made or sent. There is one at a time: each
// takes as much of the disk as the database.
type backup struct {
	account     string
	total, sent atomic.Int64 // bytes; total is 0 until it is made
}

// backupPage offers a back-up to whoever types their password: it holds
// everything, also what no figure shows.
type backupPage struct {
	web.DeskPage
	Problem  string   // with the password
	Busy     bool     // another one is under way
	UnderWay []string // how far that is
}

const backupAddress = "/organise/backup"

func (s *Pages) newBackupPage(c *fiber.Ctx) *backupPage {
	p := &backupPage{DeskPage: s.NewDeskPage(c, nil)}
	p.Title, p.Here = p.T("backup.title"), backupAddress
	p.Scripts = []string{s.Assets.Path("downloads.js")}
	p.UnderWay = s.backupUnderWay(&p.Page)
	return p
}

// backupUnderWay says how far the back-up is that is under way.
func (s *Pages) backupUnderWay(p *web.Page) []string {
	one := s.backup.Load()
	if one == nil {
		return []string{}
	}
	total := one.total.Load()
	if total == 0 {
		return []string{p.T("backup.making", "Account", one.account)}
	}
	const mega = 1e6
	return []string{p.T("backup.sending", "Account", one.account, "Sent", p.Number(float64(one.sent.Load())/mega, 1), "Total", p.Number(float64(total)/mega, 1))}
}

func (s *Pages) showBackup(c *fiber.Ctx) error {
	return s.Render(c, fiber.StatusOK, "organiser_backup", s.newBackupPage(c))
}

// sendBackupUnderWay is backupUnderWay for a script.
func (s *Pages) sendBackupUnderWay(c *fiber.Ctx) error {
	p := s.NewDeskPage(c, nil)
	return c.JSON(s.backupUnderWay(&p.Page))
}

// sendBackup makes a back-up and sends it, after a note in the audit log. It is
// whole before the first byte leaves: what goes wrong becomes an error page.
func (s *Pages) sendBackup(c *fiber.Ctx) error {
	values, err := web.FormValues(c)
	if err != nil {
		return err
	}
	right, wait, err := s.ConfirmPassword(c, web.FirstValue(values, web.FieldPassword))
	if err != nil {
		return err
	}
	if wait > 0 || !right {
		p, status := s.newBackupPage(c), fiber.StatusUnprocessableEntity
		if p.Problem = p.T("backup.wrong"); wait > 0 {
			p.Problem, status = p.T("account.wait", "n", wait), fiber.StatusTooManyRequests
		}
		return s.refuseBackup(c, p, status)
	}
	one := &backup{account: web.AccountOf(c).Name}
	if !s.backup.CompareAndSwap(nil, one) {
		p := s.newBackupPage(c)
		p.Busy = true
		return s.refuseBackup(c, p, fiber.StatusConflict)
	}
	file, err := s.makeBackup(c, one)
	if err != nil {
		s.backup.Store(nil)
		return err
	}
	c.Set(fiber.HeaderContentType, "application/vnd.sqlite3")
	c.Set(fiber.HeaderContentDisposition, disposition("attachment", "resonanz-"+s.Now().Format(time.DateOnly)+".db"))
	// The connection keeps the deadline of the last write, so it serves nothing else.
	c.Set(fiber.HeaderConnection, "close")
	conn := c.Context().Conn()
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer s.backup.Store(nil)
		defer func() { _ = file.Close() }()
		if _, err := io.Copy(&patientWriter{w, conn}, &countedReader{file, &one.sent}); err != nil {
			s.Log.Warn("back-up ended early", "error", err)
			_ = conn.Close() // without the last chunk the browser knows
		}
	})
	return nil
}

func (s *Pages) refuseBackup(c *fiber.Ctx, p *backupPage, status int) error {
	s.Metrics.Refused(web.RefusedOther)
	p.Title = p.T("form.error_title", "Title", p.Title)
	return s.Render(c, status, "organiser_backup", p)
}

// makeBackup notes and makes a back-up. It may take longer than a request, and
// ends with the service.
func (s *Pages) makeBackup(c *fiber.Ctx, one *backup) (*os.File, error) {
	if err := s.Store.Note(c.UserContext(), one.account, forms.NoteBackup, 0); err != nil {
		return nil, err
	}
	file, err := s.Store.OpenBackup(s.Lifetime)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	one.total.Store(info.Size())
	return file, nil
}

// countedReader counts what is read of a file, in bytes.
type countedReader struct {
	file io.Reader
	n    *atomic.Int64
}

// Read reads and counts.
func (r *countedReader) Read(p []byte) (int, error) {
	n, err := r.file.Read(p)
	r.n.Add(int64(n))
	return n, err
}
