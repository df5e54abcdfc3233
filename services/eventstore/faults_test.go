package eventstore

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// errCut is what a connection says that a test has cut.
var errCut = errors.New("cut by the test")

// cut says where in a commit the connection breaks.
type cut int

const (
	cutNothing cut = iota
	cutBefore      // nothing of the commit reaches PostgreSQL
	cutHalf        // half of it does
	cutAfter       // PostgreSQL commits, and its answer is lost
)

// faulty dials connections that break in the middle of commits, or stand still, when a test says so.
type faulty struct {
	next   func() cut // asked for every commit
	fired  [cutAfter + 1]atomic.Int64
	mu     sync.Mutex
	thawed chan struct{} // not nil while commits stand still
	still  atomic.Int64  // commits that stood still
}

func (f *faulty) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &faultyConn{Conn: conn, faults: f}, nil
}

// freeze makes commits stand still before they are sent, as if the process were paused. The function it returns ends that.
func (f *faulty) freeze() (thaw func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	thawed := make(chan struct{})
	f.thawed = thawed
	return sync.OnceFunc(func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.thawed = nil
		close(thawed)
	})
}

type faultyConn struct {
	net.Conn
	faults *faulty
	after  bool // lose the answer
}

func (c *faultyConn) Write(b []byte) (int, error) {
	const bind = 'B'
	if len(b) == 0 || b[0] != bind || !bytes.Contains(b[:min(len(b), 64)], []byte(commitBatchName)) {
		return c.Conn.Write(b)
	}
	c.faults.mu.Lock()
	thawed := c.faults.thawed
	c.faults.mu.Unlock()
	if thawed != nil {
		c.faults.still.Add(1)
		<-thawed
	}
	if c.faults.next == nil {
		return c.Conn.Write(b)
	}
	where := c.faults.next()
	c.faults.fired[where].Add(1)
	switch where {
	case cutNothing:
	case cutBefore:
		return 0, errors.Join(errCut, c.Close())
	case cutHalf:
		_, _ = c.Conn.Write(b[:len(b)/2])
		return 0, errors.Join(errCut, c.Close())
	case cutAfter:
		c.after = true
	}
	return c.Conn.Write(b)
}

func (c *faultyConn) Read(b []byte) (int, error) {
	if !c.after {
		return c.Conn.Read(b)
	}
	// PostgreSQL answers when it has committed; then the answer is thrown away. ReadyForQuery is its last message.
	_ = c.SetReadDeadline(deadline())
	var answer []byte
	for !bytes.HasSuffix(answer, []byte{'Z', 0, 0, 0, 5, 'I'}) {
		n, err := c.Conn.Read(b)
		answer = append(answer, b[:n]...)
		if err != nil {
			break
		}
	}
	return 0, errors.Join(errCut, c.Close())
}

// deadline is far enough away for anything a test waits for.
func deadline() time.Time {
	return time.Now().Add(30 * time.Second) //nolint:forbidigo // network deadlines are real time
}
