package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
)

var helpMediation = text{"运行调解服务；或用其下的命令手工办理调解", "run the mediation service, or do mediation by hand with the commands below it"}

// mediationParts is the mediation service: database, store, vault, queue view, relay to NATS, and the server last.
func mediationParts(b *base, k keeping) app.Part {
	var v *vault.Vault
	var queue *view.View
	return nested("mediation",
		b.openDatabase(vault.Migrate),
		b.openStore(),
		b.openVault(k.kek, k.former, &v),
		b.following(mediation.QueueView, &queue),
		relaying(b, mediation.Feed, k.nats),
		serving("mediation server", b.listener, func() (*grpc.Server, error) {
			days, err := calendar.Official()
			if err != nil {
				return nil, fmt.Errorf("calendar: %w", err)
			}
			s, err := mediation.New(mediation.Deps{Store: b.store, Vault: v, Pool: b.pool, Queue: queue, Calendar: days, Now: b.now})
			if err != nil {
				return nil, err
			}
			papers, err := mediation.NewDocuments(s, b.tel.AccessLog)
			if err != nil {
				return nil, err
			}
			return b.server(func(r grpc.ServiceRegistrar) {
				s.Register(r)
				papers.Register(r)
			}), nil
		}),
	)
}

// mediationCommand runs mediation alone, for clusters: everything else is somewhere else.
func (p *program) mediationCommand() (*cobra.Command, error) {
	c, err := fromEnv[CaseConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := p.caseCommand("mediation", helpMediation, "0.0.0.0:7102", &c)
	steps, err := p.mediationSteps()
	if err != nil {
		return nil, err
	}
	cmd.AddCommand(steps...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		k, err := p.keeping("mediation", &c)
		if err != nil {
			return err
		}
		return p.role(cmd.Context(), "mediation", nameMediation, c.RoleConfig, func(b *base) app.Part { return mediationParts(b, k) })
	}
	return cmd, nil
}
