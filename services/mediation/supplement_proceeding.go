package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// SupplementProceeding adds what papers need and nobody had said. Repeating the command gives the same receipt.
func (s *Service) SupplementProceeding(
	ctx context.Context, req *mediationv1.SupplementProceedingRequest,
) (*mediationv1.SupplementProceedingResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	if len(req.GetParties()) > proceeding.MaxParties || len(req.GetMediators()) > proceeding.MaxMediators || len(req.GetSessions()) > maxSupplementedSessions {
		return nil, errListTooLong
	}
	var c request.Texts
	cmd := proceeding.Supplement{
		Act:            act,
		Claims:         c.Field(req.GetClaims(), maxMatter, "claims"),
		Disputed:       c.Field(req.GetDisputed(), maxMatter, "disputed"),
		Responsibility: c.Field(req.GetResponsibility(), maxMatter, "responsibility"),
	}
	for i, p := range req.GetParties() {
		cmd.Parties = append(cmd.Parties, proceeding.Particulars{
			Party:    place(p.GetParty()),
			Phone:    c.Field(p.GetPhone(), maxPhone, "parties[%d].phone", i),
			IDNumber: c.Field(p.GetIdNumber(), maxIDNumber, "parties[%d].id_number", i),
			Address:  c.Field(p.GetAddress(), maxAddress, "parties[%d].address", i),
		})
	}
	for i, m := range req.GetMediators() {
		cmd.Mediators = append(cmd.Mediators, proceeding.Named{Account: m.GetAccount(), Name: c.Field(m.GetName(), maxName, "mediators[%d].name", i)})
	}
	for i, m := range req.GetSessions() {
		cmd.Sessions = append(cmd.Sessions, proceeding.Minutes{Session: place(m.GetSession()), Text: c.Field(m.GetText(), maxMinutes, "sessions[%d].text", i)})
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.SupplementProceedingResponse{Receipt: receipt(out)}, nil
}

// maxSupplementedSessions bounds what one command writes minutes of: a request is 1 MiB at most.
const maxSupplementedSessions = 20
