package esdb

import "sync/atomic"

// crew runs calls on goroutines that stay for the next one. A call through the client goes deep, and a new goroutine would grow
// its stack anew in every call; that was a good part of what an append cost here.
type crew struct {
	next chan func()
	quit <-chan struct{} // closed when the store is: idle ones go home
	idle atomic.Int32
}

// maxIdle bounds those that wait for work; more calls than these get goroutines that end with them.
const maxIdle = 128

func newCrew(quit <-chan struct{}) *crew { return &crew{next: make(chan func()), quit: quit} }

// do runs f soon, without waiting for it.
func (c *crew) do(f func()) {
	select {
	case c.next <- f:
	default:
		go c.work(f)
	}
}

func (c *crew) work(f func()) {
	for {
		f()
		if c.idle.Add(1) > maxIdle {
			c.idle.Add(-1)
			return
		}
		select {
		case f = <-c.next:
			c.idle.Add(-1)
		case <-c.quit:
			return
		}
	}
}
