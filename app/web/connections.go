package web

import (
	"container/list"
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"resonanz/app/live"
)

// The bounds of connections.
const (
	// maxConnections is what memory bounds: some 40 KB for each of which half a
	// request has come make 320 MB. A hall has 1,000 phones with two each.
	maxConnections = 8_192
	// ownDescriptors is what the service needs besides connections: 30 for the
	// database, as many for downloads and back-ups under way, and those of the
	// operations listener.
	ownDescriptors = 96
	// fewestConnections are taken even where there is hardly room for them.
	fewestConnections = 16
	// acceptPause is how long the first pause lasts after a connection could
	// not be taken; every further one is twice as long, up to maxAcceptPause.
	acceptPause    = 5 * time.Millisecond
	maxAcceptPause = time.Second
	// receiptTime is how long, at the end of the service, a browser may take to
	// ask for the page that an answered form has led it to.
	receiptTime = time.Second
)

// connectionLimit returns how many connections the service keeps, streams
// among them: as many as the system gives it descriptors for.
func connectionLimit() int {
	return max(fewestConnections, min(maxConnections, descriptors()-ownDescriptors))
}

// streamLimit returns how many of the connections may be streams: three quarters,
// so that pages and answers always find one.
func streamLimit(connections int) int { return min(live.DefaultMaxTotal, connections*3/4) }

// connections are those between browsers and the service. There are never more
// than the limit: if there were, the one that has waited longest for its
// browser is closed. It is safe for concurrent use.
type connections struct {
	limit int
	log   *slog.Logger

	mu      sync.Mutex
	changed sync.Cond // one is closed, or begins to wait for its browser
	open    int
	order   list.List // of all but streams; those that wait, in the order in which they began to
	ending  bool
	left    time.Time // when a browser was last led on to another page
}

func newConnections(limit int, log *slog.Logger) *connections {
	c := &connections{limit: limit, log: log}
	c.changed.L = &c.mu
	return c
}

// listen returns ln with its connections bounded.
func (c *connections) listen(ln net.Listener) net.Listener { return boundedListener{ln, c} }

type boundedListener struct {
	net.Listener
	connections *connections
}

// Accept waits for the next connection. Whatever keeps the system from giving
// one, such as a lack of descriptors, passes: it is waited out.
func (l boundedListener) Accept() (net.Conn, error) {
	for pause := acceptPause; ; pause = min(2*pause, maxAcceptPause) {
		conn, err := l.Listener.Accept()
		if err == nil {
			return l.connections.add(conn)
		}
		if errors.Is(err, net.ErrClosed) {
			return nil, err
		}
		l.connections.log.Error("accept a connection", "error", err)
		l.connections.mu.Lock()
		l.connections.makeRoom()
		l.connections.mu.Unlock()
		time.Sleep(pause)
	}
}

// add counts the connection, and makes room for it first or waits for some.
func (c *connections) add(conn net.Conn) (net.Conn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.open >= c.limit && !c.ending {
		if !c.makeRoom() {
			c.changed.Wait()
		}
	}
	if c.ending {
		_ = conn.Close()
		return nil, net.ErrClosed
	}
	added := &connection{Conn: conn, of: c, waits: true}
	added.place = c.order.PushBack(added)
	c.open++
	return added, nil
}

// makeRoom closes the connection that has waited longest for its browser and
// reports whether there was one. The caller holds mu.
func (c *connections) makeRoom() bool {
	for place := c.order.Front(); place != nil; place = place.Next() {
		if it := place.Value.(*connection); it.waits {
			it.close()
			return true
		}
	}
	return false
}

// stateChanged is told by fasthttp what becomes of a connection.
func (c *connections) stateChanged(conn net.Conn, state fasthttp.ConnState) {
	it, ok := conn.(*connection)
	if !ok || state != fasthttp.StateIdle {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	it.begun = false
	c.left = time.Now()
}

// isEnding reports whether the service is about to end.
func (c *connections) isEnding() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ending
}

// finish waits until the requests under way are answered, and a moment longer
// for the receipts to be asked for, or until ctx ends. Then it closes all that
// wait for their browser: those that were opened in advance, and those of which
// half a request has come.
func (c *connections) finish(ctx context.Context) {
	ticker := time.NewTicker(receiptTime / 20)
	defer ticker.Stop()
	c.mu.Lock()
	c.ending = true
	c.changed.Broadcast()
	quiet := !c.underWay()
	c.mu.Unlock()
	for !quiet && ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-ticker.C:
		}
		c.mu.Lock()
		quiet = !c.underWay() && time.Since(c.left) >= receiptTime
		c.mu.Unlock()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.makeRoom() {
	}
}

// underWay reports whether a request has begun and is not answered yet. The
// caller holds mu.
func (c *connections) underWay() bool {
	for place := c.order.Front(); place != nil; place = place.Next() {
		if place.Value.(*connection).begun {
			return true
		}
	}
	return false
}

// connection is one that knows whether it waits for its browser. One goroutine
// reads it at a time, as fasthttp does. Its fields are guarded by mu of the
// connections.
type connection struct {
	net.Conn
	of     *connections
	place  *list.Element // nil for a stream
	waits  bool          // nothing is done for it until it brings something
	begun  bool          // has brought something that is not answered
	closed bool
}

// Read reads from the connection.
func (c *connection) Read(b []byte) (int, error) {
	c.of.mu.Lock()
	if !c.waits && c.place != nil { // a new one waits since it came
		c.waits = true
		c.of.order.MoveToBack(c.place)
		c.of.changed.Signal()
	}
	c.of.mu.Unlock()
	n, err := c.Conn.Read(b)
	c.of.mu.Lock()
	c.waits, c.begun = false, c.begun || n > 0
	c.of.mu.Unlock()
	return n, err
}

// Close closes the connection.
func (c *connection) Close() error {
	c.of.mu.Lock()
	defer c.of.mu.Unlock()
	return c.close()
}

// close is Close for callers that hold mu.
func (c *connection) close() error {
	if !c.closed {
		c.closed, c.waits = true, false
		c.of.open--
		c.leave()
		c.of.changed.Signal()
	}
	return c.Conn.Close()
}

// leave takes the connection out of those that may be closed to make room.
func (c *connection) leave() {
	if c.place != nil {
		c.of.order.Remove(c.place)
		c.place = nil
	}
}

// hijacked returns the connection that fasthttp has handed over, as one that
// serves a stream from now on: it counts, and is not closed to make room.
func hijacked(conn net.Conn) net.Conn {
	if handed, ok := conn.(interface{ UnsafeConn() net.Conn }); ok {
		conn = handed.UnsafeConn()
	}
	if it, ok := conn.(*connection); ok {
		it.of.mu.Lock()
		defer it.of.mu.Unlock()
		it.leave()
	}
	return conn
}

// openStreams are the streams, which have left Fiber.
type openStreams struct {
	mu    sync.Mutex
	ended bool
	group sync.WaitGroup
}

// begin counts a stream, of which done has to be called, and reports whether it
// may begin.
func (o *openStreams) begin() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.ended {
		o.group.Add(1)
	}
	return !o.ended
}

func (o *openStreams) done() { o.group.Done() }

// end lets no further stream begin and waits for those that are open.
func (o *openStreams) end() {
	o.mu.Lock()
	o.ended = true
	o.mu.Unlock()
	o.group.Wait()
}
