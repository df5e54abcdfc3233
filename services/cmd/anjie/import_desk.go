package main

import (
	"context"
	"errors"
	"os"
	"strconv"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/ledger"
	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/unit"
)

// desk is where a ledger is imported: clients of all services, whose tokens are minted for the unit and the mediator of each step.
type desk struct {
	services   ledger.Services
	imports    intakev1.ImportServiceClient
	statistics statisticsv1.StatisticsServiceClient

	conns []*grpc.ClientConn
}

// openDesk connects to the services.
func (p *program) openDesk(o ledgerFlags) (_ *desk, err error) {
	if o.client.Token != "" || p.environ["ANJIE_TOKEN"] != "" {
		return nil, say.Fault(fault.Invalid, "import-fixed-token", errFixedToken)
	}
	r, err := p.found(o.client.Data)
	if err != nil {
		return nil, err
	}
	key, err := identity.LoadKey(keyFile(p.folder(o.client.Data)))
	if err != nil {
		return nil, err
	}
	issuer, err := identity.NewIssuer(key, "", p.now)
	if err != nil {
		return nil, err
	}
	token := ledger.Tokens(identity.NewMinter(issuer, time.Hour), o.client.Actor, o.client.Unit, o.client.OnBehalfOf)
	d := &desk{}
	dial := func(addr string) *grpc.ClientConn {
		cc, dialErr := rpc.Dial(addr, rpc.ClientConfig{Language: string(p.lang), Token: token})
		if dialErr != nil {
			err = errors.Join(err, dialErr)
			return nil
		}
		d.conns = append(d.conns, cc)
		return cc
	}
	in, md := dial(r.Intake), dial(r.Mediation)
	d.services = ledger.Services{
		Intake: intakev1.NewIntakeServiceClient(in), Disputes: intakev1.NewDisputeServiceClient(in), Mediation: mediationv1.NewMediationServiceClient(md),
	}
	d.imports, d.statistics = intakev1.NewImportServiceClient(in), statisticsv1.NewStatisticsServiceClient(dial(r.Statistics))
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (d *desk) close() {
	for _, cc := range d.conns {
		_ = cc.Close() // nothing is under way
	}
	d.conns = nil
}

// edition is how often the file has been imported, this time included: an import that was reverted is followed by another.
func (d *desk) edition(ctx context.Context, file string) (int, error) {
	resp, err := d.imports.ListImports(ctx, &intakev1.ListImportsRequest{File: file, PageSize: 200})
	if err != nil {
		return 0, err
	}
	edition := uint32(1)
	for _, i := range resp.GetImports() {
		next := i.GetEdition()
		if i.GetState() == intakev1.ImportState_IMPORT_STATE_REVERTED {
			next++
		}
		edition = max(edition, next)
	}
	return int(edition), nil
}

// ledgerUnits are the units of a profile: of the given file, or of the newest one that the service has.
func (p *program) ledgerUnits(ctx context.Context, o ledgerFlags) (*ledger.Units, error) {
	if o.profile != "" {
		return profileUnits(o.profile)
	}
	names := map[unit.Code]string{}
	var from calendar.Date
	err := p.call(o.client, intakeOf, func(cc *grpc.ClientConn) error {
		profiles := intakev1.NewProfileServiceClient(cc)
		first, err := profiles.GetProfile(ctx, &intakev1.GetProfileRequest{Unit: o.client.Unit, Version: 1})
		if f := rpc.Fault(err); f != nil && f.Code == "profile-missing" {
			return say.Fault(fault.NotFound, "profile-missing", errUnitsMissing)
		}
		if err != nil {
			return err
		}
		if from, err = calendar.Parse(first.GetProfile().GetEffectiveFrom()); err != nil {
			return err
		}
		req := &intakev1.ListUnitsRequest{Unit: o.client.Unit, PageSize: 2000}
		for {
			resp, err := profiles.ListUnits(ctx, req)
			if err != nil {
				return err
			}
			for _, u := range resp.GetUnits() {
				names[unit.Code(u.GetUnit().GetCode())] = u.GetUnit().GetName()
			}
			if req.PageToken = resp.GetNextPageToken(); req.GetPageToken() == "" {
				return nil
			}
		}
	})
	return ledger.NewUnits(names, from), err
}

func profileUnits(file string) (*ledger.Units, error) {
	b, err := os.ReadFile(file) //nolint:gosec // G304: the file that the caller names
	if err != nil {
		return nil, say.Fault(fault.Invalid, "profile-unreadable", errLedgerFile, file, systemSaid(err))
	}
	f := intake.ReadProfile(b)
	if len(f.Unreadable) > 0 {
		x := f.Unreadable[0]
		at := strconv.Itoa(f.Line(x.Path))
		return nil, say.Fault(fault.Invalid, "profile-invalid", errBadProfile, file+":"+at, text{x.Zh, x.En})
	}
	return ledger.UnitsOf(f.Profile), nil
}
