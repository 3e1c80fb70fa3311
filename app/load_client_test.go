package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"testing"

	"github.com/gofiber/fiber/v2"

	"resonanz/forms"
)

// clients are connections that stay open, with what is sent over them.
type clients struct {
	all     []*client
	request []byte // for the page
	page    []byte // the body of its answer, as it was sent
	before  []byte // the submission up to the token
}

type client struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
}

// newClients opens so many connections to the address of the closing session,
// or of whatever else is there.
func newClients(b *testing.B, address string, n int) *clients {
	b.Helper()
	u, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	if u.Path == "" {
		u.Path = "/" + closingCode + "/de"
	}
	p := &clients{request: fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\nAccept-Language: de\r\n\r\n", u.Path, u.Host)}
	body := closingAnswers().Encode() + "&" + forms.FieldToken + "="
	p.before = fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nSec-Fetch-Site: same-origin\r\nContent-Length: %d\r\n\r\n%s",
		u.Path, u.Host, fiber.MIMEApplicationForm, len(body)+len(forms.NewToken()), body)
	for range n {
		conn, err := net.Dial("tcp", u.Host)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = conn.Close() })
		p.all = append(p.all, &client{conn: conn, in: bufio.NewReaderSize(conn, 32<<10)})
	}
	first := p.all[0]
	_, _ = first.conn.Write(p.request)
	if p.page, err = first.answer(" 200 "); err != nil {
		b.Fatal(err)
	}
	p.page = bytes.Clone(p.page)
	return p
}

// repeating returns what all clients do over and over.
func (p *clients) repeating(do func(*client) error) *repeated {
	return &repeated{workers: len(p.all), do: func(worker int) error { return do(p.all[worker]) }}
}

func (p *clients) load(c *client) error {
	_, _ = c.conn.Write(p.request)
	_, err := c.answer(" 200 ")
	return err
}

func (p *clients) send(c *client) error {
	c.out = append(append(c.out[:0], p.before...), forms.NewToken()...)
	_, _ = c.conn.Write(c.out)
	_, err := c.answer(" 303 ")
	return err
}

func (p *clients) loadAndSend(c *client) error {
	if err := p.load(c); err != nil {
		return err
	}
	return p.send(c)
}

// answer reads an answer with the status and returns its body, which is good
// until the next one.
func (p *client) answer(status string) ([]byte, error) {
	length := 0
	for first := true; ; first = false {
		line, err := p.in.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if first && !bytes.Contains(line, []byte(status)) {
			return nil, fmt.Errorf("answer: %s", bytes.TrimSpace(line))
		}
		if value, found := bytes.CutPrefix(line, []byte("Content-Length: ")); found {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return nil, err
			}
		}
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
	}
	body, err := p.in.Peek(length)
	if err == nil {
		_, err = p.in.Discard(length)
	}
	return body, err
}
