package main

import (
	"context"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/casenumber"
	"anjie.internal/services/internal/fault"
)

// What is said of case numbers.
var (
	errNoNumber      = text{"没有编号为 %s 的案件，或您无权查看。", "there is no case %s, or it is not for you to see"}
	errNumberFarAway = text{"%s 是案件编号，须由受理服务查出；--server 指明的是调解服务，请改写纠纷编号。", "%s is a case number, which intake knows; --server names mediation, so give the id of the dispute"}
)

// disputeNamed is the id of a dispute that is named by its id or by its case number.
func (p *program) disputeNamed(ctx context.Context, c clientConfig, name string) (id string, err error) {
	if !casenumber.Valid(name) {
		return name, nil
	}
	err = p.intake(c, func(intake intakev1.IntakeServiceClient) error {
		id, err = numberedDispute(ctx, intake, c, name)
		return err
	})
	return id, err
}

// numberedDispute asks for the case with a number. Numbers are listed in their order, by their beginning: the first that comes may be a
// longer one.
func numberedDispute(ctx context.Context, intake intakev1.IntakeServiceClient, c clientConfig, number string) (string, error) {
	seen, err := c.atLeast()
	if err != nil {
		return "", err
	}
	resp, err := intake.ListDisputes(ctx, &intakev1.ListDisputesRequest{Number: number, PageSize: 1, AtLeastPosition: seen})
	if err != nil {
		return "", err
	}
	for _, r := range resp.GetRows() {
		if r.GetCaseNumber() == number {
			return r.GetDisputeId(), nil
		}
	}
	return "", say.Fault(fault.NotFound, "case-number-unknown", errNoNumber, number)
}

// mediatedNamed is the same for whoever speaks to mediation: the number is found where this machine's intake runs.
func (p *program) mediatedNamed(ctx context.Context, c clientConfig, name string) (string, error) {
	if c.Server != "" && casenumber.Valid(name) {
		return "", say.Fault(fault.Invalid, "case-number-far-away", errNumberFarAway, name)
	}
	return p.disputeNamed(ctx, c, name)
}

// proceedingNamed is the id of a proceeding that is named by its id, or as the n-th of a dispute: DISPUTE/N.
func (p *program) proceedingNamed(ctx context.Context, c clientConfig, name string) (string, error) {
	of, nth, ok := strings.Cut(name, "/")
	if !ok {
		return name, nil
	}
	id, err := p.mediatedNamed(ctx, c, of)
	return proceedingID(id + "/" + nth), err
}
