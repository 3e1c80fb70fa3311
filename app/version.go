package main

import (
	"context"
	"fmt"
	"runtime/debug"
)

func versionCommand() command {
	return command{
		name:  "version",
		short: "print the version of the program",
		long:  "Prints the version of the program and of the Go release that built it.",
		run: func(_ context.Context, c *call) error {
			if _, err := c.parse(0); err != nil {
				return err
			}
			info, _ := debug.ReadBuildInfo()
			fmt.Fprintln(c.stdout, "resonanz", version(), info.GoVersion)
			return nil
		},
	}
}

// release is the version that an image is built as: -ldflags "-X main.release=…".
// Images are built without the repository, so the Go tool cannot stamp them.
var release string

// version returns the version of the program: the release, or what the Go tool
// stamped into it, or "(devel)" for neither.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(devel)"
	}
	return info.Main.Version
}
