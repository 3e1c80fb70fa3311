package workbook_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"resonanz/forms"
	"resonanz/reports/workbook"
)

// synthetic returns made-up data of 30 columns. The program that writes the
// same cells with libxlsxwriter has the same rules.
func synthetic(rows int) *forms.Data {
	steps := func(n int, prefix string) []forms.Option {
		options := make([]forms.Option, n)
		for i := range options {
			options[i] = forms.Option{Code: prefix + strconv.Itoa(i), Text: forms.Text{"de": fmt.Sprintf("Stimme der Aussage %s%d eher zu", prefix, i)}, Value: n - i}
		}
		return options
	}
	form := &forms.Form{ID: 1, Key: "daten", Version: 1, Title: forms.Text{"de": "Bogen"}}
	add := func(n int, kind forms.Kind, options []forms.Option) {
		for range n {
			key := fmt.Sprintf("f%02d", len(form.Questions))
			form.Questions = append(form.Questions, forms.Question{Key: key, Kind: kind, Text: forms.Text{"de": "Frage " + key}, Options: options, Decimals: 1})
		}
	}
	add(10, forms.KindScale, steps(5, "s"))
	add(6, forms.KindChoice, steps(8, "c"))
	add(3, forms.KindRecommend, nil)
	add(3, forms.KindNumber, nil)
	add(2, forms.KindDate, nil)
	add(1, forms.KindChoices, steps(5, "m"))
	d := &forms.Data{Tables: []forms.DataTable{{Form: form, Rows: rows}}}
	d.Figures.Event = forms.Event{Title: forms.Text{"de": "Probe"}, Languages: []string{"de"}, MinGroup: 5}
	for i := range 8 {
		d.Figures.Sessions = append(d.Figures.Sessions, forms.Figures{Form: form, Session: forms.Session{
			ID: int64(i + 1), FormID: 1, Code: fmt.Sprintf("W%d", i+1), Title: forms.Text{"de": fmt.Sprintf("Workshop %d: Bildung und Arbeit", i+1)}}})
	}
	d.Responses = func(int64) iter.Seq2[forms.Response, error] {
		return func(yield func(forms.Response, error) bool) {
			s := newSynthesis(form)
			for i := range uint32(rows) {
				if !yield(s.response(i), nil) {
					return
				}
			}
		}
	}
	d.Comments = func() iter.Seq2[forms.Comment, error] { return sequence[forms.Comment](nil) }
	return d
}

// synthesis makes responses out of their numbers, without allocating.
type synthesis struct {
	form    *forms.Form
	choices [][]([]string) // question → what may be answered
	answers forms.Answers
}

func newSynthesis(form *forms.Form) *synthesis {
	s := &synthesis{form: form, answers: forms.Answers{}}
	for _, q := range form.Questions {
		var choices [][]string
		switch q.Kind {
		case forms.KindRecommend:
			for i := range 11 {
				choices = append(choices, []string{strconv.Itoa(i)})
			}
		case forms.KindNumber:
			for i := range 1000 {
				choices = append(choices, []string{strconv.FormatFloat(float64(i)/10, 'f', -1, 64)})
			}
		case forms.KindDate:
			for i := range 365 {
				choices = append(choices, []string{time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)})
			}
		case forms.KindChoices:
			for i := range 32 {
				ticked := []string{}
				for k, o := range q.Options {
					if i>>k&1 == 1 {
						ticked = append(ticked, o.Code)
					}
				}
				choices = append(choices, ticked)
			}
		default:
			for _, o := range q.Options {
				choices = append(choices, []string{o.Code})
			}
		}
		s.choices = append(s.choices, choices)
	}
	return s
}

// hash is the same in the program that uses libxlsxwriter.
func hash(row, column uint32) uint32 {
	h := (row*31 + column + 1) * 2654435761
	h ^= h >> 15
	h *= 2246822519
	return h ^ h>>13
}

func (s *synthesis) response(row uint32) forms.Response {
	for i := range s.form.Questions {
		h := hash(row, uint32(i))
		if key := s.form.Questions[i].Key; h%20 == 0 {
			delete(s.answers, key)
		} else {
			s.answers[key] = s.choices[i][h/20%uint32(len(s.choices[i]))]
		}
	}
	return forms.Response{FormID: 1, SessionID: int64(hash(row, 99)%8) + 1, Answers: s.answers}
}

// BenchmarkWriteData writes both sheets, so twice as many rows as it says.
func BenchmarkWriteData(b *testing.B) {
	for _, rows := range []int{10_000, 100_000, 1_000_000} {
		for name, write := range map[string]func(io.Writer, *forms.Data) error{
			"xlsx": func(w io.Writer, d *forms.Data) error { return workbook.WriteData(w, d, options(b, "de")) },
			"csv":  func(w io.Writer, d *forms.Data) error { return workbook.WriteCSV(w, d, 1, false, options(b, "de")) },
			"json": func(w io.Writer, d *forms.Data) error { return workbook.WriteJSON(w, d, options(b, "de")) },
		} {
			b.Run(fmt.Sprintf("%s/%d", name, rows), func(b *testing.B) {
				d := synthetic(rows)
				var first time.Duration
				for b.Loop() {
					w := &timedWriter{w: io.Discard, start: time.Now()}
					if err := write(w, d); err != nil {
						b.Fatal(err)
					}
					first += w.first
					b.SetBytes(w.bytes)
				}
				b.ReportMetric(float64(first.Microseconds())/1000/float64(b.N), "first-ms")
				b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// BenchmarkWriteData_rows writes RESONANZ_DATA_ROWS rows to the file
// RESONANZ_DATA_FILE, as many at once as RESONANZ_DATA_AT_ONCE says: for
// measuring from outside.
func BenchmarkWriteData_rows(b *testing.B) {
	rows, err := strconv.Atoi(os.Getenv("RESONANZ_DATA_ROWS"))
	if err != nil {
		b.Skip("RESONANZ_DATA_ROWS is not set")
	}
	atOnce, err := strconv.Atoi(os.Getenv("RESONANZ_DATA_AT_ONCE"))
	if err != nil {
		atOnce = 1
	}
	o := options(b, "de")
	for b.Loop() {
		var downloads sync.WaitGroup
		for i := range atOnce {
			downloads.Go(func() {
				f := io.WriteCloser(discard{})
				if i == 0 {
					var err error
					if f, err = os.Create(os.Getenv("RESONANZ_DATA_FILE")); err != nil {
						b.Error(err)
						return
					}
				}
				w := bufio.NewWriterSize(f, 64<<10)
				if err := errors.Join(workbook.WriteData(w, synthetic(rows), o), w.Flush(), f.Close()); err != nil {
					b.Error(err)
				}
			})
		}
		downloads.Wait()
	}
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) Close() error                { return nil }

// BenchmarkWriteData_left measures how long writing goes on after the reader
// has left.
func BenchmarkWriteData_left(b *testing.B) {
	d := synthetic(1_000_000)
	var late time.Duration
	for b.Loop() {
		w := &leavingWriter{left: 1 << 20}
		if err := workbook.WriteData(w, d, options(b, "de")); err == nil {
			b.Fatal("no error")
		}
		late += time.Since(w.gone)
	}
	b.ReportMetric(float64(late.Microseconds())/1000/float64(b.N), "late-ms")
}

type timedWriter struct {
	w     io.Writer
	start time.Time
	first time.Duration
	bytes int64
}

func (w *timedWriter) Write(p []byte) (int, error) {
	if w.bytes == 0 {
		w.first = time.Since(w.start)
	}
	w.bytes += int64(len(p))
	return w.w.Write(p)
}

type leavingWriter struct {
	left int
	gone time.Time
}

func (w *leavingWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		if w.gone.IsZero() {
			w.gone = time.Now()
		}
		return 0, errGone
	}
	return len(p), nil
}
