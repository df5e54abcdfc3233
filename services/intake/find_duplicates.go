package intake

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
)

var (
	//go:embed find_persons.sql
	findPersons string
	//go:embed find_matters.sql
	findMatters string
)

const (
	defaultMonths = 12
	maxMonths     = 60
	maxDuplicates = 20
	// mostMatches bounds the parties that are compared; the surest come first. Only names that hundreds share reach it.
	mostMatches = 1000
)

var (
	errMonths = fault.New(fault.Invalid, "months-range",
		"回溯期为1至60个月。", "To look back takes 1 to 60 months.")
	errDraftParties = fault.New(fault.Invalid, "draft-parties",
		"须填写1至50名当事人，每名须有姓名或证件号码。", "A draft has 1 to 50 parties, each with a name or an id number.")
	errDraftMatter = fault.New(fault.Invalid, "draft-matter",
		"须填写事件名称或经过：查重须同人同事。", "A draft needs a title or a narrative: duplicates are the same people in the same matter.")
	errNothingToCompare = fault.New(fault.Invalid, "nothing-to-compare",
		"请给出纠纷编号或待登记内容。", "Give a dispute or a draft.")
)

// FindDuplicates finds cases of the same people in the same matter, in all units, and answers that they exist. It compares tokens
// and opens nothing but the dispute that is asked about.
func (s *Search) FindDuplicates(ctx context.Context, req *intakev1.FindDuplicatesRequest) (*intakev1.FindDuplicatesResponse, error) {
	a, err := s.intake.acting(ctx, comparers())
	if err != nil {
		return nil, err
	}
	out, err := s.duplicates(ctx, a, req)
	s.accessed(ctx, "duplicates", purposeDuplicates, a, len(out.GetCases()), err)
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (s *Search) duplicates(ctx context.Context, a identity.Actor, req *intakev1.FindDuplicatesRequest) (*intakev1.FindDuplicatesResponse, error) {
	if req.GetMonths() > maxMonths {
		return nil, errMonths.On("months")
	}
	if err := s.throttle.take(a.ID, s.intake.deps.Now()); err != nil {
		return nil, err
	}
	q, err := s.question(ctx, a, req)
	if err != nil {
		return nil, err
	}
	if err := s.deps.Index.WaitFor(ctx, request.PositionOf(req.GetAtLeastPosition())); err != nil {
		return nil, fmt.Errorf("wait for the index: %w", err)
	}
	seen, err := s.deps.Index.Position(ctx) // before the rows: the answer is at least that new
	if err != nil {
		return nil, fmt.Errorf("position of the index: %w", err)
	}
	since := q.receivedAt.AddDate(0, -int(cmp.Or(req.GetMonths(), defaultMonths)), 0)
	matches, err := s.matches(ctx, q, since)
	if err != nil {
		return nil, err
	}
	cases, err := s.compare(ctx, q, matches)
	if err != nil {
		return nil, err
	}
	out := &intakev1.FindDuplicatesResponse{Position: request.Position(seen)}
	for _, c := range cases {
		if len(out.GetCases()) == maxDuplicates {
			break
		}
		d, err := s.state(ctx, c.GetDisputeId())
		if err != nil {
			return nil, err
		}
		if c.State = d; d != intakev1.DisputeState_DISPUTE_STATE_VOIDED { // void is no case
			out.Cases = append(out.Cases, c)
		}
	}
	return out, nil
}

// question is a dispute as it is compared with others.
type question struct {
	self       uuid.UUID // nil of a draft
	receivedAt time.Time
	matter     []int64 // tokens of title and narrative
	persons    []person
}

func (s *Search) question(ctx context.Context, a identity.Actor, req *intakev1.FindDuplicatesRequest) (*question, error) {
	switch of := req.GetOf().(type) {
	case *intakev1.FindDuplicatesRequest_DisputeId:
		return s.registeredQuestion(ctx, a, of.DisputeId)
	case *intakev1.FindDuplicatesRequest_Draft:
		return s.draftQuestion(of.Draft)
	default:
		return nil, errNothingToCompare.On("dispute_id")
	}
}

func (s *Search) registeredQuestion(ctx context.Context, a identity.Actor, disputeID string) (*question, error) {
	told, err := s.intake.story(ctx, a, comparers(), disputeID)
	if err != nil {
		return nil, err
	}
	o, err := s.open(ctx, told.steps)
	if err != nil {
		return nil, err
	}
	q := &question{self: told.id, matter: s.matter(o.title, o.narrative), receivedAt: told.state.ReceivedAt}
	for _, p := range o.parties {
		q.persons = append(q.persons, *s.blind.party(&p))
	}
	return q, nil
}

func (s *Search) draftQuestion(d *intakev1.DuplicateDraft) (*question, error) {
	var c request.Texts
	c.Field(d.GetTitle(), maxTitle, "draft.title")
	c.Field(d.GetNarrative(), maxNarrative, "draft.narrative")
	if n := len(d.GetParties()); n == 0 || n > dispute.MaxParties {
		return nil, errDraftParties.On("draft.parties")
	}
	q := &question{matter: s.matter(d.GetTitle(), d.GetNarrative()), receivedAt: s.intake.now()}
	for i, p := range d.GetParties() {
		c.Field(p.GetName(), maxName, "draft.parties[%d].name", i)
		c.Field(p.GetPhone(), maxPhone, "draft.parties[%d].phone", i)
		c.Field(p.GetIdNumber(), maxIDNumber, "draft.parties[%d].id_number", i)
		made := s.blind.person(p.GetName(), p.GetPhone(), p.GetIdNumber(), "")
		if made.whole == nil && made.number == nil && c.Err == nil {
			return nil, errDraftParties.On(fmt.Sprintf("draft.parties[%d]", i))
		}
		q.persons = append(q.persons, made)
	}
	if c.Err != nil {
		return nil, c.Err
	}
	if len(q.matter) == 0 {
		return nil, errDraftMatter.On("draft.title")
	}
	return q, nil
}

func (s *Search) matter(title, narrative string) []int64 {
	return s.blind.set(purposeText, pairs(normal(title)), pairs(normal(narrative)))
}

// matches finds what parties of other disputes have in common with those of the question, by dispute.
func (s *Search) matches(ctx context.Context, q *question, since time.Time) (map[uuid.UUID]map[personMatch]int, error) {
	persons, phones, numbers := []int64{}, []int64{}, []int64{}
	for _, p := range q.persons {
		persons, phones, numbers = with(persons, p.whole), with(phones, p.phone), with(numbers, p.number)
	}
	found := map[uuid.UUID]map[personMatch]int{}
	err := askIndex(ctx, s.intake.deps.Pool, findPersons, pgx.NamedArgs{
		"persons": persons, "phones": phones, "id_numbers": numbers, "since": since, "self": q.self, "most": mostMatches,
	}, func(rows pgx.Rows) error {
		var id uuid.UUID
		var p person
		_, err := pgx.ForEachRow(rows, []any{&id, &p.whole, &p.phone, &p.number}, func() error {
			best := noMatch
			for _, mine := range q.persons {
				best = max(best, match(mine, p))
			}
			if found[id] == nil {
				found[id] = map[personMatch]int{}
			}
			found[id][best]++
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the same people: %w", err)
	}
	return found, nil
}

func with(tokens []int64, one *int64) []int64 {
	if one == nil {
		return tokens
	}
	return append(tokens, *one)
}

// compare adds the matter, and leaves out what is another one. The likeliest come first.
func (s *Search) compare(ctx context.Context, q *question, matches map[uuid.UUID]map[personMatch]int) ([]*intakev1.LinkedCase, error) {
	ids := make([]uuid.UUID, 0, len(matches))
	for id := range matches {
		ids = append(ids, id)
	}
	rows, err := s.intake.deps.Pool.Query(ctx, findMatters, pgx.NamedArgs{"disputes": ids})
	if err != nil {
		return nil, fmt.Errorf("compare the matters: %w", err)
	}
	var (
		cases            []*intakev1.LinkedCase
		id               uuid.UUID
		unitOf, number   string
		registeredAt     time.Time
		title, narrative []int64
	)
	_, err = pgx.ForEachRow(rows, []any{&id, &unitOf, &registeredAt, &title, &narrative, &number}, func() error {
		both := slices.Concat(title, narrative)
		slices.Sort(both)
		score, reasons := compared{matches[id], jaccard(q.matter, slices.Compact(both))}.score()
		if score > 0 {
			cases = append(cases, &intakev1.LinkedCase{
				DisputeId: id.String(), CaseNumber: number, Unit: unitOf, RegisteredAt: timestamppb.New(registeredAt), Score: score, Reasons: reasons,
			})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("compare the matters: %w", err)
	}
	slices.SortFunc(cases, func(a, b *intakev1.LinkedCase) int {
		return cmp.Or(cmp.Compare(b.GetScore(), a.GetScore()), b.GetRegisteredAt().AsTime().Compare(a.GetRegisteredAt().AsTime()),
			cmp.Compare(a.GetDisputeId(), b.GetDisputeId()))
	})
	return cases, nil
}

// state reads where a case stands, whoever's it is.
func (s *Search) state(ctx context.Context, disputeID string) (intakev1.DisputeState, error) {
	id, err := uuid.Parse(disputeID)
	if err != nil {
		return 0, fmt.Errorf("state of a case: %w", err)
	}
	steps, err := s.intake.read(ctx, id)
	if errors.Is(err, dispute.ErrNotFound) {
		return 0, fmt.Errorf("the index names dispute %s, which the log does not have", id)
	}
	if err != nil {
		return 0, err
	}
	return clearPart(storyOf(id, steps)).GetState(), nil
}
