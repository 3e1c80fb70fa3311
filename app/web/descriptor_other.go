//go:build !unix

package web

// descriptors returns how many connections are taken where the system sets no limit.
func descriptors() int { return maxConnections + ownDescriptors }
