package mediation

import (
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/roster"
)

//go:embed list_committees.sql
var listCommittees string

// ListCommittees answers with a page of committees in the order of their units and codes, by keyset.
func (s *rosterService) ListCommittees(ctx context.Context, req *mediationv1.ListCommitteesRequest) (*mediationv1.ListCommitteesResponse, error) {
	a, err := acting(ctx, rosterReaders())
	if err != nil {
		return nil, err
	}
	prefix, ok := unit.Prefix(cmp.Or(req.GetUnit(), a.Unit))
	switch {
	case !ok:
		return nil, roster.ErrUnitFormat.On("unit")
	case !within(prefix, unit.Code(a.Unit)):
		return nil, roster.ErrUnitNotYours.On("unit")
	case req.GetPageSize() > maxPage:
		return nil, errPageSize.On("page_size")
	}
	size := int(cmp.Or(req.GetPageSize(), defaultPage))
	args := pgx.NamedArgs{"prefix": prefix, "ends_by": nil, "after_unit": "", "after_committee": "", "size": size + 1}
	if d := req.GetTermEndsBy(); d != "" {
		if _, err := entry.Day(d, "term_ends_by"); err != nil {
			return nil, err
		}
		args["ends_by"] = d
	}
	if req.GetPageToken() != "" {
		if args["after_unit"], args["after_committee"], err = readCommitteeToken(req, prefix); err != nil {
			return nil, err
		}
	}
	if err := s.deps.Queue.WaitFor(ctx, request.PositionOf(req.GetAtLeastPosition())); err != nil {
		return nil, fmt.Errorf("wait for the list of committees: %w", err)
	}
	seen, err := s.deps.Queue.Position(ctx) // before the rows: the answer is at least that new
	if err != nil {
		return nil, fmt.Errorf("position of the list of committees: %w", err)
	}
	rows, err := s.deps.Pool.Query(ctx, listCommittees, args)
	if err != nil {
		return nil, fmt.Errorf("list committees: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[committeeRow])
	if err != nil {
		return nil, fmt.Errorf("list committees: %w", err)
	}
	out := &mediationv1.ListCommitteesResponse{Position: request.Position(seen)}
	if len(found) > size {
		found = found[:size]
		out.NextPageToken = committeeToken(req, prefix, found[size-1])
	}
	today := calendar.DateOf(request.Clock(s.deps.Now))
	for _, r := range found {
		out.Committees = append(out.Committees, r.message(today))
	}
	return out, nil
}

// committeeRow is a row of view_proceedings.committee.
type committeeRow struct {
	Roster      uuid.UUID
	Unit        string
	Committee   string
	TermEndsOn  time.Time
	Chair       string
	Members     []string
	Women       int32
	MultiEthnic bool
	Minority    bool
	Hired       []string
	Revision    int64
}

func (r committeeRow) message(today calendar.Date) *mediationv1.Committee {
	makeup := r.makeup()
	return &mediationv1.Committee{
		RosterId: r.Roster.String(), Unit: r.Unit, Committee: r.Committee, TermEndsOn: makeup.TermEndsOn.String(), Chair: r.Chair,
		Members: uint32(len(r.Members)), Women: uint32(r.Women), Hired: uint32(len(r.Hired)), //nolint:gosec // G115: the rules bound it
		Warnings: makeup.Warnings(today), Revision: uint64(r.Revision), MultiEthnic: r.MultiEthnic, //nolint:gosec // G115: not negative
	}
}

// committeeToken is opaque to clients: where the page ended, and a digest of the filters, so that it cannot be used with others.
func committeeToken(req *mediationv1.ListCommitteesRequest, prefix string, last committeeRow) string {
	return base64.RawURLEncoding.EncodeToString([]byte(last.Unit + "/" + last.Committee + "/" + committeeFilters(req, prefix)))
}

func readCommitteeToken(req *mediationv1.ListCommitteesRequest, prefix string) (of, committee string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(req.GetPageToken())
	parts := strings.SplitN(string(b), "/", 3)
	if err != nil || len(parts) != 3 || parts[2] != committeeFilters(req, prefix) || !unit.Code(parts[0]).Valid() || !roster.IsCode(parts[1]) {
		return "", "", errPageToken.On("page_token")
	}
	return parts[0], parts[1], nil
}

func committeeFilters(req *mediationv1.ListCommitteesRequest, prefix string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q", prefix, req.GetTermEndsBy()))
	return string(sum[:8])
}
