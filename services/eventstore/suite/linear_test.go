package suite_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/anishathalye/porcupine"
	"github.com/google/uuid"

	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/longtest"
	"anjie.internal/services/internal/pg/pgtest"
)

// try is one append of one event to one stream, as a client saw it.
type try struct {
	stream   int
	expected int64
	id       int // stands for the event id; the same in a retry
}

type verdict uint8

const (
	accepted verdict = iota
	rejected
	unknown // the call failed: the event may be there, now or later
)

// streamModel says what a stream is: a list of ids to which an append adds one at the right place, or which has it there
// already (a retry), or which refuses. An unknown append adds or does not.
func streamModel() porcupine.Model {
	m := porcupine.NondeterministicModel{
		Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
			by := map[int][]porcupine.Operation{}
			for _, o := range history {
				s := o.Input.(try).stream
				by[s] = append(by[s], o)
			}
			var parts [][]porcupine.Operation
			for _, p := range by {
				parts = append(parts, p)
			}
			return parts
		},
		Init: func() []any { return []any{[]int(nil)} },
		Step: func(state, input, output any) []any {
			ids, in := state.([]int), input.(try)
			fits := int64(len(ids))-1 == in.expected
			repeats := in.expected+1 < int64(len(ids)) && ids[in.expected+1] == in.id
			added := func() []any { return []any{append(slices.Clone(ids), in.id)} }
			switch output.(verdict) {
			case accepted:
				switch {
				case fits:
					return added()
				case repeats:
					return []any{ids}
				}
				return nil
			case rejected:
				if fits || repeats {
					return nil
				}
				return []any{ids}
			default:
				if fits {
					return append(added(), ids)
				}
				return []any{ids}
			}
		},
		Equal: func(a, b any) bool { return slices.Equal(a.([]int), b.([]int)) },
		DescribeOperation: func(in, out any) string {
			return fmt.Sprintf("%+v → %d", in, out)
		},
	}
	return m.ToModel()
}

// clock gives histories their times: real ones, so that what was over before another began is known to be.
func clock(start time.Time) int64 { return int64(time.Since(start)) }

func TestAppendsToAStreamAreLinearizable(t *testing.T) {
	server := eventstoretest.Start(t, pgtest.FreshDSN(t))
	client := connect(t, server.ConnectionString())
	history := drive(t, client, longtest.Pick(t, 8, 40), longtest.Pick(t, 60, 150))

	count := map[verdict]int{}
	for _, o := range history {
		count[o.Output.(verdict)]++
	}
	t.Logf("%d accepted, %d rejected, %d unknown", count[accepted], count[rejected], count[unknown])
	if count[rejected] == 0 || count[unknown] == 0 {
		t.Error("void: the trial needs conflicts and unknown outcomes")
	}
	if r := porcupine.CheckOperationsTimeout(streamModel(), history, time.Minute); r != porcupine.Ok {
		t.Errorf("linearizability: %v", r)
	}
}

// The negative control: the model must not accept a history in which an acknowledged append was lost, nor one in which two
// clients were told that the same revision is theirs.
func TestTheModelRejectsWhatIsNotLinearizable(t *testing.T) {
	op := func(from, to int64, in try, out verdict) porcupine.Operation {
		return porcupine.Operation{Input: in, Output: out, Call: from, Return: to}
	}
	for name, h := range map[string][]porcupine.Operation{
		"an accepted event is lost": {
			op(0, 1, try{0, -1, 1}, accepted), op(2, 3, try{0, -1, 2}, accepted),
		},
		"two at one revision": {
			op(0, 5, try{0, -1, 1}, accepted), op(1, 6, try{0, -1, 2}, accepted),
		},
		"rejected without a reason": {
			op(0, 1, try{0, -1, 1}, accepted), op(2, 3, try{0, 0, 2}, rejected),
		},
		"a retry rejected": {
			op(0, 1, try{0, -1, 1}, accepted), op(2, 3, try{0, -1, 1}, rejected),
		},
	} {
		if porcupine.CheckOperations(streamModel(), h) {
			t.Errorf("%s: accepted", name)
		}
	}
}

// drive lets four clients a stream append, retry what they do not know, and read again after a conflict.
func drive(t *testing.T, client *esdb.Client, streams, tries int) []porcupine.Operation {
	t.Helper()
	const perStream = 4
	var (
		mu      sync.Mutex
		history []porcupine.Operation
		wg      sync.WaitGroup
		start   = time.Now() //nolint:forbidigo // a history is made of real times
		run     = uuid.NewString()
	)
	for c := range streams * perStream {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(11, uint64(c)))
			name := fmt.Sprintf("linear-%s-%d", run, c%streams)
			expected, again := int64(-1), try{id: -1}
			for i := range tries {
				in := try{c % streams, expected, c*tries + i}
				if again.id >= 0 {
					in, again = again, try{id: -1}
				}
				hurried := rng.IntN(12) == 0
				call := clock(start)
				out := attempt(t.Context(), client, name, in, hurried)
				end := clock(start)
				if out == unknown {
					end = math.MaxInt64 // it may still happen at any time
				}
				mu.Lock()
				history = append(history, porcupine.Operation{ClientId: c, Input: in, Output: out, Call: call, Return: end})
				mu.Unlock()
				switch out {
				case accepted:
					expected = in.expected + 1
				case rejected:
					now, err := last(t.Context(), client, name)
					if err != nil {
						t.Error(err)
						return
					}
					expected = now
				case unknown:
					again = in
				}
			}
		})
	}
	wg.Wait()
	return history
}

func attempt(ctx context.Context, client *esdb.Client, stream string, in try, hurried bool) verdict {
	patience := 20 * time.Second
	if hurried {
		patience = 2 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := client.AppendToStream(ctx, stream, esdb.AppendToStreamOptions{ExpectedRevision: revision(in.expected)}, esdb.EventData{
		EventID: uuid.NewSHA1(uuid.NameSpaceOID, fmt.Appendf(nil, "%s/%d", stream, in.id)), EventType: "trial", ContentType: esdb.ContentTypeJson, Data: []byte(`{}`),
	})
	var e *esdb.Error
	switch {
	case err == nil:
		return accepted
	case errors.As(err, &e) && e.Code() == esdb.ErrorCodeWrongExpectedVersion:
		return rejected
	default:
		return unknown
	}
}

func last(ctx context.Context, client *esdb.Client, stream string) (int64, error) {
	r, err := client.ReadStream(ctx, stream, esdb.ReadStreamOptions{Direction: esdb.Backwards, From: esdb.End{}}, 1)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	e, err := r.Recv()
	var missing *esdb.Error
	if errors.Is(err, io.EOF) || errors.As(err, &missing) && missing.Code() == esdb.ErrorCodeResourceNotFound {
		return -1, nil
	}
	if err != nil {
		return 0, err
	}
	return int64(e.OriginalEvent().EventNumber), nil
}
