package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

var wordRegistering = text{"登记", "register"}

// demoDistrict stands above all units of the demonstration.
const demoDistrict = "320205000000"

// demoUnits are forty villages in eight towns.
func demoUnits() []string {
	var units []string
	for town := 101; town <= 108; town++ {
		for village := 201; village <= 205; village++ {
			units = append(units, fmt.Sprintf("320205%03d%03d", town, village))
		}
	}
	return units
}

// demoRequests makes up registrations. Names and numbers are invented and belong to nobody.
func demoRequests(n int) ([]*intakev1.RegisterDisputeRequest, error) {
	units, categories := demoUnits(), dispute.Categories()
	surnames, given := []rune("赵钱孙李周吴郑王冯陈"), []rune("一二三四五六七八九十")
	name := func(i int) string {
		return string([]rune{surnames[i%len(surnames)], given[i/len(surnames)%len(given)]})
	}
	out := make([]*intakev1.RegisterDisputeRequest, 0, n)
	for i := range n {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, err
		}
		command, err := uuid.NewV7()
		if err != nil {
			return nil, err
		}
		category := categories[i*7%len(categories)]
		out = append(out, &intakev1.RegisterDisputeRequest{
			CommandId: command.String(), DisputeId: id.String(),
			Unit: units[i%len(units)], Category: category.Code, Channel: []string{"S01", "S04", "S11", "S12"}[i%4],
			Involved:  uint32(2 + i%7),
			Title:     category.Zh + "：" + name(i) + "与" + name(i+3),
			Narrative: "双方因琐事争执，请求调解。", Place: "某村某组",
			Parties: []*intakev1.Party{
				{Role: intakev1.PartyRole_PARTY_ROLE_APPLICANT, Name: name(i), Phone: fmt.Sprintf("100%08d", i)},
				{Role: intakev1.PartyRole_PARTY_ROLE_RESPONDENT, Name: name(i + 3)},
			},
		})
	}
	return out, nil
}

// crowd is many clerks at once, each with a connection of its own, who act for the unit of each request.
type crowd struct {
	tokens     map[string]string // by unit
	conns      []*grpc.ClientConn
	windows    []intakev1.IntakeServiceClient
	desk       intakev1.IntakeServiceClient // of the district
	statistics *grpc.ClientConn
}

type unitKey struct{}

// as lets a call be made by a clerk of the unit.
func (*crowd) as(ctx context.Context, unit string) context.Context {
	return context.WithValue(ctx, unitKey{}, unit)
}

func (p *program) newCrowd(dir string, r running, clients int) (_ *crowd, err error) {
	key, err := identity.LoadKey(keyFile(dir))
	if err != nil {
		return nil, err
	}
	issuer, err := identity.NewIssuer(key, "", p.now)
	if err != nil {
		return nil, err
	}
	c := &crowd{tokens: map[string]string{}}
	for _, unit := range append(demoUnits(), demoDistrict) {
		a := identity.Actor{ID: "clerk-" + unit, Unit: unit, Roles: []string{identity.RoleClerk, identity.RoleDispatcher}}
		if c.tokens[unit], err = issuer.Mint(a, time.Hour); err != nil {
			return nil, err
		}
	}
	config := rpc.ClientConfig{
		Language: string(p.lang),
		Token: func(ctx context.Context) (string, error) {
			unit, _ := ctx.Value(unitKey{}).(string)
			return c.tokens[unit], nil
		},
	}
	dial := func(addr string) *grpc.ClientConn {
		cc, dialErr := rpc.Dial(addr, config)
		if dialErr != nil {
			err = errors.Join(err, dialErr)
			return nil
		}
		c.conns = append(c.conns, cc)
		return cc
	}
	for range clients {
		c.windows = append(c.windows, intakev1.NewIntakeServiceClient(dial(r.Intake)))
	}
	c.desk, c.statistics = intakev1.NewIntakeServiceClient(dial(r.Intake)), dial(r.Statistics)
	if err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

func (c *crowd) close() {
	for _, cc := range c.conns {
		_ = cc.Close() // nothing is under way
	}
	c.conns = nil
}

// each hands the requests to the windows, in order, as they become free.
func (c *crowd) each(ctx context.Context, requests []*intakev1.RegisterDisputeRequest,
	do func(context.Context, intakev1.IntakeServiceClient, *intakev1.RegisterDisputeRequest) error,
) error {
	g, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for _, window := range c.windows {
		g.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(requests) {
					return nil
				}
				if err := do(c.as(ctx, requests[i].GetUnit()), window, requests[i]); err != nil {
					return err
				}
			}
		})
	}
	return g.Wait()
}

// register sends all requests and returns the receipts by command id.
func (c *crowd) register(ctx context.Context, requests []*intakev1.RegisterDisputeRequest, done func()) (map[string]*intakev1.Receipt, error) {
	var mu sync.Mutex
	receipts := make(map[string]*intakev1.Receipt, len(requests))
	err := c.each(ctx, requests, func(ctx context.Context, w intakev1.IntakeServiceClient, req *intakev1.RegisterDisputeRequest) error {
		resp, err := w.RegisterDispute(ctx, req)
		if err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		receipts[req.GetCommandId()] = resp.GetReceipt()
		done()
		return nil
	})
	return receipts, err
}

// registerUntil sends requests, calls fatal when enough were answered, and returns which were; errors are what fatal is for.
func (c *crowd) registerUntil(ctx context.Context, requests []*intakev1.RegisterDisputeRequest, enough int, fatal func()) map[string]bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var mu sync.Mutex
	var once sync.Once
	answered := map[string]bool{}
	_ = c.each(ctx, requests, func(ctx context.Context, w intakev1.IntakeServiceClient, req *intakev1.RegisterDisputeRequest) error {
		_, err := w.RegisterDispute(ctx, req)
		mu.Lock()
		if err == nil {
			answered[req.GetCommandId()] = true
		}
		n := len(answered)
		mu.Unlock()
		if n >= enough || err != nil {
			once.Do(func() {
				fatal()
				cancel()
			})
		}
		return err
	})
	return answered
}

func (c *crowd) withdraw(ctx context.Context, requests []*intakev1.RegisterDisputeRequest) error {
	return c.each(ctx, requests, func(ctx context.Context, w intakev1.IntakeServiceClient, req *intakev1.RegisterDisputeRequest) error {
		command, err := uuid.NewV7()
		if err != nil {
			return err
		}
		_, err = w.WithdrawDispute(ctx, &intakev1.WithdrawDisputeRequest{
			CommandId: command.String(), DisputeId: req.GetDisputeId(), Reason: "R32", Note: "双方自行和解。",
		})
		return err
	})
}

func wire(p es.Position) *logv1.Position {
	return &logv1.Position{Commit: p.Commit, Prepare: p.Prepare}
}
