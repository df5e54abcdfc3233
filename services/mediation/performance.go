package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// RecordPerformance records what became of an obligation. Repeating the command gives the same receipt.
func (s *Service) RecordPerformance(
	ctx context.Context, req *mediationv1.RecordPerformanceRequest,
) (*mediationv1.RecordPerformanceResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	note := c.Field(req.GetNote(), maxNote, "note")
	obligation, r := place(req.GetObligation()), req.GetReplacement()
	var cmd proceeding.Command
	switch req.GetResult() {
	case proceeding.Replaced:
		if r == nil {
			return nil, errReplacementNeeded.On("replacement")
		}
		cmd = proceeding.ChangeObligation{
			Act: act, Obligation: obligation, Consented: places(req.GetConsented()), Note: note,
			New: owedIn(r, c.Field(r.GetWhat(), maxWhat, "replacement.what")),
		}
	case proceeding.NotPerformed:
		cmd = proceeding.Default{Act: act, Obligation: obligation, Note: note}
	default:
		cmd = proceeding.Perform{Act: act, Obligation: obligation, Result: req.GetResult(), Amount: fen(req.GetAmount()), Note: note}
	}
	if c.Err != nil {
		return nil, c.Err
	}
	if r != nil && req.GetResult() != proceeding.Replaced {
		return nil, errReplacementNotExpected.On("replacement")
	}
	out, err := s.handle(ctx, a, req, cmd, proceeding.Performances().Reason("performance", req.GetResult()))
	if err != nil {
		return nil, err
	}
	return &mediationv1.RecordPerformanceResponse{Receipt: receipt(out)}, nil
}

// SupervisePerformance records that somebody looked after the performance. Repeating the command gives the same receipt.
func (s *Service) SupervisePerformance(
	ctx context.Context, req *mediationv1.SupervisePerformanceRequest,
) (*mediationv1.SupervisePerformanceResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.SupervisePerformance{Act: act, Method: req.GetMethod(), Note: c.Field(req.GetNote(), maxNote, "note")}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.SupervisePerformanceResponse{Receipt: receipt(out)}, nil
}

// ApplyForConfirmation records the joint application for judicial confirmation. Repeating the command gives the same receipt.
func (s *Service) ApplyForConfirmation(
	ctx context.Context, req *mediationv1.ApplyForConfirmationRequest,
) (*mediationv1.ApplyForConfirmationResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.ApplyForConfirmation{
		Act: act, Calendar: s.deps.Calendar, Applicants: places(req.GetApplicants()), Court: c.Field(req.GetCourt(), maxReferrer, "court"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.ApplyForConfirmationResponse{Receipt: receipt(out)}, nil
}

// DecideConfirmation records what became of it. Repeating the command gives the same receipt.
func (s *Service) DecideConfirmation(
	ctx context.Context, req *mediationv1.DecideConfirmationRequest,
) (*mediationv1.DecideConfirmationResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.DecideConfirmation{
		Act: act, Result: req.GetResult(), Reason: req.GetReason(),
		Number: c.Field(req.GetNumber(), maxNumber, "number"), Note: c.Field(req.GetNote(), maxNote, "note"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, proceeding.Confirmations().Reason("confirmation", req.GetResult()))
	if err != nil {
		return nil, err
	}
	return &mediationv1.DecideConfirmationResponse{Receipt: receipt(out)}, nil
}
