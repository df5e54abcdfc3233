package statistics

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/statistics/figure"
)

var (
	//go:embed count_registrations.sql
	countRegistrations string
	//go:embed get_as_of.sql
	getAsOf string
)

// ErrUnitFormat refuses what is no unit.
var ErrUnitFormat = fault.New(fault.Invalid, "unit-format",
	"机构代码须为12位数字，或其前2、4、6、9位。", "A unit code has 12 digits, or the first 2, 4, 6 or 9 of them.")

var (
	errUnitNotYours = fault.New(fault.Forbidden, "unit-not-yours",
		"该机构不在您所属机构之下。", "The unit is not within your own.")
	errMonthFormat = fault.New(fault.Invalid, "month-format", "月份须写作 YYYY-MM。", "A month is written YYYY-MM.")
)

// CountRegistrations counts as of the position that it answers with: counts and position come from one snapshot.
func (s *Service) CountRegistrations(ctx context.Context, req *statisticsv1.CountRegistrationsRequest) (*statisticsv1.CountRegistrationsResponse, error) {
	a, err := reader(ctx)
	if err != nil {
		return nil, err
	}
	args, err := countArguments(req, a)
	if err != nil {
		return nil, err
	}
	p := req.GetAtLeastPosition()
	if err := s.deps.Registrations.WaitFor(ctx, es.Position{Commit: p.GetCommit(), Prepare: p.GetPrepare()}); err != nil {
		return nil, fmt.Errorf("wait for the count: %w", err)
	}
	var c counted
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	if err := pgx.BeginTxFunc(ctx, s.deps.Pool, snapshot, func(tx pgx.Tx) error { return c.read(ctx, tx, args) }); err != nil {
		return nil, fmt.Errorf("count registrations: %w", err)
	}
	return c.answer(cmp.Or(req.GetUnit(), a.Unit)), nil
}

func countArguments(req *statisticsv1.CountRegistrationsRequest, a identity.Actor) (pgx.NamedArgs, error) {
	prefix, err := prefixFor(req.GetUnit(), a)
	if err != nil {
		return nil, err
	}
	for field, month := range map[string]string{"from_month": req.GetFromMonth(), "to_month": req.GetToMonth()} {
		if _, err := time.Parse("2006-01", month); err != nil && month != "" {
			return nil, errMonthFormat.On(field)
		}
	}
	return pgx.NamedArgs{"prefix": prefix, "from_month": req.GetFromMonth(), "to_month": req.GetToMonth()}, nil
}

// counted is one snapshot of the view.
type counted struct {
	rows     []row
	position es.Position
	asOf     time.Time
}

type row struct {
	Unit       string
	Month      string
	Registered int64
	Withdrawn  int64
}

func (c *counted) read(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) error {
	rows, err := tx.Query(ctx, countRegistrations, args)
	if err != nil {
		return err
	}
	if c.rows, err = pgx.CollectRows(rows, pgx.RowToStructByName[row]); err != nil {
		return err
	}
	if c.position, err = pg.LoadPosition(ctx, tx, "view:"+viewName); err != nil {
		return err
	}
	err = tx.QueryRow(ctx, getAsOf, figure.RegistrationsV1().Name).Scan(&c.asOf)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}

func (c *counted) answer(unit string) *statisticsv1.CountRegistrationsResponse {
	d := figure.RegistrationsV1()
	out := &statisticsv1.CountRegistrationsResponse{
		Position:   &logv1.Position{Commit: c.position.Commit, Prepare: c.position.Prepare},
		Definition: &statisticsv1.Definition{Name: d.Name, Zh: d.Zh, En: d.En},
		Total:      &statisticsv1.RegistrationCount{Unit: unit},
	}
	if !c.asOf.IsZero() {
		out.Definition.AsOf = timestamppb.New(c.asOf)
	}
	for _, r := range c.rows {
		n := &statisticsv1.RegistrationCount{
			Unit: r.Unit, Month: r.Month, Registered: uint64(r.Registered), Withdrawn: uint64(r.Withdrawn), //nolint:gosec // G115: counts
		}
		out.Rows = append(out.Rows, n)
		out.Total.Registered += n.GetRegistered()
		out.Total.Withdrawn += n.GetWithdrawn()
	}
	return out
}
