package intake_test

import (
	"context"
	"crypto/ed25519"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/vault"
)

func TestStoredFormsOfImportsNeverChange(t *testing.T) {
	codec, err := intake.ImportCodec()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 1, 30, 0, 123456000, time.UTC)
	estest.Golden[ledgerimport.Event](t, codec, "testdata/import-events",
		&ledgerimport.StartedV1{
			Unit: "320200000000", File: strings.Repeat("0123456789abcdef", 4), Mapping: strings.Repeat("fedcba9876543210", 4), Edition: 2, Sheet: 1,
			Rows: 22763, LeftOut: 2, Totals: []ledgerimport.Total{{Figure: "success", Stated: 20322, Counted: 20320}, {Figure: "A02", Stated: 5277, Counted: 5277}},
			Difference: "D02", StartedAt: at, Name: sealed("2012年台账.xlsx"),
		},
		&ledgerimport.CompletedV1{Unit: "320200000000", Disputes: 22763, CompletedAt: at},
		&ledgerimport.RevertedV1{Unit: "320200000000", Reason: "X12", RevertedAt: at},
	)
}

// importDesk is the service of imports behind real gRPC, on a store in memory, a real vault and a real database.
type importDesk struct {
	t      *testing.T
	store  es.Store
	pool   *pgxpool.Pool
	vault  *vault.Vault
	view   *view.View
	issuer *identity.Issuer
	addr   string
	last   es.Position // of the last registration
}

func (d *importDesk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (*importDesk) now() time.Time { return time.Now() } //nolint:forbidigo // the policy runs beside the test, as in a process

func openImports(t *testing.T) *importDesk {
	t.Helper()
	d := &importDesk{t: t}
	dsn := pgtest.FreshDSN(t)
	d.must(pg.MigratePlatform(t.Context(), dsn))
	d.must(vault.Migrate(t.Context(), dsn))
	var err error
	d.pool, err = pg.Open(t.Context(), dsn, pg.Options{MaxConns: 8})
	d.must(err)
	t.Cleanup(d.pool.Close)
	d.store = esmem.New(d.now)
	definition, err := intake.ImportsView()
	d.must(err)
	d.view = view.New(view.Config{Pool: d.pool, Store: d.store, Definition: definition, Now: d.now})
	d.must(d.view.Prepare(t.Context()))
	d.background(d.view.Run)
	kek, err := vault.LoadKEK(vault.KEKConfig{File: filepath.Join(t.TempDir(), "kek"), Create: true})
	d.must(err)
	d.vault, err = vault.Open(t.Context(), vault.Config{Pool: d.pool, KEK: kek, Now: d.now})
	d.must(err)
	life := context.WithoutCancel(t.Context())
	t.Cleanup(func() {
		if err := d.vault.Close(life); err != nil {
			t.Error(err)
		}
	})
	imports, err := intake.NewImports(intake.ImportDeps{Store: d.store, Vault: d.vault, Pool: d.pool, View: d.view, Now: d.now})
	d.must(err)
	d.background(imports.VoidReverted)

	key, err := identity.NewKey()
	d.must(err)
	d.issuer, err = identity.NewIssuer(key, "", d.now)
	d.must(err)
	server := rpc.NewServer(rpc.ServerConfig{
		Role: "intake", Verifier: identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{key.Public()}, Now: d.now}),
	})
	imports.Register(server)
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	d.must(err)
	d.addr = ln.Addr().String()
	served := make(chan error, 1)
	go func() { served <- server.Serve(ln) }()
	t.Cleanup(func() {
		server.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *importDesk) background(run func(context.Context) error) {
	ctx, end := context.WithCancel(context.WithoutCancel(d.t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = run(ctx) // its end is asked for
	}()
	d.t.Cleanup(func() {
		end()
		<-done
	})
}

func (d *importDesk) as(unit string, roles ...string) intakev1.ImportServiceClient {
	d.t.Helper()
	token, err := d.issuer.Mint(identity.Actor{ID: roles[0] + "-" + unit, Unit: unit, Roles: roles}, time.Hour)
	d.must(err)
	cc, err := rpc.Dial(d.addr, rpc.ClientConfig{Token: rpc.StaticToken(token), Timeout: 20 * time.Second})
	d.must(err)
	d.t.Cleanup(func() { _ = cc.Close() })
	return intakev1.NewImportServiceClient(cc)
}

func (d *importDesk) refused(err error, code string) {
	d.t.Helper()
	if f := rpc.Fault(err); f == nil || f.Code != code {
		d.t.Fatalf("got %v, want the refusal %s", err, code)
	}
}

func v7(t *testing.T) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

func announcement(t *testing.T, rows uint32) *intakev1.StartImportRequest {
	t.Helper()
	return &intakev1.StartImportRequest{
		CommandId: v7(t), ImportId: v7(t), File: strings.Repeat("0123456789abcdef", 4), Mapping: strings.Repeat("a", 64), Edition: 1, Sheet: 1, Rows: rows,
		Totals: []*intakev1.ImportTotal{{Figure: "success", Stated: 2, Counted: 2}}, Name: "2012年台账.xlsx",
	}
}

// imported puts a dispute of the import into the store, as a registration with a provenance does.
func (d *importDesk) imported(with string, row int) uuid.UUID {
	d.t.Helper()
	codec, err := intake.Codec()
	d.must(err)
	disputes, err := es.NewHandler(es.HandlerConfig[dispute.State, dispute.Command, dispute.Event]{
		Category: "dispute", Store: d.store, Codec: codec, Decider: dispute.Decider(), Sealer: d.vault, Now: d.now,
	})
	d.must(err)
	id := uuid.MustParse(v7(d.t))
	at := d.now().UTC().Truncate(time.Microsecond)
	out, err := disputes.Handle(d.t.Context(), id, dispute.Register{
		At: at, ReceivedAt: at.AddDate(-14, 0, 0), LateReason: "L03", ActingUnit: "320200000000", Unit: "320205101203", Area: "320205101203",
		Category: "A02", Channel: "S01", Involved: 2, Title: personal.Plain("墙"),
		Parties:    []dispute.Party{{Role: dispute.Applicant, Kind: dispute.Person, Name: personal.Plain("王一")}},
		Provenance: &dispute.Provenance{Import: with, File: strings.Repeat("0123456789abcdef", 4), Sheet: 1, Row: row},
	}, es.Intent{Command: uuid.MustParse(v7(d.t)), Digest: "d", Actor: "clerk", Unit: "320200000000", OccurredAt: at, RecordedAt: at})
	d.must(err)
	d.last = out.Position
	return id
}

// TestAnImportFromItsStartToItsReversal reverts an import while its last row is still on the way: that row is voided too.
func TestAnImportFromItsStartToItsReversal(t *testing.T) {
	t.Parallel()
	d := openImports(t)
	clerk, dispatcher := d.as("320200000000", identity.RoleClerk), d.as("320200000000", identity.RoleDispatcher)
	req := announcement(t, 3)
	started, err := clerk.StartImport(t.Context(), req)
	d.must(err)
	again, err := clerk.StartImport(t.Context(), req)
	d.must(err)
	if !again.GetReceipt().GetRepeated() || again.GetReceipt().GetPosition().GetCommit() != started.GetReceipt().GetPosition().GetCommit() {
		t.Errorf("a repetition: %v, first %v", again, started)
	}
	id := req.GetImportId()
	first := d.imported(id, 3)
	d.imported(id, 4)
	_, err = clerk.CompleteImport(t.Context(), &intakev1.CompleteImportRequest{CommandId: v7(t), ImportId: id, AtLeastPosition: request.Position(d.last)})
	d.refused(err, "import-incomplete")
	d.imported(id, 5)
	completed, err := clerk.CompleteImport(t.Context(), &intakev1.CompleteImportRequest{CommandId: v7(t), ImportId: id, AtLeastPosition: request.Position(d.last)})
	d.must(err)

	shown, err := dispatcher.GetImport(t.Context(), &intakev1.GetImportRequest{ImportId: id, AtLeastPosition: completed.GetReceipt().GetPosition()})
	d.must(err)
	if i := shown.GetImport(); i.GetState() != intakev1.ImportState_IMPORT_STATE_COMPLETED || i.GetDisputes() != 3 || i.GetVoided() != 0 ||
		shown.GetName() != "2012年台账.xlsx" || len(i.GetTotals()) != 1 || i.GetActor() != "clerk-320200000000" {
		t.Errorf("completed: %v", shown)
	}

	_, err = clerk.RevertImport(t.Context(), &intakev1.RevertImportRequest{CommandId: v7(t), ImportId: id, Reason: "X13"})
	d.refused(err, "role-missing")
	reverted, err := dispatcher.RevertImport(t.Context(), &intakev1.RevertImportRequest{CommandId: v7(t), ImportId: id, Reason: "X13"})
	d.must(err)
	d.imported(id, 6) // a straggler
	i := d.voided(dispatcher, id, 4, reverted.GetReceipt().GetPosition().GetCommit())
	if i.GetState() != intakev1.ImportState_IMPORT_STATE_REVERTED || i.GetRevertReason() != "X13" || i.GetRevertedAt() == nil {
		t.Errorf("reverted: %v", i)
	}
	for rec, err := range d.store.ReadStream(t.Context(), es.Stream("dispute", first), 2) {
		d.must(err)
		meta, err := es.ParseMeta(rec.Metadata)
		d.must(err)
		if rec.Type != "dispute-voided-v1" || meta.Actor != "dispatcher-320200000000" || meta.Reason != "void.x03" || !strings.Contains(string(rec.Data), id) {
			t.Errorf("voided as %s by %s: %s", rec.Type, meta.Actor, rec.Data)
		}
	}
	_, err = clerk.StartImport(t.Context(), &intakev1.StartImportRequest{
		CommandId: v7(t), ImportId: id, File: req.GetFile(), Mapping: req.GetMapping(), Edition: 1, Sheet: 1, Rows: 3,
		Totals: req.GetTotals(),
	})
	d.refused(err, "import-reverted")
}

// voided waits until so many disputes of the import are void.
func (d *importDesk) voided(client intakev1.ImportServiceClient, id string, want uint32, _ uint64) *intakev1.Import {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		resp, err := client.GetImport(ctx, &intakev1.GetImportRequest{ImportId: id})
		d.must(err)
		if resp.GetImport().GetVoided() == want {
			return resp.GetImport()
		}
		select {
		case <-ctx.Done():
			d.t.Fatalf("%d of %d are void", resp.GetImport().GetVoided(), want)
		case <-tick.C:
		}
	}
}

func TestImportsByPagesAndForWhom(t *testing.T) {
	t.Parallel()
	d := openImports(t)
	clerk, village := d.as("320200000000", identity.RoleClerk), d.as("320205101203", identity.RoleClerk)
	elsewhere, auditor, navigator := d.as("330200000000", identity.RoleClerk), d.as("320000000000", identity.RoleAuditor), d.as("320200000000", identity.RoleNavigator)
	var ids []string
	var last *intakev1.ImportReceipt
	for i := range 5 {
		req := announcement(t, 1)
		req.Edition = uint32(i + 1)
		c := clerk
		if i == 2 {
			c = village
		}
		resp, err := c.StartImport(t.Context(), req)
		d.must(err)
		ids, last = append(ids, req.GetImportId()), resp.GetReceipt()
	}
	for name, test := range map[string]struct {
		client intakev1.ImportServiceClient
		req    *intakev1.ListImportsRequest
		want   int
	}{
		"all of the city":     {clerk, &intakev1.ListImportsRequest{PageSize: 2}, 5},
		"of the village":      {village, &intakev1.ListImportsRequest{}, 1},
		"of a district":       {auditor, &intakev1.ListImportsRequest{Unit: "320205", PageSize: 1}, 1},
		"of another province": {elsewhere, &intakev1.ListImportsRequest{}, 0},
		"of one file":         {clerk, &intakev1.ListImportsRequest{File: strings.Repeat("0123456789abcdef", 4)}, 5},
		"of another file":     {clerk, &intakev1.ListImportsRequest{File: strings.Repeat("0", 64)}, 0},
		"reverted":            {clerk, &intakev1.ListImportsRequest{State: intakev1.ImportState_IMPORT_STATE_REVERTED}, 0},
		"under way":           {clerk, &intakev1.ListImportsRequest{State: intakev1.ImportState_IMPORT_STATE_STARTED, PageSize: 3}, 5},
	} {
		test.req.AtLeastPosition = last.GetPosition()
		var got []string
		for {
			resp, err := test.client.ListImports(t.Context(), test.req)
			d.must(err)
			for _, i := range resp.GetImports() {
				got = append(got, i.GetImportId())
			}
			if test.req.PageToken = resp.GetNextPageToken(); test.req.GetPageToken() == "" {
				break
			}
		}
		if len(got) != test.want {
			t.Errorf("%s: %d, want %d", name, len(got), test.want)
		}
		if test.want == 5 && got[0] != ids[4] {
			t.Errorf("%s: %s comes first, want the newest", name, got[0])
		}
	}
	_, err := navigator.ListImports(t.Context(), &intakev1.ListImportsRequest{})
	d.refused(err, "role-missing")
	_, err = elsewhere.GetImport(t.Context(), &intakev1.GetImportRequest{ImportId: ids[0]})
	d.refused(err, "import-not-found")
	shown, err := auditor.GetImport(t.Context(), &intakev1.GetImportRequest{ImportId: ids[0]})
	d.must(err)
	if shown.GetName() != "" {
		t.Errorf("an auditor is shown the name of the file: %s", shown.GetName())
	}
	_, err = clerk.ListImports(t.Context(), &intakev1.ListImportsRequest{PageToken: "AAAA"})
	d.refused(err, "page-token")
	_, err = clerk.ListImports(t.Context(), &intakev1.ListImportsRequest{Unit: "3302"})
	d.refused(err, "unit-not-yours")
}

// TestTheViewOfImportsIsTheSameInBatchesOfAnySize folds one log in batches of several sizes.
func TestTheViewOfImportsIsTheSameInBatchesOfAnySize(t *testing.T) {
	t.Parallel()
	d := openImports(t)
	clerk, dispatcher := d.as("320200000000", identity.RoleClerk), d.as("320200000000", identity.RoleDispatcher)
	for i := range 3 {
		req := announcement(t, 2)
		_, err := clerk.StartImport(t.Context(), req)
		d.must(err)
		for row := range 2 {
			d.imported(req.GetImportId(), 3+row)
		}
		if i > 0 {
			_, err = clerk.CompleteImport(t.Context(), &intakev1.CompleteImportRequest{CommandId: v7(t), ImportId: req.GetImportId(), AtLeastPosition: request.Position(d.last)})
			d.must(err)
		}
		if i == 2 {
			_, err = dispatcher.RevertImport(t.Context(), &intakev1.RevertImportRequest{CommandId: v7(t), ImportId: req.GetImportId(), Reason: "X19"})
			d.must(err)
			d.voided(dispatcher, req.GetImportId(), 2, 0)
		}
	}
	var all []es.Record
	for rec, err := range d.store.ReadAll(t.Context(), es.Position{}) {
		d.must(err)
		all = append(all, rec)
	}
	definition, err := intake.ImportsView()
	d.must(err)
	var want []string
	for _, size := range []int{1, 2, 7, len(all)} {
		pool := pgtest.Fresh(t)
		_, err := pool.Exec(t.Context(), definition.Schema)
		d.must(err)
		for rest := all; len(rest) > 0; {
			n := min(size, len(rest))
			d.must(pg.InTx(t.Context(), pool, func(tx pgx.Tx) error { return definition.Apply(t.Context(), tx, rest[:n]) }))
			rest = rest[n:]
		}
		rows, err := pool.Query(t.Context(), "select i::text from import i union all select d::text from dispute d order by 1")
		d.must(err)
		got, err := pgx.CollectRows(rows, pgx.RowTo[string])
		d.must(err)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) != 9 {
			t.Errorf("batches of %d give another view of %d rows:\n%s", size, len(got), diff)
		}
	}
}
