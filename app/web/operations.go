package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"

	"resonanz/forms"
)

// opsTimeout bounds every request to the operations listener, and so what a
// probe waits for. Probes usually give up after a few seconds themselves.
const opsTimeout = 5 * time.Second

// opsConnections is how many connections the operations listener has at a
// time, which have their descriptors apart from the service's.
const opsConnections = 16

// ServeOperations answers health probes and metrics on ln until ctx ends. The
// listener is apart from the service's so that neither participants nor a
// proxy in front of them ever reach it.
func ServeOperations(ctx context.Context, ln net.Listener, store *forms.Store, metrics *Metrics) error {
	server := &http.Server{
		Handler:           operations(store, metrics),
		ReadHeaderTimeout: opsTimeout,
		WriteTimeout:      2 * opsTimeout,
		IdleTimeout:       2 * opsTimeout,
		MaxHeaderBytes:    8 << 10, // no client of it sends more than a few lines
	}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(netutil.LimitListener(ln, opsConnections)); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("operations listener: %w", err)
	}
	return nil
}

// operations returns the handler of the operations listener. /healthz says
// that the process runs; /readyz that it can take answers now.
func operations(store *forms.Store, metrics *Metrics) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "ok\n")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), opsTimeout)
		defer cancel()
		if err := store.Ready(ctx); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ready\n")
	})
	mux.Handle("GET /metrics", metrics.handler())
	return mux
}
