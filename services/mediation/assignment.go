package mediation

import (
	"cmp"
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// RecordConsent records that parties consent. Repeating the command gives the same receipt.
func (s *Service) RecordConsent(ctx context.Context, req *mediationv1.RecordConsentRequest) (*mediationv1.RecordConsentResponse, error) {
	a, act, err := s.act(ctx, req, officers())
	if err != nil {
		return nil, err
	}
	out, err := s.handle(ctx, a, req, proceeding.RecordConsent{Act: act, Parties: places(req.GetParties()), Form: req.GetForm()}, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.RecordConsentResponse{Receipt: receipt(out)}, nil
}

// AssignMediators names mediators beside those that are. Repeating the command gives the same receipt.
func (s *Service) AssignMediators(ctx context.Context, req *mediationv1.AssignMediatorsRequest) (*mediationv1.AssignMediatorsResponse, error) {
	a, act, err := s.act(ctx, req, chairs())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.AssignMediators{
		Act: act, Mediators: mediatorsIn(req.GetMediators(), &c), ChosenBy: cmp.Or(req.GetChosenBy(), "committee"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	if req.GetCommittee() != "" {
		steps, err := s.story(ctx, a, req.GetProceedingId())
		if err != nil {
			return nil, err
		}
		if cmd.Roster, err = s.rosterOf(ctx, state(steps).Unit, req.GetCommittee()); err != nil {
			return nil, err
		}
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.AssignMediatorsResponse{Receipt: receipt(out)}, nil
}

// RecuseMediator takes a mediator with a conflict of interest out. Repeating the command gives the same receipt.
func (s *Service) RecuseMediator(ctx context.Context, req *mediationv1.RecuseMediatorRequest) (*mediationv1.RecuseMediatorResponse, error) {
	a, act, err := s.act(ctx, req, signers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.RecuseMediator{
		Act: act, Mediator: req.GetMediator(), Conflict: req.GetConflict(), Grounds: c.Field(req.GetGrounds(), maxNote, "grounds"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, proceeding.Conflicts().Reason("conflict", req.GetConflict()))
	if err != nil {
		return nil, err
	}
	return &mediationv1.RecuseMediatorResponse{Receipt: receipt(out)}, nil
}

// ChallengeMediator records that a party wants a mediator out. Repeating the command gives the same receipt.
func (s *Service) ChallengeMediator(
	ctx context.Context, req *mediationv1.ChallengeMediatorRequest,
) (*mediationv1.ChallengeMediatorResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.ChallengeMediator{
		Act: act, Mediator: req.GetMediator(), Party: place(req.GetParty()), Conflict: req.GetConflict(),
		Grounds: c.Field(req.GetGrounds(), maxNote, "grounds"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, proceeding.Conflicts().Reason("conflict", req.GetConflict()))
	if err != nil {
		return nil, err
	}
	return &mediationv1.ChallengeMediatorResponse{Receipt: receipt(out)}, nil
}

// DecideChallenge decides on a challenge. Repeating the command gives the same receipt.
func (s *Service) DecideChallenge(ctx context.Context, req *mediationv1.DecideChallengeRequest) (*mediationv1.DecideChallengeResponse, error) {
	a, act, err := s.act(ctx, req, chairs())
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.DecideChallenge{
		Act: act, Mediator: req.GetMediator(), Upheld: req.GetUpheld(), Grounds: c.Field(req.GetGrounds(), maxNote, "grounds"),
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.DecideChallengeResponse{Receipt: receipt(out)}, nil
}

// InvitePersons invites persons to help. Repeating the command gives the same receipt.
func (s *Service) InvitePersons(ctx context.Context, req *mediationv1.InvitePersonsRequest) (*mediationv1.InvitePersonsResponse, error) {
	a, act, err := s.act(ctx, req, handlers())
	if err != nil {
		return nil, err
	}
	if len(req.GetPersons()) > proceeding.MaxInvited {
		return nil, proceeding.ErrInviteeCount.On("persons")
	}
	var c request.Texts
	cmd := proceeding.InvitePersons{Act: act, Consented: places(req.GetConsented())}
	for i, p := range req.GetPersons() {
		cmd.Persons = append(cmd.Persons, proceeding.Invitee{Kind: p.GetKind(), Name: c.Field(p.GetName(), maxName, "persons[%d].name", i)})
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.InvitePersonsResponse{Receipt: receipt(out)}, nil
}
