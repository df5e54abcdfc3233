// Package decider is the shape of every core: a pure function from state and command to events, and a pure function from
// state and event to the next state. No clock, no I/O, no randomness: time and ids are fields of commands.
package decider

// Decider holds the rules of one kind of stream. S is the state that the rules need, C the sealed sum of commands, E the
// sealed sum of events.
type Decider[S, C, E any] struct {
	// Initial is the state before the first event.
	Initial func() S
	// Decide returns the events that the command causes, or a *fault.Error. No events and no error means that the command
	// changes nothing. It never modifies the state that it is given.
	Decide func(S, C) ([]E, error)
	// Evolve returns the state after the event. It never refuses: what is recorded has happened. It never modifies what the
	// state it is given points to: older states stay valid in caches.
	Evolve func(S, E) S
}

// Fold applies events to a state, in order.
func (d Decider[S, C, E]) Fold(state S, events ...E) S {
	for _, e := range events {
		state = d.Evolve(state, e)
	}
	return state
}
