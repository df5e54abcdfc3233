package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/cmd/internal/story"
	"anjie.internal/services/intake/dispute"
)

// queue is a page of the queue as a table.
func (p *program) queue(resp *intakev1.ListDisputesResponse) string {
	g := &say.Grid{}
	g.Row(p.say(headNumber), p.say(headDispute), p.say(headRegisteredAt), p.say(headState), p.say(headHandler), p.say(headDueOn),
		p.say(headInvolved), p.say(headCategory), p.say(headChannel))
	for _, r := range resp.GetRows() {
		state := p.state(r.GetState())
		if r.GetUrgent() {
			state += " " + p.say(wordUrgent)
		}
		if r.GetLate() {
			state += " " + p.say(story.Late)
		}
		responsible := r.GetLead()
		if responsible == nil {
			responsible = r.GetOwner()
		}
		g.Row(r.GetCaseNumber(), r.GetDisputeId(), say.Clock(r.GetRegisteredAt().AsTime()), state, story.Handler(responsible), cmp.Or(r.GetDueOn(), "–"),
			strconv.Itoa(int(r.GetInvolved())), p.named(dispute.Categories(), r.GetCategory()), p.named(dispute.Channels(), r.GetChannel()))
	}
	return g.String()
}

// sheet is a page of lines with a heading each; empty values leave no line.
type sheet struct {
	p *program
	g say.Grid
}

func (s *sheet) line(head text, value string) {
	if value != "" {
		s.g.Row(s.p.say(head), value)
	}
}

// tell writes what a message of a step says under the name of the step.
func (s *sheet) tell(m proto.Message) {
	if kind, what := s.p.teller().Happened(m); kind != "" {
		s.g.Row(kind, what)
	}
}

// page is one dispute on a page.
func (p *program) page(resp *intakev1.GetDisputeResponse) string {
	d, g := resp.GetDispute(), &sheet{p: p}
	r := d.GetRegistered()
	g.line(headNumber, d.GetCaseNumber())
	g.line(headCaseCode, d.GetCaseCode())
	g.line(headDispute, d.GetDisputeId())
	g.line(headState, p.state(d.GetState()))
	category, scale, involved := r.GetCategory(), r.GetScale(), r.GetInvolved()
	if c := d.GetClassified(); c != nil {
		category, scale, involved = c.GetCategory(), c.GetScale(), c.GetInvolved()
	}
	g.line(headCategory, p.named(dispute.Categories(), category))
	g.line(headChannel, p.named(dispute.Channels(), r.GetChannel()))
	g.line(headUnit, r.GetUnit())
	g.line(headArea, r.GetArea())
	g.line(headScale, fmt.Sprintf("%s (%d)", p.named(dispute.Scales(), scale), involved))
	g.line(headReceivedAt, say.Clock(d.GetReceivedAt().AsTime()))
	g.line(headRegisteredAt, say.Clock(d.GetRegisteredAt().AsTime())+p.teller().Late(r.GetLateReason()))
	g.line(headAroseOn, r.GetAroseOn())
	if f := r.GetReferral(); f != nil {
		from := p.named(dispute.Referrers(), f.GetReferrerKind())
		if f.GetReturnBy() != "" {
			from += p.say(story.ReturnBy, f.GetReturnBy())
		}
		g.line(headReferral, from)
	}
	p.handling(g, d)
	p.ending(g, d)
	g.line(headPosition, at(d.GetPosition()))
	p.personalPart(g, resp)
	return g.g.String()
}

// handling shows who has a dispute and what is to be done.
func (p *program) handling(g *sheet, d *intakev1.Dispute) {
	g.line(headOwner, story.Handler(d.GetOwner()))
	g.line(headOffered, story.Handler(d.GetOfferedTo()))
	if d.GetAcceptedAt() != nil {
		g.line(story.Accepted, say.Clock(d.GetAcceptedAt().AsTime()))
	}
	if l := d.GetLimit(); l != nil {
		urgent := ""
		if d.GetUrgent() {
			urgent = p.say(wordUrgent) + p.say(say.Semicolon)
		}
		g.line(headLimit, urgent+p.teller().Limit(l))
	}
	if x := d.GetDispatch(); x != nil {
		g.line(story.Dispatched, p.say(story.InTheLead, x.GetRound(), story.Handler(x.GetLead()))+p.teller().Assisting(x.GetAssisting()))
		g.line(story.Acknowledged, p.teller().HandlerNames(x.GetAcknowledged()))
		if x.GetObjection() != nil {
			g.tell(x.GetObjection())
		}
	}
	tellAll(g, d.GetJurisdiction(), d.GetClassified(), d.GetRisk(), d.GetImported())
	tellEach(g, d.GetLinks())
	g.line(headMergedInto, d.GetMergedInto())
	for _, m := range d.GetMerged() {
		g.line(headMergedHere, m.GetCaseNumber()+" "+m.GetDisputeId())
	}
	for _, t := range d.GetTasks() {
		result := p.say(wordPending)
		if t.GetResult() != "" {
			result = p.named(dispute.TaskResults(), t.GetResult())
		}
		g.line(story.TaskOpened, p.say(story.TaskFor, story.Handler(t.GetHandler()), t.GetDueOn(), p.named(dispute.TaskKinds(), t.GetKind()), t.GetTask())+p.say(say.Semicolon)+result)
	}
	tellEach(g, d.GetProceedings())
	tellAll(g, d.GetRunning())
}

// ending shows how a dispute was closed and what came after.
func (p *program) ending(g *sheet, d *intakev1.Dispute) {
	if w := d.GetWithdrawn(); w != nil {
		g.line(headWithdrawn, say.Clock(d.GetWithdrawnAt().AsTime())+" "+p.named(dispute.WithdrawalReasons(), w.GetReason())+p.teller().Late(w.GetLateReason()))
	}
	tellAll(g, d.GetRefused(), d.GetConcluded())
	if d.GetClosedAt() != nil && d.GetWithdrawn() == nil {
		g.line(headClosureAt, say.Clock(d.GetClosedAt().AsTime()))
	}
	tellEach(g, d.GetFollowUps())
	tellEach(g, d.GetRatings())
	tellAll(g, d.GetArchived(), d.GetVoided())
}

// tellAll tells the messages that are there.
func tellAll(g *sheet, ms ...proto.Message) {
	for _, m := range ms {
		if m.ProtoReflect().IsValid() {
			g.tell(m)
		}
	}
}

func tellEach[M proto.Message](g *sheet, ms []M) {
	for _, m := range ms {
		g.tell(m)
	}
}

// personalPart shows what was said and by whom, or why it is not shown.
func (p *program) personalPart(g *sheet, resp *intakev1.GetDisputeResponse) {
	switch resp.GetWithheld() {
	case intakev1.PersonalWithheld_PERSONAL_WITHHELD_ROLE:
		g.g.Row(p.say(toldWithheldRole))
		return
	case intakev1.PersonalWithheld_PERSONAL_WITHHELD_ERASED:
		g.g.Row(p.say(toldWithheldErased))
		return
	case intakev1.PersonalWithheld_PERSONAL_WITHHELD_UNSPECIFIED:
	}
	x := resp.GetPersonal()
	g.line(headTitle, x.GetTitle())
	g.line(headNarrative, x.GetNarrative())
	g.line(headPlace, x.GetPlace())
	g.line(headPapers, strings.TrimSpace(x.GetReferralPapers().GetReferrer()+" "+x.GetReferralPapers().GetNumber()))
	for _, party := range x.GetParties() {
		g.g.Row(p.partyRole(party.GetRole()), strings.Join(strings.Fields(
			party.GetName()+" "+party.GetPhone()+" "+party.GetIdNumber()+" "+party.GetAddress()), " "))
	}
	for _, t := range x.GetTexts() {
		g.g.Row(p.say(headText, t.GetRevision()+1, p.word(textNames, t.GetField())), t.GetText())
	}
}
