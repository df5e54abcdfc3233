package statistics

import (
	"context"
	_ "embed"
	"fmt"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/statistics/figure"
)

var (
	//go:embed count_statuses.sql
	countStatuses string
	//go:embed digest_statuses.sql
	digestStatuses string
)

// GetSuccessRate answers as of a position: everything in the answer is of one snapshot.
func (s *Service) GetSuccessRate(ctx context.Context, req *statisticsv1.GetSuccessRateRequest) (*statisticsv1.GetSuccessRateResponse, error) {
	scope, err := scopeOf(ctx, req)
	if err != nil {
		return nil, err
	}
	asked, err := askedOf(req.GetAsOfPosition(), req.GetAsOfTime(), req.GetAtLeastPosition())
	if err != nil {
		return nil, err
	}
	if err := asked.wait(ctx, s.deps.Statuses); err != nil {
		return nil, err
	}
	out := &statisticsv1.GetSuccessRateResponse{
		Unit: scope.unit, Window: windowMessage(scope.window), Rounding: rounding(), SettlementAsSuccess: req.GetSettlementAsSuccess(),
	}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		at, err := asked.resolve(ctx, tx)
		if err != nil {
			return err
		}
		return successRate(ctx, tx, scope, at, req.GetWithDigest(), out)
	})
	if err != nil {
		return nil, fmt.Errorf("success rate: %w", err)
	}
	return out, nil
}

func (s *Service) snapshot(ctx context.Context, read func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, s.deps.Pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, read)
}

func successRate(ctx context.Context, tx pgx.Tx, s scope, at asOf, digest bool, out *statisticsv1.GetSuccessRateResponse) error {
	out.Position = at.message()
	if !at.recorded.IsZero() {
		out.RecordedUntil = timestamppb.New(at.recorded)
	}
	aside, err := at.setAside(ctx, tx)
	if err != nil {
		return err
	}
	out.SetAside = uint64(aside) //nolint:gosec // G115: a count
	args := s.arguments()
	at.arguments(args)
	tally, err := tallyOf(ctx, tx, args)
	if err != nil {
		return err
	}
	out.Rates, out.Outcomes = rates(tally, s.Counting), outcomeCounts(tally, s.Counting)
	if !digest {
		return nil
	}
	d, err := digestOf(ctx, tx, args)
	if err != nil {
		return err
	}
	out.Digest = &statisticsv1.CasesDigest{Sha256: d.String(), Disputes: d.Cases()}
	return nil
}

func tallyOf(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) (figure.Tally, error) {
	rows, err := tx.Query(ctx, countStatuses, args)
	if err != nil {
		return nil, fmt.Errorf("count statuses: %w", err)
	}
	var m figure.Member
	var n int64
	tally := figure.Tally{}
	_, err = pgx.ForEachRow(rows, []any{&m.Outcome, &m.Closed, &m.Accepted, &m.Registered, &n}, func() error {
		tally.Add(m, uint64(n)) //nolint:gosec // G115: a count
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count statuses: %w", err)
	}
	return tally, nil
}

func digestOf(ctx context.Context, tx pgx.Tx, args pgx.NamedArgs) (*figure.Digest, error) {
	rows, err := tx.Query(ctx, digestStatuses, args)
	if err != nil {
		return nil, fmt.Errorf("digest of statuses: %w", err)
	}
	var id uuid.UUID
	var m figure.Member
	d := figure.NewDigest()
	_, err = pgx.ForEachRow(rows, []any{&id, &m.Outcome, &m.Closed, &m.Accepted, &m.Registered}, func() error {
		d.Add(figure.Case{Dispute: figure.ID(id), Member: m})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("digest of statuses: %w", err)
	}
	return d, nil
}
