package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"resonanz/forms"
)

// attackVariable has the test program open connections to the address in it,
// instead of running tests: a process may have only so many.
const attackVariable = "ATTACK_ADDRESS"

const (
	attackers     = 3
	attackerConns = 18_000           // below the usual limit of 20,000 descriptors of a process
	attackPause   = time.Millisecond // between two that are replaced: attackers share the cores with the service
	attackPhones  = 200
)

// attack opens connections from one of the machine's own addresses, says half a
// word on every second one, and replaces them one after the other for ever. It
// prints a line as soon as all are open.
func attack(address string) {
	local, remote, _ := strings.Cut(address, ">")
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(local)}, Timeout: 5 * time.Second}
	conns := make([]net.Conn, attackerConns)
	for round := 0; ; round++ {
		for i := range conns {
			if conns[i] != nil {
				_ = conns[i].Close()
			}
			conn, err := dialer.Dial("tcp", remote)
			if err != nil {
				conns[i] = nil
				continue
			}
			if conns[i] = conn; i%2 == 1 {
				_, _ = io.WriteString(conn, "GET")
			}
			if round > 0 {
				time.Sleep(attackPause)
			}
		}
		if round == 0 {
			fmt.Println("open")
		}
	}
}

// attacked starts so many attackers and waits until each has its connections.
func attacked(b *testing.B, host string, n int) {
	b.Helper()
	executable, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	var opened sync.WaitGroup
	for i := range n {
		cmd := exec.Command(executable)
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=127.0.1.%d>%s", attackVariable, i+1, host))
		stdout, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		})
		opened.Go(func() { _, _ = bufio.NewReader(stdout).ReadString('\n') })
	}
	opened.Wait()
}

// answering has phones load the form and send it, each request on a connection
// of its own, and returns how long the requests took. A single refusal fails.
func (l *load) answering(b *testing.B, phones int, over *atomic.Bool) *histogram {
	b.Helper()
	times := new(histogram)
	var group sync.WaitGroup
	for range phones {
		group.Go(func() {
			client := http.Client{
				Transport:     &http.Transport{DisableKeepAlives: true},
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
			for !over.Load() {
				token := forms.NewToken()
				answers := strings.NewReader(fmt.Sprintf("%s=%s&%s=1&%s=%s&gesamt=gut", forms.FieldToken, token, forms.FieldAsked, forms.FieldRehearsal, l.key))
				for _, step := range []struct {
					method, path string
					body         io.Reader
					status       int
				}{
					{http.MethodGet, "/" + l.code + "/de", nil, http.StatusOK},
					{http.MethodPost, "/" + l.code + "/de", answers, http.StatusSeeOther},
				} {
					r, err := http.NewRequest(step.method, l.base+step.path, step.body)
					if err != nil {
						b.Error(err)
						return
					}
					r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					begin := time.Now()
					response, err := client.Do(r)
					if err != nil {
						b.Errorf("a phone: %v", err)
						return
					}
					_, _ = io.Copy(io.Discard, response.Body)
					_ = response.Body.Close()
					times.add(time.Since(begin))
					if response.StatusCode != step.status {
						b.Errorf("a phone: status %d", response.StatusCode)
						return
					}
				}
				time.Sleep(time.Second) // 200 phones that do this once in a second are a full hall
			}
		})
	}
	group.Wait()
	return times
}

// BenchmarkLoad_connections has several processes hold, and replace, as many
// connections as the machine allows while 200 phones answer: none of them may
// be refused.
//
// Reference, Robustness: "keeps nobody out"
func BenchmarkLoad_connections(b *testing.B) {
	l := newLoad(b)
	var quiet, over atomic.Bool
	time.AfterFunc(loadTime, func() { quiet.Store(true) })
	before := l.answering(b, attackPhones, &quiet)
	attacked(b, l.host(), attackers)
	b.ResetTimer()
	time.AfterFunc(2*loadTime, func() { over.Store(true) })
	during := l.answering(b, attackPhones, &over)
	b.ReportMetric(float64(during.count()), "requests")
	b.ReportMetric(float64(before.quantile(0.99).Milliseconds()), "ms-p99-alone")
	b.ReportMetric(float64(during.quantile(0.99).Milliseconds()), "ms-p99")
	b.ReportMetric(float64(l.resident(b)>>20), "MB")
}

// BenchmarkLoad_bodies has 9,000 connections send 128 kB of a body each and stop
// there: of one that they have announced to be 1 MB, and of one that is as long
// as a form may be. It tells the memory of the service then.
func BenchmarkLoad_bodies(b *testing.B) {
	const connections, part = 9_000, 128 << 10
	for name, announced := range map[string]int{"1MB": 1 << 20, "128kB": part} {
		b.Run(name, func(b *testing.B) {
			l := newLoad(b)
			l.submit(b)
			content := []byte(strings.Repeat("a", part-1))
			most := 0
			for i := range connections {
				conn, err := net.Dial("tcp", l.host())
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { _ = conn.Close() })
				_, _ = fmt.Fprintf(conn, "POST /%s/de HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n", l.code, announced)
				_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
				_, _ = conn.Write(content)
				if i%100 == 0 {
					most = max(most, l.resident(b))
				}
			}
			most = max(most, l.resident(b))
			b.ReportMetric(float64(most>>20), "MB")
			l.submit(b)
		})
	}
}

// BenchmarkLoad_slow has 2,000 clients send a byte a second: how long the last
// of them is kept, and how long phones wait meanwhile.
//
// Reference, Robustness: "A request has 15 seconds to arrive."
func BenchmarkLoad_slow(b *testing.B) {
	const clients = 2_000
	l := newLoad(b)
	var slow sync.WaitGroup
	var over atomic.Bool
	b.ResetTimer()
	for range clients {
		conn, err := net.Dial("tcp", l.host())
		if err != nil {
			b.Fatal(err)
		}
		slow.Go(func() {
			defer conn.Close()
			go func() { // until the service closes it
				for _, c := range "POST /" + l.code + "/de HTTP/1.1\r\nHost: a-name-that-takes-a-long-time-to-spell\r\n" {
					if _, err := conn.Write([]byte(string(c))); err != nil {
						return
					}
					time.Sleep(time.Second)
				}
			}()
			_, _ = io.Copy(io.Discard, conn)
		})
	}
	go func() { slow.Wait(); over.Store(true) }()
	times := l.answering(b, 20, &over)
	b.ReportMetric(b.Elapsed().Seconds(), "s-to-gone")
	b.ReportMetric(float64(times.quantile(0.99).Milliseconds()), "ms-p99")
}
