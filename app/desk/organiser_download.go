package desk

import (
	"context"
	"iter"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/web"
	"resonanz/forms"
)

const (
	// maxDownloads is how many large files are written at the same time. Each
	// takes some tens of megabytes and half a core while the hall goes on
	// answering.
	maxDownloads = 2
	// downloadPatience is how long a request waits for a place before somebody
	// is told: most files are written in less.
	downloadPatience = 2 * time.Second
)

// downloads knows the large files that are being written. It is safe for
// concurrent use.
type downloads struct {
	places   chan struct{} // has one for each file that may be written
	patience time.Duration

	mu      sync.Mutex
	running []*download // in the order in which they began
}

// download is a file that is being written.
type download struct {
	eventID int64
	file    string
	account string
	total   int // rows, 0 if they are not counted
	rows    atomic.Int64
}

func newDownloads() *downloads {
	return &downloads{places: make(chan struct{}, maxDownloads), patience: downloadPatience}
}

// enter waits a while for a place and reports whether there was one; leave gives
// it back.
func (d *downloads) enter(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, d.patience)
	defer cancel()
	select {
	case d.places <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (d *downloads) leave() { <-d.places }

// begin notes a download until end.
func (d *downloads) begin(one *download) (end func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running = append(d.running, one)
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.running = slices.DeleteFunc(d.running, func(other *download) bool { return other == one })
	}
}

// of returns the downloads of an event.
func (d *downloads) of(eventID int64) []*download {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.running), func(one *download) bool { return one.eventID != eventID })
}

// watch counts the rows that are read from the data.
func (one *download) watch(data *forms.Data) {
	responses, comments := data.Responses, data.Comments
	data.Responses = func(formID int64) iter.Seq2[forms.Response, error] { return counted(&one.rows, responses(formID)) }
	data.Comments = func() iter.Seq2[forms.Comment, error] { return counted(&one.rows, comments()) }
}

func counted[T any](n *atomic.Int64, rows iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for row, err := range rows {
			n.Add(1)
			if !yield(row, err) {
				return
			}
		}
	}
}

// underWay says how far the downloads of an event are.
func (s *Pages) underWay(p *web.Page, eventID int64) []string {
	lines := []string{}
	for _, one := range s.downloads.of(eventID) {
		lines = append(lines, p.T("event.download_row", "File", one.file, "Account", one.account,
			"Rows", p.Number(float64(one.rows.Load()), 0), "Total", p.Number(float64(one.total), 0)))
	}
	return lines
}

// sendUnderWay is underWay for a script.
func (s *Pages) sendUnderWay(c *fiber.Ctx) error {
	v, err := s.ReadEventVisit(c)
	if err != nil {
		return err
	}
	p := s.NewDeskPage(c, v.Event)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.JSON(s.underWay(&p.Page, v.Event.ID))
}

// waitPage asks for patience and tries again by itself.
type waitPage struct {
	web.DeskPage
	Back string // address of the page with the links
}

// wait answers a request while all places are taken. The page reloads itself
// until there is a place; then the browser gets the file and stays on the page.
func (s *Pages) wait(c *fiber.Ctx, p web.DeskPage, back string) error {
	if web.WantsJSON(c) {
		return web.ErrBusy
	}
	page := waitPage{DeskPage: p, Back: back}
	page.Title = p.T("event.wait_title")
	c.Set(fiber.HeaderRetryAfter, web.RetryAfter)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return s.Render(c, fiber.StatusServiceUnavailable, "organiser_wait", &page)
}
