package ledger

import (
	"cmp"
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/internal/identity"
)

// Roles are those that an import needs: it registers and concludes, it opens and holds proceedings, and puts the seal under agreements.
func Roles() []string {
	return []string{identity.RoleClerk, identity.RoleDispatcher, identity.RoleMediator, identity.RoleCommitteeChair}
}

// Tokens are those of the calls of an account: each for the unit and the mediator of its step, which As says, and otherwise for those given.
func Tokens(m *identity.Minter, account, unit, standsFor string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		a := ActorOf(ctx)
		return m.Token(identity.Actor{
			ID: account, Unit: cmp.Or(a.Unit, unit), OnBehalfOf: cmp.Or(a.OnBehalfOf, standsFor), Roles: Roles(),
		})
	}
}

// Announcement is what an import says of itself before it begins: the file, the mapping by their hashes, and the totals beside those of the rows.
func (r *Reading) Announcement(ids IDs, mapping, name, difference string) *intakev1.StartImportRequest {
	req := &intakev1.StartImportRequest{
		CommandId: ids.Named(r.First(), "start").String(), ImportId: ids.Import(r.First()).String(), File: r.SHA256, Mapping: mapping, Name: name,
		Edition: uint32(ids.Edition), Sheet: uint32(r.Number), Rows: uint32(len(r.Entries)), LeftOut: uint32(r.Bad), //nolint:gosec // G115: counted
		DifferenceReason: difference,
	}
	for _, t := range r.Totals {
		req.Totals = append(req.Totals, &intakev1.ImportTotal{Figure: t.Figure, Stated: uint32(t.Stated), Counted: uint32(t.Counted)}) //nolint:gosec // G115: counted
	}
	return req
}
