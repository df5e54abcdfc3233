package eventstore

import (
	"context"
	_ "embed" // queries
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var (
	//go:embed queries/find_stream.sql
	findStreamSQL string
	//go:embed queries/name_streams.sql
	nameStreamsSQL string
	//go:embed queries/last_published.sql
	lastPublishedSQL string
	//go:embed queries/resolve_links.sql
	resolveLinksSQL string
)

// namesKept bounds the readers' memory of stream names.
const namesKept = 1 << 16

// reader reads committed events from PostgreSQL in bounded pages. It holds a connection only while it fills a page,
// never while a page is sent. Safe for concurrent use.
type reader struct {
	pool   *pgxpool.Pool
	resets atomic.Int64 // how often the pool's connections were all dropped

	mu    sync.RWMutex
	names map[int64]string // stream names by id; they never change
}

func newReader(pool *pgxpool.Pool) *reader {
	return &reader{pool: pool, names: map[int64]string{}}
}

// errNoStream says that no stream has this name.
var errNoStream = errors.New("no such stream")

// find returns what is known of a stream, or errNoStream.
func (r *reader) find(ctx context.Context, name string) (*streamInfo, error) {
	var info *streamInfo
	err := r.ask(ctx, func() error {
		rows, err := r.pool.Query(ctx, findStreamSQL, name)
		if err != nil {
			return err
		}
		info, err = pgx.CollectExactlyOneRow(rows, pgx.RowToAddrOfStructByPos[streamInfo])
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, errNoStream
	}
	if err != nil {
		return nil, fmt.Errorf("find stream: %w", err)
	}
	r.remember(info.ID, name)
	return info, nil
}

// lastPublished returns the last revision of a stream at or below head, false when there is none.
func (r *reader) lastPublished(ctx context.Context, id, head int64) (int64, bool, error) {
	var revision int64
	err := r.ask(ctx, func() error { return r.pool.QueryRow(ctx, lastPublishedSQL, id, head).Scan(&revision) })
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("find last published revision: %w", err)
	}
	return revision, true, nil
}

// wholeResult is the limit of a page that must not be cut.
const wholeResult = math.MaxInt

// page runs a query whose columns are those of table events, in its order, and returns its rows up to about limit bytes.
// It reports whether it stopped before the last row because of the bytes.
func (r *reader) page(ctx context.Context, limit int, sql string, args ...any) (page []*record, cut bool, err error) {
	r.forget()
	err = r.ask(ctx, func() error {
		page, cut, err = r.scan(ctx, limit, sql, args)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("read page: %w", err)
	}
	if err := r.name(ctx, page); err != nil {
		return nil, false, err
	}
	return page, cut, nil
}

// scan is one attempt to read a page; the stream names are missing still.
func (r *reader) scan(ctx context.Context, limit int, sql string, args []any) (page []*record, cut bool, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows, err := r.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	var scan scanner
	for rows.Next() {
		if scan.bytes >= limit {
			cancel() // drops the connection; cheaper than to receive what nobody will read
			rows.Close()
			return scan.page, true, nil
		}
		if err := scan.add(rows.RawValues()); err != nil {
			return nil, false, err
		}
	}
	return scan.page, false, rows.Err()
}

// name fills in the stream names of a page.
func (r *reader) name(ctx context.Context, page []*record) error {
	missing := r.nameKnown(page)
	if len(missing) == 0 {
		return nil
	}
	err := r.ask(ctx, func() error {
		rows, err := r.pool.Query(ctx, nameStreamsSQL, missing)
		if err != nil {
			return err
		}
		var (
			id   int64
			name string
		)
		_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
			r.remember(id, name)
			return nil
		})
		return err
	})
	if err != nil {
		return fmt.Errorf("name streams: %w", err)
	}
	if missing := r.nameKnown(page); len(missing) > 0 {
		return fmt.Errorf("name streams: stream %d of an event is not in table streams", missing[0])
	}
	return nil
}

func (r *reader) nameKnown(page []*record) (missing []int64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, e := range page {
		if e.stream != "" {
			continue
		}
		name, ok := r.names[e.streamID]
		if !ok {
			missing = append(missing, e.streamID)
			continue
		}
		e.stream = name
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}

func (r *reader) remember(id int64, name string) {
	r.mu.RLock()
	_, known := r.names[id]
	r.mu.RUnlock()
	if known {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.names[id] = name
}

// forget empties the names when they are too many. Called between pages, so that a page is always named in one go.
func (r *reader) forget() {
	r.mu.RLock()
	n := len(r.names)
	r.mu.RUnlock()
	if n < namesKept {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.names)
}
