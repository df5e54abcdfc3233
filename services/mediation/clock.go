package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// SuspendProceeding stops the clock. Repeating the command gives the same receipt.
func (s *Service) SuspendProceeding(
	ctx context.Context, req *mediationv1.SuspendProceedingRequest,
) (*mediationv1.SuspendProceedingResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.Suspend{Act: act, Ground: req.GetGround(), Note: c.Field(req.GetNote(), maxNote, "note")}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, proceeding.Suspensions().Reason("suspension", req.GetGround()))
	if err != nil {
		return nil, err
	}
	return &mediationv1.SuspendProceedingResponse{Receipt: receipt(out)}, nil
}

// ResumeProceeding lets the clock go on. Repeating the command gives the same receipt.
func (s *Service) ResumeProceeding(ctx context.Context, req *mediationv1.ResumeProceedingRequest) (*mediationv1.ResumeProceedingResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	out, err := s.handle(ctx, a, req, proceeding.Resume{Act: act, Calendar: s.deps.Calendar}, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.ResumeProceedingResponse{Receipt: receipt(out), Limit: limitOut(out.State.Limit)}, nil
}

// ExtendLimit gives more days. Repeating the command gives the same receipt.
func (s *Service) ExtendLimit(ctx context.Context, req *mediationv1.ExtendLimitRequest) (*mediationv1.ExtendLimitResponse, error) {
	a, act, err := s.act(ctx, req, chairs())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.ExtendLimit{
		Act: act, Calendar: s.deps.Calendar, Days: place(req.GetDays()), Consented: places(req.GetConsented()),
		Note: c.Field(req.GetNote(), maxNote, "note"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.ExtendLimitResponse{Receipt: receipt(out), Limit: limitOut(out.State.Limit)}, nil
}

// RecountLimit counts the due date again. Repeating the command gives the same receipt.
func (s *Service) RecountLimit(ctx context.Context, req *mediationv1.RecountLimitRequest) (*mediationv1.RecountLimitResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	out, err := s.handle(ctx, a, req, proceeding.RecountLimit{Act: act, Calendar: s.deps.Calendar}, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.RecountLimitResponse{Receipt: receipt(out), Limit: limitOut(out.State.Limit)}, nil
}
