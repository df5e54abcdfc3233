package intake_test

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
)

// mediator makes facts as mediation does, one after the other.
type mediator struct {
	d     *desk
	road  bustest.Road
	last  es.Position
	aside setter // what it was told to set aside
}

// fact is a fact of mediation; what is nil for one that is no end.
func (m *mediator) fact(dispute string, ended *mediationv1.ProceedingEnded, change ...func(*mediationv1.Fact)) bus.Fact {
	m.d.t.Helper()
	f := &mediationv1.Fact{
		Id: uuid.NewString(), DisputeId: dispute, ProceedingId: newID(m.d.t), Unit: searchVillage, Mode: "M01",
		OccurredAt: timestamppb.New(m.d.now()), RecordedAt: timestamppb.New(m.d.now()),
	}
	if ended != nil {
		f.What = &mediationv1.Fact_Ended{Ended: ended}
	} else {
		f.What = &mediationv1.Fact_SessionHeld{SessionHeld: &mediationv1.SessionHeld{Number: 1, Place: "P01"}}
	}
	for _, c := range change {
		c(f)
	}
	data, err := proto.Marshal(f)
	m.d.must(err)
	previous := m.last
	m.last = es.Position{Commit: m.last.Commit + 3, Prepare: m.last.Prepare + 3}
	fact := bus.Fact{ID: uuid.MustParse(f.GetId()), Position: m.last, Previous: previous, Data: data, Recorded: m.d.now()}
	m.road.Add(fact)
	return fact
}

func outcome(code string) *mediationv1.ProceedingEnded {
	return &mediationv1.ProceedingEnded{Outcome: code}
}

func opened(f *mediationv1.Fact) {
	f.What = &mediationv1.Fact_Opened{Opened: &mediationv1.ProceedingOpened{Codes: "2026-11", Ordinal: 1, Basis: "K01", Parties: 2}}
}

// as gives a fact the id of a proceeding.
func as(proceeding string) func(*mediationv1.Fact) {
	return func(f *mediationv1.Fact) { f.ProceedingId = proceeding }
}

// channel is a first road that brings what a test wants, in the order that it wants.
type channel struct{ facts chan bus.Fact }

func (c channel) Subscribe(ctx context.Context, _ es.Position) iter.Seq2[bus.Fact, error] {
	return func(yield func(bus.Fact, error) bool) {
		for {
			select {
			case f := <-c.facts:
				if !yield(f, nil) {
					return
				}
			case <-ctx.Done():
				yield(bus.Fact{}, ctx.Err())
				return
			}
		}
	}
}

// policy runs the consumer until the test ends.
func (m *mediator) policy(first bus.Subscriber, log *slog.Logger) *bus.Consumer {
	m.d.t.Helper()
	c, err := intake.NewProceedingConsumer(m.d.intake, intake.ProceedingConfig{
		Backfill: m.road.Backfill, Mediation: &m.aside, Subscriber: first, Interval: 20 * time.Millisecond, Logger: log,
	})
	m.d.must(err)
	ctx, end := context.WithCancel(context.WithoutCancel(m.d.t.Context()))
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	m.d.t.Cleanup(func() {
		end()
		if err := <-done; !errors.Is(err, context.Canceled) {
			m.d.t.Error(err)
		}
	})
	return c
}

func (m *mediator) caughtUp(c *bus.Consumer) {
	m.d.t.Helper()
	bustest.Eventually(m.d.t, "the policy has all facts", func() bool { return c.Position() == m.last })
}

// steps are the kinds of steps of a dispute.
func (d *desk) steps(dispute string) []string {
	d.t.Helper()
	resp, err := d.person(searchCity, identity.RoleAuditor).GetDisputeHistory(d.t.Context(), &intakev1.GetDisputeHistoryRequest{DisputeId: dispute})
	d.must(err)
	var out []string
	for _, s := range resp.GetSteps() {
		out = append(out, strings.TrimSuffix(strings.TrimPrefix(s.GetType(), "dispute-"), "-v1"))
	}
	return out
}
