package eventstore

import (
	"testing"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// TestAnOpenBatchIsPartedByWhatIsKnown: a batch that is not the last one in the log was not committed only if nobody else can
// have written after it. A delete that is decided again would be refused as if somebody else had been faster.
func TestAnOpenBatchIsPartedByWhatIsKnown(t *testing.T) {
	t.Parallel()
	const epoch = 7
	for name, test := range map[string]struct {
		epoch                         int64
		last                          bool // the batch is the last one in the log
		committed, repeated, answered bool
	}{
		"committed":                          {epoch: epoch + 1, last: true, committed: true},
		"not committed":                      {epoch: epoch + 1, repeated: true},
		"committed, somebody owned it since": {epoch: epoch + 2, last: true, committed: true},
		"covered by another owner's":         {epoch: epoch + 2, answered: true},
	} {
		p := newPlan()
		p.begin(1)
		r := newRequest(t.Context(), kindDelete, "s", 0, nil)
		p.requests = append(p.requests, r)
		left := &leftover{epoch: epoch, plan: p}
		last := uuid.New()
		if test.last {
			last = p.id
		}
		committed := left.part(test.epoch, last)
		if (committed == p) != test.committed || (len(left.requests) == 1) != test.repeated || left.plan != nil {
			t.Errorf("%s: committed %v, to repeat %d", name, committed == p, len(left.requests))
		}
		select {
		case <-r.done:
			if !test.answered || status.Code(r.err) != codes.Unavailable {
				t.Errorf("%s: answered %v", name, r.err)
			}
		default:
			if test.answered {
				t.Errorf("%s: not answered", name)
			}
		}
	}
}
