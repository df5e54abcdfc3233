package vault

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
)

const (
	recordAfter = 200 * time.Millisecond // a binding waits this long for others
	retryFirst  = 50 * time.Millisecond
	retryMost   = 5 * time.Second
	oneTry      = 5 * time.Second // for a statement in the background
)

// stock holds data keys that are durable and belong to nobody yet. One goroutine makes new ones, in batches, and records to
// whom keys were handed out; it alone uses the database, so a small pool cannot deadlock. take never does.
type stock struct {
	v     *Vault
	batch int
	ready chan *dataKey
	low   chan struct{} // cap 1: fewer than a batch are left
	bound chan struct{} // cap 1: something is to be recorded
	sick  chan error    // offered to those who wait while the database does not answer

	mu      sync.Mutex
	unsaved []handout

	saving sync.Mutex // one flush at a time, so that a flush has seen all bindings before it

	ctx    context.Context //nolint:containedctx // of the goroutine
	cancel context.CancelFunc
	done   chan struct{}
	once   sync.Once
	closed error
}

// handout says to whom a key was handed out.
type handout struct {
	key     uuid.UUID
	subject string
}

func newStock(v *Vault, batch int) *stock {
	return &stock{
		v: v, batch: batch, ready: make(chan *dataKey, 2*batch), low: make(chan struct{}, 1), bound: make(chan struct{}, 1),
		sick: make(chan error), done: make(chan struct{}),
	}
}

func (s *stock) start(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	s.ctx, s.cancel = ctx, cancel
	go s.run(ctx)
}

// take hands out a key that nobody had before, and has its subject recorded soon.
func (s *stock) take(ctx context.Context, subject string) (*dataKey, error) {
	if s.ctx.Err() != nil {
		return nil, ErrClosed
	}
	if len(s.ready) <= s.batch {
		signal(s.low)
	}
	var k *dataKey
	select {
	case k = <-s.ready:
	default:
		select {
		case k = <-s.ready:
		case err := <-s.sick:
			return nil, ErrUnavailable.Because(err)
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for a data key: %w", ctx.Err())
		case <-s.ctx.Done():
			return nil, ErrClosed
		}
	}
	mine := &dataKey{id: k.id, aead: k.aead, subject: subject}
	s.bind(k.id, subject)
	s.v.cache.put(mine, s.v.now(), s.v.cache.generation())
	return mine, nil
}

func (s *stock) bind(key uuid.UUID, subject string) {
	s.mu.Lock()
	s.unsaved = append(s.unsaved, handout{key, subject})
	s.mu.Unlock()
	signal(s.bound)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// run refills and records until the stock is closed.
func (s *stock) run(ctx context.Context) {
	defer close(s.done)
	var due <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.low:
			s.persist(ctx, s.refill)
		case <-s.bound:
			if due == nil {
				due = time.After(recordAfter)
			}
		case <-due:
			due = nil
			s.persist(ctx, s.flush)
		}
	}
}

// persist repeats a statement until it works or the stock is closed. Whoever waits for a key meanwhile gets the error instead
// of hanging.
func (s *stock) persist(ctx context.Context, do func(context.Context) error) {
	for wait := retryFirst; ; wait = min(2*wait, retryMost) {
		once, cancel := context.WithTimeout(ctx, oneTry)
		err := do(once)
		cancel()
		if err == nil || ctx.Err() != nil {
			return
		}
		s.v.logger.LogAttrs(ctx, slog.LevelWarn, "vault: the database does not answer", slog.Any("error", err), slog.Duration("again_in", wait))
		for again := time.After(wait); again != nil; {
			select {
			case s.sick <- err:
			case <-again:
				again = nil
			case <-ctx.Done():
				return
			}
		}
	}
}

// refill makes keys, and puts them on the shelf once they are durable.
func (s *stock) refill(ctx context.Context) error {
	for cap(s.ready)-len(s.ready) >= s.batch {
		keys, ids, wrapped := make([]*dataKey, s.batch), make([]uuid.UUID, s.batch), make([][]byte, s.batch)
		kek := s.v.kek()
		for i := range keys {
			var err error
			if keys[i], wrapped[i], err = newDataKey(kek); err != nil {
				return err
			}
			ids[i] = keys[i].id
		}
		if _, err := s.v.pool.Exec(ctx, insertKeys, ids, wrapped, kek.ID(), s.v.now()); err != nil {
			return fmt.Errorf("store data keys: %w", err)
		}
		for _, k := range keys {
			s.ready <- k // there is room: nobody else puts anything in
		}
	}
	return nil
}

func newDataKey(kek KEK) (*dataKey, []byte, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, nil, fmt.Errorf("data key: %w", err)
	}
	raw := make([]byte, keySize)
	_, _ = rand.Read(raw) // never fails
	defer clear(raw)
	a, err := subtle.NewAESGCM(raw)
	if err != nil {
		return nil, nil, fmt.Errorf("data key: %w", err)
	}
	w, err := kek.wrap(id.String(), raw)
	if err != nil {
		return nil, nil, fmt.Errorf("wrap data key: %w", err)
	}
	return &dataKey{id: id, aead: a}, w, nil
}

// flush records to whom keys were handed out. What it cannot record stays for the next time.
func (s *stock) flush(ctx context.Context) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	s.mu.Lock()
	taken := s.unsaved
	s.unsaved = nil
	s.mu.Unlock()
	if len(taken) == 0 {
		return nil
	}
	ids, subjects := make([]uuid.UUID, len(taken)), make([]string, len(taken))
	for i, b := range taken {
		ids[i], subjects[i] = b.key, b.subject
	}
	if _, err := s.v.pool.Exec(ctx, bindKeys, ids, subjects, s.v.now()); err != nil {
		s.mu.Lock()
		s.unsaved = append(taken, s.unsaved...)
		s.mu.Unlock()
		return fmt.Errorf("record subjects of data keys: %w", err)
	}
	return nil
}

// close ends the goroutine, records what is left and deletes the keys that nobody got.
func (s *stock) close(ctx context.Context) error {
	s.once.Do(func() {
		s.cancel()
		<-s.done
		if err := s.flush(ctx); err != nil {
			s.closed = fmt.Errorf("close vault: %w", err)
			return
		}
		var unused []uuid.UUID
		for len(s.ready) > 0 {
			select {
			case k := <-s.ready:
				unused = append(unused, k.id)
			default:
			}
		}
		if len(unused) == 0 {
			return
		}
		if _, err := s.v.pool.Exec(ctx, deleteUnusedKeys, unused); err != nil {
			s.closed = fmt.Errorf("close vault: delete unused keys: %w", err)
		}
	})
	return s.closed
}
