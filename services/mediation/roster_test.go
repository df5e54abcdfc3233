package mediation_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/internal/identity"
)

func (o *office) rosters(account, unit string, roles ...string) mediationv1.RosterServiceClient {
	return mediationv1.NewRosterServiceClient(o.dial(identity.Actor{ID: account, Unit: unit, Roles: roles}))
}

func establishing(t testing.TB, committee string) *mediationv1.EstablishCommitteeRequest {
	t.Helper()
	return &mediationv1.EstablishCommitteeRequest{
		CommandId: newID(t), Committee: committee, Chair: "chair-1", Women: 0,
		Members: []*mediationv1.Person{{Account: "chair-1", Name: "周六"}, {Account: "mediator-1", Name: "赵三"}, {Account: "mediator-3", Name: "吴七"}},
		Hired:   []*mediationv1.Person{{Account: "mediator-4", Name: "郑八"}},
	}
}

func TestACommitteeAssignsItsOwnMediators(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	keeper := o.rosters("chair-1", village, identity.RoleCommitteeChair)
	_, err := o.rosters("clerk-1", village, identity.RoleClerk).EstablishCommittee(ctx, establishing(t, "main"))
	o.refused(err, "role-missing")
	req := establishing(t, "main")
	made := twice(o, func(r *mediationv1.EstablishCommitteeRequest) (*mediationv1.EstablishCommitteeResponse, error) {
		return keeper.EstablishCommittee(ctx, r)
	},
		req, func(r *mediationv1.EstablishCommitteeResponse) { r.Receipt.Repeated = true })
	if diff := cmp.Diff([]string{"committee-without-woman"}, made.GetReceipt().GetWarnings()); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	_, err = keeper.EstablishCommittee(ctx, establishing(t, "main"))
	o.refused(err, "committee-exists")
	change := &mediationv1.ChangeCommitteeRequest{
		CommandId: newID(t), Committee: "main", Women: 1, Joined: []*mediationv1.Person{{Account: "mediator-5", Name: "冯九"}},
		Left: []*mediationv1.Leaving{{Account: "mediator-3", Reason: "X05"}},
	}
	twice(o, func(r *mediationv1.ChangeCommitteeRequest) (*mediationv1.ChangeCommitteeResponse, error) {
		return keeper.ChangeCommittee(ctx, r)
	},
		change, func(r *mediationv1.ChangeCommitteeResponse) { r.Receipt.Repeated = true })
	_, err = keeper.ChangeCommittee(ctx, &mediationv1.ChangeCommitteeRequest{
		CommandId: newID(t), Committee: "main", Left: []*mediationv1.Leaving{{Account: "mediator-5", Reason: "X05"}},
	})
	o.refused(err, "committee-too-few", "left")
	// Who does not speak of the women does not say that there is none.
	hired, err := keeper.ChangeCommittee(ctx, &mediationv1.ChangeCommitteeRequest{
		CommandId: newID(t), Committee: "main", Hired: []*mediationv1.Person{{Account: "mediator-6", Name: "陈十"}},
	})
	o.must(err)
	if w := hired.GetReceipt().GetWarnings(); len(w) != 0 {
		t.Errorf("a mediator was hired: %v", w)
	}
	last := hired.GetReceipt()
	women := func(n uint32, none bool) ([]string, error) {
		r, err := keeper.ChangeCommittee(ctx, &mediationv1.ChangeCommitteeRequest{CommandId: newID(t), Committee: "main", Women: n, NoWoman: none})
		if err == nil {
			last = r.GetReceipt()
		}
		return r.GetReceipt().GetWarnings(), err
	}
	_, err = women(1, true)
	o.refused(err, "committee-women", "women")
	if w, err := women(0, true); err != nil || !slices.Equal(w, []string{"committee-without-woman"}) {
		t.Errorf("no woman is left: %v, %v", w, err)
	}
	if w, err := women(1, false); err != nil || len(w) != 0 {
		t.Errorf("a woman is there again: %v, %v", w, err)
	}

	named := func(account string, change ...func(*mediationv1.MediatorIn)) func(*mediationv1.OpenProceedingRequest) {
		return func(r *mediationv1.OpenProceedingRequest) {
			m := &mediationv1.MediatorIn{Account: account, Name: "赵三"}
			for _, c := range change {
				c(m)
			}
			r.Committee, r.Mediators = "main", []*mediationv1.MediatorIn{m}
		}
	}
	_, err = o.clerk().OpenProceeding(ctx, opening(t, named("mediator-3")))
	o.refused(err, "mediator-not-on-roster", "mediators[0].account")
	_, err = o.clerk().OpenProceeding(ctx, opening(t, named("mediator-1"), func(r *mediationv1.OpenProceedingRequest) { r.Committee = "other" }))
	o.refused(err, "committee-not-found", "committee")
	o.opened(named("mediator-4"))
	o.opened(named("mediator-9", func(m *mediationv1.MediatorIn) { m.Invited = true }))
	id := o.opened(named("mediator-1"))
	assign := func(account string) error {
		_, err := o.chair().AssignMediators(ctx, &mediationv1.AssignMediatorsRequest{
			CommandId: newID(t), ProceedingId: id, Committee: "main", Mediators: []*mediationv1.MediatorIn{{Account: account, Name: "冯九"}},
		})
		return err
	}
	o.refused(assign("mediator-3"), "mediator-not-on-roster")
	o.must(assign("mediator-5"))

	names := func(r *mediationv1.GetCommitteeResponse) (out []string) {
		for _, p := range append(r.GetMembers(), r.GetHired()...) {
			out = append(out, p.GetAccount()+" "+p.GetName())
		}
		return out
	}
	get := func(c mediationv1.RosterServiceClient) *mediationv1.GetCommitteeResponse {
		resp, err := c.GetCommittee(ctx, &mediationv1.GetCommitteeRequest{Unit: village, Committee: "main"})
		o.must(err)
		return resp
	}
	if diff := cmp.Diff([]string{"chair-1 周六", "mediator-1 赵三", "mediator-5 冯九", "mediator-4 郑八", "mediator-6 陈十"}, names(get(keeper))); diff != "" {
		t.Errorf("the chair sees (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"chair-1 ", "mediator-1 ", "mediator-5 ", "mediator-4 ", "mediator-6 "}, names(get(o.rosters("auditor", district, identity.RoleAuditor)))); diff != "" {
		t.Errorf("the auditor sees (-want +got):\n%s", diff)
	}
	_, err = o.rosters("x", second, identity.RoleCommitteeChair).GetCommittee(ctx, &mediationv1.GetCommitteeRequest{Unit: village, Committee: "main"})
	o.refused(err, "committee-not-found")

	list, err := o.rosters("auditor", district, identity.RoleAuditor).ListCommittees(ctx, &mediationv1.ListCommitteesRequest{AtLeastPosition: last.GetPosition()})
	o.must(err)
	if diff := cmp.Diff([]*mediationv1.Committee{get(keeper).GetCommittee()}, list.GetCommittees(), protocmp.Transform()); diff != "" {
		t.Errorf("shown and listed differ:\n%s", diff)
	}

	// Three years later the term is over: everything goes on, with a warning.
	o.later(3 * 366 * 24 * time.Hour)
	if w := get(o.rosters("chair-1", village, identity.RoleCommitteeChair)).GetCommittee().GetWarnings(); !slices.Equal(w, []string{"committee-term-expired"}) {
		t.Errorf("after three years: %v", w)
	}
	renew := &mediationv1.RenewCommitteeRequest{CommandId: newID(t), Committee: "main", Chair: "chair-1", Women: 1, Members: req.GetMembers()}
	_, err = o.rosters("chair-1", village, identity.RoleCommitteeChair).RenewCommittee(ctx, renew)
	o.must(err)
	if c := get(o.rosters("chair-1", village, identity.RoleCommitteeChair)).GetCommittee(); len(c.GetWarnings()) != 0 || c.GetMembers() != 3 || c.GetHired() != 2 {
		t.Errorf("renewed: %v", c)
	}
}

func TestCommitteesAreListedPageByPage(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	keeper := o.rosters("admin", town, identity.RoleAdministrator)
	var last *mediationv1.RosterReceipt
	for i := range 5 {
		for _, u := range []string{village, second} {
			req := establishing(t, fmt.Sprintf("c%d", i))
			req.Unit = u
			resp, err := keeper.EstablishCommittee(ctx, req)
			o.must(err)
			last = resp.GetReceipt()
		}
	}
	var got []string
	req := &mediationv1.ListCommitteesRequest{PageSize: 3, AtLeastPosition: last.GetPosition()}
	for {
		page, err := keeper.ListCommittees(ctx, req)
		o.must(err)
		for _, c := range page.GetCommittees() {
			got = append(got, c.GetUnit()+"/"+c.GetCommittee())
		}
		if page.GetNextPageToken() == "" {
			break
		}
		req.PageToken = page.GetNextPageToken()
	}
	if len(got) != 10 || !slices.IsSorted(got) {
		t.Errorf("listed %v", got)
	}
	req.TermEndsBy = "2030-01-01"
	_, err := keeper.ListCommittees(ctx, req)
	o.refused(err, "page-token", "page_token")
	_, err = keeper.ListCommittees(ctx, &mediationv1.ListCommitteesRequest{Unit: district})
	o.refused(err, "unit-not-yours", "unit")
}
