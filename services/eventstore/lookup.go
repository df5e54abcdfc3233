package eventstore

import (
	"context"
	_ "embed" // queries
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var (
	//go:embed queries/find_heads.sql
	findHeadsSQL string
	//go:embed queries/find_revisions.sql
	findRevisionsSQL string
	//go:embed queries/find_ids.sql
	findIDsSQL string
	//go:embed queries/last_metadata.sql
	lastMetadataSQL string
)

// lookupTimeout bounds a question to the database: writing stands still meanwhile.
const lookupTimeout = 5 * time.Second

// heads implements lookup.
func (o *ownership) heads(ctx context.Context, names []string) ([]*head, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	rows, err := o.session.Query(ctx, findHeadsSQL, names)
	if err != nil {
		return nil, fmt.Errorf("find stream heads: %w", err)
	}
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*head, error) {
		var h head
		m := &h.metadata
		err := row.Scan(&h.id, &h.name, &h.last, &h.state, &m.truncateBefore, &m.maxCount, &m.maxAge, &m.acl)
		return &h, err
	})
	if err != nil {
		return nil, fmt.Errorf("find stream heads: %w", err)
	}
	return found, nil
}

// places implements lookup.
func (o *ownership) places(ctx context.Context, wants []want) error {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	if err := o.placesByRevision(ctx, wants); err != nil {
		return fmt.Errorf("find stored revisions: %w", err)
	}
	if err := o.placesByID(ctx, wants); err != nil {
		return fmt.Errorf("find stored event ids: %w", err)
	}
	return nil
}

func (o *ownership) placesByRevision(ctx context.Context, wants []want) error {
	var asked []*request
	var streams, low, high []int64
	for _, w := range wants {
		if w.byID {
			continue
		}
		asked = append(asked, w.request)
		streams, low, high = append(streams, w.stream), append(low, w.low), append(high, w.high)
	}
	if len(asked) == 0 {
		return nil
	}
	rows, err := o.session.Query(ctx, findRevisionsSQL, streams, low, high)
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	return eachPlace(rows, func(n int64, p place) {
		asked[n].stored = append(asked[n].stored, p)
	})
}

func (o *ownership) placesByID(ctx context.Context, wants []want) error {
	var numbers, streams []int64
	var ids []uuid.UUID
	for i, w := range wants {
		if !w.byID {
			continue
		}
		for _, id := range w.request.eventIDs() {
			numbers, streams, ids = append(numbers, int64(i)), append(streams, w.stream), append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	rows, err := o.session.Query(ctx, findIDsSQL, numbers, streams, ids)
	if err != nil {
		return fmt.Errorf("ask: %w", err)
	}
	return eachPlace(rows, func(n int64, p place) {
		r := wants[n].request
		if r.known == nil {
			r.known = map[uuid.UUID]place{}
		}
		r.known[p.id] = p
	})
}

func eachPlace(rows pgx.Rows, found func(n int64, p place)) error {
	var n int64
	var p place
	_, err := pgx.ForEachRow(rows, []any{&n, &p.id, &p.revision, &p.position}, func() error {
		found(n, p)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	return nil
}

// lastMetadata implements lookup.
func (o *ownership) lastMetadata(ctx context.Context, metastream string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	var data []byte
	err := o.session.QueryRow(ctx, lastMetadataSQL, metastream).Scan(&data)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("find stream metadata: %w", err)
	}
	return data, nil
}
