package intake

import (
	"cmp"
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

// order is what every request of DisputeService begins with.
type order interface {
	command
	GetOccurredAt() *timestamppb.Timestamp
	GetLateReason() string
}

// plan is how a request of DisputeService becomes a command.
type plan struct {
	req order
	// as is the handler as whom the actor acts; nil for the actor's own unit and department.
	as *intakev1.Handler
	// flaw is what is wrong with the texts of the request.
	flaw error
	// reason stands in the metadata, a code of a table in the form of function reason.
	reason string
	// make makes the command. It sees the state on which it will be decided, which is never that of an absent dispute, but may be
	// one that is hidden from the actor: what looks anything up asks dispute.Admit first.
	make func(act dispute.Act, s dispute.State) (dispute.Command, error)
}

// carry takes one request of DisputeService through the command loop. What is refused before the rules are asked is refused in
// this order: who acts, the time, the texts, the ids.
func (s *Service) carry(ctx context.Context, p plan) (*intakev1.Receipt, outcome, error) {
	roles := duty(p.req)
	a, err := s.acting(ctx, roles)
	if err != nil {
		return nil, outcome{}, err
	}
	act, err := s.act(a, p)
	if err != nil {
		return nil, outcome{}, err
	}
	if p.flaw != nil {
		return nil, outcome{}, p.flaw
	}
	why := cmp.Or(p.reason, entry.LateReasons().Reason("late", p.req.GetLateReason()))
	return s.handle(ctx, a, p.req, act, why, func(st dispute.State) (dispute.Command, error) {
		if st.Phase == dispute.Absent {
			return nil, dispute.ErrNotFound
		}
		if err := reaches(a, roles, st); err != nil {
			return nil, err
		}
		return p.make(act, st)
	})
}

// act reads who acts as which handler, and when.
func (s *Service) act(a identity.Actor, p plan) (dispute.Act, error) {
	now := s.now()
	occurredAt, err := request.Time(p.req.GetOccurredAt(), now, "occurred_at")
	if err != nil {
		return dispute.Act{}, err
	}
	as := dispute.Handler{Unit: unit.Code(a.Unit), Department: a.Department}
	if p.as != nil {
		if as, err = actingAs(a, p.as); err != nil {
			return dispute.Act{}, err
		}
	}
	return dispute.Act{
		At: now, OccurredAt: occurredAt, LateReason: p.req.GetLateReason(), ActingUnit: as.Unit, ActingDepartment: as.Department,
	}, nil
}

// always is for commands that follow from the request alone.
func always(make func(act dispute.Act) dispute.Command) func(dispute.Act, dispute.State) (dispute.Command, error) {
	return func(act dispute.Act, _ dispute.State) (dispute.Command, error) { return make(act), nil }
}

// handlerOf reads a handler of a request; absent is none.
func handlerOf(h *intakev1.Handler) dispute.Handler {
	return dispute.Handler{Unit: unit.Code(h.GetUnit()), Department: h.GetDepartment()}
}

func handlersOf(hs []*intakev1.Handler) []dispute.Handler {
	out := make([]dispute.Handler, 0, len(hs))
	for _, h := range hs {
		out = append(out, handlerOf(h))
	}
	return out
}
