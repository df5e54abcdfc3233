package view

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
)

// Digest is a fingerprint of everything in a view at a position. Two views of one definition that have applied the same events have
// the same digest.
type Digest struct {
	Position es.Position
	SHA256   string // hex
}

// Digest reads every table in its order, in one snapshot with the position.
func (v *View) Digest(ctx context.Context) (Digest, error) {
	if v.err != nil {
		return Digest{}, v.err
	}
	conn, err := v.cfg.Pool.Acquire(ctx)
	if err != nil {
		return Digest{}, fmt.Errorf("digest of view %s: wait for a connection: %w", v.def.Name, err)
	}
	defer conn.Release()
	return v.digest(ctx, conn.Conn(), v.live)
}

func (v *View) digest(ctx context.Context, conn *pgx.Conn, t target) (d Digest, err error) {
	names := make([]string, len(v.def.Tables))
	for i, table := range v.def.Tables {
		names[i] = pgx.Identifier{t.schema, table.Name}.Sanitize()
	}
	// The tables are locked before the snapshot is taken, so that it cannot be older than tables that a rebuild has just put in
	// place; those would look empty. The settings make the text form of values independent of the server's.
	begin := "begin isolation level repeatable read read only; lock table " + strings.Join(names, ", ") + " in access share mode; " +
		"set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'; " +
		"set local bytea_output = 'hex'; set local extra_float_digits = 1"
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{BeginQuery: begin}, func(tx pgx.Tx) error {
		if d.Position, err = pg.LoadPosition(ctx, tx, t.follower); err != nil {
			return err
		}
		h := sha256.New()
		for i, table := range v.def.Tables {
			_, _ = io.WriteString(h, table.Name+"\x00") // never fails; COPY's text form has no zero byte
			sql := "copy (select * from " + names[i] + " order by " + table.OrderBy + ") to stdout"
			if _, err := tx.Conn().PgConn().CopyTo(ctx, h, sql); err != nil {
				return fmt.Errorf("read %s: %w", names[i], err)
			}
			_, _ = h.Write([]byte{0}) // never fails
		}
		d.SHA256 = hex.EncodeToString(h.Sum(nil))
		return nil
	})
	if err != nil {
		return Digest{}, fmt.Errorf("digest of view %s: %w", v.def.Name, err)
	}
	return d, nil
}
