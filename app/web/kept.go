package web

import (
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"resonanz/app/auth"
	"resonanz/forms"
)

// The bounds of what is kept of people whose sign-in has ended. Anybody can send
// something, so the oldest goes where there is no room.
const (
	keptLasts = 10 * time.Minute // to find the password again
	keptMost  = 100              // requests
	keptBytes = 4 << 20          // of all together
)

// keptPath begins the addresses of what is kept.
const keptPath = "/sign-in/kept/"

// keptPost is what somebody sent after their sign-in had ended, so that nothing
// typed is lost.
type keptPost struct {
	key    string
	path   string
	values forms.Values
	bytes  int
	until  time.Time
}

// keptPosts holds them in memory, the oldest first.
type keptPosts struct {
	mu    sync.Mutex
	posts []keptPost
	bytes int
}

// add keeps a request and returns the key by which it is found again.
func (k *keptPosts) add(path string, values forms.Values, now time.Time) string {
	post := keptPost{key: auth.NewToken(), path: path, values: values, until: now.Add(keptLasts)}
	for name, given := range values {
		for _, value := range given {
			post.bytes += len(name) + len(value)
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.posts = append(k.posts, post)
	k.bytes += post.bytes
	k.forget(now)
	return post.key
}

// forget drops what is too old or too much.
func (k *keptPosts) forget(now time.Time) {
	drop := 0
	for drop < len(k.posts) && (len(k.posts)-drop > keptMost || k.bytes > keptBytes || now.After(k.posts[drop].until)) {
		k.bytes -= k.posts[drop].bytes
		drop++
	}
	k.posts = slices.Delete(k.posts, 0, drop) // clears what it drops
}

// find returns what is kept under the key, and nil when its time is over.
func (k *keptPosts) find(key string, now time.Time) *keptPost {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forget(now)
	for i := range k.posts {
		if k.posts[i].key == key {
			post := k.posts[i]
			return &post
		}
	}
	return nil
}

// keepPost keeps what a browser that had a sign-in has sent to an organiser's
// page, and returns the address at which it is found, "" if there is nothing to
// keep. A password is never kept.
func (s *Kit) keepPost(c *fiber.Ctx) string {
	if c.Cookies(s.sessionCookie()) == "" || !strings.HasPrefix(c.Path(), "/organise/") {
		return ""
	}
	values, err := FormValues(c)
	delete(values, FieldPassword)
	if err != nil || len(values) == 0 {
		return ""
	}
	return keptPath + s.kept.add(c.Path(), values, s.Now())
}

// keptPage offers to send again what was kept.
type keptPage struct {
	DeskPage
	Address string
	Fields  []keptField
}

// keptField is one value of what was kept.
type keptField struct{ Name, Value string }

func (s *Kit) showKept(c *fiber.Ctx) error {
	post := s.kept.find(c.Params("key"), s.Now())
	if post == nil {
		return ErrNotFound
	}
	p := &keptPage{DeskPage: s.NewDeskPage(c, nil), Address: post.path}
	p.Title = p.T("sign_in.kept_title")
	for name, given := range post.values {
		for _, value := range given {
			p.Fields = append(p.Fields, keptField{name, value})
		}
	}
	return s.Render(c, fiber.StatusOK, "kept", p)
}

// nextOf returns the query by which the sign-in leads on to what was asked for.
func (s *Kit) nextOf(c *fiber.Ctx) string {
	next := ""
	switch c.Method() {
	case fiber.MethodGet:
		next = ownPath(c.OriginalURL(), "")
	case fiber.MethodPost:
		next = s.keepPost(c)
	}
	if next == "" && c.Method() != fiber.MethodGet {
		return ""
	}
	return "?next=" + url.QueryEscape(next)
}
