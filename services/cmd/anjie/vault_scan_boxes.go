package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/cmd/anjie/internal/leak"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
)

// boxes is what was found inside of the sealed boxes: the control of a scan.
type boxes struct {
	search         *leak.Search
	opened, erased int // events
}

// boxesAtOnce is how many events are opened with one read of their keys.
const boxesAtOnce = 1000

// sealedEvents reads the events of a category that have sealed parts. No server of the log runs during a scan, but the log is plain tables:
// whoever can read SQL can read it.
const sealedEvents = `select s.name, e.event_id, e.type, e.data from events e join streams s on s.id = e.stream_id
	where starts_with(s.name, $1) and position('"sealed":"'::bytea in e.data) > 0 order by e.position`

// openBoxes opens every box of every case with the keys, and looks at what is in it.
func (p *program) openBoxes(ctx context.Context, cluster *pglocal.Cluster, kek vault.KEK, to *boxes) error {
	disputes, err := intake.Codec()
	if err != nil {
		return err
	}
	proceedings, err := mediation.Codec()
	if err != nil {
		return err
	}
	for _, of := range []struct {
		category, role string
		decode         func(name string, data []byte) (personal.Holder, error)
	}{
		{"dispute-", "intake", holders(disputes)},
		{"proceeding-", "mediation", holders(proceedings)},
	} {
		err := p.openVault(ctx, cluster.DSN(database(of.role)), kek, nil, func(v *vault.Vault) error {
			return to.open(ctx, v, cluster.DSN(database("eventstore")), cluster.DSN(database(of.role)), of.category, of.decode)
		})
		if err != nil {
			return fmt.Errorf("open the boxes of %s: %w", of.role, err)
		}
	}
	return nil
}

// holders decodes events that carry personal data; nil for others.
func holders[E any](codec *es.Codec[E]) func(name string, data []byte) (personal.Holder, error) {
	return func(name string, data []byte) (personal.Holder, error) {
		e, err := codec.Decode(name, data)
		if err != nil {
			return nil, err
		}
		holder, _ := any(e).(personal.Holder) // nil: nothing personal
		return holder, nil
	}
}

func (b *boxes) open(ctx context.Context, v *vault.Vault, log, keys, category string, decode func(string, []byte) (personal.Holder, error)) (err error) {
	pool, err := pg.Open(ctx, keys, pg.Options{Name: "anjie vault scan", MaxConns: 2})
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
	rows, _ := conn.Query(ctx, sealedEvents, category) // ForEachRow returns its error
	_, err = pgx.ForEachRow(rows, []any{&stream, &id, &name, &data}, func() error {
		holder, err := decode(name, data)
		if err != nil {
			return fmt.Errorf("event %s: %w", id, err)
		}
		if holder == nil {
			return nil
		}
		if batch = append(batch, &vault.Opening{Subject: stream, Event: id, Fields: holder.Personal()}); len(batch) < boxesAtOnce {
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
func (b *boxes) look(ctx context.Context, v *vault.Vault, pool *pgxpool.Pool, batch []*vault.Opening) error {
	err := pg.InTx(ctx, pool, func(tx pgx.Tx) error { return v.UnsealAll(ctx, tx, batch) })
	if err != nil {
		return err
	}
	for _, o := range batch {
		switch {
		case errors.Is(o.Err, vault.ErrShredded):
			b.erased++
			continue
		case o.Err != nil:
			return fmt.Errorf("event %s: %w", o.Event, o.Err)
		}
		b.opened++
		for _, field := range o.Fields {
			text, _ := field.Reveal()
			_, _ = io.WriteString(b.search, text) // never fails
			b.search.Break()
		}
	}
	return nil
}
