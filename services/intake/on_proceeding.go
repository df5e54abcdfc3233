package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel/metric"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/buspg"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/unit"
)

const (
	// disputesAtOnce is how many disputes are written to at a time.
	disputesAtOnce = 16
	// policyActor stands in the log as who did it: intake itself.
	policyActor = "intake"
	// lateByOutage is the reason of what comes long after it happened, when mediation names none: one of us was not there.
	lateByOutage = "L01"
)

// factNamespace is the namespace of the ids of these commands. It never changes.
var factNamespace = uuid.MustParse("3a1f5f0c-6a54-5d0b-9b6e-0f2f4f9f8c31")

// ignored says why a fact changed nothing. The words stand in logs.
type ignored string

const (
	noConcern      ignored = "no-concern"        // neither begin nor end of a proceeding
	unknownDispute ignored = "unknown-dispute"   // an older mediation did not ask intake before it opened a proceeding
	noPart         ignored = "no-part"           // the mediating unit has nothing to do with the dispute
	knownBefore    ignored = "known-before"      // the same proceeding, told twice
	closedBefore   ignored = "concluded-already" // or refused, withdrawn, archived
	mergedBefore   ignored = "merged"
	voidedBefore   ignored = "voided"
	notPossible    ignored = "refused" // by a rule; the log says which
)

// proceedingPolicy: when a mediation proceeding is opened, the dispute learns it and waits for its end; when it ends, the dispute learns
// that, and is concluded when it settles it.
type proceedingPolicy struct {
	service   *Service
	mediation Proceedings
	position  buspg.Consumer
	log       *slog.Logger
}

// ProceedingConfig is what the policy needs. Fields without "default" are required.
type ProceedingConfig struct {
	// Backfill is the second road of mediation's facts, see MediationFacts.
	Backfill bus.Backfill
	// Mediation sets aside what it has opened of a dispute that was void by then.
	Mediation Proceedings
	// Subscriber is the first one; default: the policy lives on the second.
	Subscriber bus.Subscriber
	// Lease fences the position; default: not fenced.
	Lease    buspg.Lease
	Interval time.Duration // between two looks for lost facts; default 5 s
	Logger   *slog.Logger  // default: nothing is logged
	Meter    metric.Meter  // default: nothing is measured
}

// NewProceedingConsumer makes the consumer that runs the policy. One process runs it at a time, under a lease.
//
// A fact that comes twice has one effect: the command's id follows from that of the fact, and the dispute knows its proceedings.
// Facts about different disputes are handled at the same time; of one dispute in their order.
func NewProceedingConsumer(s *Service, c ProceedingConfig) (*bus.Consumer, error) {
	if c.Mediation == nil {
		return nil, errors.New("facts of mediation: mediation is needed")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	p := &proceedingPolicy{
		service: s, mediation: c.Mediation, log: c.Logger, position: buspg.Consumer{Pool: s.deps.Pool, Name: "intake.mediation", Lease: c.Lease},
	}
	return bus.NewConsumer(bus.ConsumerConfig{
		Name: "intake.mediation", Subscriber: c.Subscriber, Backfill: c.Backfill, Checkpoint: p.position.Position,
		Handle: func(ctx context.Context, f bus.Fact) error { return p.HandleMany(ctx, []bus.Fact{f}) }, HandleMany: p.HandleMany,
		Interval: c.Interval, Now: s.deps.Now, Logger: c.Logger, Meter: c.Meter,
	})
}

// HandleMany does what facts that follow each other ask for, and saves the position of the last.
func (p *proceedingPolicy) HandleMany(ctx context.Context, facts []bus.Fact) error {
	var order []string
	of := map[string][]*mediationv1.Fact{}
	for _, f := range facts {
		m := &mediationv1.Fact{}
		if err := proto.Unmarshal(f.Data, m); err != nil {
			return fmt.Errorf("read fact %s: %w", f.ID, err)
		}
		if m.GetId() != f.ID.String() {
			return fmt.Errorf("fact %s says that it is %q", f.ID, m.GetId())
		}
		if _, ok := of[m.GetDisputeId()]; !ok {
			order = append(order, m.GetDisputeId())
		}
		of[m.GetDisputeId()] = append(of[m.GetDisputeId()], m)
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(disputesAtOnce)
	for _, id := range order {
		g.Go(func() error {
			for _, m := range of[id] {
				if err := p.handle(gctx, m); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return p.position.Reached(ctx, facts[len(facts)-1].Position)
}

// handle does what one fact asks for. An error is worth another try; what no try would change is ignored with a reason.
func (p *proceedingPolicy) handle(ctx context.Context, f *mediationv1.Fact) error {
	why, err := p.learn(ctx, f)
	if err != nil {
		return fmt.Errorf("proceeding %s of dispute %s: %w", f.GetProceedingId(), f.GetDisputeId(), err)
	}
	if why != "" && why != noConcern {
		p.log.LogAttrs(ctx, slog.LevelInfo, "a fact of mediation changed nothing", slog.String("ignored", string(why)),
			slog.String("fact", f.GetId()), slog.String("dispute", f.GetDisputeId()), slog.String("proceeding", f.GetProceedingId()))
	}
	return nil
}

func (p *proceedingPolicy) learn(ctx context.Context, f *mediationv1.Fact) (ignored, error) {
	l := lessonOf(f)
	if l.command == nil {
		return noConcern, nil
	}
	factID, err := uuid.Parse(f.GetId())
	if err != nil {
		return "", fmt.Errorf("id of a fact: %w", err)
	}
	id, err := uuid.Parse(f.GetDisputeId())
	if err != nil {
		return unknownDispute, nil //nolint:nilerr // an id of no dispute of ours
	}
	act := actOf(f, p.service.now())
	known := false
	out, err := p.service.disputes.HandleFrom(ctx, id, func(st dispute.State) (dispute.Command, error) {
		// Who has opened a proceeding ends it, also when the dispute is with others by then.
		if st.Phase != dispute.Absent && st.Running.ID != f.GetProceedingId() && !takesPart(unit.Code(f.GetUnit()), st) {
			return nil, errNoPart
		}
		known = st.Phase.Open()
		act.ActingUnit = st.Unit // the centre of the registering unit learns it
		return l.command(act), nil
	}, es.Intent{
		Command:     uuid.NewSHA1(factNamespace, factID[:]),
		Digest:      p.service.deps.Vault.MAC("command", append([]byte(l.digest), factID[:]...)),
		Actor:       policyActor,
		Unit:        f.GetUnit(),
		Correlation: id,
		Causation:   factID,
		OccurredAt:  act.OccurredAt,
		RecordedAt:  act.At,
		Reason:      l.reason,
		Late:        act.LateReason != "",
	})
	if err != nil {
		return p.refused(ctx, f, err)
	}
	if len(out.Events) > 0 {
		return "", nil
	}
	why := unchanged(out.State.Phase, known)
	if why == voidedBefore && f.GetOpened() != nil { // admitted before the void, opened after FollowVoided had set aside what there was
		return why, aside(ctx, p.mediation, factID, f.GetDisputeId(), out.State.Unit)
	}
	return why, nil
}

// lesson is what a dispute learns from a fact: a command, and what surrounds it.
type lesson struct {
	command        func(dispute.Act) dispute.Command
	digest, reason string
}

// lessonOf is empty for facts that do not concern the dispute.
func lessonOf(f *mediationv1.Fact) lesson {
	switch {
	case f.GetOpened() != nil:
		return lesson{digest: "proceeding-opened\x00", command: func(a dispute.Act) dispute.Command {
			return dispute.OpenProceeding{Act: a, Codes: f.GetOpened().GetCodes(), Proceeding: f.GetProceedingId(), Mode: f.GetMode()}
		}}
	case f.GetEnded() != nil:
		outcome := f.GetEnded().GetOutcome()
		return lesson{digest: "proceeding-ended\x00", reason: dispute.Outcomes().Reason("outcome", outcome), command: func(a dispute.Act) dispute.Command {
			return dispute.EndProceeding{Act: a, Proceeding: f.GetProceedingId(), Mode: f.GetMode(), Outcome: outcome}
		}}
	}
	return lesson{}
}

// errNoPart never leaves the policy.
var errNoPart = errors.New("the mediating unit has no part in the dispute")

// refused tells what no try would change from what is worth one.
func (p *proceedingPolicy) refused(ctx context.Context, f *mediationv1.Fact, err error) (ignored, error) {
	if errors.Is(err, errNoPart) {
		return noPart, nil
	}
	refusal := fault.As(err)
	if refusal == nil {
		return "", err
	}
	switch refusal.Kind {
	case fault.NotFound:
		return unknownDispute, nil
	case fault.Invalid, fault.Refused, fault.Forbidden, fault.Exists:
		p.log.LogAttrs(ctx, slog.LevelWarn, "what mediation tells is refused by a rule of intake", slog.String("code", refusal.Code),
			slog.String("fact", f.GetId()), slog.String("dispute", f.GetDisputeId()))
		return notPossible, nil
	case fault.Unauthenticated, fault.Conflict, fault.Exhausted, fault.Canceled, fault.Timeout, fault.Unavailable, fault.Unsupported, fault.Internal:
	}
	return "", err
}

// unchanged names why a command caused no event.
func unchanged(phase dispute.Phase, open bool) ignored {
	switch {
	case phase == dispute.Merged:
		return mergedBefore
	case phase == dispute.Voided:
		return voidedBefore
	case open:
		return knownBefore
	default:
		return closedBefore
	}
}

// actOf takes over mediation's claim. It was checked against mediation's clock; ours may be a little behind.
func actOf(f *mediationv1.Fact, now time.Time) dispute.Act {
	at := f.GetOccurredAt().AsTime().Truncate(time.Microsecond)
	if at.After(now) {
		at = now
	}
	act := dispute.Act{At: now, OccurredAt: at, LateReason: f.GetLateReason()}
	if now.Sub(at) > entry.LateAfter {
		act.LateReason = cmp.Or(act.LateReason, lateByOutage)
	}
	return act
}

// takesPart reports whether a mediating unit has a part in the dispute: it registered it, stands above or below the unit that
// did, or is one of the handlers. Anybody else's proceeding, opened for the wrong dispute or in bad faith, concludes nothing.
func takesPart(mediating unit.Code, st dispute.State) bool {
	if mediating.Covers(st.Unit) || st.Unit.Covers(mediating) {
		return true
	}
	for _, h := range concerned(st) {
		if h.Unit.Covers(mediating) {
			return true
		}
	}
	return false
}
