package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"

	"anjie.internal/services/cmd/internal/ledger"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/statistics"
	"anjie.internal/services/statistics/figure"
)

// importOnServices measures the durable steps per second of importing a ledger beside those of 64 clerks who do whole cases (case-steps-64),
// through the same services without views. The import does what the command does, from reading the file until its last case is concluded.
//
// A step is a command that the log recorded: those of a row, and those by which intake learns that mediation began and ended, and concludes.
// What a clerk concludes by hand nobody needs to learn, so that the clerks' services run without that policy.
//
// What bounds it: what bounds a command (see commands); reading the ledger, which is a twentieth; a token for every mediator.
func (b *bench) importOnServices(ctx context.Context, p *place, ledgergen string) error {
	h, stop, err := p.caseHouse(ctx, 0)
	if err != nil {
		return err
	}
	defer stop()
	d, leave, err := p.importDesk(ctx)
	if err != nil {
		return err
	}
	defer leave()
	ledgers := 0
	o, s, err := b.duel(ctx,
		side{"import of a ledger through the services", func(ctx context.Context, span time.Duration) (sample, error) {
			ledgers++
			folder := filepath.Join(p.dir, fmt.Sprintf("ledger-%d", ledgers))
			if err := writeLedger(ctx, ledgergen, folder, ledgers, int(span.Seconds()*ledgerRows)); err != nil {
				return sample{}, err
			}
			return d.importLedger(ctx, folder)
		}},
		side{"whole cases", h.clerks(64, stepsPerCase)})
	if err != nil {
		return err
	}
	b.rate("ledger-import", o.rate, s.rate, "64 clerks who do whole cases through the same services", 0.7)
	return nil
}

// importDesk is where ledgers are imported.
type importDesk struct {
	store    es.Store
	services ledger.Services
	imports  intakev1.ImportServiceClient
	rules    ledger.Rules
	policy   *bus.Consumer // by which intake learns what becomes of proceedings

	end       es.Position // of the log, when the last ledger was imported
	successes uint64      // in the log then
}

// importDesk starts services, with a policy, and connects a desk of the city to them.
func (p *place) importDesk(ctx context.Context) (*importDesk, func(), error) {
	c, stop, err := p.caseServices(ctx, 0)
	if err != nil {
		return nil, nil, err
	}
	tokens := rpc.ClientConfig{Token: ledger.Tokens(c.office.tokens, "bench", benchCity, "")}
	at, err := rpc.Dial(c.intakeAt.Target(), tokens)
	if err != nil {
		return nil, nil, err
	}
	beside, err := rpc.Dial(c.mediationAt.Target(), tokens)
	if err != nil {
		return nil, nil, err
	}
	asIntake, err := rpc.Dial(c.mediationAt.Target(), rpc.ClientConfig{Token: func(context.Context) (string, error) {
		return c.office.tokens.Token(identity.Actor{ID: "intake", Roles: []string{identity.RoleService}})
	}})
	if err != nil {
		return nil, nil, err
	}
	units, err := readProfile()
	if err != nil {
		return nil, nil, err
	}
	mediation := mediationv1.NewMediationServiceClient(asIntake)
	policy, err := intake.NewProceedingConsumer(c.intake, intake.ProceedingConfig{
		Backfill: intake.MediationFacts(mediation), Mediation: mediation, Interval: 50 * time.Millisecond, // no NATS tells it
	})
	if err != nil {
		return nil, nil, err
	}
	run, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); _ = policy.Run(run) }()
	d := &importDesk{
		store: c.store, policy: policy, imports: intakev1.NewImportServiceClient(at),
		services: ledger.Services{
			Intake: intakev1.NewIntakeServiceClient(at), Disputes: intakev1.NewDisputeServiceClient(at), Mediation: mediationv1.NewMediationServiceClient(beside),
		},
		rules: ledger.Rules{Units: ledger.UnitsOf(units), Calendar: c.days, Today: calendar.DateOf(time.Now())},
	}
	d.end, err = c.store.Head(ctx)
	return d, func() {
		cancel()
		<-done
		_, _, _ = at.Close(), beside.Close(), asIntake.Close()
		stop()
	}, err
}

// importLedger imports one, waits until everything is concluded, and counts what the log recorded.
func (d *importDesk) importLedger(ctx context.Context, folder string) (sample, error) {
	start := time.Now()
	r, mapping, err := d.read(folder)
	if err != nil {
		return sample{}, err
	}
	ids := ledger.IDs{File: r.SHA256, Edition: 1}
	if _, err := d.imports.StartImport(ctx, r.Announcement(ids, mapping, "ledger.xlsx", "")); err != nil {
		return sample{}, err
	}
	result, err := ledger.Runner{Services: d.services, IDs: ids, Import: ids.Import(r.First()), Unit: benchCity, Workers: ledger.Workers}.Run(ctx, r.Entries)
	if err != nil {
		return sample{}, err
	}
	if result.Rows != r.Rows {
		return sample{}, fmt.Errorf("%d of %d rows were imported: %v", result.Rows, r.Rows, result.Refused)
	}
	if err := d.settled(ctx); err != nil {
		return sample{}, err
	}
	took := time.Since(start)
	steps, err := d.steps(ctx)
	if err != nil {
		return sample{}, err
	}
	return sample{rate: float64(steps) / took.Seconds()}, d.concluded(ctx, r)
}

func (d *importDesk) read(folder string) (_ *ledger.Reading, mapping string, err error) {
	text, err := os.ReadFile(filepath.Join(folder, "m.yaml")) //nolint:gosec // G304: in the scratch folder
	if err != nil {
		return nil, "", err
	}
	rules := d.rules
	if rules.Mapping, err = ledger.ReadMapping(text); err != nil {
		return nil, "", err
	}
	content, err := os.ReadFile(filepath.Join(folder, "ledger.xlsx")) //nolint:gosec // G304: in the scratch folder
	if err != nil {
		return nil, "", err
	}
	book, err := ledger.Open(content)
	if err != nil {
		return nil, "", err
	}
	r, err := ledger.Read(book, rules)
	return r, ledger.SHA256(text), errors.Join(err, book.Close())
}

// settled waits until intake has learned everything that mediation recorded before now.
func (d *importDesk) settled(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for sent := time.Now(); !time.Now().Add(-d.policy.Lag()).After(sent); {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// steps counts the commands that the log recorded since it was asked last.
func (d *importDesk) steps(ctx context.Context) (int, error) {
	commands := map[uuid.UUID]struct{}{}
	for r, err := range d.store.ReadAll(ctx, d.end) {
		if err != nil {
			return 0, err
		}
		m, err := es.ParseMeta(r.Metadata)
		if err != nil {
			return 0, err
		}
		commands[m.Command], d.end = struct{}{}, r.Position
	}
	return len(commands), nil
}

// concluded wants all successes of the ledger in the log: what is not concluded is not imported.
func (d *importDesk) concluded(ctx context.Context, r *ledger.Reading) error {
	fold, err := statistics.Recompute(ctx, d.store, figure.Cut{}, nil)
	if err != nil {
		return err
	}
	year, err := figure.ParseWindow("2012")
	if err != nil {
		return err
	}
	before := d.successes
	d.successes = figure.TallyOf(fold.Cases(year, benchCity[:4])).Rate(figure.SuccessRates()[0]).Numerator
	if want := uint64(ledger.Tally(r.Entries)[ledger.FigureSuccess]); d.successes-before != want { //nolint:gosec // G115: counted
		return fmt.Errorf("%d disputes of the ledger were settled, and %d were concluded so", want, d.successes-before)
	}
	return nil
}
