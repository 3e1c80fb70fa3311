package web

import (
	"net"
	"sync"
)

// freshConns tracks the connections that have sent nothing yet.
// Browsers open some in advance. fasthttp takes them for busy and would wait at
// the end until their time to read is over. A connection that has begun a request
// is left alone: half of a form may have arrived on it.
type freshConns struct {
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// listen returns ln with every connection watched until it brings something.
func (f *freshConns) listen(ln net.Listener) net.Listener { return freshListener{ln, f} }

type freshListener struct {
	net.Listener
	fresh *freshConns
}

// Accept waits for the next connection.
func (l freshListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.fresh.mu.Lock()
	defer l.fresh.mu.Unlock()
	if l.fresh.conns == nil {
		l.fresh.conns = map[net.Conn]struct{}{}
	}
	l.fresh.conns[conn] = struct{}{}
	return &freshConn{Conn: conn, fresh: l.fresh}, nil
}

// freshConn is a connection that says when it is used or closed. One goroutine
// reads it at a time, as fasthttp does.
type freshConn struct {
	net.Conn
	fresh *freshConns
	used  bool
}

// Read reads from the connection.
func (c *freshConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && !c.used {
		c.used = true
		c.fresh.forget(c.Conn)
	}
	return n, err
}

// Close closes the connection.
func (c *freshConn) Close() error {
	c.fresh.forget(c.Conn)
	return c.Conn.Close()
}

func (f *freshConns) forget(conn net.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.conns, conn)
}

// close closes the connections that have sent nothing.
func (f *freshConns) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for conn := range f.conns {
		_ = conn.Close()
	}
}

// underlying returns the system's connection under one that has begun a request.
func underlying(conn net.Conn) net.Conn {
	if hijacked, ok := conn.(interface{ UnsafeConn() net.Conn }); ok {
		conn = hijacked.UnsafeConn()
	}
	if fresh, ok := conn.(*freshConn); ok {
		conn = fresh.Conn
	}
	return conn
}
