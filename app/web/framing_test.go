package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"resonanz/app/service/servicetest"
)

// Every request of which two servers could see different ends is refused, and
// what follows it on the connection is not taken for another request.
func TestServer_framing(t *testing.T) {
	t.Parallel()
	s := servicetest.New(t)
	const body = "0\r\n\r\n"
	for _, test := range []struct{ name, head string }{
		{"length and encoding", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"},
		{"encoding and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"},
		{"two lengths", "Content-Length: 5\r\nContent-Length: 5\r\n"},
		{"two encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"},
		{"list of encodings", "Transfer-Encoding: gzip, chunked\r\n"},
		{"encoding of nothing", "Transfer-Encoding: identity\r\n"},
		{"encoding of nothing and length", "Transfer-Encoding: identity\r\nContent-Length: 5\r\n"},
		{"tab before", "Transfer-Encoding:\tchunked\r\n"},
		{"tab behind", "Transfer-Encoding: chunked\t\r\n"},
		{"folded", "Transfer-Encoding:\r\n chunked\r\n"},
		{"folded into another line", "X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"},
		{"blank before the colon", "Transfer-Encoding : chunked\r\n"},
		{"no value", "Transfer-Encoding:\r\n"},
		{"in quotes", "Transfer-Encoding: \"chunked\"\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", strings.TrimPrefix(s.Base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_, err = fmt.Fprintf(conn, "POST /%s/en HTTP/1.1\r\nHost: x\r\n%s\r\n%sGET / HTTP/1.1\r\nHost: x\r\n\r\n", servicetest.KindsOpen, test.head, body)
			if err != nil {
				t.Fatal(err)
			}
			reader := bufio.NewReader(conn)
			r, err := http.ReadResponse(reader, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				t.Fatal(err)
			}
			if r.StatusCode != http.StatusBadRequest || !r.Close {
				t.Errorf("status %d, connection closed: %v; want 400 and true", r.StatusCode, r.Close)
			}
			if r, err := http.ReadResponse(reader, nil); err == nil {
				t.Errorf("what follows is answered with %d", r.StatusCode)
			}
		})
	}
	// What browsers send stays as it is.
	r := s.Do(t, http.MethodPost, "/"+servicetest.KindsOpen+"/en", io.MultiReader(strings.NewReader("_token=x")), // chunked
		"Content-Type", "application/x-www-form-urlencoded")
	r.WantStatus(t, http.StatusSeeOther)
}
