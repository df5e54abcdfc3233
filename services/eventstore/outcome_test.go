package eventstore

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/internal/pg/pgtest"
)

// untilSettled repeats an append with the same ids until its outcome is known, as clients do.
func (b *rig) untilSettled(stream string, expected int64, events []record) result {
	for {
		res, err := b.try(kindAppend, stream, expected, events)
		if err == nil {
			return res
		}
		if code := status.Code(err); code != codes.Unavailable {
			b.t.Errorf("%s: %v", stream, err)
			return res
		}
		await(b.t, "ready again", b.ready)
	}
}

// TestLostCommitAnswersAreSettled cuts the connection in the middle of commits: before, within and after. However it was
// cut, every append has one effect, at one place, and what the caller is told is true.
func TestLostCommitAnswersAreSettled(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	var commits atomic.Int64
	faults := &faulty{next: func() cut {
		switch commits.Add(1) % 12 {
		case 3:
			return cutBefore
		case 6:
			return cutHalf
		case 9:
			return cutAfter
		}
		return cutNothing
	}}
	b := sequence(t, dsn, func(c *sequencerConfig) { c.dial = faults.dial })

	const writers, each = 8, 30
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			stream := fmt.Sprintf("w-%d", w)
			revision := expectNoStream
			for n := range each {
				events := some(1 + n%3)
				res := b.untilSettled(stream, revision, events)
				want := revision + int64(len(events))
				if res.verdict != verdictAccepted && res.verdict != verdictRepeated || res.revision != want {
					t.Errorf("%s at %d: %+v", stream, revision, res)
					return
				}
				again := b.untilSettled(stream, revision, events)
				if again.verdict != verdictRepeated || again.revision != want || again.position != res.position {
					t.Errorf("%s at %d: %+v, then %+v", stream, revision, res, again)
				}
				revision = want
			}
		})
	}
	wg.Wait()
	for where := cutBefore; where <= cutAfter; where++ {
		if faults.fired[where].Load() < 3 {
			t.Errorf("fault %d fired only %d times", where, faults.fired[where].Load())
		}
	}
	all := dense(t, dsn)
	if want := writers * each * 2; len(all) != want {
		t.Errorf("%d events stored, want %d", len(all), want)
	}
	b.agree(all)
}

// agree fails unless readers see exactly what is stored.
func (b *rig) agree(all []row) {
	b.t.Helper()
	if head := b.feed.head(); head != int64(len(all)) {
		b.t.Errorf("head %d, stored %d", head, len(all))
	}
	seen, ok := b.feed.slice(1, int64(len(all)), len(all))
	if !ok {
		return // the ring began later: it was emptied when the ownership was broken
	}
	for i, r := range seen {
		if r.position != all[i].Position || r.stream != all[i].Stream || r.revision != all[i].Revision {
			b.t.Fatalf("readers see %d %s@%d where %+v is stored", r.position, r.stream, r.revision, all[i])
		}
	}
}

// TestTerminatedBackendsAreSurvived has PostgreSQL end the server's connections while it works.
func TestTerminatedBackendsAreSurvived(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	b := sequence(t, dsn)
	admin, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close(t.Context()) }()

	const writers, each = 8, 150
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			stream := fmt.Sprintf("w-%d", w)
			for n := range int64(each) {
				if res := b.untilSettled(stream, n-1, some(1)); res.revision != n {
					t.Errorf("%s: %+v, want revision %d", stream, res, n)
					return
				}
			}
		})
	}
	finished := make(chan struct{})
	go func() { wg.Wait(); close(finished) }()
	ended := 0
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	for running := true; running; {
		select {
		case <-finished:
			running = false
		case <-tick.C:
			var n int
			err := admin.QueryRow(t.Context(), `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
				WHERE application_name = $1 AND random() < 0.5`, b.owner.label).Scan(&n)
			if err != nil {
				t.Fatal(err)
			}
			ended += n
		}
	}
	if ended == 0 {
		t.Error("no connection was ended")
	}
	all := dense(t, dsn)
	if len(all) != writers*each {
		t.Errorf("%d events stored", len(all))
	}
	b.agree(all)
}

// TestOneBadRequestFailsAlone puts a request into a batch that PostgreSQL will not store. The RPCs refuse it before; this
// is for what they may not know.
func TestOneBadRequestFailsAlone(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	faults := &faulty{}
	b := sequence(t, dsn, func(c *sequencerConfig) { c.dial = faults.dial })
	thaw := faults.freeze()
	defer thaw()
	bad := some(1)
	bad[0].typ = "nul\x00"
	var requests []*request
	for i := range 9 { // the first is being committed, the others wait together for the next batch
		r := newRequest(t.Context(), kindAppend, "s", int64(i-1), some(1))
		switch i {
		case 4:
			r = newRequest(t.Context(), kindAppend, "bad", expectAny, slices.Clone(bad))
		case 5, 6, 7, 8:
			r.expected--
		}
		if err := b.enqueue(r); err != nil {
			t.Fatal(err)
		}
		requests = append(requests, r)
	}
	thaw()
	for i, r := range requests {
		res, err := b.wait(t.Context(), r)
		switch {
		case i == 4 && status.Code(err) != codes.Unavailable:
			t.Errorf("the bad one: %+v, %v", res, err)
		case i != 4 && (err != nil || res.verdict != verdictAccepted):
			t.Errorf("request %d: %+v, %v", i, res, err)
		}
	}
	b.do(kindAppend, "s", 7, some(1))
	if all := dense(t, dsn); len(all) != 9 {
		t.Errorf("%d events stored", len(all))
	}
}
