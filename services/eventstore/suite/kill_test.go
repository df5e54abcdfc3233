package suite_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/longtest"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/pg/pgtest"
)

// process is the server in a process of its own, which can be killed like one.
type process struct {
	dsn, address string
	cmd          *exec.Cmd
}

func (p *process) start(t *testing.T) {
	t.Helper()
	p.cmd = exec.Command(os.Args[0]) //nolint:noctx // this very binary; it is killed, not cancelled
	p.cmd.Env = append(os.Environ(), serverDSN+"="+p.dsn, serverListen+"="+p.address)
	p.cmd.Stderr = os.Stderr
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// TestNothingAcknowledgedIsLostUnderKills kills the server and PostgreSQL in turns while workers append, each to its own
// stream, repeating what was not answered under the same id. At the end the log must hold what was acknowledged, once and in
// order, and nothing that nobody asked for.
func TestNothingAcknowledgedIsLostUnderKills(t *testing.T) {
	const workers = 16
	kills := longtest.Pick(t, 4, 24)
	cluster := pgtest.Durable(t)
	server := &process{dsn: cluster.DSN("postgres"), address: freeAddress(t)}
	server.start(t)
	defer func() { server.kill() }()
	store, err := esdb.Open(t.Context(), "esdb://"+server.address+"?tls=false", esdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var (
		wg                 sync.WaitGroup
		acked              = make([][]uuid.UUID, workers)
		asked              = make([]uuid.UUID, workers) // the id that was asked for last
		retries, succeeded atomic.Int64
		doubts             [2]atomic.Int64 // appends whose outcome was not known, by who was killed last
		victim             atomic.Int32
		step               = make(chan struct{}, 1)
	)
	for w := range workers {
		wg.Go(func() {
			for ctx.Err() == nil {
				asked[w] = uuid.New()
				for ctx.Err() == nil {
					if err := once(ctx, store, w, len(acked[w]), asked[w]); err != nil {
						if errors.Is(err, es.ErrConflict) {
							t.Errorf("worker %d: refused at %d: its own retry was taken for somebody else's", w, len(acked[w]))
							return
						}
						if retries.Add(1); errors.Is(err, es.ErrUnknownOutcome) {
							doubts[int(victim.Load())].Add(1)
						}
						rest(ctx, 5*time.Millisecond) // a dead server answers at once
						continue
					}
					acked[w] = append(acked[w], asked[w])
					succeeded.Add(1)
					select {
					case step <- struct{}{}:
					default:
					}
					break
				}
			}
		})
	}
	killed := map[string]int{}
	for i := range kills {
		progress(t, &succeeded, step, 200)
		victim.Store(int32(i % 2))
		if i%2 == 0 {
			killed["server"]++
			server.kill()
			server.start(t)
		} else {
			killed["postgres"]++
			cluster.Kill()
			restart(t, cluster)
		}
	}
	progress(t, &succeeded, step, 200)
	stop()
	wg.Wait()
	t.Logf("killed %v, %d appends acknowledged, %d attempts repeated; in doubt after kills of the server %d, of PostgreSQL %d",
		killed, succeeded.Load(), retries.Load(), doubts[0].Load(), doubts[1].Load())
	if doubts[0].Load() == 0 || doubts[1].Load() == 0 {
		t.Error("void: both kinds of kill must leave appends in doubt")
	}
	check(t, store, acked, asked)
}

// rest waits, or returns when ctx ends.
func rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// once appends one event; it waits no longer than a call may take, so that a dead server costs a retry and not the worker.
func once(ctx context.Context, store es.Store, w, n int, id uuid.UUID) error {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	_, err := store.Append(ctx, fmt.Sprintf("killed-%d", w), int64(n)-1,
		[]es.Pending{{ID: id, Type: "trial", Data: []byte(`{}`), Metadata: []byte(`{}`)}})
	return err
}

// progress waits until n more appends were acknowledged.
func progress(t *testing.T, succeeded *atomic.Int64, step <-chan struct{}, n int64) {
	t.Helper()
	timeout := time.NewTimer(time.Minute)
	defer timeout.Stop()
	for until := succeeded.Load() + n; succeeded.Load() < until; {
		select {
		case <-step:
		case <-timeout.C:
			t.Fatalf("no progress: %d appends acknowledged", succeeded.Load())
		}
	}
}

func restart(t *testing.T, c *pglocal.Cluster) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := c.Restart(ctx); err != nil {
		t.Fatal(err)
	}
}

func check(t *testing.T, store es.Store, acked [][]uuid.UUID, asked []uuid.UUID) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	byStream := map[string][]uuid.UUID{}
	seen := map[uuid.UUID]bool{}
	position := uint64(0)
	for r, err := range store.ReadAll(ctx, es.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		if position++; r.Position.Commit != position {
			t.Fatalf("position %d where %d was due: the log is not dense", r.Position.Commit, position)
		}
		if seen[r.ID] {
			t.Errorf("event %s is in the log twice", r.ID)
		}
		seen[r.ID] = true
		if r.Revision != uint64(len(byStream[r.Stream])) {
			t.Errorf("%s: revision %d where %d was due", r.Stream, r.Revision, len(byStream[r.Stream]))
		}
		byStream[r.Stream] = append(byStream[r.Stream], r.ID)
	}
	for w, want := range acked {
		got := byStream[fmt.Sprintf("killed-%d", w)]
		if len(got) == len(want)+1 && got[len(want)] == asked[w] {
			got = got[:len(want)] // stored, and the worker was stopped before it heard of it
		}
		if len(got) != len(want) {
			t.Errorf("worker %d: %d events in the log, %d acknowledged", w, len(got), len(want))
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("worker %d: event %d is %s, acknowledged was %s", w, i, got[i], want[i])
			}
		}
	}
}
