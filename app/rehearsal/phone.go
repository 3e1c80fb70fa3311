package rehearsal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// phone loads pages and sends forms over HTTP as the browser of a phone does
// that has no JavaScript.
type phone struct {
	client   *http.Client
	base     string // scheme and host of the service
	language string // for Accept-Language
	random   *rand.Rand
	retried  int // requests that were sent again
}

// How a phone goes on when a connection breaks or the service is busy: it
// tries again after a pause that doubles and that chance spreads, so that a
// hall does not come back all at once.
const (
	maxTries   = 10
	firstPause = 100 * time.Millisecond
	maxPause   = 5 * time.Second
	// maxPage bounds what is read of an answer, in bytes. The largest form in
	// the widest script is a tenth of it.
	maxPage = 4 << 20
)

// reply is what came back for a request.
type reply struct {
	status   int
	location string // of a redirect, resolved
	url      *url.URL
	body     []byte
	took     time.Duration // of the try that was answered
}

// newTransport returns what the connections of all phones share. Phones come
// and go, so an idle connection is kept for each that may be active.
func newTransport(phones int) *http.Transport {
	return &http.Transport{MaxIdleConns: phones, MaxIdleConnsPerHost: phones, IdleConnTimeout: 30 * time.Second}
}

func newPhone(transport http.RoundTripper, base, language string, random *rand.Rand) *phone {
	return &phone{
		base: base, language: language, random: random,
		client: &http.Client{Transport: transport, Timeout: 30 * time.Second, CheckRedirect: followPages},
	}
}

// followPages follows redirects between pages, but not the one that
// acknowledges a form: whoever sent it wants to see that.
func followPages(_ *http.Request, via []*http.Request) error {
	if via[0].Method != http.MethodGet {
		return http.ErrUseLastResponse
	}
	if len(via) > 5 { // the longest way is code → normal code → language
		return errors.New("too many redirects")
	}
	return nil
}

// load gets a page.
func (p *phone) load(ctx context.Context, address string) (*reply, error) {
	return p.try(ctx, http.MethodGet, address, nil)
}

// send sends the fields of a form.
func (p *phone) send(ctx context.Context, address string, fields url.Values) (*reply, error) {
	return p.try(ctx, http.MethodPost, address, fields)
}

// busy reports whether the service, or a proxy before it, asks to come again.
func (a *reply) busy() bool {
	switch a.status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// try makes the request until it is answered by a service that is not busy.
func (p *phone) try(ctx context.Context, method, address string, fields url.Values) (*reply, error) {
	pause := firstPause
	for tries := 1; ; tries++ {
		a, wait, err := p.request(ctx, method, address, fields)
		if err == nil && !a.busy() {
			return a, nil
		}
		if err == nil {
			err = fmt.Errorf("the service is busy: status %d", a.status)
		}
		if tries == maxTries || ctx.Err() != nil {
			return nil, err
		}
		p.retried++
		wait = min(max(wait, time.Duration(p.random.Int64N(int64(pause)))+pause/2), maxPause)
		pause = min(2*pause, maxPause)
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// request makes the request once. Wait is the pause that the service asks for.
func (p *phone) request(ctx context.Context, method, address string, fields url.Values) (a *reply, wait time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(fields.Encode()))
	if err != nil {
		return nil, 0, err
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Accept-Language", p.language)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", p.base)
	}
	begin := time.Now()
	response, err := p.client.Do(r)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxPage))
	if err != nil {
		return nil, 0, err
	}
	a = &reply{status: response.StatusCode, url: response.Request.URL, body: body, took: time.Since(begin)}
	if location, err := response.Location(); err == nil {
		a.location = location.String()
	}
	seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	return a, time.Duration(seconds) * time.Second, nil
}

// pageForm is a form as it stands on a page.
type pageForm struct {
	action string          // address, resolved
	hidden url.Values      // fields that the browser sends of itself
	fields map[string]bool // names of the fields that somebody can fill in
}

// formWith returns the page's form that has the hidden field.
func (a *reply) formWith(field string) (*pageForm, error) {
	document, err := html.Parse(bytes.NewReader(a.body))
	if err != nil {
		return nil, err
	}
	for node := range document.Descendants() {
		if node.DataAtom != atom.Form {
			continue
		}
		form := readForm(node)
		if !form.hidden.Has(field) {
			continue
		}
		action, err := a.url.Parse(form.action)
		if err != nil {
			return nil, err
		}
		form.action = action.String()
		return form, nil
	}
	return nil, fmt.Errorf("status %d, and no form with a field %s on the page", a.status, field)
}

func readForm(node *html.Node) *pageForm {
	form := &pageForm{action: attribute(node, "action"), hidden: url.Values{}, fields: map[string]bool{}}
	for field := range node.Descendants() {
		name := attribute(field, "name")
		switch {
		case name == "":
		case field.DataAtom == atom.Input && attribute(field, "type") == "hidden":
			form.hidden.Add(name, attribute(field, "value"))
		case field.DataAtom == atom.Input, field.DataAtom == atom.Textarea, field.DataAtom == atom.Select:
			form.fields[name] = true
		}
	}
	return form
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
