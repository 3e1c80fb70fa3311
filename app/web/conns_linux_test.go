package web

import (
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"resonanz/app/live"
)

// A stream's connection is given up by the system when its reader does not
// acknowledge what is sent, and keeps little for one that does not read.
func TestPrepare(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := prepare(conn); err != nil {
		t.Fatal(err)
	}
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var timeout, buffer int
	if err := raw.Control(func(fd uintptr) {
		timeout, _ = unix.GetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT)
		buffer, _ = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_SNDBUF)
	}); err != nil {
		t.Fatal(err)
	}
	if got := time.Duration(timeout) * time.Millisecond; got != live.WriteTimeout {
		t.Errorf("given up after %v, want %v", got, live.WriteTimeout)
	}
	if buffer > 2*streamBuffer { // the system doubles what it is asked for (socket(7))
		t.Errorf("the system keeps %d bytes, want at most twice %d", buffer, streamBuffer)
	}
}
