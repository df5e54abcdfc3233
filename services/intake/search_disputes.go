package intake

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/internal/vault"
)

var (
	//go:embed search_text.sql
	searchText string
	//go:embed search_character.sql
	searchCharacter string
)

const (
	maxSearchText     = 50
	defaultSearchPage = 20
	maxSearchPage     = 50

	// Candidates are opened and looked at a page at a time, searchReaders of them at once. A search that has looked at searchMost
	// and found little answers with a short page.
	searchReaders = 8
	searchMost    = 1000
)

var (
	errSearchText = fault.New(fault.Invalid, "search-text",
		"请输入1至50个字符的查询内容。", "A search takes 1 to 50 characters.")
	errSearchPage = fault.New(fault.Invalid, "page-size", "每页最多50行。", "A page has 50 rows at most.")
)

// SearchDisputes finds disputes by their sealed texts: candidates by tokens, which are then opened and really looked at. What was
// looked for and what was opened is neither stored nor logged nor answered.
func (s *Search) SearchDisputes(ctx context.Context, req *intakev1.SearchDisputesRequest) (*intakev1.SearchDisputesResponse, error) {
	a, err := s.intake.acting(ctx, searchers())
	if err != nil {
		return nil, err
	}
	out, err := s.search(ctx, a, req)
	s.accessed(ctx, "disputes", req.GetPurpose(), a, len(out.GetDisputes()), err)
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Search) search(ctx context.Context, a identity.Actor, req *intakev1.SearchDisputesRequest) (*intakev1.SearchDisputesResponse, error) {
	q, err := s.query(a, req)
	if err != nil {
		return nil, err
	}
	if err := s.throttle.take(a.ID, s.intake.deps.Now()); err != nil {
		return nil, err
	}
	if err := s.deps.Index.WaitFor(ctx, request.PositionOf(req.GetAtLeastPosition())); err != nil {
		return nil, fmt.Errorf("wait for the index: %w", err)
	}
	seen, err := s.deps.Index.Position(ctx) // before the rows: the answer is at least that new
	if err != nil {
		return nil, fmt.Errorf("position of the index: %w", err)
	}
	out := &intakev1.SearchDisputesResponse{Position: request.Position(seen)}
	for looked := 0; looked < searchMost; looked += q.size + 1 {
		candidates, err := s.candidates(ctx, q)
		if err != nil {
			return nil, err
		}
		found, err := s.verify(ctx, a, q, candidates)
		if err != nil {
			return nil, err
		}
		for i, d := range found {
			q.after(candidates[i])
			if d == nil {
				continue
			}
			out.Disputes = append(out.Disputes, d)
			if len(out.GetDisputes()) == q.size && (i+1 < len(candidates) || len(candidates) > q.size) {
				out.NextPageToken = s.searchToken(q)
				return out, nil
			}
		}
		if len(candidates) <= q.size {
			return out, nil
		}
	}
	out.NextPageToken = s.searchToken(q)
	return out, nil
}

// searchQuery is a search on its way through the candidates.
type searchQuery struct {
	needle needle
	state  intakev1.DisputeState
	size   int
	sql    string
	args   pgx.NamedArgs
	filter []byte // digest of what must stay the same from page to page
	last   candidate
}

// candidate is a dispute that may hold the text.
type candidate struct {
	Dispute      uuid.UUID
	RegisteredAt time.Time
	Number       string // of the case
}

func (q *searchQuery) after(c candidate) {
	q.last, q.args["before"], q.args["before_dispute"] = c, c.RegisteredAt, c.Dispute
}

func (s *Search) query(a identity.Actor, req *intakev1.SearchDisputesRequest) (*searchQuery, error) {
	if !purposes.Has(req.GetPurpose()) {
		return nil, errUnknownPurpose.On("purpose")
	}
	if err := request.CheckText(req.GetText(), maxSearchText, "text"); err != nil {
		return nil, err
	}
	n := newNeedle(req.GetText())
	if n.text == "" {
		return nil, errSearchText.On("text")
	}
	prefix, err := searchScope(a, req.GetUnit())
	if err != nil {
		return nil, err
	}
	if req.GetPageSize() > maxSearchPage {
		return nil, errSearchPage.On("page_size")
	}
	q := &searchQuery{needle: n, state: req.GetState(), size: int(cmp.Or(req.GetPageSize(), defaultSearchPage))}
	q.sql, q.args = s.statement(n)
	// Behind every digit comes the colon: from prefix to prefix: lie all units, and all their handlers, that begin so.
	q.args["from"], q.args["to"], q.args["desks"] = prefix, prefix+":", req.GetUnit() == ""
	q.args["size"], q.args["state"], q.args["before"], q.args["before_dispute"] = q.size+1, nil, nil, nil
	if q.state != intakev1.DisputeState_DISPUTE_STATE_UNSPECIFIED {
		q.args["state"] = int16(q.state) //nolint:gosec // G115: an enum
	}
	q.filter = s.searchFilter(n, req.GetUnit()+"/"+prefix, q.state)
	if req.GetPageToken() != "" {
		at, err := readSearchToken(req.GetPageToken(), q.filter)
		if err != nil {
			return nil, err
		}
		q.after(at)
	}
	return q, nil
}

// searchScope is the leading part of the units that are searched. Narrow roles search their own unit alone.
func searchScope(a identity.Actor, asked string) (string, error) {
	prefix, ok := unit.Prefix(cmp.Or(asked, a.Unit))
	if !ok {
		return "", dispute.ErrUnitFormat.On("unit")
	}
	if !within(prefix, unit.Code(a.Unit)) {
		return "", dispute.ErrUnitNotYours.On("unit")
	}
	if !only(a, searchers(), narrow()...) {
		return prefix, nil
	}
	if asked != "" && asked != a.Unit {
		return "", dispute.ErrUnitNotYours.On("unit")
	}
	return a.Unit, nil
}

// statement chooses the query of a needle and blinds it.
func (s *Search) statement(n needle) (string, pgx.NamedArgs) {
	if utf8.RuneCountInString(n.text) == 1 {
		only := characters(n.text)
		return searchCharacter, pgx.NamedArgs{"text": s.blind.set(purposeText, only), "name": s.blind.set(purposeName, only)}
	}
	of := pairs(n.text)
	return searchText, pgx.NamedArgs{
		"text": s.blind.set(purposeText, of), "name": s.blind.set(purposeName, of),
		"phone": s.blind.one(purposePhone, n.phone), "id_number": s.blind.one(purposeID, n.number),
	}
}

// planned begins a transaction in which the index is used. The planner would rather read a small table through, but does not know
// that to look at a row means to fetch its tokens from elsewhere.
var planned = pgx.TxOptions{BeginQuery: "begin read only; set local enable_seqscan = off"}

// askIndex asks the index and reads the rows. The statement is planned anew each time: how rare the tokens are decides how to find them.
func askIndex(ctx context.Context, pool *pgxpool.Pool, sql string, args pgx.NamedArgs, read func(pgx.Rows) error) error {
	return pgx.BeginTxFunc(ctx, pool, planned, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, pgx.QueryExecModeCacheDescribe, args)
		if err != nil {
			return err
		}
		return read(rows)
	})
}

// candidates reads the next ones.
func (s *Search) candidates(ctx context.Context, q *searchQuery) (found []candidate, err error) {
	err = askIndex(ctx, s.intake.deps.Pool, q.sql, q.args, func(rows pgx.Rows) (err error) {
		found, err = pgx.CollectRows(rows, pgx.RowToStructByName[candidate])
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("search the index: %w", err)
	}
	return found, nil
}

// verify opens candidates and looks at them. The answer has one entry for each, nil for those that do not hold the text in
// what the actor may see, or are in another state.
func (s *Search) verify(ctx context.Context, a identity.Actor, q *searchQuery, candidates []candidate) ([]*intakev1.FoundDispute, error) {
	found := make([]*intakev1.FoundDispute, len(candidates))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(searchReaders)
	for i, c := range candidates {
		g.Go(func() (err error) {
			if found[i], err = s.look(ctx, a, q, c.Dispute); found[i] != nil {
				found[i].CaseNumber = c.Number
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return found, nil
}

func (s *Search) look(ctx context.Context, a identity.Actor, q *searchQuery, id uuid.UUID) (*intakev1.FoundDispute, error) {
	steps, err := s.intake.read(ctx, id)
	if err != nil {
		return nil, err
	}
	told := storyOf(id, steps)
	if !sees(a, told.state) || reaches(a, searchers(), told.state) != nil {
		return nil, nil //nolint:nilnil // not found
	}
	d := clearPart(told)
	if q.state != intakev1.DisputeState_DISPUTE_STATE_UNSPECIFIED && d.GetState() != q.state {
		return nil, nil //nolint:nilnil // not found
	}
	sight := sightOf(a, told.state.Phase.Open())
	if sight == sightNone {
		return nil, nil //nolint:nilnil // not found
	}
	p, err := s.open(ctx, steps)
	if errors.Is(err, vault.ErrShredded) {
		return nil, nil //nolint:nilnil // erased since the index was asked
	}
	if err != nil {
		return nil, err
	}
	if !q.needle.in(p, sight) {
		return nil, nil //nolint:nilnil // a chance meeting of tokens
	}
	return &intakev1.FoundDispute{
		DisputeId: d.GetDisputeId(), State: d.GetState(),
		Category: told.state.Category, Channel: d.GetRegistered().GetChannel(),
		Unit: d.GetRegistered().GetUnit(), Area: d.GetRegistered().GetArea(),
		ReceivedAt: d.GetReceivedAt(), RegisteredAt: d.GetRegisteredAt(),
	}, nil
}
