package forms

import (
	"context"
	"io"
	"log/slog"
	"time"
)

// Store is the one way to everything that is kept. It is safe for concurrent
// use.
type Store struct{}

// Options are the outside world of a Store.
type Options struct {
	Now func() time.Time // default time.Now
	Log *slog.Logger     // default: discard
}

// Open opens the store at dsn, a directory, creates it if need be and brings it to the newest schema.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) { panic("stub") }

// Close finishes the queued submissions and closes the store.
func (s *Store) Close() error { panic("stub") }

// Ready reports whether the store can take answers now: nil, or why not.
func (s *Store) Ready(ctx context.Context) error { panic("stub") }

// Imported says what an import did.
type Imported struct {
	Event    Event
	Created  bool
	Versions []string // forms that got a new version, by key
}

// Import creates the event of a definition, or updates the one with its key.
func (s *Store) Import(ctx context.Context, d *Definition) (Imported, error) { panic("stub") }

// Events returns all events, newest first.
func (s *Store) Events(ctx context.Context) ([]Event, error) { panic("stub") }

// Event returns the event with the code, or CodeNotFound.
func (s *Store) Event(ctx context.Context, code string) (*Event, error) { panic("stub") }

// Session returns the session with the code and its event, or CodeNotFound.
func (s *Store) Session(ctx context.Context, code string) (*Session, *Event, error) { panic("stub") }

// Programme returns the event's sessions in programme order.
func (s *Store) Programme(ctx context.Context, eventID int64) ([]Session, error) { panic("stub") }

// Form returns the form as it is asked in the session, prepared.
func (s *Store) Form(ctx context.Context, session *Session) (*Form, error) { panic("stub") }

// Submission is what a participant sent, parsed.
type Submission struct {
	SessionID int64
	Token     Token
	Form      *Form // the form it was parsed with
	Answers   Answers
	Simulated bool
}

// Receipt says what became of a submission.
type Receipt struct {
	Duplicate bool // it had been stored before; nothing was counted again
}

// Submit stores a submission and returns once it is durable. CodeNotOpen, CodeClosed; CodeBusy: nothing was stored (or may be repeated).
func (s *Store) Submit(ctx context.Context, sub Submission) (Receipt, error) { panic("stub") }

// Stored reports whether the token's response is stored.
func (s *Store) Stored(ctx context.Context, sessionID int64, t Token) (bool, error) { panic("stub") }

// Withdraw deletes the token's response and comments while the session is open (CodeClosed after that, CodeNotFound if there is none).
func (s *Store) Withdraw(ctx context.Context, sessionID int64, t Token) error { panic("stub") }

// SetState opens or closes a session.
func (s *Store) SetState(ctx context.Context, sessionID int64, state State) error { panic("stub") }

// Turnouts returns the turnout of each of the event's sessions.
func (s *Store) Turnouts(ctx context.Context, eventID int64) (map[int64]Turnout, error) {
	panic("stub")
}

// Revisions returns the revision of each of the sessions' turnouts.
func (s *Store) Revisions(ctx context.Context, sessionIDs []int64) (map[int64]int64, error) {
	panic("stub")
}

// Figures returns what may be known of the session.
func (s *Store) Figures(ctx context.Context, session *Session) (Figures, error) { panic("stub") }

// Comments returns the session's comments that belong to its release, order meaningless.
func (s *Store) Comments(ctx context.Context, sessionID int64) ([]Comment, error) { panic("stub") }

// EventFigures returns what may be known of the event, all read at one moment.
func (s *Store) EventFigures(ctx context.Context, eventID int64) (EventFigures, error) { panic("stub") }

// OnCommit has f called after each commit with the sessions it changed; f must not block.
func (s *Store) OnCommit(f func(sessionIDs []int64)) { panic("stub") }

// Difference is a tally cell that does not agree with a recount.
type Difference struct {
	SessionID int64
	Cell      Cell
	Stored    int
	Recounted int
}

// Verify recounts all tallies from the stored rows.
func (s *Store) Verify(ctx context.Context) ([]Difference, error) { panic("stub") }

// PurgeSimulated deletes the event's simulated responses.
func (s *Store) PurgeSimulated(ctx context.Context, eventID int64) (int, error) { panic("stub") }

// RehearsalKey returns the event's secret by which rehearsals mark their answers (32 bytes hex).
func (s *Store) RehearsalKey(ctx context.Context, eventID int64) (string, error) { panic("stub") }

// Backup writes a consistent copy of the database.
func (s *Store) Backup(ctx context.Context, path string) error { panic("stub") }

// Account is somebody who may sign in.
type Account struct {
	ID   int64
	Name string // unique, compared without case
	Role Role
	Hash string // PHC string of the password
}

// Role is what an account may do.
type Role string

// The roles.
const (
	Organiser Role = "organiser" // everything
	Moderator Role = "moderator" // the live pages
)

// CreateAccount stores a new account, CodeConflict if the name is taken.
func (s *Store) CreateAccount(ctx context.Context, a *Account) error { panic("stub") }

// Account returns the account with the name, or CodeNotFound.
func (s *Store) Account(ctx context.Context, name string) (*Account, error) { panic("stub") }

// HasAccounts reports whether any account exists.
func (s *Store) HasAccounts(ctx context.Context) (bool, error) { panic("stub") }

// SetPassword replaces the hash and ends all sign-ins of the account.
func (s *Store) SetPassword(ctx context.Context, accountID int64, hash string) error { panic("stub") }

// SignIn starts a sign-in whose secret is token (only its SHA-256 is stored) and returns nothing else.
func (s *Store) SignIn(ctx context.Context, accountID int64, token string) error { panic("stub") }

// SignedIn returns the account of a live sign-in (idle 30 min... absolute 12 h), CodeNotFound otherwise, and keeps it alive.
func (s *Store) SignedIn(ctx context.Context, token string) (*Account, error) { panic("stub") }

// SignOut ends the sign-in.
func (s *Store) SignOut(ctx context.Context, token string) error { panic("stub") }

var _ io.Writer
