package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// step is one sub-command that takes a case further: a method of a contract, and a flag for each field of its request that people
// fill in.
type step struct {
	use, method string
	help, done  text
	flags       []stepFlag
}

// stepFlag fills in a field, which may lie deeper: failure.outcome. Its kind follows from the field's.
type stepFlag struct {
	name, field, value string
	help               text
}

// subject is what steps are done to: a dispute, a proceeding, a committee.
type subject struct {
	// arg is what people write behind the step, and field where the request wants it.
	arg   string
	field protoreflect.Name
	// keeper is the service that is asked.
	keeper service
	// named reads what people write.
	named func(*program, context.Context, clientConfig, string) (string, error)
	// others are fields of a request that name more of the same kind.
	others []protoreflect.Name
	// told says where a step was recorded, what was computed and what should be looked at; false when the answer tells nothing of it.
	told func(p *program, done text, id string, resp proto.Message) bool
}

// stepCommands makes the sub-commands of a subject's steps: anjie dispute accept ID.
func (p *program) stepCommands(c clientConfig, of subject, steps []step) ([]*cobra.Command, error) {
	cmds := make([]*cobra.Command, 0, len(steps))
	for _, s := range steps {
		cmd, err := p.stepCommand(c, of, s)
		if err != nil {
			return nil, err
		}
		cmds = append(cmds, cmd)
	}
	return cmds, nil
}

func (p *program) stepCommand(c clientConfig, of subject, s step) (*cobra.Command, error) {
	method, err := s.contract()
	if err != nil {
		return nil, err
	}
	req, err := newMessage(method.Input())
	if err != nil {
		return nil, err
	}
	m := req.ProtoReflect()
	var occurredAt, lateReason, commandID string
	var asJSON bool
	cmd := &cobra.Command{Use: s.use + " " + of.arg, Short: p.say(s.help), Args: arguments(1)}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	given := make([]func() error, 0, len(s.flags))
	for _, flag := range s.flags {
		given = append(given, p.fieldFlag(cmd, m, flag))
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
		id, err := of.named(p, cmd.Context(), c, args[0])
		if err != nil {
			return err
		}
		for _, other := range of.others {
			f := m.Descriptor().Fields().ByName(other)
			if f == nil || !m.Has(f) {
				continue
			}
			also, err := of.named(p, cmd.Context(), c, m.Get(f).String())
			if err != nil {
				return err
			}
			setText(m, other, also)
		}
		setText(m, of.field, id)
		setText(m, "command_id", commandID)
		setText(m, "late_reason", lateReason)
		if at != nil {
			m.Set(m.Descriptor().Fields().ByName("occurred_at"), protoreflect.ValueOfMessage(at.ProtoReflect()))
		}
		return p.call(c, of.keeper, func(cc *grpc.ClientConn) error {
			resp, err := asked(cmd.Context(), cc, method, req)
			if err != nil {
				return err
			}
			if asJSON || !of.told(p, s.done, id, resp) {
				return p.printJSON(resp)
			}
			return nil
		})
	}
	return cmd, nil
}

// contract is the method in its contract. Its name comes from the generated code, so that only a step without one is without it.
func (s step) contract() (protoreflect.MethodDescriptor, error) {
	name := strings.ReplaceAll(strings.TrimPrefix(s.method, "/"), "/", ".")
	d, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(name))
	if err != nil {
		return nil, err
	}
	m, ok := d.(protoreflect.MethodDescriptor)
	if !ok {
		return nil, say.Fault(fault.Invalid, "call-method", errNoMethod, name)
	}
	return m, nil
}

func setText(m protoreflect.Message, field protoreflect.Name, value string) {
	if value != "" {
		m.Set(m.Descriptor().Fields().ByName(field), protoreflect.ValueOfString(value))
	}
}

// repeated says of a command that it had been recorded before.
func (p *program) repeated(r interface{ GetRepeated() bool }) string {
	if r.GetRepeated() {
		return p.say(toldRepeated)
	}
	return ""
}
