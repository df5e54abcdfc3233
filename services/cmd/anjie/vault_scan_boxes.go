package main

import (
	"context"
	"fmt"

	"anjie.internal/services/cmd/internal/leak"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
)

// openBoxes opens every box of every case with the keys, and looks at what is in it.
func (p *program) openBoxes(ctx context.Context, cluster *pglocal.Cluster, kek vault.KEK, to *leak.Boxes) error {
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
			return to.Open(ctx, v, cluster.DSN(database("eventstore")), leak.Sealed{Category: of.category, Keys: cluster.DSN(database(of.role)), Decode: of.decode})
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
