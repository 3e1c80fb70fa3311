package main

import (
	"bytes"
	"net"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"resonanz/forms"
)

// benchmarkCtx returns the context of a request as a handler gets it.
func benchmarkCtx(s *site, method, path string, body []byte) *fiber.Ctx {
	var request fasthttp.RequestCtx
	request.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}, nil)
	request.Request.Header.SetMethod(method)
	request.Request.SetRequestURI(path)
	request.Request.Header.SetContentType(fiber.MIMEApplicationForm)
	request.Request.SetBody(body)
	return s.app.AcquireCtx(&request)
}

// BenchmarkFormPage shows the conference form of Herne, eleven questions, one
// of them from 0 to 10: as a hall loads it, and with something typed.
func BenchmarkFormPage(b *testing.B) {
	s := newSite(b)
	session, event, err := s.store.Session(b.Context(), "ZN8F7")
	if err != nil {
		b.Fatal(err)
	}
	form, err := s.store.Form(b.Context(), session)
	if err != nil {
		b.Fatal(err)
	}
	v := &visit{code: session.Code, lang: "de", event: event, session: session}
	c := benchmarkCtx(s, fiber.MethodGet, "/ZN8F7/de", nil)
	c.Locals(visitKey{}, v)
	show := func(b *testing.B, how func() error) {
		b.ReportAllocs()
		for b.Loop() {
			if err := how(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(c.Response().Body())), "bytes")
	}
	b.Run("empty", func(b *testing.B) {
		show(b, func() error { return s.participants.forms.showEmptyForm(c, v, form) })
	})
	b.Run("empty, compressed", func(b *testing.B) {
		c.Request().Header.Set("Accept-Encoding", "gzip")
		defer c.Request().Header.Del("Accept-Encoding")
		show(b, func() error { return s.participants.forms.showEmptyForm(c, v, form) })
	})
	b.Run("filled", func(b *testing.B) {
		f := filling{token: forms.NewToken(), values: forms.Values{"gesamt": {"zufrieden"}, "mitnehmen": {"Viel."}}}
		show(b, func() error { return s.participants.forms.showForm(c, v, form, fiber.StatusOK, f) })
	})
}

// BenchmarkFormPage_request is the same as a whole request, with the reading of
// session and form.
func BenchmarkFormPage_request(b *testing.B) {
	s := newSite(b)
	handler := s.app.Server().Handler
	var request fasthttp.RequestCtx
	b.ReportAllocs()
	for b.Loop() {
		request.Init(&fasthttp.Request{}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4711}, nil)
		request.Request.SetRequestURI("/ZN8F7/de")
		request.Response.Reset()
		handler(&request)
		if request.Response.StatusCode() != fiber.StatusOK {
			b.Fatal(request.Response.StatusCode())
		}
	}
}

func BenchmarkFormValues(b *testing.B) {
	s := newSite(b)
	for _, size := range []struct {
		name string
		body string
	}{
		{"usual", answers(string(forms.NewToken())).Encode()},
		{"largest", "_token=x&mehr=" + string(bytes.Repeat([]byte("%D9%85"), (MaxBody-20)/6))},
	} {
		b.Run(size.name, func(b *testing.B) {
			c := benchmarkCtx(s, fiber.MethodPost, "/"+kindsOpen+"/de", []byte(size.body))
			b.SetBytes(int64(len(size.body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := formValues(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
