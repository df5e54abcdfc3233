package statistics_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"net"
	"testing"
	"time"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/statistics"
)

func TestMain(m *testing.M) { pgtest.Main(m, pg.MigratePlatform) }

// Units of the tests: two villages of one town, a town beside it, all in one district; and another prefecture.
const (
	district  = "320205000000"
	town      = "320205101000"
	village   = "320205101203"
	second    = "320205101204"
	otherTown = "320205102000"
	elsewhere = "320500000000"
)

func noon() time.Time { return time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC) }

// office is the service behind real gRPC, on a log that the test writes. Its view stands still until follow.
type office struct {
	t      *testing.T
	store  es.Store
	pool   *pgxpool.Pool
	view   *view.View // of registrations
	status *view.View // of statuses
	issuer *identity.Issuer
	addr   string
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, store: esmem.New(noon)}
	o.pool = pgtest.Fresh(t)
	o.view = view.New(view.Config{Pool: o.pool, Store: o.store, Definition: statistics.RegistrationsView(), Now: noon})
	o.must(o.view.Prepare(t.Context()))
	o.status = view.New(view.Config{Pool: o.pool, Store: o.store, Definition: statistics.StatusesView(), Now: noon})
	o.must(o.status.Prepare(t.Context()))
	service, err := statistics.New(statistics.Deps{Pool: o.pool, Registrations: o.view, Statuses: o.status})
	o.must(err)

	key, err := identity.NewKey()
	o.must(err)
	o.issuer, err = identity.NewIssuer(key, "", noon)
	o.must(err)
	server := rpc.NewServer(rpc.ServerConfig{
		Role: "statistics", Verifier: identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{key.Public()}, Now: noon}),
	})
	service.Register(server)
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	o.must(err)
	o.addr = ln.Addr().String()
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// follow lets the views follow the log until the test ends.
func (o *office) follow() {
	o.run(o.view)
	o.run(o.status)
}

func (o *office) run(v *view.View) {
	ctx, end := context.WithCancel(context.WithoutCancel(o.t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = v.Run(ctx) // its end is asked for
	}()
	o.t.Cleanup(func() {
		end()
		<-done
	})
}

// happens appends one event as intake stores it, and returns where it stands.
func (o *office) happens(typ, unit, recorded string) *logv1.Position {
	o.t.Helper()
	at, err := time.Parse(time.RFC3339, recorded)
	o.must(err)
	data, err := json.Marshal(map[string]string{"unit": unit})
	o.must(err)
	metadata, err := json.Marshal(es.Meta{
		Schema: es.MetaSchema, Actor: "clerk", Command: uuid.New(), CommandDigest: "x", OccurredAt: at, RecordedAt: at, Prev: es.NoPrev,
	})
	o.must(err)
	appended, err := o.store.Append(o.t.Context(), es.Stream("dispute", uuid.New()), es.NoStream,
		[]es.Pending{{ID: uuid.New(), Type: typ, Data: data, Metadata: metadata}})
	o.must(err)
	return &logv1.Position{Commit: appended.Position.Commit, Prepare: appended.Position.Prepare}
}

// client acts for a unit in some roles; without roles it carries no token.
func (o *office) client(unit string, roles ...string) statisticsv1.StatisticsServiceClient {
	o.t.Helper()
	token := ""
	if len(roles) > 0 {
		var err error
		token, err = o.issuer.Mint(identity.Actor{ID: roles[0] + "-1", Unit: unit, Roles: roles}, time.Hour)
		o.must(err)
	}
	cc, err := rpc.Dial(o.addr, rpc.ClientConfig{Token: rpc.StaticToken(token), Timeout: 20 * time.Second})
	o.must(err)
	o.t.Cleanup(func() { o.must(cc.Close()) })
	return statisticsv1.NewStatisticsServiceClient(cc)
}

// year writes a log of three months and returns the position of its last event. 16:00 UTC is midnight in Beijing.
func (o *office) year() *logv1.Position {
	o.happens("dispute-registered-v1", village, "2026-09-30T15:59:59Z") // September
	o.happens("dispute-registered-v1", village, "2026-09-30T16:00:00Z") // October
	o.happens("dispute-registered-v1", village, "2026-10-08T01:00:00Z")
	o.happens("dispute-withdrawn-v1", village, "2026-11-02T01:00:00Z")
	o.happens("dispute-registered-v1", second, "2026-10-09T01:00:00Z")
	o.happens("dispute-registered-v1", otherTown, "2026-10-10T01:00:00Z")
	return o.happens("dispute-registered-v1", elsewhere, "2026-11-11T01:00:00Z")
}

func TestCountRegistrations(t *testing.T) {
	t.Parallel()
	o := open(t)
	last := o.year()
	o.follow()
	type (
		ask  = *statisticsv1.CountRegistrationsRequest
		rows = []*statisticsv1.RegistrationCount
	)
	row := func(unit, month string, registered, withdrawn uint64) *statisticsv1.RegistrationCount {
		return &statisticsv1.RegistrationCount{Unit: unit, Month: month, Registered: registered, Withdrawn: withdrawn}
	}
	september, october, november := row(village, "2026-09", 1, 0), row(village, "2026-10", 2, 0), row(village, "2026-11", 0, 1)
	next, beside, far := row(second, "2026-10", 1, 0), row(otherTown, "2026-10", 1, 0), row(elsewhere, "2026-11", 1, 0)
	tests := map[string]struct {
		unit string // of the actor, a statistician
		ask  ask
		want rows
		of   string // the unit in the total
	}{
		"one's own unit without asking":    {village, &statisticsv1.CountRegistrationsRequest{}, rows{september, october, november}, village},
		"everything below a town":          {town, &statisticsv1.CountRegistrationsRequest{}, rows{september, october, november, next}, town},
		"a district, all its towns":        {district, &statisticsv1.CountRegistrationsRequest{}, rows{september, october, november, next, beside}, district},
		"one village, asked from above":    {district, &statisticsv1.CountRegistrationsRequest{Unit: second}, rows{next}, second},
		"a leading part that ends a tier":  {district, &statisticsv1.CountRegistrationsRequest{Unit: "320205102"}, rows{beside}, "320205102"},
		"a province over its prefectures":  {"320000000000", &statisticsv1.CountRegistrationsRequest{Unit: "32", FromMonth: "2026-11"}, rows{november, far}, "32"},
		"from a month on, inclusive":       {village, &statisticsv1.CountRegistrationsRequest{FromMonth: "2026-10"}, rows{october, november}, village},
		"to a month, inclusive":            {village, &statisticsv1.CountRegistrationsRequest{ToMonth: "2026-10"}, rows{september, october}, village},
		"one month":                        {town, &statisticsv1.CountRegistrationsRequest{FromMonth: "2026-10", ToMonth: "2026-10"}, rows{october, next}, town},
		"a month without anything":         {town, &statisticsv1.CountRegistrationsRequest{FromMonth: "2026-12"}, nil, town},
		"from after to is nothing":         {town, &statisticsv1.CountRegistrationsRequest{FromMonth: "2026-11", ToMonth: "2026-09"}, nil, town},
		"a unit in which nothing happened": {district, &statisticsv1.CountRegistrationsRequest{Unit: "320205103000"}, nil, "320205103000"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			test.ask.AtLeastPosition = last
			got, err := o.client(test.unit, identity.RoleStatistician).CountRegistrations(t.Context(), test.ask)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got.GetRows(), protocmp.Transform()); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			total := row(test.of, "", 0, 0)
			for _, r := range test.want {
				total.Registered += r.GetRegistered()
				total.Withdrawn += r.GetWithdrawn()
			}
			if diff := cmp.Diff(total, got.GetTotal(), protocmp.Transform()); diff != "" {
				t.Errorf("total (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(last, got.GetPosition(), protocmp.Transform()); diff != "" {
				t.Errorf("as of another position (-want +got):\n%s", diff)
			}
			if d := got.GetDefinition(); d.GetName() != "registrations-v1" || d.GetAsOf().AsTime().Format(time.RFC3339) != "2026-11-11T01:00:00Z" {
				t.Errorf("definition %v", d)
			}
		})
	}
}

func TestWhoMayCountRegistrations(t *testing.T) {
	t.Parallel()
	o := open(t)
	allowed := map[string]bool{
		identity.RoleStatistician: true, identity.RoleLeader: true, identity.RoleSupervisor: true, identity.RoleAuditor: true,
		identity.RoleDispatcher: true, identity.RoleClerk: true,
	}
	for _, role := range identity.Roles() {
		_, err := o.client(town, role).CountRegistrations(t.Context(), &statisticsv1.CountRegistrationsRequest{})
		if f := rpc.Fault(err); allowed[role] && err != nil || !allowed[role] && (f == nil || f.Code != "role-missing") {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func TestCountRegistrationsRefuses(t *testing.T) {
	t.Parallel()
	o := open(t)
	type ask = statisticsv1.CountRegistrationsRequest
	clerk := o.client(town, identity.RoleClerk)
	tests := map[string]struct {
		client statisticsv1.StatisticsServiceClient
		ask    *ask
		kind   fault.Kind
		code   string
		field  string
	}{
		"nobody":                            {o.client(""), &ask{}, fault.Unauthenticated, "token-missing", ""},
		"an actor without a unit":           {o.client("", identity.RoleAuditor), &ask{}, fault.Forbidden, "unit-not-yours", "unit"},
		"a unit that is a word":             {clerk, &ask{Unit: "东亭街道"}, fault.Invalid, "unit-format", "unit"},
		"a unit that ends within a tier":    {clerk, &ask{Unit: "3202051"}, fault.Invalid, "unit-format", "unit"},
		"a unit with a wildcard":            {clerk, &ask{Unit: "32020510120%"}, fault.Invalid, "unit-format", "unit"},
		"the unit above":                    {clerk, &ask{Unit: district}, fault.Forbidden, "unit-not-yours", "unit"},
		"a leading part that covers others": {clerk, &ask{Unit: "320205"}, fault.Forbidden, "unit-not-yours", "unit"},
		"the town beside":                   {clerk, &ask{Unit: otherTown}, fault.Forbidden, "unit-not-yours", "unit"},
		"a first month that is a date":      {clerk, &ask{FromMonth: "2026-10-01"}, fault.Invalid, "month-format", "from_month"},
		"a first month without its zero":    {clerk, &ask{FromMonth: "2026-1"}, fault.Invalid, "month-format", "from_month"},
		"a last month that does not exist":  {clerk, &ask{ToMonth: "2026-13"}, fault.Invalid, "month-format", "to_month"},
		"a last month in words":             {clerk, &ask{FromMonth: "2026-10", ToMonth: "十月"}, fault.Invalid, "month-format", "to_month"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := test.client.CountRegistrations(t.Context(), test.ask)
			if f := rpc.Fault(err); f == nil || f.Kind != test.kind || f.Code != test.code || f.Field != test.field {
				t.Errorf("got %v, want %s on %q", err, test.code, test.field)
			}
		})
	}
}

// TestCountRegistrationsWaitsForThePosition asks for a position that the view has not reached: the answer is no older count, but
// a timeout while the view stands still, and the full count once it goes.
func TestCountRegistrationsWaitsForThePosition(t *testing.T) {
	t.Parallel()
	o := open(t)
	last := o.year()
	client := o.client(village, identity.RoleClerk)
	before, err := client.CountRegistrations(t.Context(), &statisticsv1.CountRegistrationsRequest{})
	o.must(err)
	if before.GetTotal().GetRegistered() != 0 || before.GetPosition().GetCommit() != 0 || before.GetDefinition().GetAsOf() != nil {
		t.Errorf("a view that has seen nothing answers %v", before)
	}
	ask := &statisticsv1.CountRegistrationsRequest{AtLeastPosition: last}
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if got, err := client.CountRegistrations(short, ask); rpc.Fault(err) == nil || rpc.Fault(err).Kind != fault.Timeout {
		t.Errorf("a view that stands still answers %v, %v", got, err)
	}
	o.follow()
	after, err := client.CountRegistrations(t.Context(), ask)
	o.must(err)
	if after.GetTotal().GetRegistered() != 3 || after.GetTotal().GetWithdrawn() != 1 {
		t.Errorf("counted %v, want 3 and 1", after.GetTotal())
	}
}
