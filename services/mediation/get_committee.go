package mediation

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation/roster"
)

// GetCommittee shows one committee as the log has it.
func (s *rosterService) GetCommittee(ctx context.Context, req *mediationv1.GetCommitteeRequest) (*mediationv1.GetCommitteeResponse, error) {
	a, err := acting(ctx, rosterReaders())
	if err != nil {
		return nil, err
	}
	of := unit.Code(cmp.Or(req.GetUnit(), a.Unit))
	if !unit.Code(a.Unit).Covers(of) {
		return nil, roster.ErrNotFound
	}
	steps, err := s.story(ctx, of, req.GetCommittee())
	if err != nil {
		return nil, err
	}
	if len(steps) == 0 {
		return nil, roster.ErrNotFound
	}
	st := rosterState(steps)
	out := &mediationv1.GetCommitteeResponse{Committee: &mediationv1.Committee{
		RosterId: RosterID(of, st.Committee).String(), Unit: string(st.Unit), Committee: st.Committee, TermEndsOn: st.TermEndsOn.String(),
		Chair: st.Chair, Members: uint32(len(st.Members)), Women: uint32(st.Women), Hired: uint32(len(st.Hired)), //nolint:gosec // G115: the rules bound it
		Warnings: st.Warnings(calendar.DateOf(request.Clock(s.deps.Now))), Revision: steps[len(steps)-1].rec.Revision, MultiEthnic: st.MultiEthnic,
	}}
	names := map[string]string{}
	if namesRoster(a, of) {
		if names, err = s.names(ctx, steps); err != nil {
			return nil, err
		}
	}
	out.Members, out.Hired = peopleOut(st.Members, names), peopleOut(st.Hired, names)
	return out, nil
}

// names opens the names of a roster, by account; none when they were erased.
func (s *rosterService) names(ctx context.Context, steps []rosterStep) (map[string]string, error) {
	out := map[string]string{}
	for _, st := range steps {
		holder, ok := st.event.(personal.Holder)
		if !ok {
			continue
		}
		err := s.deps.Vault.Unseal(ctx, st.rec.Stream, st.rec.ID, holder.Personal())
		if errors.Is(err, vault.ErrShredded) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("open the names of event %s: %w", st.rec.ID, err)
		}
		for _, p := range roster.People(st.event) {
			out[p.Account] = plain(p.Name)
		}
	}
	return out, nil
}

func peopleOut(accounts []string, names map[string]string) []*mediationv1.Person {
	var out []*mediationv1.Person
	for _, a := range accounts {
		out = append(out, &mediationv1.Person{Account: a, Name: names[a]})
	}
	return out
}
