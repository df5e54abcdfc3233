package esdb

import (
	"context"
	"iter"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"anjie.internal/services/internal/es"
)

// checkpointEvery is after how many considered events the server says how far a filtered follower is. It is also how many
// a cluster searches at once.
const checkpointEvery = 256

// Follow implements es.Store.
func (s *Store) Follow(ctx context.Context, after es.Position, filter es.Filter) iter.Seq2[es.Item, error] {
	opts := client.SubscribeToAllOptions{
		From: from(after), Filter: subscriptionFilter(filter), MaxSearchWindow: checkpointEvery, CheckpointInterval: 1,
	}
	return received(ctx, s, "follow the log", false, func(ctx context.Context, c *client.Client, p *pump[es.Item]) error {
		sub, err := c.SubscribeToAll(ctx, opts)
		if err != nil {
			return err
		}
		defer func() { _ = sub.Close() }() // returns nil always
		p.opened()
		settled := after
		for {
			item, bytes, err := step(sub.Recv(), filter, &settled)
			if err != nil {
				return err
			}
			if item == (es.Item{}) {
				continue
			}
			if err := p.put(ctx, item, bytes); err != nil {
				return err
			}
		}
	})
}

// step turns one message of a subscription into an item, the zero Item for one that says nothing new.
func step(ev *client.SubscriptionEvent, filter es.Filter, settled *es.Position) (es.Item, int, error) {
	switch {
	case ev.SubscriptionDropped != nil:
		return es.Item{}, 0, ev.SubscriptionDropped.Error
	case ev.EventAppeared != nil:
		r, ok := record(ev.EventAppeared)
		if !ok || !settled.Before(r.Position) {
			return es.Item{}, 0, nil
		}
		*settled = r.Position
		if !filter.Passes(r.Stream, r.Type) {
			return es.Item{Position: r.Position}, 0, nil
		}
		return es.Item{Record: &r, Position: r.Position}, size(&r), nil
	case ev.CheckPointReached != nil:
		at := es.Position{Commit: ev.CheckPointReached.Commit, Prepare: ev.CheckPointReached.Prepare}
		if !settled.Before(at) {
			return es.Item{}, 0, nil
		}
		*settled = at
		return es.Item{Position: at}, 0, nil
	case ev.CaughtUp != nil:
		return es.Item{CaughtUp: true, Position: *settled}, 0, nil
	default: // falling behind is followed by another caught-up
		return es.Item{}, 0, nil
	}
}

// subscriptionFilter lets the server leave out what the follower does not want; system events always.
func subscriptionFilter(f es.Filter) *client.SubscriptionFilter {
	switch {
	case len(f.Streams) > 0:
		return &client.SubscriptionFilter{Type: client.StreamFilterType, Prefixes: f.Streams}
	case len(f.Types) > 0:
		return &client.SubscriptionFilter{Type: client.EventFilterType, Prefixes: f.Types}
	default:
		return client.ExcludeSystemEventsFilter()
	}
}
