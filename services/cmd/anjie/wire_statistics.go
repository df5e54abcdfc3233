package main

import (
	"google.golang.org/grpc"

	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/statistics"
)

// statisticsParts is the statistics service.
func statisticsParts(b *base) app.Part {
	var registrations, statuses *view.View
	return nested("statistics",
		b.openDatabase(),
		b.openStore(),
		b.following(func() (view.Definition, error) { return statistics.RegistrationsView(), nil }, &registrations),
		b.following(func() (view.Definition, error) { return statistics.StatusesView(), nil }, &statuses),
		serving("statistics server", b.listener, func() (*grpc.Server, error) {
			s, err := statistics.New(statistics.Deps{Pool: b.pool, Registrations: registrations, Statuses: statuses})
			if err != nil {
				return nil, err
			}
			return b.server(s.Register), nil
		}),
	)
}
