package main

import (
	"context"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
)

// intakePatience is how long an opening waits for intake's answer. Who sends it waits 15 s, and is told why.
const intakePatience = 5 * time.Second

var helpMediation = text{"运行调解服务；或用其下的命令手工办理调解", "run the mediation service, or do mediation by hand with the commands below it"}

// mediationParts is the mediation service: database, store, vault, queue view, relay to NATS, intake at the other end of a
// connection, and the server last.
func mediationParts(b *base, k keeping, intake neighbour) app.Part {
	var disputes intakev1.IntakeServiceClient
	var profiles intakev1.ProfileServiceClient
	var v *vault.Vault
	var queue *view.View
	return nested("mediation",
		b.openDatabase(vault.Migrate),
		b.openStore(),
		b.openVault(k.kek, k.former, &v),
		b.following(mediation.QueueView, &queue),
		relaying(b, mediation.Feed, k.nats),
		app.Part{Name: "intake client", Start: func(context.Context) (func(context.Context) error, error) {
			cc, err := rpc.Dial(intake.address(), rpc.ClientConfig{Token: intake.token, Timeout: intakePatience})
			if err != nil {
				return nil, err
			}
			disputes, profiles = intakev1.NewIntakeServiceClient(cc), intakev1.NewProfileServiceClient(cc)
			return func(context.Context) error { return cc.Close() }, nil
		}},
		serving("mediation server", b.listener, func() (*grpc.Server, error) {
			days, err := calendar.Official()
			if err != nil {
				return nil, fmt.Errorf("calendar: %w", err)
			}
			s, err := mediation.New(mediation.Deps{
				Store: b.store, Vault: v, Pool: b.pool, Queue: queue, Calendar: days, Disputes: disputes, Profiles: profiles, Now: b.now,
			})
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
