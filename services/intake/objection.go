package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// ObjectToDispatch says that the unit is not competent.
func (s *Service) ObjectToDispatch(ctx context.Context, req *intakev1.ObjectToDispatchRequest) (*intakev1.ObjectToDispatchResponse, error) {
	var c request.Texts
	grounds := c.Field(req.GetGrounds(), maxNote, "grounds")
	receipt, _, err := s.carry(ctx, plan{
		req:  req,
		flaw: c.Err, as: req.GetHandler(),
		reason: dispute.ObjectionReasons().Reason("objection", req.GetReason()),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Object{Act: act, Reason: req.GetReason(), Grounds: grounds}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.ObjectToDispatchResponse{Receipt: receipt}, nil
}

// DecideObjection answers the objection that is pending.
func (s *Service) DecideObjection(ctx context.Context, req *intakev1.DecideObjectionRequest) (*intakev1.DecideObjectionResponse, error) {
	var c request.Texts
	grounds := c.Field(req.GetGrounds(), maxNote, "grounds")
	receipt, _, err := s.carry(ctx, plan{
		req:  req,
		flaw: c.Err,
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.DecideObjection{Act: act, Upheld: req.GetUpheld(), Grounds: grounds}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.DecideObjectionResponse{Receipt: receipt}, nil
}
