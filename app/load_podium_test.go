package main

import (
	"fmt"
	"net/url"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// loadPodiumQuestions are what people vote for.
const loadPodiumQuestions = 10

// BenchmarkLoad_podium has a hall vote for questions to the podium, in turn with sending
// answers: votes go the same way and cost no more. Each vote is of another phone; all
// that were acknowledged have to be stored.
//
//	go test ./app -run '^$' -bench Load_podium -benchtime 1x
func BenchmarkLoad_podium(b *testing.B) {
	for _, n := range []int{1, 256, 500} {
		b.Run(fmt.Sprintf("connections=%d", n), func(b *testing.B) { comparePodium(b, n) })
	}
}

func comparePodium(b *testing.B, connections int) {
	data := loadData(b, 1, 0)
	ids := loadPodium(b, data)
	service, base := serving(b, data, "127.0.0.1:0")
	hall := newClients(b, base, connections)
	host, err := url.Parse(base)
	if err != nil {
		b.Fatal(err)
	}
	var before [][]byte
	for _, id := range ids {
		body := url.Values{"up": {id}}.Encode() + "&" + forms.FieldPodiumVoter + "="
		before = append(before, fmt.Appendf(nil, "POST /%s/de/podium/vote HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\nContent-Type: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Length: %d\r\n\r\n%s",
			closingCode, host.Host, fiber.MIMEApplicationForm, len(body)+len(forms.NewToken()), body))
	}
	var turn atomic.Int64
	vote := func(c *client) error {
		c.out = append(append(c.out[:0], before[turn.Add(1)%int64(len(before))]...), forms.NewToken()...)
		_, _ = c.conn.Write(c.out)
		_, err := c.answer(" 204 ")
		return err
	}
	posts, votes := hall.repeating(hall.send), hall.repeating(vote)
	b.ResetTimer()
	takeTurns(b, posts, votes)
	b.StopTimer()
	service.end(b, syscall.SIGTERM)

	stored := 0
	withStore(b, data, func(store *forms.Store) {
		session, _, err := store.Session(b.Context(), closingCode)
		if err != nil {
			b.Fatal(err)
		}
		podium, err := store.Podium(b.Context(), session.ID)
		if err != nil {
			b.Fatal(err)
		}
		for _, q := range podium.Questions {
			stored += q.Votes
		}
		verified, err := store.Verify(b.Context())
		if err != nil || len(verified.Differences) > 0 {
			b.Errorf("verify: %v, %v", verified.Differences, err)
		}
	})
	if want := int(votes.times.count()); stored != want {
		b.Errorf("%d votes are stored, and %d were acknowledged", stored, want)
	}
	b.ReportMetric(posts.rate(), "posts/s")
	b.ReportMetric(votes.rate(), "votes/s")
	b.ReportMetric(float64(posts.times.quantile(0.99).Milliseconds()), "ms-p99-post")
	b.ReportMetric(float64(votes.times.quantile(0.99).Milliseconds()), "ms-p99-vote")
	b.ReportMetric(0, "ns/op")
}

// loadPodium switches the podium of the closing session on and returns the ids of
// questions that all can vote for.
func loadPodium(b *testing.B, data string) []string {
	b.Helper()
	var ids []string
	withStore(b, data, func(store *forms.Store) {
		session, _, err := store.Session(b.Context(), closingCode)
		if err == nil {
			err = store.SetPodium(b.Context(), session.ID, forms.PodiumModerated)
		}
		for i := 0; err == nil && i < loadPodiumQuestions; i++ {
			_, err = store.AskPodium(b.Context(), forms.PodiumAsk{SessionID: session.ID, Token: forms.NewToken(), Text: fmt.Sprintf("Frage %d?", i)})
		}
		if err != nil {
			b.Fatal(err)
		}
		podium, err := store.Podium(b.Context(), session.ID)
		if err != nil {
			b.Fatal(err)
		}
		for _, q := range podium.Questions {
			if err := store.ModeratePodium(b.Context(), session.ID, q.ID, func(q *forms.PodiumQuestion) { q.Status = forms.PodiumApproved }); err != nil {
				b.Fatal(err)
			}
			ids = append(ids, q.ID)
		}
	})
	return ids
}
