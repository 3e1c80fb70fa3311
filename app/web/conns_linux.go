package web

import (
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// giveUp lets the system end the connection when what was written has not been
// acknowledged for so long. Without it a client that has vanished (a sleeping
// laptop, a lost network) is missed only after a quarter of an hour, since
// small writes go on succeeding into the buffer (tcp(7), TCP_USER_TIMEOUT).
func giveUp(conn *net.TCPConn, after time.Duration) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(after.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return failed
}
