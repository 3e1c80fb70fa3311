package web_test

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"resonanz/app/service/servicetest"
	"resonanz/app/web"
	"resonanz/forms"
)

// BenchmarkFormPage shows the conference form of Herne, eleven questions, one
// of them from 0 to 10: as a hall loads it, and what somebody has typed who takes another language. It takes
// whole requests, with the reading of session and form.
func BenchmarkFormPage(b *testing.B) {
	s := servicetest.New(b)
	handler := s.Fiber().Server().Handler
	typed := "_lang=de&gesamt=zufrieden&mitnehmen=Viel.&_token=" + string(forms.NewToken())
	for _, test := range []struct {
		name, method, encoding, body string
		status                       int
	}{
		{"empty", fiber.MethodGet, "", "", fiber.StatusOK},
		{"empty, compressed", fiber.MethodGet, "gzip", "", fiber.StatusOK},
		{"kept", fiber.MethodPost, "", typed, fiber.StatusSeeOther},
	} {
		b.Run(test.name, func(b *testing.B) {
			var request fasthttp.RequestCtx
			b.ReportAllocs()
			for b.Loop() {
				request.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}, nil)
				request.Request.Header.SetMethod(test.method)
				request.Request.SetRequestURI("/ZN8F7/de")
				request.Request.Header.SetContentType(fiber.MIMEApplicationForm)
				request.Request.Header.Set("Accept-Encoding", test.encoding)
				if test.body != "" { // as the server hands bodies on
					request.Request.SetBodyStream(strings.NewReader(test.body), len(test.body))
				}
				request.Response.Reset()
				handler(&request)
				if request.Response.StatusCode() != test.status {
					b.Fatal(request.Response.StatusCode())
				}
			}
			b.ReportMetric(float64(len(request.Response.Body())), "bytes")
		})
	}
}

func BenchmarkParseForm(b *testing.B) {
	for _, size := range []struct {
		name string
		body string
	}{
		{"usual", servicetest.Answers(string(forms.NewToken())).Encode()},
		{"largest", "_token=x&mehr=" + string(bytes.Repeat([]byte("%D9%85"), (web.MaxBody-20)/6))},
	} {
		b.Run(size.name, func(b *testing.B) {
			b.SetBytes(int64(len(size.body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := web.ParseForm([]byte(size.body)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
