package main

import (
	"context"
	"fmt"
	"os"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/intake"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	anjiestore "anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
)

// caseServices are a store with intake and mediation, with real sockets between all parts, and no views.
type caseServices struct {
	office      *office
	store       es.Store
	days        *calendar.Calendar
	intake      *intake.Service
	imports     *intake.Imports
	intakeAt    *grpc.ClientConn
	mediationAt *grpc.ClientConn
}

// Register offers what intake offers.
func (c *caseServices) Register(server grpc.ServiceRegistrar) {
	c.intake.Register(server)
	c.imports.Register(server)
}

// caseServices starts a store that holds so many cases already, and both services on it, with a profile.
func (p *place) caseServices(ctx context.Context, stocked int) (*caseServices, func(), error) {
	server, stopServer, err := p.server(ctx)
	if err != nil {
		return nil, nil, err
	}
	if stocked > 0 {
		if err := stock(ctx, server, stocked); err != nil {
			return nil, nil, err
		}
	}
	store, err := anjiestore.Open(ctx, server.ConnectionString(), anjiestore.Options{})
	if err != nil {
		return nil, nil, err
	}
	c := &caseServices{store: store}
	if c.office, err = newOffice(); err != nil {
		return nil, nil, err
	}
	var stopIntake, stopMediation func()
	c.intakeAt, stopIntake, err = p.serving(ctx, c.office, "intake", benchVillage, []string{identity.RoleClerk, identity.RoleDispatcher},
		func(v *vault.Vault, pool *pgxpool.Pool) (_ service, err error) {
			if c.intake, err = intake.New(intake.Deps{Store: store, Vault: v, Pool: pool, Queue: noQueue{}, Now: time.Now}); err != nil {
				return nil, err
			}
			c.imports, err = intake.NewImports(intake.ImportDeps{Store: store, Vault: v, Pool: pool, View: noQueue{}, Now: time.Now})
			return c, err
		})
	if err != nil {
		return nil, nil, err
	}
	if c.days, err = calendar.Official(); err != nil {
		return nil, nil, err
	}
	c.mediationAt, stopMediation, err = p.serving(ctx, c.office, "mediation", benchVillage, []string{identity.RoleCommitteeChair, identity.RoleMediator},
		func(v *vault.Vault, pool *pgxpool.Pool) (service, error) {
			return mediation.New(mediation.Deps{
				Store: store, Vault: v, Pool: pool, Queue: noQueue{}, Calendar: c.days,
				Disputes: asService{intakev1.NewIntakeServiceClient(c.intakeAt)}, Profiles: intakev1.NewProfileServiceClient(c.intakeAt), Now: time.Now,
			})
		})
	if err != nil {
		return nil, nil, err
	}
	if err := publishProfile(ctx, intakev1.NewProfileServiceClient(c.intakeAt)); err != nil {
		return nil, nil, err
	}
	return c, func() {
		stopMediation()
		stopIntake()
		_ = store.Close()
		stopServer()
	}, nil
}

// asService asks intake as mediation does, with the token of a service.
type asService struct{ intakev1.IntakeServiceClient }

func (c asService) AdmitProceeding(ctx context.Context, req *intakev1.AdmitProceedingRequest, o ...grpc.CallOption) (*intakev1.AdmitProceedingResponse, error) {
	ctx = context.WithValue(ctx, asActor{}, identity.Actor{ID: "mediation", Roles: []string{identity.RoleService}})
	return c.IntakeServiceClient.AdmitProceeding(ctx, req, o...)
}

// stock fills a store with cases of eight events.
func stock(ctx context.Context, server *eventstore.Server, cases int) error {
	cfg, err := esdb.ParseConnectionString(server.ConnectionString())
	if err != nil {
		return err
	}
	cfg.Logger = esdb.NoopLogging()
	c, err := esdb.NewClient(cfg)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	return fillDisputes(ctx, c, cases*stepsPerCase)
}

func publishProfile(ctx context.Context, c intakev1.ProfileServiceClient) error {
	p, err := readProfile()
	if err != nil {
		return err
	}
	ctx = context.WithValue(ctx, asActor{}, identity.Actor{ID: "admin", Unit: benchCity, Roles: []string{identity.RoleAdministrator}})
	_, err = c.PublishProfile(ctx, &intakev1.PublishProfileRequest{CommandId: newID(), Profile: intake.ProfileMessage(p)})
	return err
}

// readProfile reads that of Wuxi.
func readProfile() (*profile.Profile, error) {
	text, err := os.ReadFile(benchProfile)
	if err != nil {
		return nil, err
	}
	f := intake.ReadProfile(text)
	if len(f.Unreadable) > 0 {
		return nil, fmt.Errorf("the profile has %d lines that cannot be read", len(f.Unreadable))
	}
	return f.Profile, nil
}
