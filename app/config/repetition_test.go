package config

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// A cause has one line a minute, and the next says how many were left out.
func TestNewLog_repetition(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	h := NewLog(&Config{LogFormat: logText}, &out).With("service", "x").WithGroup("g").Handler()
	begin := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	say := func(after time.Duration, level slog.Level, message string, attrs ...slog.Attr) {
		t.Helper()
		r := slog.NewRecord(begin.Add(after), level, message, 0)
		r.AddAttrs(attrs...)
		if err := h.Handle(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	cause := func(s string) slog.Attr { return slog.Any("error", errors.New(s)) }
	for i := range 50 {
		at := time.Duration(i) * time.Second
		say(at, slog.LevelError, "not stored", slog.Int("id", i), cause("disk is full"))
		say(at, slog.LevelError, "not stored", cause("locked"))
		say(at, slog.LevelError, "panic", cause("nil map\nstack of number "+string(rune('a'+i))))
		say(at, slog.LevelWarn, "SQL executed", slog.Group("trace", slog.String("sql", "SELECT 1"), slog.String("error", "locked")))
		say(at, slog.LevelInfo, "hello", cause("disk is full"))
	}
	say(time.Minute, slog.LevelError, "not stored", cause("disk is full"))
	for text, want := range map[string]int{"disk is full\" g.left_out=49": 1, "error=\"disk is full\"": 52, "error=locked": 2, "nil map": 1, "hello": 50} {
		if got := strings.Count(out.String(), text); got != want {
			t.Errorf("%s: %d lines, want %d", text, got, want)
		}
	}
}
