package main

import (
	"context"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/mediation/proceeding"
)

// mediationStep is one sub-command for a step of a proceeding: a method of the contract, and a flag for each field of its request
// that people fill in. Its field may lie deeper: failure.outcome.
type mediationStep struct {
	use, method string
	help, done  text
	request     func() proceedingOrder
	flags       []stepFlag
}

// proceedingOrder is a request of mediation that takes a proceeding further.
type proceedingOrder interface {
	proto.Message
	GetProceedingId() string
	GetCommandId() string
}

// proceedingStepCommand makes the sub-command of a step: anjie mediation session ID.
func (p *program) proceedingStepCommand(c clientConfig, s mediationStep) *cobra.Command {
	req := s.request()
	var occurredAt, lateReason, commandID string
	var asJSON bool
	cmd := &cobra.Command{Use: s.use + " ID", Short: p.say(s.help), Args: arguments(1)}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	given := make([]func() error, 0, len(s.flags))
	for _, flag := range s.flags {
		given = append(given, p.fieldFlag(cmd, req.ProtoReflect(), flag))
	}
	f.StringVar(&commandID, "command-id", "", p.say(flagCommandID))
	f.StringVar(&occurredAt, "occurred-at", "", p.say(flagOccurredAt))
	f.StringVar(&lateReason, "late-reason", "", p.say(flagLateReason))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		for _, fill := range given {
			if err := fill(); err != nil {
				return err
			}
		}
		at, err := parseTime("occurred-at", occurredAt)
		if err != nil {
			return err
		}
		if commandID, err = newID(commandID); err != nil {
			return err
		}
		m := req.ProtoReflect()
		setText(m, "proceeding_id", proceedingID(args[0]))
		setText(m, "command_id", commandID)
		setText(m, "late_reason", lateReason)
		if at != nil {
			m.Set(m.Descriptor().Fields().ByName("occurred_at"), protoreflect.ValueOfMessage(at.ProtoReflect()))
		}
		return p.call(c, mediationOf, func(cc *grpc.ClientConn) error { return p.proceedingStep(cmd.Context(), cc, s, req, asJSON) })
	}
	return cmd
}

// proceedingStep sends the request and tells where it was recorded, what was computed and what should be looked at.
func (p *program) proceedingStep(ctx context.Context, cc *grpc.ClientConn, s mediationStep, req proceedingOrder, asJSON bool) error {
	m, err := findMethod(strings.TrimPrefix(s.method, "/"))
	if err != nil {
		return err
	}
	resp, err := newMessage(m.Output())
	if err != nil {
		return err
	}
	if err := cc.Invoke(ctx, s.method, req, resp); err != nil {
		return err
	}
	r, ok := resp.(interface{ GetReceipt() *mediationv1.Receipt })
	if asJSON || !ok {
		return p.printJSON(resp)
	}
	repeated := ""
	if r.GetReceipt().GetRepeated() {
		repeated = p.say(toldRepeated)
	}
	p.tell(toldStep, p.say(s.done), r.GetReceipt().GetProceedingId(), r.GetReceipt().GetRevision()+1, at(r.GetReceipt().GetPosition()), repeated)
	p.proceedingAnswer(resp)
	p.warned(r.GetReceipt())
	return nil
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
