package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// AnswerReferral records that the referrer was told whether the dispute is taken on. Repeating the command gives the same receipt.
func (s *Service) AnswerReferral(ctx context.Context, req *mediationv1.AnswerReferralRequest) (*mediationv1.AnswerReferralResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.AnswerReferral{Act: act, Note: c.Field(req.GetNote(), maxNote, "note")}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	resp := &mediationv1.AnswerReferralResponse{Receipt: receipt(out)}
	if e, ok := first[*proceeding.AnsweredV1](out); ok {
		resp.Accepted = e.Accepted
	}
	return resp, nil
}

// FeedBackReferral records that the referrer was told the outcome. Repeating the command gives the same receipt.
func (s *Service) FeedBackReferral(ctx context.Context, req *mediationv1.FeedBackReferralRequest) (*mediationv1.FeedBackReferralResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.FeedBackReferral{Act: act, Note: c.Field(req.GetNote(), maxNote, "note")}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.FeedBackReferralResponse{Receipt: receipt(out)}, nil
}

// ReferDispute records that the dispute is handed over to another body. Repeating the command gives the same receipt.
func (s *Service) ReferDispute(ctx context.Context, req *mediationv1.ReferDisputeRequest) (*mediationv1.ReferDisputeResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.Refer{
		Act: act, To: req.GetTo(), Consented: places(req.GetConsented()), ReturnBy: req.GetReturnBy(), Body: c.Field(req.GetBody(), maxReferrer, "body"),
		Number: c.Field(req.GetNumber(), maxNumber, "number"), Note: c.Field(req.GetNote(), maxNote, "note"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.ReferDisputeResponse{Receipt: receipt(out)}, nil
}
