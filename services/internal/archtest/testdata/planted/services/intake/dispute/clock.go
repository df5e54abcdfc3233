package dispute

import (
	clock "time"
)

func decide() bool {
	deadline := clock.Now()                   // want: uses time.Now: time comes in with the command
	<-clock.After(clock.Second)               // want: uses time.After
	return clock.Since(deadline) > clock.Hour // want: uses time.Since
}

type other struct{}

func (other) Now() int { return 1 }

func fine(time other) int { return time.Now() }
