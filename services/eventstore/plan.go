package eventstore

import (
	"iter"
	"slices"

	"github.com/google/uuid"
)

// Bounds of one batch. They keep a commit short, and with it the wait of everybody who comes after.
const (
	maxBatchRequests = 512
	maxBatchBytes    = 4 << 20
)

// plan is one batch: the requests that are answered when it is committed, and the rows that this takes. Nobody is told
// anything about a plan before it is committed, not even refusals: they may rest on rows of the same plan.
type plan struct {
	id       uuid.UUID
	first    int64 // position of the first record
	requests []*request
	records  []record
	heads    map[string]*planned
	guesses  []string // streams that were taken for new without a look at the database; the commit looks
	bytes    int
}

// planned is a stream as it will be when the plan is committed.
type planned struct {
	head
	committed int64 // last revision in the database when the plan was begun: later ones are only in memory
	from, to  int   // the stream's rows are among records[from:to]
}

func newPlan() *plan { return &plan{heads: map[string]*planned{}} }

// begin empties the plan for reuse.
func (p *plan) begin(first int64) {
	clear(p.requests)
	clear(p.records)
	clear(p.heads)
	p.id, p.first, p.bytes = uuid.New(), first, 0
	clear(p.guesses)
	p.requests, p.records, p.guesses = p.requests[:0], p.records[:0], p.guesses[:0]
}

func (p *plan) next() int64 { return p.first + int64(len(p.records)) }

func (p *plan) full() bool { return len(p.requests) >= maxBatchRequests || p.bytes >= maxBatchBytes }

func (p *plan) empty() bool { return len(p.requests) == 0 }

// answer tells everybody what became of their requests.
func (p *plan) answer() {
	for _, r := range p.requests {
		r.finish(nil)
	}
}

// refuse tells everybody that their requests were not carried out, or maybe were.
func (p *plan) refuse(err error) {
	for _, r := range p.requests {
		r.finish(err)
	}
}

// rows yields the stream's records in the plan, in order.
func (p *plan) rows(stream string) iter.Seq[*record] {
	return func(yield func(*record) bool) {
		h := p.heads[stream]
		if h == nil {
			return
		}
		for i := h.from; i < h.to; i++ {
			if r := &p.records[i]; r.streamID == h.id && !yield(r) {
				return
			}
		}
	}
}

// takeRequests hands the requests over to somebody who will answer them later.
func (p *plan) takeRequests() []*request {
	taken := slices.Clone(p.requests)
	clear(p.requests)
	p.requests = p.requests[:0]
	return taken
}
