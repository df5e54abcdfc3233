package eventstore

// checkpoints says when a filtered subscription tells its client how far it is. A client that resumes from a checkpoint
// misses nothing that its filter matches. Never the same or a lower position twice. Nil: none are sent.
type checkpoints struct {
	interval   int64
	considered int64 // since the last checkpoint
	seen       int64 // last position considered
	sent       int64 // last checkpoint, or where the subscription began
}

func newCheckpoints(f *filter, start int64) *checkpoints {
	if f == nil {
		return nil
	}
	return &checkpoints{interval: f.interval(), sent: start}
}

// consider counts one event, matching or not, and returns its position when a checkpoint is due.
func (c *checkpoints) consider(position int64) (int64, bool) {
	c.seen = position
	c.considered++
	if c.considered < c.interval {
		return 0, false
	}
	return c.flush()
}

// flush returns the checkpoint that ends a catch-up: the last position considered, if there is a new one.
func (c *checkpoints) flush() (int64, bool) {
	if c == nil || c.seen <= c.sent {
		return 0, false
	}
	c.sent, c.considered = c.seen, 0
	return c.sent, true
}
