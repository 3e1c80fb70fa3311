package forms

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// sweepQuiet is how long nobody has committed when the sweeper sets to
	// work: the pause between two people of a small group.
	sweepQuiet = 100 * time.Millisecond
	// sweepLatest is when it does so although commits go on. With the sweep
	// itself no commit is in the log for longer than a second.
	sweepLatest = 800 * time.Millisecond
	// sweepRetry is the pause after a sweep that somebody's long reading kept
	// from emptying the log.
	sweepRetry = 50 * time.Millisecond
	// sweepPatience is how long those wait who have deleted something; then
	// they are answered, and the sweeper goes on trying.
	sweepPatience = time.Second
	// sweepWarn is how long the log may stay full before the operator hears of it.
	sweepWarn = time.Minute
	// truncateBusy is how long the writer waits for readers to let go of the
	// log. Pages take less, and answers wait meanwhile.
	truncateBusy = 5 * time.Millisecond
)

// sweeper keeps the files from telling what the rows do not. SQLite's
// write-ahead log holds each page as it was after each commit, and so the order
// in which people answered and what they have withdrawn; inside a page, cells
// lie in the order in which they were inserted. So the sweeper settles the rows
// (see settle) and then empties the log, soon after every commit.
type sweeper struct {
	store  *Store
	poked  chan struct{}      // has something after a commit
	asked  chan chan struct{} // closed by the sweeper once the log is empty
	closed chan struct{}
	done   chan struct{}

	mu    sync.Mutex
	loose map[place]progress // what is to be settled
}

func newSweeper(s *Store) *sweeper {
	return &sweeper{
		store: s, poked: make(chan struct{}, 1), asked: make(chan chan struct{}), closed: make(chan struct{}), done: make(chan struct{}),
		loose: map[place]progress{},
	}
}

// poke says that something has been committed.
func (w *sweeper) poke() {
	select {
	case w.poked <- struct{}{}:
	default:
	}
}

// sweep waits until the log has been emptied, sweepPatience at most.
func (w *sweeper) sweep(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, sweepPatience)
	defer cancel()
	swept := make(chan struct{})
	select {
	case w.asked <- swept:
	case <-w.done:
		return
	case <-ctx.Done():
		return
	}
	select {
	case <-swept:
	case <-w.done:
	case <-ctx.Done():
	}
}

// close sweeps for the last time.
func (w *sweeper) close() {
	close(w.closed)
	<-w.done
}

func (w *sweeper) run() {
	defer close(w.done)
	for {
		var waiting []chan struct{}
		select {
		case <-w.poked:
			waiting = w.quiet()
		case one := <-w.asked:
			waiting = append(waiting, one)
		case <-w.closed:
			w.last()
			return
		}
		if !w.clean(waiting) {
			w.last()
			return
		}
	}
}

// quiet waits until nobody has committed for a while, somebody asks for a
// sweep, or it has been long enough.
func (w *sweeper) quiet() []chan struct{} {
	latest, quiet := time.NewTimer(sweepLatest), time.NewTimer(sweepQuiet)
	defer latest.Stop()
	defer quiet.Stop()
	for {
		select {
		case <-w.poked:
			quiet.Reset(sweepQuiet)
		case one := <-w.asked:
			return []chan struct{}{one}
		case <-quiet.C:
			return nil
		case <-latest.C:
			return nil
		case <-w.closed:
			return nil
		}
	}
}

// clean sweeps until the log is empty and answers those who wait. It returns
// false if the store closes first.
func (w *sweeper) clean(waiting []chan struct{}) bool {
	begin, warned := time.Now(), false
	for {
		err := w.once(context.Background(), settleBudget)
		if err == nil {
			for _, one := range waiting {
				close(one)
			}
			return true
		}
		if !warned && time.Since(begin) > sweepWarn {
			warned = true
			w.store.log.Warn("the write-ahead log cannot be emptied: something reads the database for a long time", "error", err)
		}
		select {
		case one := <-w.asked:
			waiting = append(waiting, one)
		case <-time.After(sweepRetry):
		case <-w.closed:
			return false
		}
	}
}

// last sweeps once more, whatever is left to settle. What a reader keeps in the
// log then is emptied by whoever opens the store next, or by the service beside a
// command: there it is nothing to worry about.
func (w *sweeper) last() {
	level := slog.LevelWarn
	if w.store.lock == nil {
		level = slog.LevelDebug
	}
	if err := w.once(context.Background(), settleAtClose); err != nil {
		w.store.log.Log(context.Background(), level, "the write-ahead log was not emptied at the end", "error", err)
	}
}

// once settles rows and empties the log. It does the latter before, too: the
// shared-memory file lists the pages of the last log in their order, and is
// overwritten only by the next commit, which is then the settling.
func (w *sweeper) once(ctx context.Context, budget time.Duration) error {
	if w.unsettled() {
		if err := w.store.engine.tidy(ctx); err != nil {
			return err
		}
		if err := w.settle(ctx, budget); err != nil {
			return err
		}
		if w.unsettled() {
			w.poke()
		}
	}
	return w.store.engine.tidy(ctx)
}
