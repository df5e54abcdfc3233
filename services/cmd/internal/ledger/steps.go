package ledger

import (
	"fmt"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/mediation"
	"anjie.internal/services/mediation/proceeding"
)

// Step is one command of a row: what a clerk or a mediator would have sent on the day.
type Step struct {
	// Name of the step within its row; the id of the command follows from it.
	Name string
	// Request is a message of intake or mediation, complete.
	Request proto.Message
	// OnBehalfOf is the mediator for whom it is entered; empty for the desk's own commands.
	OnBehalfOf string
	// After is a proceeding whose end intake must have learned before; the empty id asks for nothing.
	After uuid.UUID
}

// copied is the reason of a late entry that says: copied from a paper ledger.
const copied = "L03"

// Steps turns a row into its commands, in order. The same row gives the same commands, ids and times included.
func Steps(e *Entry, ids IDs, imported uuid.UUID) []Step {
	p := &plan{e: e, ids: ids, dispute: ids.Of(e, "dispute")}
	p.register(imported)
	switch {
	case e.Refusal != nil:
		p.refuse()
	default:
		p.handle()
	}
	times := moments(p.days, p.dispute.String())
	for i, set := range p.set {
		set(timestamppb.New(times[i]))
	}
	return p.steps
}

// plan collects the steps of a row; the moments are given last, when it is known how many steps a day has.
type plan struct {
	e       *Entry
	ids     IDs
	dispute uuid.UUID

	steps []Step
	days  []calendar.Date
	set   []func(*timestamppb.Timestamp)
}

func (p *plan) add(day calendar.Date, s Step, set func(*timestamppb.Timestamp)) {
	p.steps, p.days, p.set = append(p.steps, s), append(p.days, day), append(p.set, set)
}

// id is that of the command of a step.
func (p *plan) id(step string) string { return p.ids.Of(p.e, step).String() }

func (p *plan) register(imported uuid.UUID) {
	e := p.e
	req := &intakev1.RegisterDisputeRequest{
		CommandId: p.id("register"), DisputeId: p.dispute.String(), LateReason: copied,
		Category: e.Category, Channel: e.Channel, Unit: string(e.Unit), Involved: uint32(e.Involved), //nolint:gosec // G115: bounded when it was read
		AroseOn: e.AroseOn.String(), Title: e.Title, Narrative: e.narrative(), Place: e.Place,
		Provenance: &intakev1.Imported{
			Import: imported.String(), File: p.ids.File, Sheet: uint32(e.Sheet), Row: uint32(e.Row), //nolint:gosec // G115: counted
		},
	}
	if r := e.Referral; r != nil {
		req.Referral = &intakev1.Referral{ReferrerKind: referrerOf(e.Channel), ReturnBy: r.ReturnBy.String()}
		req.ReferralPapers = &intakev1.ReferralPapers{Referrer: r.Referrer, Number: r.Number}
	}
	for _, party := range e.Parties {
		kind := intakev1.PartyKind_PARTY_KIND_PERSON
		if party.Body {
			kind = intakev1.PartyKind_PARTY_KIND_BODY
		}
		req.Parties = append(req.Parties, &intakev1.Party{
			Role: []intakev1.PartyRole{
				intakev1.PartyRole_PARTY_ROLE_APPLICANT, intakev1.PartyRole_PARTY_ROLE_RESPONDENT, intakev1.PartyRole_PARTY_ROLE_OTHER,
			}[party.Role],
			Kind: kind, Name: party.Name, Phone: party.Phone,
		})
	}
	p.add(e.ReceivedOn, Step{Name: "register", Request: req}, func(t *timestamppb.Timestamp) { req.ReceivedAt = t })
}

// referrerOf is the kind of body that a channel stands for; the channels that leave it open take the kind for others.
func referrerOf(channel string) string {
	if kind := dispute.ReferrerOf(channel); kind != "" {
		return kind
	}
	switch channel {
	case "S28":
		return "B06"
	case "S29":
		return "B07"
	default:
		return "B99"
	}
}

// narrative keeps what the ledger says and no code has room for.
func (e *Entry) narrative() string {
	if e.Fen == 0 {
		return e.Narrative
	}
	said := fmt.Sprintf("台账记载涉及金额：%s元。", yuan(e.Fen))
	if e.Narrative == "" {
		return said
	}
	if len([]rune(e.Narrative))+len([]rune(said)) >= maxNarrative {
		return e.Narrative
	}
	return e.Narrative + "\n" + said
}

func yuan(fen int64) string {
	if fen%100 == 0 {
		return fmt.Sprint(fen / 100)
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}

func (p *plan) refuse() {
	r := p.e.Refusal
	req := &intakev1.RefuseDisputeRequest{
		CommandId: p.id("refuse"), DisputeId: p.dispute.String(), LateReason: copied, Outcome: r.Outcome, Reason: r.Reason, Route: r.Route,
	}
	p.add(r.On, Step{Name: "refuse", Request: req}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
}

// handle is what follows on the acceptance.
func (p *plan) handle() {
	e := p.e
	accept := &intakev1.AcceptDisputeRequest{CommandId: p.id("accept"), DisputeId: p.dispute.String(), LateReason: copied}
	p.add(e.ReceivedOn, Step{Name: "accept", Request: accept}, func(t *timestamppb.Timestamp) { accept.OccurredAt = t })
	p.dispatch()
	for i := range e.Attempts {
		p.attempt(i+1, &e.Attempts[i])
	}
	p.close()
}

func (p *plan) dispatch() {
	d := p.e.Dispatch
	if d == nil {
		return
	}
	lead := &intakev1.Handler{Unit: string(d.Lead), Department: d.Department}
	req := &intakev1.DispatchDisputeRequest{CommandId: p.id("dispatch"), DisputeId: p.dispute.String(), LateReason: copied, Lead: lead}
	p.add(d.On, Step{Name: "dispatch", Request: req}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
	if d.AcknowledgedOn.IsZero() {
		return
	}
	ack := &intakev1.AcknowledgeDispatchRequest{CommandId: p.id("acknowledge"), DisputeId: p.dispute.String(), LateReason: copied, Handler: lead}
	p.add(d.AcknowledgedOn, Step{Name: "acknowledge", Request: ack}, func(t *timestamppb.Timestamp) { ack.OccurredAt = t })
}

// close concludes what mediation does not conclude by itself. Intake concludes on an agreement, a withdrawal and a settlement in mediation
// when it learns of them; what became of the dispute after another end of mediation somebody must say.
func (p *plan) close() {
	e, id := p.e, p.dispute.String()
	var last string
	var after uuid.UUID
	if n := len(e.Attempts); n > 0 {
		last, after = e.Attempts[n-1].Outcome, mediation.ProceedingID(p.dispute, n)
	}
	switch left := e.Outcome == proceeding.TakenBack || e.Outcome == proceeding.SettledAlone; {
	case e.Outcome == "":
	case e.Outcome == last && (left || dispute.ClassOf(last) == dispute.Success):
	case left:
		req := &intakev1.WithdrawDisputeRequest{CommandId: p.id("withdraw"), DisputeId: id, LateReason: copied, Reason: e.Outcome}
		p.add(e.ConcludedOn, Step{Name: "withdraw", Request: req, After: after}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
	case e.Outcome == onTheSpot && e.Dispatch == nil:
		req := &intakev1.CloseOnSpotRequest{CommandId: p.id("close"), DisputeId: id, LateReason: copied}
		p.add(e.ConcludedOn, Step{Name: "close", Request: req, After: after}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
	default:
		req := &intakev1.ConcludeDisputeRequest{CommandId: p.id("conclude"), DisputeId: id, LateReason: copied, Outcome: e.Outcome}
		p.add(e.ConcludedOn, Step{Name: "conclude", Request: req, After: after}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
	}
}

// attempt is one proceeding from its opening to its end.
func (p *plan) attempt(n int, a *Attempt) {
	name := func(step string) string { return fmt.Sprintf("%s/%d", step, n) }
	id := mediation.ProceedingID(p.dispute, n).String()
	p.open(name("open"), a)
	for i, day := range a.Sessions {
		step := fmt.Sprintf("%s/%d", name("session"), i+1)
		req := &mediationv1.HoldSessionRequest{
			CommandId: p.id(step), ProceedingId: id, LateReason: copied, Place: "P02", Attended: p.everybody(), Mediators: a.Mediators,
		}
		p.add(day, Step{Name: step, Request: req, OnBehalfOf: a.Mediators[0]}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
	}
	if a.Outcome == proceeding.NotSigned {
		p.agreement(name("draft"), id, a, proceeding.Written, false)
	}
	switch a.Outcome {
	case "":
	case proceeding.WrittenAgreement, proceeding.PartialAgreement:
		p.agreement(name("agreement"), id, a, proceeding.Written, true)
	case proceeding.OralAgreement:
		p.agreement(name("agreement"), id, a, proceeding.Oral, false)
	case proceeding.SettledOnTheSpot:
		p.agreement(name("agreement"), id, a, proceeding.OnTheSpot, false)
	default:
		p.outcome(name("outcome"), id, a)
	}
}

func (p *plan) everybody() []uint32 {
	out := make([]uint32, len(p.e.Parties))
	for i := range out {
		out[i] = uint32(i)
	}
	return out
}

func (p *plan) open(step string, a *Attempt) {
	e := p.e
	req := &mediationv1.OpenProceedingRequest{
		CommandId: p.id(step), DisputeId: p.dispute.String(), LateReason: copied, Unit: string(e.mediating()), Mode: a.Mode, Basis: basisOf(e.Channel),
		Matter: e.Title,
	}
	if r := e.Referral; r != nil && req.GetBasis() == proceeding.OnReferral {
		req.Referral = &mediationv1.ReferralIn{
			Channel: e.Channel, ReferrerKind: referrerOf(e.Channel), ReturnBy: r.ReturnBy.String(), Referrer: r.Referrer, Number: r.Number,
		}
	}
	if a.Outcome != proceeding.PartyRefused {
		req.Consented = p.everybody()
	}
	for _, m := range a.Mediators {
		req.Mediators = append(req.Mediators, &mediationv1.MediatorIn{Account: m})
	}
	for _, party := range e.Parties {
		kind := mediationv1.PartyKind_PARTY_KIND_PERSON
		if party.Body {
			kind = mediationv1.PartyKind_PARTY_KIND_BODY
		}
		req.Parties = append(req.Parties, &mediationv1.Party{
			Role: []mediationv1.PartyRole{
				mediationv1.PartyRole_PARTY_ROLE_APPLICANT, mediationv1.PartyRole_PARTY_ROLE_RESPONDENT, mediationv1.PartyRole_PARTY_ROLE_OTHER,
			}[party.Role],
			Kind: kind, Name: party.Name, Phone: party.Phone,
		})
	}
	p.add(a.OpenedOn, Step{Name: step, Request: req}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
}

// basisOf says why a proceeding is opened: found by the centre itself, handed over, or on application.
func basisOf(channel string) string {
	switch {
	case onReferral(channel):
		return proceeding.OnReferral
	case channel == "S06", strings.HasPrefix(channel, "S1"):
		return proceeding.OnOwnInitiative
	default:
		return proceeding.OnApplication
	}
}

// agreement records what was agreed. The ledger holds no terms, and the record says so.
func (p *plan) agreement(step, id string, a *Attempt, form string, signed bool) {
	req := &mediationv1.RecordAgreementRequest{
		CommandId: p.id(step), ProceedingId: id, LateReason: copied, Form: form, Partial: a.Outcome == proceeding.PartialAgreement,
		Subjects: []string{"J99"}, Terms: "转录自纸质台账，台账未载明协议内容。",
	}
	if p.e.Fen > 0 {
		req.Subjects = []string{"J01"}
	}
	if v, ok := dispute.Performances().Find(p.e.Performance); ok && a == p.e.mediated() {
		req.Terms += "台账记载的履行情况：" + v.Zh + "。"
	}
	if req.GetPartial() {
		req.Remaining, req.RoutesTold = "台账未载明余下的争议。", a.Told
	}
	if signed {
		req.Signed, req.MediatorsSigned, req.Sealed = p.everybody(), a.Mediators, true
	}
	p.add(a.EndedOn, Step{Name: step, Request: req, OnBehalfOf: a.Mediators[0]}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
}

func (p *plan) outcome(step, id string, a *Attempt) {
	req := &mediationv1.RecordOutcomeRequest{CommandId: p.id(step), ProceedingId: id, LateReason: copied}
	switch a.Outcome {
	case proceeding.TakenBack, proceeding.SettledAlone:
		req.Outcome = &mediationv1.RecordOutcomeRequest_Withdrawal{Withdrawal: &mediationv1.Withdrawal{Outcome: a.Outcome}}
	case proceeding.PartyRefused:
		req.Outcome = &mediationv1.RecordOutcomeRequest_Refusal{Refusal: &mediationv1.Refusal{Party: p.respondent()}}
	case proceeding.Terminated:
		req.Outcome = &mediationv1.RecordOutcomeRequest_Termination{Termination: &mediationv1.Termination{Ground: a.Ground, RoutesTold: a.Told}}
	default:
		req.Outcome = &mediationv1.RecordOutcomeRequest_Failure{Failure: &mediationv1.Failure{Outcome: a.Outcome, RoutesTold: a.Told}}
	}
	p.add(a.EndedOn, Step{Name: step, Request: req, OnBehalfOf: a.Mediators[0]}, func(t *timestamppb.Timestamp) { req.OccurredAt = t })
}

// respondent is the place of the first party that did not apply: a ledger does not say which party refused, and who applied did not.
func (p *plan) respondent() uint32 {
	for i, party := range p.e.Parties {
		if party.Role != Applicant {
			return uint32(i)
		}
	}
	return 0
}

// At is the claimed time of a step.
func (s Step) At() time.Time {
	type claims interface {
		GetOccurredAt() *timestamppb.Timestamp
	}
	switch r := s.Request.(type) {
	case claims:
		return r.GetOccurredAt().AsTime()
	case *intakev1.RegisterDisputeRequest:
		return r.GetReceivedAt().AsTime()
	}
	return time.Time{}
}
