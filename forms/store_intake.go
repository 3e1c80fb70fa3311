package forms

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// QueueLimit bounds the submissions that wait for the writer: about half a
	// second of work. Beyond it a phone is better off with a 503 and a retry
	// than with a longer wait.
	QueueLimit = 4096
	// batchLimit bounds one transaction, and with it the wait of the first in
	// the batch and the number of bound parameters. Half a hall at once: while one
	// half is committed, the forms of the other are read.
	batchLimit = 128
	// gatherYields is how many times the writer lets others run without a new
	// submission before it stops gathering, gatherTime how long it gathers at most:
	// little beside the commit, which takes a millisecond or more.
	gatherYields = 20
	gatherTime   = 500 * time.Microsecond
	// putOff is how long after the machine has failed a commit answers are refused
	// without another try: each try may wait for a lock.
	putOff = time.Second
	// commitLimit bounds one commit on PostgreSQL; a server that takes longer is
	// broken. On SQLite the one thing a commit waits for is the lock, and that has its
	// own bound (busyTimeout); no context ends a system call that hangs. One that
	// may end has the driver run each statement in a goroutine of its own there, a
	// tenth of what an answer costs.
	commitLimit = 20 * time.Second
)

// Submission is what a participant sent, parsed.
type Submission struct {
	SessionID int64
	Token     Token
	Form      *Form // the form, as asked in the session, that parsed the answers
	Answers   Answers
	Simulated bool   // made by a rehearsal or a demonstration
	Pass      string // as it was typed, where the event asks for one; simulated answers need none
}

// Receipt says what became of a submission.
type Receipt struct {
	// Duplicate says that the token had been stored before, and perhaps withdrawn
	// since; nothing was counted again.
	Duplicate bool
	// Differs says that a duplicate brought other answers than the stored ones,
	// as after the browser's back button. The stored ones stand.
	Differs bool
}

// intake takes submissions in groups: one writer takes all that wait, commits
// them in one transaction and answers them. That shares the cost of making a
// commit durable, and orders everything that counts.
type intake struct {
	store  *Store
	queue  chan *request
	closed chan struct{} // closed when no more submissions are taken
	done   chan struct{} // closed when the writer has finished
	once   sync.Once
	// broken says that the machine failed the last commit, for readiness checks.
	broken atomic.Bool
	failed time.Time // when it did; the writer's own
	// several says that the last batch had more than one submission; the writer's own.
	several bool
}

type request struct {
	Submission
	act    *podiumAct // what a phone does at a podium, nil for a submission
	ticks  Answers
	texts  map[string]string
	hash   passHash    // of the pass
	result chan result // capacity 1: the writer never waits for a reader
}

type result struct {
	receipt Receipt
	err     error
}

func newIntake(s *Store) *intake {
	in := &intake{
		store:  s,
		queue:  make(chan *request, QueueLimit),
		closed: make(chan struct{}),
		done:   make(chan struct{}),
	}
	go in.run()
	return in
}

// Submit stores a submission and returns once it is durable. A token that was
// stored before changes nothing and succeeds, whatever its pass. CodeWrongPass
// and CodeUsedPass ask for another pass. CodeNotOpen, CodeClosed and
// CodeConflict (the form has changed since the page was made) say that it will
// never be stored as it is, as does CodeInvalid of one without any answer;
// CodeBusy says that it may be repeated with the same
// token, also where the first try may have been stored in the meantime.
func (s *Store) Submit(ctx context.Context, sub Submission) (Receipt, error) {
	if len(sub.Answers) == 0 {
		return Receipt{}, Errorf(CodeInvalid, "a submission without an answer")
	}
	r := &request{Submission: sub}
	r.ticks, r.texts = sub.Form.split(sub.Answers)
	var err error
	if r.hash, err = s.passHashOf(ctx, &sub); err != nil {
		return Receipt{}, err
	}
	return s.enqueue(ctx, r)
}

// enqueue has the writer commit the request and returns what became of it.
func (s *Store) enqueue(ctx context.Context, r *request) (Receipt, error) {
	if err := s.check.damage(); err != nil {
		return Receipt{}, Errorf(CodeBusy, "%w", err) // phones keep what they have
	}
	select {
	case <-s.intake.closed:
		return Receipt{}, Errorf(CodeBusy, "the store is closing")
	default:
	}
	r.result = make(chan result, 1)
	select {
	case s.intake.queue <- r:
	default:
		return Receipt{}, Errorf(CodeBusy, "the queue is full")
	}
	select {
	case done := <-r.result:
		return done.receipt, done.err
	case <-ctx.Done():
		return Receipt{}, Errorf(CodeBusy, "waiting for the commit: %w", ctx.Err())
	case <-s.intake.done:
		// The writer answers all it took before it ends; what it did not take
		// came too late.
		select {
		case done := <-r.result:
			return done.receipt, done.err
		default:
			return Receipt{}, Errorf(CodeBusy, "the store has closed")
		}
	}
}

func (in *intake) close() {
	in.once.Do(func() { close(in.closed) })
	<-in.done
}

func (in *intake) run() {
	defer close(in.done)
	for {
		select {
		case first := <-in.queue:
			in.answer(in.take(first))
		case <-in.closed:
			for len(in.queue) > 0 {
				in.answer(in.take(<-in.queue))
			}
			return
		}
	}
}

// take returns first and what waits behind it. After a batch of several, those
// who have just been answered or are about to submit get a moment to join in: a
// commit costs about as much for one as for a hundred. One alone would only wait.
func (in *intake) take(first *request) []*request {
	batch := append(make([]*request, 0, 64), first)
	yields := 1
	if in.several {
		yields = gatherYields
	}
	begun, idle := time.Now(), 0
	for len(batch) < batchLimit && idle < yields && time.Since(begun) < gatherTime {
		select {
		case r := <-in.queue:
			batch = append(batch, r)
			idle = 0
		default:
			idle++
			if in.several {
				runtime.Gosched()
			}
		}
	}
	in.several = len(batch) > 1
	return batch
}

// answer commits a batch and answers its requests. If it fails for a reason of
// its own, it is tried again one by one, so that one submission cannot keep the
// others out. If the machine fails, all are told at once, also those that have
// waited meanwhile: one by one they would wait for the same lock in turn. For a
// moment those that come then are told so without another try.
func (in *intake) answer(batch []*request) {
	if in.broken.Load() && time.Since(in.failed) < putOff {
		refuse(batch, errPutOff)
		return
	}
	ctx := context.Background()
	if in.store.postgres() {
		limited, cancel := context.WithTimeout(ctx, commitLimit)
		defer cancel()
		ctx = limited
	}
	results, err := in.store.commit(ctx, batch)
	machine := err != nil && in.store.engine.ofMachine(err)
	in.broken.Store(machine)
	switch {
	case err == nil:
		for i, r := range batch {
			r.result <- results[i]
		}
		return
	case machine:
		in.failed = time.Now()
		for n := len(in.queue); n > 0; n-- {
			batch = append(batch, <-in.queue)
		}
	case len(batch) > 1:
		for i := range batch {
			in.answer(batch[i : i+1])
		}
		return
	}
	in.store.log.Error("submissions not stored", "error", err, "submissions", len(batch))
	refuse(batch, err)
}

var errPutOff = errors.New("the last commit has just failed")

func refuse(batch []*request, err error) {
	for _, r := range batch {
		r.result <- result{err: Errorf(CodeBusy, "commit: %w", err)}
	}
}
