package main

import (
	"fmt"
	"strconv"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
)

// queue is a page of the queue as a table.
func (p *program) queue(resp *intakev1.ListDisputesResponse) string {
	g := &grid{}
	g.row(p.say(headRegisteredAt), p.say(headDispute), p.say(headUnit), p.say(headState), p.say(headInvolved), p.say(headCategory), p.say(headChannel))
	for _, r := range resp.GetRows() {
		state := p.state(r.GetState())
		if r.GetLate() {
			state += " " + p.say(wordLate)
		}
		g.row(clock(r.GetRegisteredAt().AsTime()), r.GetDisputeId(), r.GetUnit(), state, strconv.Itoa(int(r.GetInvolved())),
			p.named(dispute.Categories(), r.GetCategory()), p.named(dispute.Channels(), r.GetChannel()))
	}
	return g.String()
}

// page is one dispute on a page.
func (p *program) page(resp *intakev1.GetDisputeResponse) string {
	d, g := resp.GetDispute(), &grid{}
	line := func(head text, value string) {
		if value != "" {
			g.row(p.say(head), value)
		}
	}
	r := d.GetRegistered()
	line(headDispute, d.GetDisputeId())
	line(headState, p.state(d.GetState()))
	line(headCategory, p.named(dispute.Categories(), r.GetCategory()))
	line(headChannel, p.named(dispute.Channels(), r.GetChannel()))
	line(headUnit, r.GetUnit())
	line(headArea, r.GetArea())
	line(headScale, fmt.Sprintf("%s (%d)", p.named(dispute.Scales(), r.GetScale()), r.GetInvolved()))
	line(headReceivedAt, clock(d.GetReceivedAt().AsTime()))
	line(headRegisteredAt, clock(d.GetRegisteredAt().AsTime())+p.late(r.GetLateReason()))
	line(headAroseOn, r.GetAroseOn())
	if f := r.GetReferral(); f != nil {
		line(headReferral, strings.TrimSpace(p.named(dispute.Referrers(), f.GetReferrerKind())+" "+f.GetReturnBy()))
	}
	if w := d.GetWithdrawn(); w != nil {
		line(headWithdrawn, clock(d.GetWithdrawnAt().AsTime())+" "+p.named(dispute.WithdrawalReasons(), w.GetReason())+p.late(w.GetLateReason()))
	}
	line(headPosition, at(d.GetPosition()))
	switch resp.GetWithheld() {
	case intakev1.PersonalWithheld_PERSONAL_WITHHELD_ROLE:
		return g.String() + p.say(toldWithheldRole) + "\n"
	case intakev1.PersonalWithheld_PERSONAL_WITHHELD_ERASED:
		return g.String() + p.say(toldWithheldErased) + "\n"
	case intakev1.PersonalWithheld_PERSONAL_WITHHELD_UNSPECIFIED:
	}
	x := resp.GetPersonal()
	line(headTitle, x.GetTitle())
	line(headNarrative, x.GetNarrative())
	line(headPlace, x.GetPlace())
	line(headPapers, strings.TrimSpace(x.GetReferralPapers().GetReferrer()+" "+x.GetReferralPapers().GetNumber()))
	for _, party := range x.GetParties() {
		g.row(p.partyRole(party.GetRole()), strings.Join(strings.Fields(
			party.GetName()+" "+party.GetPhone()+" "+party.GetIdNumber()+" "+party.GetAddress()), " "))
	}
	line(headNote, x.GetWithdrawalNote())
	return g.String()
}

func (p *program) late(reason string) string {
	if reason == "" {
		return ""
	}
	return " " + p.say(wordLate) + p.say(wordIs) + p.named(entry.LateReasons(), reason)
}
