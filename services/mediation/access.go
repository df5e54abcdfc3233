package mediation

import (
	"context"
	"slices"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
)

// Who may do what. A role is a necessary condition; the unit is the other: whoever reads or writes a proceeding acts for its
// unit or for one above it. What an actor may not see does not exist for it. The third is the assignment: once somebody is
// assigned, no other mediator acts; the core says so.
//
//	role             open  handle         assign, extend, terminate, seal  read  personal parts        confidential notes
//	clerk            yes   –              –                                yes   –                     –
//	dispatcher       yes   –              –                                yes   of the own unit       –
//	mediator         yes   when assigned  –                                yes   when assigned         when assigned
//	committee chair  yes   –              yes                              yes   of the own unit       of the own unit
//	leader           –     –              –                                yes   –                     –
//	supervisor       –     –              –                                yes   –                     –
//	auditor          –     –              –                                yes   –                     –
//
// An actor that stands in for another (AB post) counts as assigned when the other is, and the city profile that intake keeps has the two
// as B and A of a post; see stand_in.go. The chair enters what mediators did without holding their post, and sees what a chair sees.
func openers() []string {
	return []string{identity.RoleClerk, identity.RoleDispatcher, identity.RoleMediator, identity.RoleCommitteeChair}
}
func handlers() []string    { return []string{identity.RoleMediator} }
func signers() []string     { return []string{identity.RoleMediator, identity.RoleCommitteeChair} }
func officers() []string    { return openers() } // the rules say when clerks and dispatchers may
func chairs() []string      { return []string{identity.RoleCommitteeChair} }
func keepers() []string     { return []string{identity.RoleCommitteeChair, identity.RoleAdministrator} } // of rosters
func factReaders() []string { return []string{identity.RoleService, identity.RoleAuditor} }

func readers() []string {
	return append(openers(), identity.RoleLeader, identity.RoleSupervisor, identity.RoleAuditor)
}

// rosterReaders read rosters; administrators too, for there is no case content in them.
func rosterReaders() []string { return append(readers(), identity.RoleAdministrator) }

// namesRoster says whether an actor sees the names of a roster.
func namesRoster(a identity.Actor, of unit.Code) bool {
	return unit.Code(a.Unit) == of &&
		a.Has(identity.RoleMediator, identity.RoleCommitteeChair, identity.RoleDispatcher, identity.RoleAdministrator)
}

// sight is how much of the personal parts an actor sees.
type sight uint8

const (
	sightNone  sight = iota
	sightNames       // everything but what the sides said in confidence
	sightFull
)

// sightOf says what an actor sees in its own name of a proceeding of a unit with these mediators.
func sightOf(a identity.Actor, of unit.Code, mediators []string) sight {
	own := unit.Code(a.Unit) == of
	switch {
	case a.Has(identity.RoleMediator) && slices.Contains(mediators, a.ID), a.Has(identity.RoleCommitteeChair) && own:
		return sightFull
	case a.Has(identity.RoleDispatcher) && own:
		return sightNames
	default:
		return sightNone
	}
}

// acting returns the actor of ctx if it holds one of the roles and acts for a unit.
func acting(ctx context.Context, roles []string) (identity.Actor, error) {
	a, err := identity.Require(ctx, roles...)
	if err != nil {
		return identity.Actor{}, err
	}
	if !unit.Code(a.Unit).Valid() {
		return identity.Actor{}, errNoUnit
	}
	return a, nil
}

var errNoUnit = fault.New(fault.Forbidden, "actor-without-unit",
	"您的身份令牌没有有效的机构代码。", "Your token names no valid unit.")

// actorOf is what the rules know of an actor.
func actorOf(a identity.Actor) proceeding.Actor {
	return proceeding.Actor{
		Account: a.ID, For: a.OnBehalfOf, Unit: unit.Code(a.Unit),
		Roles: proceeding.Roles{
			Clerk: a.Has(identity.RoleClerk), Dispatcher: a.Has(identity.RoleDispatcher),
			Mediator: a.Has(identity.RoleMediator), Chair: a.Has(identity.RoleCommitteeChair),
		},
	}
}
