package eventstore

import (
	"sync"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// quota bounds how many subscriptions one principal runs at a time.
type quota struct {
	limit int

	mu   sync.Mutex
	used map[string]int
}

func newQuota(limit int) *quota {
	return &quota{limit: limit, used: map[string]int{}}
}

// take reserves one; release gives it back. It reports false when the principal has as many as allowed.
func (q *quota) take(principal string) (release func(), ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.used[principal] >= q.limit {
		return nil, false
	}
	q.used[principal]++
	return func() { q.give(principal) }, true
}

func (q *quota) give(principal string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.used[principal]--
	if q.used[principal] == 0 {
		delete(q.used, principal)
	}
}

func errTooManySubscriptions() error {
	return status.Error(codes.ResourceExhausted, "Too Many Subscriptions")
}
