package mediation_test

import (
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/identity"
)

// TestWhoStandsInIsTheBOfThePost: a token names for whom somebody acts, and the city profile says whether the two share a post.
func TestWhoStandsInIsTheBOfThePost(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	o.intake.shares("mediator-1", "b")
	standing := func(id string, roles ...string) mediationv1.MediationServiceClient {
		return mediationv1.NewMediationServiceClient(o.dial(identity.Actor{ID: id, OnBehalfOf: "mediator-1", Unit: village, Roles: roles}))
	}
	id := o.opened()
	holds := func(c mediationv1.MediationServiceClient) error {
		_, err := c.HoldSession(ctx, session(t, id))
		return err
	}
	b := standing("b", identity.RoleMediator)
	o.must(holds(b))
	o.must(holds(b))
	if o.intake.asks != 1 {
		t.Errorf("intake was asked %d times in a minute", o.intake.asks)
	}
	o.refused(holds(standing("c", identity.RoleMediator)), "stand-in-unknown")
	// An import of an old ledger holds no post: it enters what mediators did in the chair's place.
	o.must(holds(standing("importer", identity.RoleClerk, identity.RoleDispatcher, identity.RoleMediator, identity.RoleCommitteeChair)))
	o.intake.goesAway(true)
	o.must(holds(b)) // who was confirmed a moment ago
	o.later(2 * time.Minute)
	o.refused(holds(b), "intake-unavailable")
	shown, err := b.GetProceeding(ctx, &mediationv1.GetProceedingRequest{ProceedingId: id})
	o.must(err)
	if shown.GetPersonal() != nil || len(shown.GetProceeding().GetSessions()) == 0 {
		t.Errorf("while intake is away: %v", shown)
	}
}

// TestWhoKeepsARosterForAnotherIsTheBOfThePost: what stands in the log of a roster was checked as it is for proceedings.
func TestWhoKeepsARosterForAnotherIsTheBOfThePost(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	o.intake.shares("administrator-1", "b")
	keeps := func(id, committee string, roles ...string) error {
		keeper := mediationv1.NewRosterServiceClient(o.dial(identity.Actor{ID: id, OnBehalfOf: "administrator-1", Unit: village, Roles: roles}))
		_, err := keeper.EstablishCommittee(ctx, establishing(t, committee))
		return err
	}
	o.refused(keeps("c", "main", identity.RoleAdministrator), "stand-in-unknown")
	o.must(keeps("b", "main", identity.RoleAdministrator))
	o.must(keeps("chair-1", "second", identity.RoleCommitteeChair))
}
