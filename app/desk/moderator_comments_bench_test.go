package desk_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"resonanz/app/service/servicetest"
	"resonanz/forms"
)

// benchComments is what a large plenary writes.
const benchComments = 2000

var benchWords = strings.Fields(`Kinderbetreuung Sprachkurse Abend Vereine Termine Räume Anerkennung Ausbildung Begegnung Wohnung Behörde Beratung Kita Schule
	mehr weniger nicht gut braucht wäre endlich gemeinsam verständlich früher später für mit ohne am im die der das und auch sehr wirklich bitte`)

// BenchmarkServer_comments loads pages and frames of 2,000 comments over HTTP, and
// says how large they are. A page has at most 100 kB and takes at most 60 ms of a machine that does nothing else.
func BenchmarkServer_comments(b *testing.B) {
	s := servicetest.New(b)
	session, _ := s.ReadSession(b, servicetest.KindsOpen)
	form, err := s.Store.Form(b.Context(), &session)
	if err != nil {
		b.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	sent := make(chan error, benchComments)
	for range benchComments {
		said := make([]string, 4+random.IntN(16))
		for i := range said {
			said[i] = benchWords[random.IntN(len(benchWords))]
		}
		submission := forms.Submission{SessionID: session.ID, Token: forms.NewToken(), Form: form, Answers: forms.Answers{"gesamt": {"gut"}, "satz": {strings.Join(said, " ")}}}
		go func() {
			_, err := s.Store.Submit(b.Context(), submission)
			sent <- err
		}()
	}
	for range benchComments {
		if err := <-sent; err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Store.SetState(b.Context(), session.ID, forms.StateClosed); err != nil {
		b.Fatal(err)
	}
	cookie := s.SignedIn(b, forms.Moderator)
	for name, path := range map[string]string{
		"page": "", "page of an event": "", "frame": "/figures", "all": "?state=all",
	} {
		of := servicetest.KindsOpen
		if name == "page of an event" {
			of = servicetest.KindsEvent
		}
		b.Run(name, func(b *testing.B) {
			least := time.Hour // what others do on the machine is not in it
			bytes := 0
			for b.Loop() {
				begun := time.Now()
				reply := s.Get(b, "/moderate/"+of+"/comments"+path, "Cookie", cookie)
				least = min(least, time.Since(begun))
				if bytes = len(reply.Body); bytes < 1000 || !strings.Contains(reply.Body, fmt.Sprint(benchComments)) {
					b.Fatalf("%d bytes: %s", bytes, reply.Body[:min(bytes, 500)])
				}
			}
			b.ReportMetric(float64(bytes)/1000, "kB")
			b.ReportMetric(float64(least.Microseconds())/1000, "ms-min")
		})
	}
}
