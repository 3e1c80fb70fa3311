package config

import (
	"io"
	"log/slog"
	"os"
)

// The forms of the log.
const (
	logAuto = "auto" // text for a person at a terminal, JSON for machines
	logText = "text"
	logJSON = "json"
)

// NewLog returns the log. What goes into it is fixed where it is written:
// route patterns, statuses and durations, never addresses, codes or answers. A
// warning or an error stands there once a minute, however often it occurs.
func NewLog(cfg *Config, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == logText || cfg.LogFormat == logAuto && isTerminal(w) {
		return slog.New(oncePerMinute(slog.NewTextHandler(w, options)))
	}
	return slog.New(oncePerMinute(slog.NewJSONHandler(w, options)))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
