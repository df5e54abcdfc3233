package scenario_test

import (
	"bytes"
	"encoding/hex"
	"regexp"
	"strings"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// handedOver makes it a dispute that a court handed over, whose papers name a person, as papers do.
func handedOver(r *intakev1.RegisterDisputeRequest) {
	r.Channel, r.Referral = "S23", &intakev1.Referral{ReturnBy: "2030-12-23"}
	r.ReferralPapers = &intakev1.ReferralPapers{Referrer: "滨湖法院赵法官13900002222", Number: "(2026)委派7号（孙某案）"}
}

// TestNobodysNameIsInAnyTable plants names, numbers and texts and looks for them in every row of every table of every database,
// in the public facts and in the history.
func TestNobodysNameIsInAnyTable(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk := h.intake(village, identity.RoleClerk)
	last := h.withdraw(clerk, h.register(clerk, handedOver).GetDisputeId())
	h.must(h.queue.WaitFor(t.Context(), positionOf(last.GetPosition())))
	h.must(h.counts.WaitFor(t.Context(), positionOf(last.GetPosition())))
	var facts []byte
	for _, f := range h.received(2) { // the relay has been here
		facts = append(facts, f.Data...)
	}
	history, err := h.intake(district, identity.RoleAuditor).GetDisputeHistory(t.Context(),
		&intakev1.GetDisputeHistoryRequest{DisputeId: last.GetDisputeId()})
	h.must(err)
	story, err := proto.Marshal(history)
	h.must(err)
	canaries := []string{
		"王一", "李二", "13800001111", "11010519491231002X", "三组七号", "争一堵墙", "谁也不肯修", "东亭街道", "握手言和",
		"滨湖法院", "赵法官", "13900002222", "委派7号", "孙某",
	}
	for name, place := range map[string]struct {
		holds   []byte
		control string
	}{
		"the event store": {h.dump("eventstore"), `"kind":"B01"`},
		"intake's tables": {h.dump("intake"), village},
		"the counts":      {h.dump("statistics"), village},
		"the facts":       {facts, "B01"},
		"the history":     {story, "B01"},
	} {
		if !bytes.Contains(place.holds, []byte(place.control)) {
			t.Errorf("%s: the scan does not even find %s", name, place.control)
		}
		for _, canary := range canaries {
			if at := bytes.Index(place.holds, []byte(canary)); at >= 0 {
				t.Errorf("%s: %q is there: %.200q", name, canary, place.holds[max(0, at-100):])
			}
		}
	}
}

var hexBytes = regexp.MustCompile(`\\\\x([0-9a-f]+)`)

// dump is everything in a database as text, and what is stored as bytes once more as it is.
func (h *house) dump(name string) []byte {
	h.t.Helper()
	conn, err := h.databases[name].Acquire(h.t.Context())
	h.must(err)
	defer conn.Release()
	rows, err := conn.Query(h.t.Context(), `select format('%I.%I', table_schema, table_name) from information_schema.tables
		where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`)
	h.must(err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	h.must(err)
	var dump bytes.Buffer
	for _, table := range tables {
		_, err := conn.Conn().PgConn().CopyTo(h.t.Context(), &dump, "copy "+table+" to stdout")
		h.must(err)
	}
	for _, m := range hexBytes.FindAllSubmatch(dump.Bytes(), -1) {
		raw, err := hex.DecodeString(string(m[1]))
		h.must(err)
		dump.Write(raw)
	}
	return dump.Bytes()
}

// keysOf are the keys that the events of a stream name: the vault may not have recorded yet whose they are (ADR 0011).
func (h *house) keysOf(stream string) (keys []uuid.UUID) {
	h.t.Helper()
	for rec, err := range h.store.ReadStream(h.t.Context(), stream, 0) {
		h.must(err)
		meta, err := es.ParseMeta(rec.Metadata)
		h.must(err)
		if meta.Key != uuid.Nil {
			keys = append(keys, meta.Key)
		}
	}
	if len(keys) == 0 {
		h.t.Fatalf("no event of %s names a key", stream)
	}
	return keys
}

// TestAnErasedDisputeStillCounts destroys the keys of a dispute: the persons are gone, the facts, the counts and the hashes stay.
func TestAnErasedDisputeStillCounts(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk, ctx := h.intake(village, identity.RoleClerk), t.Context()
	kept, erased := h.register(clerk).GetDisputeId(), h.register(clerk)
	get := func(id string) *intakev1.GetDisputeResponse {
		resp, err := clerk.GetDispute(ctx, &intakev1.GetDisputeRequest{DisputeId: id})
		h.must(err)
		return resp
	}
	stream := "dispute-" + erased.GetDisputeId()
	h.must(h.vault.Shred(ctx, stream, h.keysOf(stream)...))
	gone := get(erased.GetDisputeId())
	if gone.GetWithheld() != intakev1.PersonalWithheld_PERSONAL_WITHHELD_ERASED || gone.GetPersonal() != nil {
		t.Errorf("erased: %v, withheld %v", gone.GetPersonal(), gone.GetWithheld())
	}
	if gone.GetDispute().GetRegistered().GetCategory() != "A02" {
		t.Errorf("the facts of the erased dispute are gone too: %v", gone.GetDispute())
	}
	if p := get(kept).GetPersonal(); p.GetTitle() == "" {
		t.Errorf("another dispute lost its persons: %v", p)
	}
	resp, err := h.statistics(village, identity.RoleClerk).CountRegistrations(ctx,
		&statisticsv1.CountRegistrationsRequest{AtLeastPosition: erased.GetPosition()})
	h.must(err)
	if resp.GetTotal().GetRegistered() != 2 {
		t.Errorf("counted %v, want 2", resp.GetTotal())
	}
	var chain es.Chain
	for rec, err := range h.store.ReadStream(ctx, stream, 0) {
		h.must(err)
		h.must(chain.Add(&rec))
	}
}

// TestWhatRolesSee shows the same dispute to several.
func TestWhatRolesSee(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk, ctx := h.intake(village, identity.RoleClerk), t.Context()
	id := h.register(clerk, handedOver).GetDisputeId()
	see := func(client intakev1.IntakeServiceClient) (phone string, withheld intakev1.PersonalWithheld) {
		resp, err := client.GetDispute(ctx, &intakev1.GetDisputeRequest{DisputeId: id})
		h.must(err)
		if r := resp.GetDispute().GetRegistered().GetReferral(); r.GetReferrerKind() != "B01" || r.GetReturnBy() != "2030-12-23" {
			t.Errorf("handed over by %v", r)
		}
		papers := resp.GetPersonal().GetReferralPapers()
		if seen := strings.Contains(papers.GetReferrer(), "滨湖法院") && strings.Contains(papers.GetNumber(), "委派7号"); seen != (resp.GetPersonal() != nil) {
			t.Errorf("papers %v, withheld %v", papers, resp.GetWithheld())
		}
		if p := resp.GetPersonal().GetParties(); len(p) > 0 {
			phone = p[0].GetPhone()
		}
		return phone, resp.GetWithheld()
	}
	role := intakev1.PersonalWithheld_PERSONAL_WITHHELD_ROLE
	for name, test := range map[string]struct {
		client   intakev1.IntakeServiceClient
		phone    string
		withheld intakev1.PersonalWithheld
	}{
		"the clerk":                {clerk, "13800001111", 0},
		"the dispatcher above":     {h.intake(district, identity.RoleDispatcher), "13800001111", 0},
		"the mediator":             {h.intake(village, identity.RoleMediator), "13800001111", 0},
		"the navigator":            {h.intake(town, identity.RoleNavigator), "", role},
		"the supervisor":           {h.intake(district, identity.RoleSupervisor), "", role},
		"the auditor":              {h.intake(district, identity.RoleAuditor), "", role},
		"a leader of the district": {h.intake(district, identity.RoleLeader), "", role},
	} {
		if phone, withheld := see(test.client); phone != test.phone || withheld != test.withheld {
			t.Errorf("%s sees %q, withheld %v", name, phone, withheld)
		}
	}
	_, err := h.intake(town, identity.RoleMediator).GetDispute(ctx, &intakev1.GetDisputeRequest{DisputeId: id})
	if f := rpc.Fault(err); f == nil || f.Code != "dispute-not-found" {
		t.Errorf("a mediator of the town, which has no part in it: %v", err)
	}
	h.withdraw(clerk, id)
	if phone, _ := see(clerk); phone != "138******11" {
		t.Errorf("after the end the clerk sees %q", phone)
	}
}
