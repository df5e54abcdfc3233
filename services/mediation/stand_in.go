package mediation

import (
	"context"
	"slices"
	"sync"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/unit"
)

// Profiles is what mediation asks intake about the posts of a city; intake's client is one.
type Profiles interface {
	GetProfile(ctx context.Context, in *intakev1.GetProfileRequest, opts ...grpc.CallOption) (*intakev1.GetProfileResponse, error)
}

const (
	postsKept = time.Minute
	maxPosts  = 2000 // units; a city has some 1,300
)

// posts remembers for a minute who stands in for whom in a unit AB岗, so that a busy B asks intake once.
type posts struct {
	profiles Profiles
	now      func() time.Time

	mu    sync.Mutex
	known map[string]shared
}

// shared are the pairs of a unit.
type shared struct {
	until time.Time
	pairs []pair
}

type pair struct{ department, a, b string }

func newPosts(d Deps) *posts {
	return &posts{profiles: d.Profiles, now: d.Now, known: map[string]shared{}}
}

// confirms reports whether the actor is the B of a post whose A it acts for.
func (p *posts) confirms(ctx context.Context, a identity.Actor) (bool, error) {
	now := p.now()
	p.mu.Lock()
	of, ok := p.known[a.Unit]
	p.mu.Unlock()
	if !ok || now.After(of.until) {
		pairs, err := p.ask(ctx, a.Unit)
		if err != nil {
			return false, err
		}
		of = shared{now.Add(postsKept), pairs}
		p.mu.Lock()
		if len(p.known) >= maxPosts {
			clear(p.known)
		}
		p.known[a.Unit] = of
		p.mu.Unlock()
	}
	return slices.Contains(of.pairs, pair{a.Department, a.OnBehalfOf, a.ID}), nil
}

func (p *posts) ask(ctx context.Context, of string) ([]pair, error) {
	resp, err := p.profiles.GetProfile(ctx, &intakev1.GetProfileRequest{Unit: of})
	if f := rpc.Fault(err); f != nil && f.Code == "profile-missing" {
		return nil, nil // a city without a profile has no posts
	}
	if err != nil {
		return nil, errIntakeAway.Because(err)
	}
	var pairs []pair
	for _, x := range resp.GetProfile().GetPosts() {
		if x.GetUnit() == of && x.GetB() != "" {
			pairs = append(pairs, pair{x.GetDepartment(), x.GetA(), x.GetB()})
		}
	}
	return pairs, nil
}

// standsIn refuses a command from somebody who claims to stand in for an account and does not by the city profile. The chair enters
// what mediators did without holding their post, as an import of an old ledger does: it is the chair that assigns them.
func (p *posts) standsIn(ctx context.Context, a identity.Actor) error {
	if a.OnBehalfOf == "" || a.Has(identity.RoleCommitteeChair) {
		return nil
	}
	ok, err := p.confirms(ctx, a)
	switch {
	case err != nil:
		return err
	case !ok:
		return identity.ErrStandIn
	}
	return nil
}

// sightOf says what an actor sees of a proceeding. Who stands in for an assigned mediator sees what that one sees, once the city profile
// says that they share a post; while intake cannot be asked, nobody does.
func (s *Service) sightOf(ctx context.Context, a identity.Actor, of unit.Code, mediators []string) sight {
	seen := sightOf(a, of, mediators)
	if seen == sightFull || a.OnBehalfOf == "" || !a.Has(identity.RoleMediator) || !slices.Contains(mediators, a.OnBehalfOf) {
		return seen
	}
	if ok, err := s.posts.confirms(ctx, a); err != nil || !ok {
		return seen
	}
	return sightFull
}
