package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// DispatchDispute sends an accepted dispute to its handlers: those of the request, or those of the routing table.
func (s *Service) DispatchDispute(ctx context.Context, req *intakev1.DispatchDisputeRequest) (*intakev1.DispatchDisputeResponse, error) {
	receipt, out, err := s.carry(ctx, plan{
		req: req,
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			if err := dispute.Admit(st, dispute.Dispatch{Act: act}); err != nil {
				return nil, err
			}
			if req.GetLead() == nil && len(req.GetAssisting()) == 0 {
				return s.routed(ctx, act, st)
			}
			lead, assisting := handlerOf(req.GetLead()), handlersOf(req.GetAssisting())
			d, err := s.addressable(ctx, st, act.OccurredAt, lead, assisting)
			if err != nil {
				return nil, err
			}
			t, err := termsOf(d, st, act.OccurredAt, "")
			route := dispute.Route{Lead: lead, Assisting: assisting, Profile: d.Profile.Version}
			return dispute.Dispatch{Act: act, Route: route, Limit: t.limit, AcknowledgeBy: t.acknowledgeBy, ObjectBy: t.objectBy}, err
		},
	})
	if err != nil {
		return nil, err
	}
	resp := &intakev1.DispatchDisputeResponse{Receipt: receipt}
	for _, e := range out.Events {
		if e, ok := e.(*dispute.DispatchedV1); ok {
			resp.Dispatched = what(e).(*intakev1.DisputeDispatched)
		}
	}
	return resp, nil
}

// routed asks the routing table. What no rule fits goes into the queue of unrouted disputes.
func (s *Service) routed(ctx context.Context, act dispute.Act, st dispute.State) (dispute.Command, error) {
	d, err := s.profiles.For(ctx, st.Unit, act.OccurredAt)
	if err != nil {
		return nil, err
	}
	to := d.Resolve(caseOf(st, act.OccurredAt))
	if !to.Matched() {
		return dispute.Dispatch{Act: act, Route: dispute.Route{Unmatched: true, Profile: d.Profile.Version}}, nil
	}
	t, err := termsOf(d, st, act.OccurredAt, to.Limit)
	if err != nil {
		return nil, err
	}
	route := dispute.Route{Lead: to.Lead, Assisting: to.Assisting, Rule: to.Rule, Profile: d.Profile.Version}
	return dispute.Dispatch{Act: act, Route: route, Limit: t.limit, AcknowledgeBy: t.acknowledgeBy, ObjectBy: t.objectBy}, nil
}

// ReassignDispute gives the dispute to other handlers.
func (s *Service) ReassignDispute(ctx context.Context, req *intakev1.ReassignDisputeRequest) (*intakev1.ReassignDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req:    req,
		reason: dispute.ReassignmentReasons().Reason("reassignment", req.GetReason()),
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			if err := dispute.Admit(st, dispute.Reassign{Act: act}); err != nil {
				return nil, err
			}
			lead, assisting := handlerOf(req.GetLead()), handlersOf(req.GetAssisting())
			d, err := s.addressable(ctx, st, act.OccurredAt, lead, assisting)
			if err != nil {
				return nil, err
			}
			t, err := termsOf(d, st, act.OccurredAt, "")
			return dispute.Reassign{
				Act: act, Reason: req.GetReason(), Lead: lead, Assisting: assisting, Profile: d.Profile.Version,
				Limit: t.limit, AcknowledgeBy: t.acknowledgeBy, ObjectBy: t.objectBy,
			}, err
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.ReassignDisputeResponse{Receipt: receipt}, nil
}
