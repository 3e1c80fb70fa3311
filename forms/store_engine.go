package forms

import "context"

// engine is the database under a Store. The statements are the same on all of them;
// this is what stands beside these.
type engine interface {
	// open connects, creates what is missing and brings the schema up to date.
	// A service and a command may have different rights.
	open(ctx context.Context, directory string, service bool) error
	// tidy removes what the engine keeps of rows that have been moved or deleted.
	// It returns an error while somebody's reading holds it up.
	tidy(ctx context.Context) error
	// probe finds out whether something could be written now. If the last commit
	// failed it commits something as well, which changes nothing.
	probe(ctx context.Context, broken bool) error
	// ofMachine reports whether an error comes from the machine, the server or the
	// way to it, and not from what was to be written.
	ofMachine(err error) bool
}
