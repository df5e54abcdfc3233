package eventstore

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"
)

// term is one ownership at work: the loop that decides, and beside it a goroutine that does nothing but commit.
type term struct {
	*sequencer
	own    *ownership
	ledger *ledger
	group  []*request
	pace   pace
	hold   *time.Timer // ends a wait for more requests
	work   chan *plan  // to the committing goroutine; at most one plan is with it
	landed chan error  // its answer
}

func newTerm(s *sequencer, own *ownership) *term {
	t := &term{
		sequencer: s, own: own, ledger: newLedger(own, s.ticks),
		pace: newPace(), hold: time.NewTimer(time.Hour),
		work: make(chan *plan, 1), landed: make(chan error, 1),
	}
	t.hold.Stop()
	return t
}

// lead writes the log until ctx ends or the ownership is lost. It returns what is left to be settled or answered by the
// next term, nil for nothing. first is what the last term left.
func (t *term) lead(ctx context.Context, first *leftover) *leftover {
	check := time.NewTicker(checkEvery)
	defer check.Stop()
	// Clients give up, we do not: what was begun is finished, within the limits of lookups and commits.
	steady := context.WithoutCancel(ctx)
	go t.commitAll(steady)
	defer close(t.work)
	if first != nil {
		if lost := t.admit(steady, alive(first.requests)); lost != nil {
			return lost
		}
	}
	for {
		t.dispatch()
		queue := t.queue
		if t.full() {
			queue = nil
		}
		var lost *leftover
		select {
		case r := <-queue:
			lost = t.admit(steady, t.gather(r))
		case err := <-t.landed:
			lost = t.land(steady, err)
		case <-t.hold.C:
			t.pace.release(t.now(), len(t.ledger.making.requests))
		case <-check.C:
			lost = t.check(steady)
		case <-ctx.Done():
			return t.finish(steady)
		}
		if lost != nil {
			return lost
		}
	}
}

func (t *term) commitAll(ctx context.Context) {
	for p := range t.work {
		t.landed <- t.own.commit(ctx, p)
	}
}

// gather takes what waits in the queue, up to the bounds of a batch, and leaves out whoever has gone.
func (t *term) gather(r *request) []*request {
	t.group = t.group[:0]
	bytes, room := t.ledger.making.bytes, t.pace.room()
	for {
		if err := r.ctx.Err(); err != nil {
			r.finish(err)
		} else {
			t.group = append(t.group, r)
			bytes += r.bytes
		}
		if len(t.ledger.making.requests)+len(t.group) >= room || bytes >= maxBatchBytes {
			return t.group
		}
		select {
		case r = <-t.queue:
		default:
			return t.group
		}
	}
}

// alive leaves out requests whose callers have gone.
func alive(requests []*request) []*request {
	return slices.DeleteFunc(requests, func(r *request) bool {
		err := r.ctx.Err()
		if err != nil {
			r.finish(err)
		}
		return err != nil
	})
}

// admit adds the requests to the next batch.
func (t *term) admit(ctx context.Context, requests []*request) *leftover {
	if err := t.ledger.admit(ctx, requests); err != nil {
		return t.lose(err, requests)
	}
	return nil
}

// dispatch sends the next batch off if none is under way and it has not to wait for more. A batch without rows needs no
// commit.
func (t *term) dispatch() {
	making := t.ledger.making
	switch {
	case t.ledger.flying != nil || making.empty():
	case len(making.records) > 0:
		if !t.full() && t.pace.holding && t.pace.held(t.now(), len(making.requests)) {
			return
		}
		t.send()
	default:
		t.answerAtOnce()
	}
}

// full reports whether the next batch takes no more requests.
func (t *term) full() bool {
	return t.ledger.making.full() || len(t.ledger.making.requests) >= t.pace.room()
}

// answerAtOnce answers the next batch, which has no rows, and begins another one.
func (t *term) answerAtOnce() {
	t.ledger.making.answer()
	t.ledger.making.begin(t.ledger.next)
}

// send hands the next batch to the committing goroutine.
func (t *term) send() {
	t.hold.Stop()
	t.pace.launch(t.now())
	t.work <- t.ledger.launch()
}

// land ends a commit: the next batch leaves first, then readers see this one, then everybody in it is answered.
func (t *term) land(ctx context.Context, err error) *leftover {
	switch {
	case err == nil:
		p := t.ledger.land()
		if hold := t.pace.land(t.now(), len(p.requests), len(t.ledger.making.requests), len(t.queue)); hold > 0 {
			t.hold.Reset(hold)
		}
		if len(t.ledger.making.records) > 0 {
			t.dispatch()
		}
		t.show(p)
		return nil
	case errors.Is(err, errGuess):
		return t.redecide(ctx)
	case errors.Is(err, errRefused):
		t.logger.WarnContext(ctx, "a batch was refused, its requests are tried one by one", slog.Any("error", err))
		flown, made := t.ledger.rewind()
		if lost := t.singly(ctx, flown, made, err); lost != nil {
			return lost
		}
		return t.admit(ctx, alive(made))
	}
	return t.abandon(err, t.ledger.flying, t.ledger.making.takeRequests())
}

// redecide decides again what rested on a wrong guess.
func (t *term) redecide(ctx context.Context) *leftover {
	return t.admit(ctx, alive(t.ledger.unguess()))
}

// show publishes a committed batch and answers its requests.
func (t *term) show(p *plan) {
	t.feed.publish(p.records)
	p.answer()
	t.ledger.release(p)
}

// singly carries out the requests of a refused batch, each in a batch of its own, so that one that cannot be stored does
// not fail the others. refusal is why they were refused together.
func (t *term) singly(ctx context.Context, requests, waiting []*request, refusal error) *leftover {
	if len(requests) == 1 {
		requests[0].finish(refusalStatus(refusal))
		return nil
	}
	for i, r := range requests {
		if err := r.ctx.Err(); err != nil {
			r.finish(err)
			continue
		}
		r.certain = true // one by one: nothing to be won by guessing
		if err := t.ledger.admit(ctx, []*request{r}); err != nil {
			return t.lose(err, append(requests[i:], waiting...))
		}
		if len(t.ledger.making.records) == 0 {
			t.answerAtOnce()
			continue
		}
		t.send() // and not dispatch: whatever the pace is, this one waits for nobody
		err := <-t.landed
		switch {
		case err == nil:
			t.show(t.ledger.land())
		case errors.Is(err, errRefused):
			t.logger.WarnContext(ctx, "a request was refused", slog.Any("error", err))
			t.ledger.rewind()
			r.finish(refusalStatus(err))
			if diskFull(err) {
				refuseAll(requests[i+1:], errNoSpace())
				return nil
			}
		default:
			return t.abandon(err, t.ledger.flying, append(requests[i+1:], waiting...))
		}
	}
	return nil
}

// lose ends the term because the database could not be asked. A commit that is under way is awaited first: it may be fine.
// undecided are requests that are in no plan.
func (t *term) lose(cause error, undecided []*request) *leftover {
	var open *plan
	var flown []*request
	if t.ledger.flying != nil {
		switch err := <-t.landed; {
		case err == nil:
			t.show(t.ledger.land())
		case errors.Is(err, errRefused), errors.Is(err, errGuess):
			flown = t.ledger.flying.takeRequests()
		case errors.Is(err, errFenced):
			flown, cause = t.ledger.flying.takeRequests(), err
		default:
			open = t.ledger.flying
		}
	}
	waiting := append(flown, t.ledger.making.takeRequests()...)
	return t.abandon(cause, open, append(waiting, undecided...))
}

// abandon ends the term. open is a batch whose commit has an open outcome, or one that was fenced, which is not.
func (t *term) abandon(cause error, open *plan, requests []*request) *leftover {
	t.logger.Warn("the event log is not ours any more", slog.Int64("epoch", t.own.epoch), slog.Any("error", cause))
	left := &leftover{epoch: t.own.epoch, plan: open, requests: requests}
	if errors.Is(cause, errFenced) {
		t.giveUp(left) // another server serves now: nobody should wait for us
		left.forget()
	}
	return left
}

// check asks whether the log is still ours. It notices what no commit would tell an idle owner.
func (t *term) check(ctx context.Context) *leftover {
	if err := t.own.check(ctx); err != nil {
		return t.lose(err, nil)
	}
	return nil
}

// finish commits what was accepted already and ends the term in order.
func (t *term) finish(ctx context.Context) *leftover {
	t.setReady(false)
	t.pace.holding = false
	for t.ledger.flying != nil || !t.ledger.making.empty() {
		t.dispatch()
		if t.ledger.flying == nil {
			continue
		}
		switch err := <-t.landed; {
		case err == nil:
			t.show(t.ledger.land())
		case errors.Is(err, errGuess):
			if lost := t.redecide(ctx); lost != nil {
				return lost
			}
		default:
			flying := t.ledger.flying
			if errors.Is(err, errRefused) {
				flying.refuse(refusalStatus(err))
				flying = nil
			}
			return t.abandon(err, flying, t.ledger.making.takeRequests())
		}
	}
	return nil
}

func refuseAll(requests []*request, err error) {
	for _, r := range requests {
		r.finish(err)
	}
}

// refusalStatus is what clients are told when PostgreSQL refused their request for good.
func refusalStatus(err error) error {
	if diskFull(err) {
		return errNoSpace()
	}
	return errNotReady()
}
