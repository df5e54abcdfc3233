package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// HoldSession records a session. Repeating the command gives the same receipt.
func (s *Service) HoldSession(ctx context.Context, req *mediationv1.HoldSessionRequest) (*mediationv1.HoldSessionResponse, error) {
	a, act, err := s.act(ctx, req, handlers())
	if err != nil {
		return nil, err
	}
	if len(req.GetNotes()) > proceeding.MaxParties {
		return nil, errListTooLong.On("notes")
	}
	var c request.Texts
	cmd := proceeding.HoldSession{
		Act:         act,
		Place:       req.GetPlace(),
		MinutesLong: place(req.GetMinutesLong()),
		Attended:    places(req.GetAttended()),
		Mediators:   req.GetMediators(),
		Invited:     places(req.GetInvited()),
		Public:      req.GetPublic(),
		Minutes:     c.Field(req.GetMinutes(), maxMinutes, "minutes"),
	}
	for i, n := range req.GetNotes() {
		cmd.Notes = append(cmd.Notes, proceeding.Note{Party: place(n.GetParty()), Text: c.Field(n.GetText(), maxConfided, "notes[%d].text", i)})
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	resp := &mediationv1.HoldSessionResponse{Receipt: receipt(out)}
	if e, ok := first[*proceeding.SessionHeldV1](out); ok {
		resp.Number = uint32(e.Number) //nolint:gosec // G115: no proceeding has that many
	}
	return resp, nil
}
