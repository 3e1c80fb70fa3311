package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"resonanz/app/auth"
	"resonanz/app/config"
	"resonanz/app/rehearsal"
	"resonanz/app/service"
	"resonanz/app/web"
	"resonanz/forms"
	"resonanz/forms/definition"
)

// The demo. Everything in it is made up, so its password is no secret.
const (
	demoPassword  = "konferenz-demo"
	demoOrganiser = "organisation"
	demoSeed      = 2016
	demoPhones    = 32 // at the same time while the closed sessions are filled

	// demoLive is the key of the session that stays open, the largest workshop
	// of the first conference. It begins with demoHead answers, and one more
	// comes every demoPace until everybody who is there has answered.
	demoLive = "bildung"
	demoHead = 18
	demoPace = 12 * time.Second

	// demoContacts is how many people sign up for each group of a conference.
	demoContacts = 3
)

func demoCommand() command {
	return command{
		name:  "demo",
		short: "run the service with two conferences whose answers are made up",
		long: `Runs the service with two conferences after real ones, an earlier one of a series, and the meetings of a workshop group. Simulated participants answer them over HTTP; all sessions are
			closed then but one, which fills slowly. The addresses for participants, moderators and organisers are printed. The data are removed at the end,
			unless -keep says where they stay.`,
		run: demo,
	}
}

func demo(ctx context.Context, c *call) (err error) {
	keep := c.flags.String("keep", "", "Directory in which the data stay; it must not hold a database yet. Without it they are removed at the end.")
	if _, err := c.parse(0, "listen", "base-url", "operator", "contact", "officer", "hoster", "authority", "appeals", "basis"); err != nil {
		return err
	}
	c.cfg.OpsListen, c.cfg.LogLevel = "", slog.LevelWarn
	if c.cfg.Data = *keep; *keep == "" {
		if c.cfg.Data, err = os.MkdirTemp("", "resonanz-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.cfg.Data)) }()
	} else if _, err := os.Lstat(filepath.Join(*keep, forms.DatabaseFile)); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s holds a database already; resonanz serve -data %s runs it", *keep, *keep)
	}
	log := config.NewLog(&c.cfg, c.stderr)
	return c.withService(ctx, func(store *forms.Store) error {
		s, err := service.Listen(&c.cfg, store, log)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		ended := make(chan error, 1)
		go func() {
			defer cancel()
			ended <- s.Run(ctx)
		}()
		err = c.play(ctx, store, web.LocalURL(s.Public))
		if errors.Is(err, context.Canceled) {
			err = nil
		}
		if err != nil {
			cancel()
		}
		return errors.Join(err, <-ended)
	})
}

// play fills the conferences, prints where to look, and lets the open session
// fill until ctx ends.
func (c *call) play(ctx context.Context, store *forms.Store, address string) error {
	fmt.Fprintln(c.stdout, "Resonanz demo: simulated participants answer two conferences and four smaller events, a moment please …")
	if err := demoAccount(ctx, store); err != nil {
		return err
	}
	var live *rehearsal.Rehearsal
	for _, conference := range append(definition.Conferences(), definition.Further()...) {
		r, err := demoConference(ctx, store, conference, address)
		if err != nil {
			return fmt.Errorf("conference %s: %w", conference.Name, err)
		}
		if r != nil {
			live = r
		}
	}
	if live == nil {
		return fmt.Errorf("no conference has a session %s", demoLive)
	}
	deliveries := make(chan rehearsal.Delivery)
	go live.Run(ctx, deliveries)
	for range demoHead {
		if d := <-deliveries; d.Fate != rehearsal.Acknowledged {
			return fmt.Errorf("an answer was not stored: %w", d.Err)
		}
	}
	if err := c.printDemo(ctx, store, live); err != nil {
		return err
	}
	// From here on the session is in the hands of whoever looks at the demo:
	// an answer that comes while it is closed is refused, and the next comes.
	pace := time.NewTicker(demoPace)
	defer pace.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-pace.C:
			<-deliveries
		}
	}
}

// demoAccount creates the account whose password the demo prints.
func demoAccount(ctx context.Context, store *forms.Store) error {
	hash, err := auth.NewHasher().Hash(ctx, demoPassword)
	if err != nil {
		return err
	}
	return store.CreateAccount(ctx, forms.ByCommand, &forms.Account{Name: demoOrganiser, Role: forms.Organiser, Hash: hash})
}

// demoConference creates the conference, lets its participants answer and
// closes all sessions but demoLive. It returns the rehearsal of that one, which
// has not begun, or nil if it is not part of the conference.
func demoConference(ctx context.Context, store *forms.Store, c definition.Conference, address string) (*rehearsal.Rehearsal, error) {
	d, err := c.Definition()
	if err != nil {
		return nil, err
	}
	d.Event.Simulated = true
	imported, err := store.Import(ctx, d)
	if err != nil {
		return nil, err
	}
	event := &imported.Event
	if err := demoSignUps(ctx, store, event); err != nil {
		return nil, err
	}
	if err := setStates(ctx, store, event, forms.StateOpen, ""); err != nil {
		return nil, err
	}
	r, err := rehearsal.New(ctx, store, event, address)
	if err != nil {
		return nil, err
	}
	// Other people come to each event.
	r.Participants, r.Seed, r.Phones = event.Headcount, demoSeed+uint64(event.ID), demoPhones
	r.Answers = func(s *forms.Session) bool { return s.Key != demoLive }
	deliveries := make(chan rehearsal.Delivery, r.Participants)
	go r.Run(ctx, deliveries)
	for d := range deliveries {
		if d.Fate != rehearsal.Acknowledged {
			return nil, fmt.Errorf("session %s: an answer was not stored: %w", d.Session.Key, d.Err)
		}
	}
	if err := setStates(ctx, store, event, forms.StateClosed, demoLive); err != nil {
		return nil, err
	}
	for _, s := range r.Sessions {
		if err := demoModeration(ctx, store, s.Session.ID); err != nil {
			return nil, err
		}
	}
	// One after the other: what a release shows depends on who came first.
	live := *r
	live.Phones, live.Answers = 1, func(s *forms.Session) bool { return s.Key == demoLive }
	for _, s := range r.Sessions {
		if s.Session.Key == demoLive {
			return &live, nil
		}
	}
	return nil, nil
}

// demoModeration approves most of a session's comments and stars one of them, as
// moderators do: nothing else can be on a stage. The rest stays to be tried.
func demoModeration(ctx context.Context, store *forms.Store, sessionID int64) error {
	comments, err := store.Comments(ctx, sessionID)
	if err != nil {
		return err
	}
	for i, comment := range comments {
		if i%4 == 3 {
			continue
		}
		err := store.Moderate(ctx, sessionID, comment.ID, func(m *forms.Moderation) {
			m.Status, m.Starred = forms.CommentApproved, i == 0
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// demoSignUps has made-up people sign up for the groups of the event, whom
// nobody can take for real ones: their names are numbers, and their domain is
// one that is never used (RFC 2606).
func demoSignUps(ctx context.Context, store *forms.Store, event *forms.Event) error {
	for i, key := range event.Contacts {
		for k := range demoContacts {
			n := i*demoContacts + k + 1
			contact := forms.Contact{Name: fmt.Sprintf("Demo %02d", n), Email: fmt.Sprintf("demo%02d@example.org", n), Sessions: []string{key}}
			if err := store.SignUp(ctx, event, forms.NewToken(), contact); err != nil {
				return err
			}
		}
	}
	return nil
}

// setStates brings all sessions of the event to the state, but for one.
func setStates(ctx context.Context, store *forms.Store, event *forms.Event, state forms.State, except string) error {
	sessions, err := store.Sessions(ctx, event.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.Key == except {
			continue
		}
		if err := store.SetState(ctx, s.ID, state); err != nil {
			return err
		}
	}
	return nil
}

// printDemo makes the moderator's link and prints where to look.
func (c *call) printDemo(ctx context.Context, store *forms.Store, live *rehearsal.Rehearsal) error {
	var session forms.Session
	for _, s := range live.Sessions {
		if s.Session.Key == demoLive {
			session = s.Session
		}
	}
	title, _ := session.Title.In(live.Event.Base())
	token := auth.NewToken()
	link := forms.Link{EventID: live.Event.ID, Label: title, Sessions: []int64{session.ID}}
	if err := store.CreateLink(ctx, &link, token); err != nil {
		return err
	}
	base := c.cfg.BaseURL
	_, err := fmt.Fprintf(c.stdout, `
  participant  %[1]s/%[2]s
  moderator    %[3]s   works once
  organiser    %[1]s/organise   name %[4]s, password %[5]s

The workshop %[2]s is open and fills slowly; everything else is closed.
The organiser makes further links for moderators. All answers are made up. Ctrl-C ends the demo.
`, base, session.Code, web.LinkAddress(base, forms.Moderator, token), demoOrganiser, demoPassword)
	return err
}
