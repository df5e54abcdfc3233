package view_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/telemetry/logtest"
)

const secret = "Zhang 13800138000"

// poisoned fills a log in which every 100th event is poison, each in its own stream, which goes on after it.
func poisoned(w *world) (bad, behind int) {
	for i := range 1000 {
		stream := fmt.Sprintf("dispute-%d", i%50)
		if i%100 == 99 {
			stream = fmt.Sprintf("dispute-bad-%d", i)
			w.append(stream, payload{N: i}, payload{N: i, Bad: true, Name: secret}, payload{N: i + 1}, payload{N: i + 2})
			bad, behind = bad+1, behind+2
			continue
		}
		w.append(stream, payload{N: i})
	}
	return bad, behind
}

func TestPoisonIsParkedOthersGoOnAndUnparkHeals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.poison.Store(true)
	bad, behind := poisoned(w)
	var lines logtest.Log
	v := w.view(func(c *view.Config) { c.Logger = slog.New(slog.NewTextHandler(&lines, nil)) })
	stop := w.run(v)
	w.waitFor(v, w.head)

	if n := w.one("select count(*) from view_sum.seen"); n != 1000-bad+bad {
		t.Fatalf("%d healthy events in the view, want 1000", n)
	}
	parked, err := v.Parked(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(parked) != bad+behind {
		t.Fatalf("%d parked, want %d and %d behind them", len(parked), bad, behind)
	}
	for _, p := range parked {
		if p.Held == (p.Revision == 1) || !p.Held && (p.Tries != 5 || !strings.Contains(p.Error, "cannot be understood")) {
			t.Fatalf("parked wrongly: %+v", p)
		}
		if strings.Contains(p.Error, "Zhang") || strings.Contains(p.Error, "138") || strings.Contains(p.Error, "1970") {
			t.Fatalf("the error tells the payload: %q", p.Error)
		}
	}
	// A line is written after the commit, which who waits may learn of first.
	w.eventually("every parked event has its line", func() bool { return lines.Count("event parked") >= len(parked) })
	if n := lines.Count("event parked"); n != len(parked) {
		t.Errorf("%d log lines for %d parked events", n, len(parked))
	}
	if strings.Contains(lines.String(), "Zhang") || strings.Contains(lines.String(), "138001") {
		t.Errorf("the log tells the payload")
	}

	// Later events of a held stream wait too, also after a restart; other streams go on.
	stop()
	again := w.view()
	w.run(again)
	w.append("dispute-bad-99", payload{N: 7})
	w.append("dispute-1", payload{N: 8})
	w.waitFor(again, w.head)
	if n := w.one("select count(*) from view_sum.seen where stream = 'dispute-bad-99'"); n != 1 {
		t.Fatalf("%d events of a held stream are in the view, want the one before the poison", n)
	}

	// While the cause is there nothing heals.
	if n, err := again.Unpark(t.Context(), "dispute-bad-99"); n != 0 || !errors.Is(err, view.ErrStillPoison) {
		t.Fatalf("unparked %d, %v; want ErrStillPoison", n, err)
	}
	w.poison.Store(false)
	for i := 99; i < 1000; i += 100 {
		want := 3
		if i == 99 {
			want = 4
		}
		if n, err := again.Unpark(t.Context(), fmt.Sprintf("dispute-bad-%d", i)); n != want || err != nil {
			t.Fatalf("unparked %d of stream %d, %v; want %d", n, i, err, want)
		}
	}
	if n, err := again.Unpark(t.Context(), "dispute-bad-99"); n != 0 || err != nil {
		t.Fatalf("unparking again: %d, %v", n, err)
	}
	if parked, err := again.Parked(t.Context()); err != nil || len(parked) > 0 {
		t.Fatalf("%d still parked, %v", len(parked), err)
	}
	// The follower has noticed that the streams are free.
	w.append("dispute-bad-99", payload{N: 9})
	w.waitFor(again, w.head)
	if got, want := w.digest(again), w.clean(w.head); got != want {
		t.Fatalf("digest %v, of a clean run %v", got, want)
	}
}

// TestAConstraintThatIsCheckedAtTheCommitIsPoisonToo repeats a row that only a deferred constraint refuses.
func TestAConstraintThatIsCheckedAtTheCommitIsPoisonToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.view()
	w.run(v)
	w.waitFor(v, w.append("dispute-0", payload{}))
	if _, err := w.pool.Exec(t.Context(), "insert into view_sum.seen values ('dispute-0', 1)"); err != nil {
		t.Fatal(err)
	}
	w.append("dispute-0", payload{})
	w.waitFor(v, w.append("dispute-1", payload{}))
	parked, err := v.Parked(t.Context())
	if err != nil || len(parked) != 1 || parked[0].Stream != "dispute-0" || !strings.Contains(parked[0].Error, "SQLSTATE=23505") {
		t.Fatalf("parked %+v, %v; want the event that broke the constraint", parked, err)
	}
}

func TestUnparkingWhileTheStreamGrowsLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.poison.Store(true)
	v := w.view()
	w.run(v)
	w.waitFor(v, w.append("dispute-0", payload{N: 1, Bad: true}))
	grown := make(chan struct{})
	go func() {
		defer close(grown)
		for i := range 300 {
			w.append("dispute-0", payload{N: i})
		}
	}()
	w.poison.Store(false)
	for done := false; !done; {
		select {
		case <-grown:
			done = true
		default:
		}
		if _, err := v.Unpark(t.Context(), "dispute-0"); err != nil {
			t.Fatal(err)
		}
	}
	w.waitFor(v, w.head)
	if _, err := v.Unpark(t.Context(), "dispute-0"); err != nil {
		t.Fatal(err)
	}
	if got, want := w.digest(v), w.clean(w.head); got != want {
		t.Fatalf("digest %v, of a clean run %v", got, want)
	}
}
