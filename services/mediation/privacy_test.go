package mediation_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/encoding/protojson"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
)

// spoken is what the tests' people say and are called.
var spoken = []string{"王一", "李二", "赵三", "13800001111", "三组七号", "一堵墙", "让一步", "最低可以接受三千", "最多给五千", "三千元", "修墙款", "某派出所", "移7号", "等判决", "滨湖法院", "调确1号", "已函复"}

// TestNothingThatWasSaidIsClear takes a proceeding through its course and looks for what was said in the log, in what the database
// keeps of it, in the history, and in what the servers log, refusals included.
func TestNothingThatWasSaidIsClear(t *testing.T) {
	t.Parallel()
	o := open(t)
	id, _ := o.course()
	keeper := o.rosters("chair-1", village, identity.RoleCommitteeChair)
	req := establishing(t, "main")
	req.Members[0].Name = "李二"
	_, err := keeper.EstablishCommittee(t.Context(), req)
	o.must(err)
	bad := session(t, id)
	bad.Place = "王一家"
	_, err = o.mediator().HoldSession(t.Context(), bad)
	o.refused(err, "proceeding-ended")
	_, err = o.clerk().OpenProceeding(t.Context(), opening(t, func(r *mediationv1.OpenProceedingRequest) { r.Mediators[0].Account = "赵三" }))
	o.refused(err, "account-format")
	events := 0
	for rec, err := range o.store.ReadAll(t.Context(), es.Position{}) {
		o.must(err)
		events++
		for _, s := range spoken {
			if bytes.Contains(rec.Data, []byte(s)) || bytes.Contains(rec.Metadata, []byte(s)) {
				t.Errorf("%s at revision %d says %s: %s", rec.Type, rec.Revision, s, rec.Data)
			}
		}
	}
	if events != 13 {
		t.Errorf("%d events", events)
	}
	history, err := o.as("auditor", district, identity.RoleAuditor).GetProceedingHistory(t.Context(), &mediationv1.GetProceedingHistoryRequest{ProceedingId: id})
	o.must(err)
	told := protojson.Format(history)
	for _, s := range spoken {
		if strings.Contains(told, s) {
			t.Errorf("the history says %s", s)
		}
	}
	head, err := o.store.Head(t.Context())
	o.must(err)
	o.must(o.queue.WaitFor(t.Context(), head))
	logs := o.logs.String()
	if logs == "" {
		t.Error("nothing is logged")
	}
	for _, s := range spoken {
		if strings.Contains(logs, s) {
			t.Errorf("the log says %s", s)
		}
	}
	rows, err := o.pool.Query(t.Context(), `select p::text from view_proceedings.proceeding p union all select o::text from view_proceedings.obligation o
		union all select c::text from view_proceedings.committee c`)
	o.must(err)
	kept, err := pgx.CollectRows(rows, pgx.RowTo[string])
	o.must(err)
	if len(kept) < 3 {
		t.Errorf("%d rows", len(kept))
	}
	for _, row := range kept {
		if slices.ContainsFunc(spoken, func(s string) bool { return strings.Contains(row, s) }) {
			t.Errorf("the view says %s", row)
		}
	}
}

// TestConfidencesStayWithTheMediator shows one proceeding to everybody who may read it.
func TestConfidencesStayWithTheMediator(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.intake.shares("mediator-1", "b")
	id := o.opened()
	o.held(id)
	all, names, none := "all", "names", "none"
	role := mediationv1.PersonalWithheld_PERSONAL_WITHHELD_ROLE
	for name, test := range map[string]struct {
		client mediationv1.MediationServiceClient
		want   string
	}{
		"the assigned mediator":          {o.mediator(), all},
		"the chair":                      {o.chair(), all},
		"who stands in for the mediator": {mediationv1.NewMediationServiceClient(o.dial(identity.Actor{ID: "b", OnBehalfOf: "mediator-1", Unit: village, Roles: []string{identity.RoleMediator}})), all},
		"who says so and does not":       {mediationv1.NewMediationServiceClient(o.dial(identity.Actor{ID: "c", OnBehalfOf: "mediator-1", Unit: village, Roles: []string{identity.RoleMediator}})), none},
		"the dispatcher":                 {o.as("x", village, identity.RoleDispatcher), names},
		"the dispatcher above":           {o.as("x", town, identity.RoleDispatcher), none},
		"another mediator":               {o.as("mediator-2", village, identity.RoleMediator), none},
		"the clerk who opened it":        {o.clerk(), none},
		"the supervisor":                 {o.as("x", district, identity.RoleSupervisor), none},
		"the auditor":                    {o.as("x", district, identity.RoleAuditor), none},
		"a leader":                       {o.as("x", district, identity.RoleLeader), none},
	} {
		got := o.shown(test.client, id)
		sees := none
		switch p := got.GetPersonal(); {
		case len(p.GetNotes()) > 0:
			sees = all
		case p != nil:
			sees = names
		}
		if sees != test.want || (sees == none) != (got.GetWithheld() == role) {
			t.Errorf("%s sees %s, want %s: %v", name, sees, test.want, got.GetPersonal())
		}
		if len(got.GetProceeding().GetSessions()) != 1 {
			t.Errorf("%s sees sessions %v", name, got.GetProceeding().GetSessions())
		}
	}
	_, err := o.as("x", district, identity.RoleAdministrator).GetProceeding(t.Context(), &mediationv1.GetProceedingRequest{ProceedingId: id})
	o.refused(err, "role-missing")
}

// TestErasedIsErased destroys the key of a proceeding: who may see everything sees the codes and the figures, and nothing else.
func TestErasedIsErased(t *testing.T) {
	t.Parallel()
	o := open(t)
	id := o.opened()
	o.held(id)
	before := o.shown(o.mediator(), id)
	o.must(o.vault.Shred(t.Context(), "proceeding-"+id))
	got := o.shown(o.mediator(), id)
	if got.GetPersonal() != nil || got.GetWithheld() != mediationv1.PersonalWithheld_PERSONAL_WITHHELD_ERASED {
		t.Errorf("after erasure: %v, %v", got.GetPersonal(), got.GetWithheld())
	}
	if diff := cmp.Diff(protojson.Format(before.GetProceeding()), protojson.Format(got.GetProceeding())); diff != "" {
		t.Errorf("the clear part changed:\n%s", diff)
	}
}
