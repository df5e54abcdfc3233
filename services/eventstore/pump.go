package eventstore

import "context"

// fetched is one page with what came with it.
type fetched[T any] struct {
	page []T
	more bool
	err  error
}

// pump hands pages to use, one after the other, and fetches the next one while use is at work: the database fills a page
// while the client takes the one before. At most two pages are in memory. It ends when there are no more, when use says
// that it has enough, or with the first error; the fetch that is under way then is cancelled and waited for.
func pump[T any](ctx context.Context, next func(context.Context) ([]T, bool, error), use func([]T) (enough bool, err error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	page, more, err := next(ctx)
	for {
		if err != nil {
			return err
		}
		var ahead chan fetched[T]
		if more {
			ahead = make(chan fetched[T], 1)
			go func() {
				page, more, err := next(ctx)
				ahead <- fetched[T]{page, more, err}
			}()
		}
		enough, err2 := use(page)
		if enough || err2 != nil || !more {
			cancel()
			if ahead != nil {
				<-ahead
			}
			return err2
		}
		got := <-ahead
		page, more, err = got.page, got.more, got.err
	}
}
