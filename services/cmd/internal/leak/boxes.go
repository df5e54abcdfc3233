package leak

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/vault"
)

// Sealed is a category of streams whose events have sealed parts.
type Sealed struct {
	// Category is what the names of the streams begin with: "dispute-".
	Category string
	// Keys is the connection string of the database in which their keys are.
	Keys string
	// Decode reads an event by its stored name; nil for one that carries nothing personal.
	Decode func(name string, data []byte) (personal.Holder, error)
}

// Boxes is what was found inside of sealed boxes: the control of a scan. It is for one goroutine.
type Boxes struct {
	// Opened and Erased are the events whose boxes opened, and those whose keys were destroyed.
	Opened, Erased int

	search *Search
}

// NewBoxes has looked into none.
func NewBoxes(f *Finder) *Boxes { return &Boxes{search: f.Search()} }

// Texts are the numbers of the texts that are inside.
func (b *Boxes) Texts() map[int]bool { return b.search.Texts() }

// atOnce is how many events are opened with one read of their keys.
const atOnce = 1000

// sealedEvents reads the events of a category that have sealed parts.
const sealedEvents = `select s.name, e.event_id, e.type, e.data from events e join streams s on s.id = e.stream_id
	where starts_with(s.name, $1) and position('"sealed":"'::bytea in e.data) > 0 order by e.position`

// Open opens every box of a category with a vault of its keys, and looks at what is in it. log is the connection string of the event store's
// database: no server of the log runs during a scan, but the log is plain tables, and whoever can read SQL can read it.
func (b *Boxes) Open(ctx context.Context, v *vault.Vault, log string, s Sealed) (err error) {
	pool, err := pg.Open(ctx, s.Keys, pg.Options{Name: "anjie vault scan", MaxConns: 2})
	if err != nil {
		return err
	}
	defer pool.Close()
	conn, err := pgx.Connect(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	var batch []*vault.Opening
	var stream, name string
	var id uuid.UUID
	var data []byte
	rows, _ := conn.Query(ctx, sealedEvents, s.Category) // ForEachRow returns its error
	_, err = pgx.ForEachRow(rows, []any{&stream, &id, &name, &data}, func() error {
		holder, err := s.Decode(name, data)
		if err != nil {
			return fmt.Errorf("event %s: %w", id, err)
		}
		if holder == nil {
			return nil
		}
		if batch = append(batch, &vault.Opening{Subject: stream, Event: id, Fields: holder.Personal()}); len(batch) < atOnce {
			return nil
		}
		defer func() { batch = batch[:0] }()
		return b.look(ctx, v, pool, batch)
	})
	if err != nil {
		return err
	}
	return b.look(ctx, v, pool, batch)
}

// look opens some events and looks at what is in their boxes.
func (b *Boxes) look(ctx context.Context, v *vault.Vault, pool *pgxpool.Pool, batch []*vault.Opening) error {
	err := pg.InTx(ctx, pool, func(tx pgx.Tx) error { return v.UnsealAll(ctx, tx, batch) })
	if err != nil {
		return err
	}
	for _, o := range batch {
		switch {
		case errors.Is(o.Err, vault.ErrShredded):
			b.Erased++
			continue
		case o.Err != nil:
			return fmt.Errorf("event %s: %w", o.Event, o.Err)
		}
		b.Opened++
		for _, field := range o.Fields {
			text, _ := field.Reveal()
			_, _ = io.WriteString(b.search, text) // never fails
			b.search.Break()
		}
	}
	return nil
}
