package mediation

import (
	"fmt"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// Feed is mediation's public facts, for the relay to NATS and for ListFacts alike.
func Feed() (bus.Feed, error) {
	codec, err := Codec()
	if err != nil {
		return bus.Feed{}, err
	}
	return bus.Feed{
		Name:   "mediation",
		Filter: streams(),
		Translate: func(rec es.Record) (bus.Fact, bool, error) {
			return translate(codec, rec)
		},
	}, nil
}

// public names the events that become facts, and their subjects. What was not accepted is none: whoever counts facts counts attempts.
var public = map[string]string{
	openedV1:             "opened",
	sessionHeldV1:        "session-held",
	agreementEffectiveV1: "agreement-effective",
	agreedV1:             "ended",
	failedV1:             "ended",
	withdrawnV1:          "ended",
	refusedV1:            "ended",
	terminatedV1:         "ended",

	suspendedV1:           "suspended",
	resumedV1:             "resumed",
	extendedV1:            "extended",
	performedV1:           "performance-recorded",
	defaultedV1:           "performance-recorded",
	changedV1:             "performance-recorded",
	confirmationDecidedV1: "confirmation-decided",
	fedBackV1:             "referral-fed-back",
}

// translate makes the public fact of a stored event. Events that have no public form are left out, those of a newer release too.
func translate(codec *es.Codec[proceeding.Event], rec es.Record) (bus.Fact, bool, error) {
	subject, ok := public[rec.Type]
	if !ok {
		return bus.Fact{}, false, nil
	}
	e, err := codec.Decode(rec.Type, rec.Data)
	if err != nil {
		return bus.Fact{}, false, err
	}
	meta, err := es.ParseMeta(rec.Metadata)
	if err != nil {
		return bus.Fact{}, false, err
	}
	fact := &mediationv1.Fact{
		Id:           rec.ID.String(),
		Position:     request.Position(rec.Position),
		Traceparent:  meta.Traceparent,
		ProceedingId: proceedingOf(rec.Stream),
	}
	say(fact, e)
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(fact)
	if err != nil {
		return bus.Fact{}, false, fmt.Errorf("marshal the fact of %s: %w", rec.ID, err)
	}
	return bus.Fact{Subject: bus.Subject("mediation", "proceeding", subject), Data: data, Traceparent: meta.Traceparent}, true, nil
}

// say fills in what an event says to the public.
func say(fact *mediationv1.Fact, e proceeding.Event) {
	switch e := e.(type) {
	case *proceeding.OpenedV1:
		head(fact, e.When, e.Of)
		opened := &mediationv1.ProceedingOpened{
			Codes: e.Codes, Ordinal: uint32(e.Ordinal), Basis: e.Basis, Parties: uint32(len(e.Parties)), DueOn: e.Limit.DueOn.String(), //nolint:gosec // G115: the rules bound it
		}
		if e.Referral != nil {
			opened.Channel = e.Referral.Channel
		}
		fact.What = &mediationv1.Fact_Opened{Opened: opened}
	case *proceeding.SessionHeldV1:
		head(fact, e.When, e.Of)
		fact.What = &mediationv1.Fact_SessionHeld{SessionHeld: &mediationv1.SessionHeld{Number: uint32(e.Number), Place: e.Place}} //nolint:gosec // G115: no proceeding has that many
	case *proceeding.AgreementEffectiveV1:
		head(fact, e.When, e.Of)
		fact.What = &mediationv1.Fact_AgreementEffective{AgreementEffective: &mediationv1.AgreementEffective{
			Form: e.Form, Confirmable: e.Confirmable, ConfirmBy: e.ConfirmBy.String(),
		}}
	case *proceeding.AgreedV1:
		ended(fact, e.Ending)
	case *proceeding.FailedV1:
		ended(fact, e.Ending)
	case *proceeding.WithdrawnV1:
		ended(fact, e.Ending)
	case *proceeding.RefusedV1:
		ended(fact, e.Ending)
	case *proceeding.TerminatedV1:
		ended(fact, e.Ending)
	default:
		sayMore(fact, e)
	}
}

// sayMore fills in what happens beside the way from opening to end.
func sayMore(fact *mediationv1.Fact, e proceeding.Event) {
	switch e := e.(type) {
	case *proceeding.SuspendedV1:
		head(fact, e.When, e.Of)
		fact.What = &mediationv1.Fact_Suspended{Suspended: &mediationv1.ProceedingSuspended{Ground: e.Ground}}
	case *proceeding.ResumedV1:
		head(fact, e.When, e.Of)
		fact.What = &mediationv1.Fact_Resumed{Resumed: &mediationv1.ProceedingResumed{DueOn: e.Limit.DueOn.String()}}
	case *proceeding.ExtendedV1:
		head(fact, e.When, e.Of)
		fact.What = &mediationv1.Fact_Extended{Extended: &mediationv1.ProceedingExtended{
			Days: uint32(e.Days), DueOn: e.Limit.DueOn.String(), //nolint:gosec // G115: the rules bound it
		}}
	case *proceeding.PerformedV1:
		head(fact, e.When, e.Of)
		performance(fact, e.Obligation, e.Result)
	case *proceeding.DefaultedV1:
		head(fact, e.When, e.Of)
		performance(fact, e.Obligation, proceeding.NotPerformed)
	case *proceeding.ChangedV1:
		head(fact, e.When, e.Of)
		performance(fact, e.Obligation, proceeding.Replaced)
	case *proceeding.ConfirmationDecidedV1:
		head(fact, e.When, e.Of)
		fact.What = &mediationv1.Fact_ConfirmationDecided{ConfirmationDecided: &mediationv1.ConfirmationDecided{Result: e.Result, Reason: e.Reason}}
	case *proceeding.FedBackV1:
		head(fact, e.When, e.Of)
		fact.What = &mediationv1.Fact_ReferralFedBack{ReferralFedBack: &mediationv1.ReferralFedBack{
			Outcome: e.Outcome, Channel: e.Channel, ReferrerKind: e.Kind,
		}}
	default: // the others are not public
	}
}

func performance(fact *mediationv1.Fact, obligation int, result string) {
	fact.What = &mediationv1.Fact_PerformanceRecorded{PerformanceRecorded: &mediationv1.PerformanceRecorded{
		Obligation: uint32(obligation), Result: result, //nolint:gosec // G115: the rules bound it
	}}
}

func head(fact *mediationv1.Fact, w proceeding.When, of proceeding.Of) {
	fact.OccurredAt, fact.RecordedAt, fact.LateReason = timestamppb.New(w.OccurredAt), timestamppb.New(w.RecordedAt), w.LateReason
	fact.DisputeId, fact.Unit, fact.Mode = string(of.Dispute), string(of.Unit), of.Mode
}

func ended(fact *mediationv1.Fact, e proceeding.Ending) {
	head(fact, e.When, e.Of)
	fact.What = &mediationv1.Fact_Ended{Ended: &mediationv1.ProceedingEnded{
		Codes: e.Codes, Ordinal: uint32(e.Ordinal), Outcome: e.Outcome, Sessions: uint32(e.Sessions), DueOn: e.DueOn.String(), //nolint:gosec // G115: the rules bound it
	}}
}

func proceedingOf(stream string) string { return strings.TrimPrefix(stream, category+"-") }
