package intake

import (
	"cmp"
	"context"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/unit"
)

// GetProfile shows a version of the profile of a city.
func (s *Service) GetProfile(ctx context.Context, req *intakev1.GetProfileRequest) (*intakev1.GetProfileResponse, error) {
	code, a, err := askedUnit(ctx, req.GetUnit())
	if err != nil {
		return nil, err
	}
	d, e, known, err := s.profiles.Version(ctx, code, req.GetVersion())
	if err != nil {
		return nil, err
	}
	if err := mayRead(a, d.Profile); err != nil {
		return nil, err
	}
	return &intakev1.GetProfileResponse{
		Profile:       ProfileMessage(d.Profile),
		PublishedAt:   timestamppb.New(e.publishedAt),
		NewestVersion: uint32(len(known.list)), //nolint:gosec // G115: a city publishes fewer
	}, nil
}

// DiffProfiles says what changed between two versions, or up to a profile that is given.
func (s *Service) DiffProfiles(ctx context.Context, req *intakev1.DiffProfilesRequest) (*intakev1.DiffProfilesResponse, error) {
	code, a, err := askedUnit(ctx, req.GetUnit())
	if err != nil {
		return nil, err
	}
	from, _, _, err := s.profiles.Version(ctx, code, req.GetFromVersion())
	if err != nil {
		return nil, err
	}
	if err := mayRead(a, from.Profile); err != nil {
		return nil, err
	}
	to, err := ProfileOf(req.GetToProfile(), "to_profile")
	if err != nil {
		return nil, err
	}
	if req.GetToProfile() == nil {
		version, _, _, err := s.profiles.Version(ctx, code, req.GetToVersion())
		if err != nil {
			return nil, err
		}
		to = version.Profile
	}
	out := &intakev1.DiffProfilesResponse{FromVersion: uint32(from.Profile.Version)} //nolint:gosec // G115: counted from 1
	for _, c := range profile.Diff(from.Profile, to) {
		out.Changes = append(out.Changes, &intakev1.ProfileChange{Path: c.Path, Before: c.Before, After: c.After, Zh: c.Zh, En: c.En})
	}
	return out, nil
}

// askedUnit is the unit of a query, the actor's own when none is named. Profiles are for everybody who is known; a service need not act
// for a unit.
func askedUnit(ctx context.Context, named string) (unit.Code, identity.Actor, error) {
	a, err := identity.Require(ctx)
	if err != nil {
		return "", a, err
	}
	code := unit.Code(cmp.Or(named, a.Unit))
	if !code.Valid() {
		return "", a, dispute.ErrUnitFormat.On("unit")
	}
	return code, a, nil
}

// mayRead lets those read a profile who act for a unit of its city, or for one above it, and services.
func mayRead(a identity.Actor, p *profile.Profile) error {
	own := unit.Code(a.Unit)
	if a.Has(identity.RoleService) || p.City.Covers(own) || own.Covers(p.City) {
		return nil
	}
	return dispute.ErrUnitNotYours.On("unit")
}

// profileAt is a version of the profile of a unit, or the one that holds at a moment.
func (s *Service) profileAt(ctx context.Context, u unit.Code, version uint32, at time.Time) (*profile.Directory, error) {
	if version == 0 {
		return s.profiles.For(ctx, u, at)
	}
	d, _, _, err := s.profiles.Version(ctx, u, version)
	return d, err
}
