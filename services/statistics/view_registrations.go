package statistics

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/statistics/figure"
)

var (
	//go:embed view_registrations.sql
	registrationsSchema string
	//go:embed add_registrations.sql
	addRegistrations string
	//go:embed set_as_of.sql
	setAsOf string
)

// viewName is the name of the view, its checkpoint and, behind "view_", of its PostgreSQL schema.
const viewName = "registrations"

// RegistrationsView counts registrations and withdrawals per unit and month.
func RegistrationsView() view.Definition {
	return view.Definition{
		Name:   viewName,
		Schema: registrationsSchema,
		Tables: []view.Table{{Name: "registrations", OrderBy: "unit, month"}, {Name: "as_of", OrderBy: "name"}},
		Filter: es.Filter{Streams: []string{"dispute-"}},
		Apply:  applyRegistrations,
	}
}

// applyRegistrations folds the batch in memory and adds what it counted in one statement.
func applyRegistrations(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
	var counted figure.Registrations
	for _, rec := range batch {
		if err := counted.Add(rec.Type, rec.Data, rec.Metadata); err != nil {
			return err
		}
	}
	if len(counted.Cells) == 0 {
		return nil
	}
	cells := make([]figure.Cell, 0, len(counted.Cells))
	for cell := range counted.Cells {
		cells = append(cells, cell)
	}
	// In one order everywhere, so that two writers could never wait for each other.
	slices.SortFunc(cells, func(a, b figure.Cell) int { return strings.Compare(a.Unit+a.Month, b.Unit+b.Month) })
	n := len(cells)
	units, months, registered, withdrawn := make([]string, n), make([]string, n), make([]int64, n), make([]int64, n)
	for i, cell := range cells {
		count := counted.Cells[cell]
		units[i], months[i], registered[i], withdrawn[i] = cell.Unit, cell.Month, count.Registered, count.Withdrawn
	}
	if _, err := tx.Exec(ctx, addRegistrations, units, months, registered, withdrawn); err != nil {
		return fmt.Errorf("add registrations: %w", err)
	}
	if _, err := tx.Exec(ctx, setAsOf, figure.RegistrationsV1().Name, counted.AsOf); err != nil {
		return fmt.Errorf("set the time of the count: %w", err)
	}
	return nil
}
