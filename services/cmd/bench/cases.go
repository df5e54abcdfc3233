package main

import (
	"context"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"google.golang.org/grpc"

	"anjie.internal/services/mediation"
)

// stepsPerCase is how many commands a whole case takes.
const stepsPerCase = 8

// wholeCases measures durable steps through the services, for clerks who do whole cases of eight steps: register, accept, dispatch,
// acknowledge, open a proceeding, hold a session, agree, conclude. It is compared with the same steps done by hand on PostgreSQL; with
// itself at 256 clerks; and with itself on a store that holds many cases already.
//
// What bounds it: what bounds a command (see commands). A step on a case that was just worked on costs one append.
func (b *bench) wholeCases(ctx context.Context, p *place, stocked int) error {
	hand, err := p.handStore(ctx)
	if err != nil {
		return err
	}
	h, stop, err := p.caseHouse(ctx, 0)
	if err != nil {
		return err
	}
	defer stop()
	const clerks = 64
	o, s, err := b.duel(ctx,
		side{"whole cases through the services", h.clerks(clerks, stepsPerCase)},
		side{"whole cases by hand", func(ctx context.Context, d time.Duration) (sample, error) {
			cases := make([]handCase, clerks)
			return load(ctx, clerks, d, func(ctx context.Context, w, i int) error {
				if i%stepsPerCase == 0 {
					cases[w] = handCase{"dispute-" + newID(), "proceeding-" + newID()}
				}
				return hand.step(ctx, cases[w], i%stepsPerCase)
			})
		}})
	if err != nil {
		return err
	}
	const what = "the same steps read, decided and appended by hand on PostgreSQL, no gRPC"
	b.rate("case-steps-64", o.rate, s.rate, what, 1)
	b.latency("case-steps-64-p50", o.p50, s.p50, what, noGoal)
	b.latency("case-steps-64-p99", o.p99, s.p99, what, 1)
	o, s, err = b.duel(ctx, side{"256 clerks", h.clerks(256, stepsPerCase)}, side{"64 clerks", h.clerks(clerks, stepsPerCase)})
	if err != nil {
		return err
	}
	b.rate("case-steps-256-vs-64", o.rate, s.rate, "64 clerks of the same services", 0.9)
	full, stopFull, err := p.caseHouse(ctx, stocked)
	if err != nil {
		return err
	}
	defer stopFull()
	few, stopFew, err := p.caseHouse(ctx, 1000)
	if err != nil {
		return err
	}
	defer stopFew()
	o, s, err = b.duel(ctx, side{"a full store", full.clerks(clerks, stepsPerCase)}, side{"a store with 1,000 cases", few.clerks(clerks, stepsPerCase)})
	if err != nil {
		return err
	}
	// Cost is the inverse of the rate: within 1.2 times is a rate of at least 1/1.2.
	b.rate("case-steps-in-full-store", o.rate, s.rate, fmt.Sprintf("1,000 cases in the store instead of %d", stocked), 1/1.2)
	return nil
}

// caseHouse are clients of intake and mediation.
type caseHouse struct {
	disputes    intakev1.DisputeServiceClient
	intake      intakev1.IntakeServiceClient
	proceedings mediationv1.MediationServiceClient
}

func newCaseHouse(intake, mediation grpc.ClientConnInterface) *caseHouse {
	return &caseHouse{intakev1.NewDisputeServiceClient(intake), intakev1.NewIntakeServiceClient(intake), mediationv1.NewMediationServiceClient(mediation)}
}

// caseHouse starts services on a store that holds so many cases already.
func (p *place) caseHouse(ctx context.Context, stocked int) (*caseHouse, func(), error) {
	c, stop, err := p.caseServices(ctx, stocked)
	if err != nil {
		return nil, nil, err
	}
	return newCaseHouse(c.intakeAt, c.mediationAt), stop, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

const (
	benchCity    = "320200000000"
	benchVillage = "320202001001"
)

// clerks are n people who do so many steps of one case after the other.
func (h *caseHouse) clerks(n, steps int) func(context.Context, time.Duration) (sample, error) {
	return func(ctx context.Context, d time.Duration) (sample, error) {
		type work struct {
			dispute    string
			proceeding string
		}
		cases := make([]work, n)
		return load(ctx, n, d, func(ctx context.Context, w, i int) error {
			c := &cases[w]
			if i%steps == 0 {
				c.dispute = newID()
				c.proceeding = mediation.ProceedingID(uuid.MustParse(c.dispute), 1).String()
			}
			return h.step(ctx, c.dispute, c.proceeding, i%steps)
		})
	}
}

// step does the i-th step of a case, from 0, as baseline_cases.go does by hand.
func (h *caseHouse) step(ctx context.Context, dispute, proceeding string, i int) (err error) {
	switch i {
	case 0:
		req := registration(dispute)
		req.Unit = benchVillage
		_, err = h.intake.RegisterDispute(ctx, req)
	case 1:
		_, err = h.disputes.AcceptDispute(ctx, &intakev1.AcceptDisputeRequest{CommandId: newID(), DisputeId: dispute})
	case 2:
		_, err = h.disputes.DispatchDispute(ctx, &intakev1.DispatchDisputeRequest{CommandId: newID(), DisputeId: dispute})
	case 3:
		_, err = h.disputes.AcknowledgeDispatch(ctx, &intakev1.AcknowledgeDispatchRequest{CommandId: newID(), DisputeId: dispute})
	case 4:
		_, err = h.proceedings.OpenProceeding(ctx, &mediationv1.OpenProceedingRequest{
			CommandId: newID(), DisputeId: dispute, Mode: "M01", Basis: "K01", Matter: caseMatter, Consented: []uint32{0, 1},
			Parties: []*mediationv1.Party{
				{Role: mediationv1.PartyRole_PARTY_ROLE_APPLICANT, Name: "张三", Phone: "13800000000"},
				{Role: mediationv1.PartyRole_PARTY_ROLE_RESPONDENT, Name: "李四", Phone: "13900000000"},
			},
			Mediators: []*mediationv1.MediatorIn{{Account: "bench", Name: "赵调解"}},
		})
	case 5:
		_, err = h.proceedings.HoldSession(ctx, &mediationv1.HoldSessionRequest{
			CommandId: newID(), ProceedingId: proceeding, Place: "P02", Attended: []uint32{0, 1}, Minutes: caseMinutes,
		})
	case 6:
		_, err = h.proceedings.RecordAgreement(ctx, &mediationv1.RecordAgreementRequest{
			CommandId: newID(), ProceedingId: proceeding, Form: "F01", Subjects: []string{"J02"}, Terms: caseTerms,
		})
	default:
		_, err = h.disputes.ConcludeDispute(ctx, &intakev1.ConcludeDisputeRequest{
			CommandId: newID(), DisputeId: dispute, Outcome: "R12", Note: "双方和好",
		})
	}
	return err
}
