//go:build !race

package main

// raceDetector says that the tests run with the race detector, so that the
// program that they build has it, too.
const raceDetector = false
