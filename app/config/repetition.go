package config

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

const (
	// repeatAfter is how long a cause is not logged again. A disk that is full
	// fails every request of a hall; the log must not fill the rest of it.
	repeatAfter = time.Minute
	// maxCauses bounds the memory. Beyond it all are forgotten.
	maxCauses = 1000
)

// oncePerMinute returns a handler that passes on a warning or an error once a
// minute for each message and cause. The next line says how often it has been
// left out since.
func oncePerMinute(h slog.Handler) slog.Handler {
	return &sparingHandler{Handler: h, causes: &causes{lines: map[string]*line{}}}
}

type sparingHandler struct {
	slog.Handler
	causes *causes
}

// causes are those of the last minute. They are safe for concurrent use.
type causes struct {
	mu    sync.Mutex
	lines map[string]*line
}

type line struct {
	at      time.Time
	leftOut int
}

// Handle passes on a record, unless there has been one of its cause.
func (h *sparingHandler) Handle(ctx context.Context, r slog.Record) error {
	if r.Level < slog.LevelWarn {
		return h.Handler.Handle(ctx, r)
	}
	leftOut, again := h.causes.count(causeOf(r), r.Time)
	if again {
		return nil
	}
	if leftOut > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("left_out", leftOut))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs returns the handler with attributes that every record has.
func (h *sparingHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &sparingHandler{h.Handler.WithAttrs(attrs), h.causes}
}

// WithGroup returns the handler with a group around the attributes.
func (h *sparingHandler) WithGroup(name string) slog.Handler {
	return &sparingHandler{h.Handler.WithGroup(name), h.causes}
}

// count notes a record of a cause and reports whether there has been one within
// repeatAfter, and otherwise how many have been left out.
func (c *causes) count(cause string, at time.Time) (leftOut int, again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := c.lines[cause]
	if last != nil && at.Sub(last.at) < repeatAfter {
		last.leftOut++
		return 0, true
	}
	if last != nil {
		leftOut = last.leftOut
	}
	if len(c.lines) >= maxCauses {
		clear(c.lines)
	}
	c.lines[cause] = &line{at: at}
	return leftOut, false
}

// causeOf returns what a record has in common with those of the same cause: the
// message, and the first line of the error or else the statement.
func causeOf(r slog.Record) string {
	cause := r.Level.String() + " " + r.Message
	var look func(a slog.Attr) bool
	look = func(a slog.Attr) bool {
		if a.Value.Kind() == slog.KindGroup {
			for _, inner := range a.Value.Group() {
				look(inner)
			}
			return true
		}
		if a.Key == "error" || a.Key == "sql" && !strings.Contains(cause, "\n") {
			first, _, _ := strings.Cut(a.Value.String(), "\n")
			cause = r.Level.String() + " " + r.Message + "\n" + first
		}
		return true
	}
	r.Attrs(look)
	return cause
}
