package main

import (
	"net"
	"sync"

	"github.com/valyala/fasthttp"
)

// freshConns knows the connections that have brought no request yet. Browsers
// open some in advance. fasthttp takes them for busy ones and would wait for
// them at the end until they may take no longer to read.
type freshConns struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// changed is told of every change of a connection.
func (f *freshConns) changed(conn net.Conn, state fasthttp.ConnState) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch state {
	case fasthttp.StateNew:
		if f.conns == nil {
			f.conns = map[net.Conn]struct{}{}
		}
		f.conns[conn] = struct{}{}
	case fasthttp.StateClosed, fasthttp.StateHijacked:
		delete(f.conns, conn)
	}
}

// used returns a handler that is told of every request.
func (f *freshConns) used(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(ctx *fasthttp.RequestCtx) {
		f.mu.Lock()
		delete(f.conns, ctx.Conn())
		f.mu.Unlock()
		next(ctx)
	}
}

// close closes them.
func (f *freshConns) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for conn := range f.conns {
		_ = conn.Close()
	}
}
