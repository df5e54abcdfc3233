package eventstore

import "time"

// Bounds of the wait for more requests.
const (
	maxHold       = 2 * time.Millisecond
	minHold       = 50 * time.Microsecond // shorter ones are not worth a timer
	maxConfidence = 1.0
	minConfidence = 1.0 / 16
	minRoom       = 16 // requests; smaller batches cost more than they bring
)

// pace decides whether a batch that could leave waits a little for more. Callers in a closed loop fall into two groups that
// take turns: while the requests of one are committed those of the other queue up, and each waits for two commits. So
// after a commit, the next batch waits until as many requests are there as were under way, for a part of the time that
// the commit took. One caller alone never waits. Where waiting does not pay it shrinks to almost nothing, and then two groups
// that take turns are what is wanted: see room.
type pace struct {
	confidence float64
	around     int           // requests that were here at once, of late
	launched   time.Time     // when the last batch left
	took       time.Duration // what its commit took

	holding bool
	until   int // requests to wait for
	from    int // requests that were there when the wait began
	began   time.Time
}

func newPace() pace { return pace{confidence: maxConfidence} }

// launch notes that a batch leaves.
func (p *pace) launch(now time.Time) { p.launched, p.holding = now, false }

// land notes that the commit of a batch has returned, and says how long the next one is to be held, zero for not at all.
// answered requests were in the batch, waiting ones are in the next, queued ones in none yet.
func (p *pace) land(now time.Time, answered, waiting, queued int) time.Duration {
	p.around = max(answered+waiting+queued, p.around-p.around/32) // forgotten slowly, for room itself makes fewer be here at once
	p.took = now.Sub(p.launched)
	hold := min(time.Duration(p.confidence*float64(p.took)/2), maxHold)
	if answered+waiting < 2 || hold < minHold {
		return 0
	}
	p.holding, p.until, p.from, p.began = true, answered+waiting, waiting, now
	return hold
}

// room is how many requests the next batch may take. Where waiting does not pay, callers take longer to come back than a commit
// takes. Then they must not all be in one batch, for they would go round in one wave: nobody at work while they are committed,
// and nothing to commit while they work. So a batch leaves half of them to the next.
func (p *pace) room() int {
	if p.confidence >= maxConfidence/2 {
		return maxBatchRequests
	}
	return min(max((p.around+1)/2, minRoom), maxBatchRequests)
}

// held reports whether a batch of so many requests has to wait still.
func (p *pace) held(now time.Time, requests int) bool {
	if p.holding && requests >= p.until {
		p.release(now, requests)
	}
	return p.holding
}

// release ends the wait and learns from it: it paid if it brought relatively more requests than it took time.
func (p *pace) release(now time.Time, requests int) {
	if !p.holding {
		return
	}
	p.holding = false
	gain := float64(requests-p.from) / float64(max(p.from, 1))
	loss := float64(now.Sub(p.began)) / float64(p.took)
	if gain > loss {
		p.confidence = min(2*p.confidence, maxConfidence)
		return
	}
	p.confidence = max(p.confidence/2, minConfidence)
}
