package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"fmt"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

//go:embed list_imports.sql
var listImports string

// ListImports answers with a page of imports, newest first, by keyset.
func (s *Imports) ListImports(ctx context.Context, req *intakev1.ListImportsRequest) (*intakev1.ListImportsResponse, error) {
	a, err := s.actor(ctx, importReaders())
	if err != nil {
		return nil, err
	}
	args, err := importsQuery(req, a)
	if err != nil {
		return nil, err
	}
	seen, found, err := s.found(ctx, req.GetAtLeastPosition(), args)
	if err != nil {
		return nil, err
	}
	out := &intakev1.ListImportsResponse{Position: request.Position(seen)}
	if size := args["size"].(int) - 1; len(found) > size {
		last := found[size-1]
		out.NextPageToken = cursor{registeredAt: last.StartedAt, dispute: last.Import}.token(byTime, importFilters(req, args["prefix"].(string)))
		found = found[:size]
	}
	for _, r := range found {
		out.Imports = append(out.Imports, r.message())
	}
	return out, nil
}

// found runs list_imports.sql once the view has seen a position.
func (s *Imports) found(ctx context.Context, least *logv1.Position, args pgx.NamedArgs) (es.Position, []importRow, error) {
	if err := s.deps.View.WaitFor(ctx, request.PositionOf(least)); err != nil {
		return es.Position{}, nil, fmt.Errorf("wait for the view of imports: %w", err)
	}
	seen, err := s.deps.View.Position(ctx) // before the rows: the answer is at least that new
	if err != nil {
		return es.Position{}, nil, fmt.Errorf("position of the view of imports: %w", err)
	}
	rows, err := s.deps.Pool.Query(ctx, listImports, args)
	if err != nil {
		return es.Position{}, nil, fmt.Errorf("list imports: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[importRow])
	if err != nil {
		return es.Position{}, nil, fmt.Errorf("list imports: %w", err)
	}
	return seen, found, nil
}

func importsQuery(req *intakev1.ListImportsRequest, a identity.Actor) (pgx.NamedArgs, error) {
	prefix, ok := unit.Prefix(cmp.Or(req.GetUnit(), a.Unit))
	if !ok {
		return nil, dispute.ErrUnitFormat.On("unit")
	}
	if !within(prefix, unit.Code(a.Unit)) {
		return nil, dispute.ErrUnitNotYours.On("unit")
	}
	if req.GetPageSize() > maxPage {
		return nil, errPageSize.On("page_size")
	}
	args := importArgs(prefix, int(cmp.Or(req.GetPageSize(), defaultPage))+1)
	if st := req.GetState(); st != intakev1.ImportState_IMPORT_STATE_UNSPECIFIED {
		args["state"] = stateOf(st)
	}
	if f := req.GetFile(); f != "" {
		args["file"] = f
	}
	if t := req.GetPageToken(); t != "" {
		c, err := readToken(t, byTime, importFilters(req, prefix))
		if err != nil {
			return nil, err
		}
		args["before"], args["before_import"] = c.registeredAt, c.dispute
	}
	return args, nil
}

// importArgs are the arguments of list_imports.sql without any filter.
func importArgs(prefix string, size int) pgx.NamedArgs {
	return pgx.NamedArgs{"prefix": prefix, "import": nil, "state": nil, "file": nil, "before": nil, "before_import": nil, "size": size}
}

func importFilters(req *intakev1.ListImportsRequest, prefix string) []byte {
	sum := sha256.Sum256([]byte("imports\x00" + prefix + "\x00" + req.GetState().String() + "\x00" + req.GetFile()))
	return sum[:8]
}

func (r importRow) message() *intakev1.Import {
	count := func(n int32) uint32 { return uint32(max(n, 0)) }
	m := &intakev1.Import{
		ImportId: r.Import.String(), State: intakev1.ImportState(r.State), Unit: r.Unit, File: r.File, Mapping: r.Mapping,
		Edition: count(r.Edition), Sheet: count(r.Sheet), Rows: count(r.Rows), LeftOut: count(r.LeftOut),
		DifferenceReason: r.Difference, RevertReason: r.RevertReason, Actor: r.Actor,
		Disputes: uint32(r.Disputes), Voided: uint32(r.Voided), //nolint:gosec // G115: as many as rows
		StartedAt: timestamppb.New(r.StartedAt),
	}
	if r.CompletedAt != nil {
		m.CompletedAt = timestamppb.New(*r.CompletedAt)
	}
	if r.RevertedAt != nil {
		m.RevertedAt = timestamppb.New(*r.RevertedAt)
	}
	return m
}
