//go:build unix

package web

import "syscall"

// descriptors returns how many files and connections the process may have open.
// Go raises that to the hard limit of the system when a program starts.
func descriptors() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > maxConnections+ownDescriptors {
		return maxConnections + ownDescriptors
	}
	return int(limit.Cur)
}
