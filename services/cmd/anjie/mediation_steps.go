package main

import (
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/mediation/proceeding"
)

// aProceeding is what the steps of mediation are done to.
var aProceeding = subject{arg: "ID", field: "proceeding_id", keeper: mediationOf, named: (*program).proceedingNamed, told: (*program).proceedingTold}

func (p *program) proceedingTold(done text, _ string, resp proto.Message) bool {
	r, ok := resp.(interface{ GetReceipt() *mediationv1.Receipt })
	if !ok {
		return false
	}
	x := r.GetReceipt()
	p.tell(toldStep, p.say(done), x.GetProceedingId(), x.GetRevision()+1, at(x.GetPosition()), p.repeated(x))
	p.proceedingAnswer(resp)
	p.warned(x)
	return true
}

// proceedingAnswer tells what a service computed.
func (p *program) proceedingAnswer(resp proto.Message) {
	switch resp := resp.(type) {
	case interface{ GetLimit() *mediationv1.Limit }:
		p.tell(toldLimit, p.proceedingLimit(resp.GetLimit()))
	case interface{ GetEffect() *mediationv1.Effect }:
		p.printf("%s\n", p.effect(resp.GetEffect()))
	case *mediationv1.HoldSessionResponse:
		p.tell(toldSession, resp.GetNumber())
	case *mediationv1.AnswerReferralResponse:
		if resp.GetAccepted() {
			p.tell(toldAccepted)
		} else {
			p.tell(toldNotTaken)
		}
	case *mediationv1.FilePaperResponse:
		p.printf("%s\n", p.checklist(resp.GetDossier()))
	case *mediationv1.ArchiveProceedingResponse:
		if len(resp.GetMissing()) > 0 {
			p.tell(toldMissing, p.allNamed(proceeding.Papers(), resp.GetMissing()))
		}
	}
}
