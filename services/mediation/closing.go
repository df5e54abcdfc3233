package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// RecordFollowUp records a follow-up visit. Repeating the command gives the same receipt.
func (s *Service) RecordFollowUp(ctx context.Context, req *mediationv1.RecordFollowUpRequest) (*mediationv1.RecordFollowUpResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.FollowUp{
		Act: act, Method: req.GetMethod(), Party: place(req.GetParty()), Reached: req.GetReached(), Performance: req.GetPerformance(),
		Satisfaction: req.GetSatisfaction(), Note: c.Field(req.GetNote(), maxNote, "note"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.RecordFollowUpResponse{Receipt: receipt(out)}, nil
}

// ReportRisk records the report of a risk. Repeating the command gives the same receipt.
func (s *Service) ReportRisk(ctx context.Context, req *mediationv1.ReportRiskRequest) (*mediationv1.ReportRiskResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.ReportRisk{Act: act, Risk: req.GetRisk(), To: req.GetTo(), Note: c.Field(req.GetNote(), maxNote, "note")}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, proceeding.Risks().Reason("risk", req.GetRisk()))
	if err != nil {
		return nil, err
	}
	return &mediationv1.ReportRiskResponse{Receipt: receipt(out)}, nil
}

// FilePaper puts a paper into the dossier. Repeating the command gives the same receipt.
func (s *Service) FilePaper(ctx context.Context, req *mediationv1.FilePaperRequest) (*mediationv1.FilePaperResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.FilePaper{Act: act, Paper: req.GetPaper(), SHA256: req.GetSha256(), Note: c.Field(req.GetNote(), maxNote, "note")}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.FilePaperResponse{Receipt: receipt(out), Dossier: dossierOut(out.State)}, nil
}

// ArchiveProceeding closes the dossier. Repeating the command gives the same receipt.
func (s *Service) ArchiveProceeding(
	ctx context.Context, req *mediationv1.ArchiveProceedingRequest,
) (*mediationv1.ArchiveProceedingResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	cmd := proceeding.Archive{Act: act, Retention: req.GetRetention(), Reason: req.GetReason()}
	out, err := s.handle(ctx, a, req, cmd, proceeding.IncompleteReasons().Reason("incomplete", req.GetReason()))
	if err != nil {
		return nil, err
	}
	resp := &mediationv1.ArchiveProceedingResponse{Receipt: receipt(out)}
	if e, ok := first[*proceeding.ArchivedV1](out); ok {
		resp.Missing = e.Missing
	}
	return resp, nil
}

func dossierOut(st proceeding.State) []*mediationv1.Paper {
	var out []*mediationv1.Paper
	for _, p := range st.Checklist() {
		out = append(out, &mediationv1.Paper{Code: p.Code, Required: p.Required, Recorded: p.Recorded, Filed: p.Filed, Missing: p.Missing()})
	}
	return out
}
