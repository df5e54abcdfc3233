package intake

import (
	"context"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/unit"
)

// Who may do what. A role is a necessary condition; the unit is the other: whoever reads or writes a dispute acts for its
// unit or for one above it. What an actor may not see does not exist for it.
//
//	role             register  withdraw  read  personal parts
//	clerk            yes       yes       yes   in full while open, contact masked afterwards
//	dispatcher       –         yes       yes   in full
//	mediator         –         –         yes   of the own unit only: assignments come with mediation
//	committee chair  –         –         yes   of the own unit only
//	navigator        –         –         yes   –
//	leader           –         –         yes   –
//	supervisor       –         –         yes   –
//	auditor          –         –         yes   –
//
// System administrators see no case content at all; services read facts.
func registrars() []string  { return []string{identity.RoleClerk} }
func withdrawers() []string { return []string{identity.RoleClerk, identity.RoleDispatcher} }
func factReaders() []string { return []string{identity.RoleService, identity.RoleAuditor} }

func readers() []string {
	return []string{
		identity.RoleClerk, identity.RoleDispatcher, identity.RoleMediator, identity.RoleCommitteeChair, identity.RoleNavigator,
		identity.RoleLeader, identity.RoleSupervisor, identity.RoleAuditor,
	}
}

// sight is how much of the personal parts an actor sees.
type sight uint8

const (
	sightNone sight = iota
	sightMasked
	sightFull
)

func sightOf(a identity.Actor, of unit.Code, open bool) sight {
	switch {
	case a.Has(identity.RoleDispatcher), a.Has(identity.RoleClerk) && open:
		return sightFull
	case a.Has(identity.RoleMediator, identity.RoleCommitteeChair) && unit.Code(a.Unit) == of:
		return sightFull
	case a.Has(identity.RoleClerk):
		return sightMasked
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

// mask hides what identifies and contacts a party, and keeps who it is.
func mask(p *intakev1.DisputePersonal) {
	for _, party := range p.GetParties() {
		party.Phone = masked(party.GetPhone(), 2)
		party.IdNumber = masked(party.GetIdNumber(), 1)
		party.Address = masked(party.GetAddress(), 0)
	}
}

// masked keeps the first three characters and some at the end.
func masked(s string, tail int) string {
	const head = 3
	r := []rune(s)
	hidden := len(r) - head - tail
	if hidden <= 0 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:head]) + strings.Repeat("*", hidden) + string(r[head+hidden:])
}
