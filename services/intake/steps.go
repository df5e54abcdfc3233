package intake

import (
	"fmt"
	"strconv"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/intake/dispute"
)

// what is the public form of an event: the same message stands in facts and in histories. It is the only place that knows
// both forms.
func what(e dispute.Event) proto.Message {
	switch e := e.(type) {
	case *dispute.RegisteredV1:
		return registeredFact(e)
	case *dispute.WithdrawnV1:
		return withdrawnFact(e)
	case *dispute.ImportedV1:
		return &intakev1.Imported{Import: e.Import, File: e.File, Sheet: count(e.Sheet), Row: count(e.Row)}
	case *dispute.AcceptedV1:
		return &intakev1.DisputeAccepted{Codes: e.Codes, Unit: string(e.Unit), Category: e.Category, Limit: limit(e.Limit)}
	case *dispute.RefusedV1:
		return &intakev1.DisputeRefused{
			Codes: e.Codes, Unit: string(e.Unit), Category: e.Category, Outcome: e.Outcome, Reason: e.Reason, Route: e.Route,
		}
	case *dispute.MergedV1:
		return &intakev1.DisputeMerged{Unit: string(e.Unit), Category: e.Category, Into: e.Into}
	case *dispute.UnmergedV1:
		return &intakev1.DisputeUnmerged{Unit: string(e.Unit), Category: e.Category, From: e.From, Reason: e.Reason}
	case *dispute.LinkedV1:
		return &intakev1.DisputeLinked{Kind: string(e.Kind), Other: e.Other}
	case *dispute.UnlinkedV1:
		return &intakev1.DisputeUnlinked{Kind: string(e.Kind), Other: e.Other, Reason: e.Reason}
	case *dispute.ClassifiedV1:
		return &intakev1.DisputeClassified{
			Codes: e.Codes, Category: e.Category, Local: e.Local, Exchange: e.Exchange, Involved: count(e.Involved), Scale: e.Scale,
			Complexity: string(e.Complexity),
		}
	case *dispute.RiskAssessedV1:
		return &intakev1.RiskAssessed{Level: string(e.Level), Indicators: e.Indicators, ExpiresOn: e.ExpiresOn}
	case *dispute.CorrectedV1:
		return correctedFact(e)
	case *dispute.OwnershipOfferedV1:
		return &intakev1.OwnershipOffered{To: handler(e.To)}
	case *dispute.OwnershipTakenV1:
		return &intakev1.OwnershipTaken{Owner: handler(e.Owner)}
	case *dispute.UnroutedV1:
		return &intakev1.DisputeUnrouted{Profile: count(e.Profile)}
	case *dispute.DispatchedV1:
		return &intakev1.DisputeDispatched{
			Round: count(e.Round), Lead: handler(e.Lead), Assisting: handlers(e.Assisting), Limit: limit(e.Limit), ObjectBy: e.ObjectBy,
			Rule: e.Rule, Profile: count(e.Profile),
		}
	case *dispute.AcknowledgedV1:
		return &intakev1.DispatchAcknowledged{Round: count(e.Round), Handler: handler(e.Handler)}
	case *dispute.ObjectedV1:
		return &intakev1.DispatchObjected{Round: count(e.Round), Handler: handler(e.Handler), Reason: e.Reason}
	case *dispute.ObjectionDecidedV1:
		return &intakev1.ObjectionDecided{
			Round: count(e.Round), Upheld: e.Upheld, Handler: handler(e.Handler), Assisting: e.Assisting,
		}
	case *dispute.ReassignedV1:
		return &intakev1.DispatchReassigned{
			Round: count(e.Round), Lead: handler(e.Lead), Assisting: handlers(e.Assisting), Limit: limit(e.Limit), ObjectBy: e.ObjectBy,
			Reason: e.Reason, Profile: count(e.Profile),
		}
	case *dispute.JurisdictionDisputedV1:
		return &intakev1.JurisdictionDisputed{Round: count(e.Round), Claimants: handlers(e.Claimants)}
	case *dispute.JurisdictionDecidedV1:
		return &intakev1.JurisdictionDecided{
			Round: count(e.Round), By: string(e.By), Lead: handler(e.Lead), Assisting: handlers(e.Assisting), Limit: limit(e.Limit),
		}
	case *dispute.UrgentV1:
		return &intakev1.UrgentMarked{Reason: e.Reason, Limit: limit(e.Limit)}
	case *dispute.SubTaskOpenedV1:
		return &intakev1.SubTaskOpened{Task: e.Task, Kind: e.Kind, Handler: handler(e.Handler), DueOn: e.DueOn}
	case *dispute.SubTaskReturnedV1:
		return &intakev1.SubTaskReturned{Task: e.Task, Result: e.Result}
	case *dispute.ProceedingOpenedV1:
		return &intakev1.ProceedingOpened{Codes: e.Codes, Proceeding: e.Proceeding, Mode: e.Mode}
	case *dispute.ProceedingEndedV1:
		return &intakev1.ProceedingEnded{Proceeding: e.Proceeding, Mode: e.Mode, Outcome: e.Outcome}
	case *dispute.ConcludedV1:
		return &intakev1.DisputeConcluded{
			Codes: e.Codes, Unit: string(e.Unit), Category: e.Category, Handler: handler(e.Handler), Outcome: e.Outcome,
			OnTheSpot: e.OnTheSpot, Proceeding: e.Proceeding,
		}
	case *dispute.ReopenedV1:
		return &intakev1.DisputeReopened{Unit: string(e.Unit), Category: e.Category, Reason: e.Reason, Outcome: e.Outcome}
	case *dispute.FollowedUpV1:
		return &intakev1.FollowedUp{Method: e.Method, Reached: e.Reached, Performance: e.Performance, Satisfaction: e.Satisfaction}
	case *dispute.RatedV1:
		return &intakev1.DisputeRated{Rater: e.Rater, Grade: e.Grade}
	case *dispute.ArchivedV1:
		return &intakev1.DisputeArchived{Retention: e.Retention}
	case *dispute.VoidedV1:
		return &intakev1.DisputeVoided{Unit: string(e.Unit), Category: e.Category, Reason: e.Reason, Import: e.Import}
	}
	return nil
}

func registeredFact(e *dispute.RegisteredV1) *intakev1.DisputeRegistered {
	f := &intakev1.DisputeRegistered{
		Codes: e.Codes, Category: e.Category, Channel: e.Channel, Unit: string(e.Unit), Area: string(e.Area), Scale: e.Scale,
		Involved: count(e.Involved), AroseOn: e.AroseOn, LateReason: e.LateReason,
	}
	if r := e.Referral; r != nil {
		f.Referral = &intakev1.Referral{ReferrerKind: r.Kind, ReturnBy: r.ReturnBy}
	}
	return f
}

func withdrawnFact(e *dispute.WithdrawnV1) *intakev1.DisputeWithdrawn {
	return &intakev1.DisputeWithdrawn{
		Codes: e.Codes, Reason: e.Reason, Unit: string(e.Unit), Category: e.Category, LateReason: e.LateReason,
	}
}

// correctedFact names the sealed fields and shows none of them.
func correctedFact(e *dispute.CorrectedV1) *intakev1.DisputeCorrected {
	f := &intakev1.DisputeCorrected{Reason: e.Reason}
	for _, c := range e.Changes {
		f.Changes = append(f.Changes, &intakev1.Correction{Field: c.Field, Before: c.Before, After: c.After})
	}
	for _, c := range e.Texts {
		f.Sealed = append(f.Sealed, c.Field)
	}
	for _, c := range e.Parties {
		f.Sealed = append(f.Sealed, "parties/"+strconv.Itoa(c.Index))
	}
	return f
}

func count(n int) uint32 { return uint32(n) } //nolint:gosec // G115: the rules bound every number of an event

// number reads what an event wrote as a number.
func number(s string) uint32 {
	n, _ := strconv.ParseUint(s, 10, 32) // the rules wrote a number
	return uint32(n)
}

// handler is absent where nobody is named.
func handler(h dispute.Handler) *intakev1.Handler {
	if h == (dispute.Handler{}) {
		return nil
	}
	return &intakev1.Handler{Unit: string(h.Unit), Department: h.Department}
}

func handlers(hs []dispute.Handler) []*intakev1.Handler {
	out := make([]*intakev1.Handler, 0, len(hs))
	for _, h := range hs {
		out = append(out, handler(h))
	}
	return out
}

// limit is absent where there is none.
func limit(l dispute.Limit) *intakev1.Limit {
	if l == (dispute.Limit{}) {
		return nil
	}
	return &intakev1.Limit{
		Profile: count(l.Profile), Rule: l.Rule, Amount: count(l.Amount), Clock: string(l.Clock), DueOn: l.DueOn, Calendar: l.Calendar,
	}
}

// kindOf is the last token of a fact's subject: "sub-task-opened" for dispute-sub-task-opened-v1.
func kindOf(stored string) string {
	return strings.TrimSuffix(strings.TrimPrefix(stored, category+"-"), "-v1")
}

// places are the fields of a message's "what", by the message that stands in them.
type places map[protoreflect.FullName]protoreflect.FieldDescriptor

func placesOf(m proto.Message) places {
	out := places{}
	fields := m.ProtoReflect().Descriptor().Oneofs().ByName("what").Fields()
	for i := range fields.Len() {
		out[fields.Get(i).Message().FullName()] = fields.Get(i)
	}
	return out
}

var (
	factPlaces = placesOf(&intakev1.Fact{})
	stepPlaces = placesOf(&intakev1.Step{})
)

// put sets what happened in a fact or in a step.
func (p places) put(into, happened proto.Message) error {
	field, ok := p[happened.ProtoReflect().Descriptor().FullName()]
	if !ok {
		return fmt.Errorf("%s has no place for %s", into.ProtoReflect().Descriptor().FullName(), happened.ProtoReflect().Descriptor().FullName())
	}
	into.ProtoReflect().Set(field, protoreflect.ValueOfMessage(happened.ProtoReflect()))
	return nil
}
