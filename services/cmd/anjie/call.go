package main

import (
	"cmp"
	"context"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// What is said of calls.
var (
	helpCall        = text{"直接调用服务的任一方法，逐步办理一件事", "call any method of a service, to do a case by hand"}
	flagCallRequest = text{"请求的 JSON；@文件 从文件读取，- 从标准输入读取", "the request as JSON; @FILE reads a file, - the standard input"}
	flagCallHelp    = text{"列出方法的请求字段", "list the fields of the method's request"}

	callMethods = text{"可调用的方法：", "Methods that can be called:"}
	callFields  = text{"%s 的请求字段：", "Fields of the request of %s:"}
	callHint    = text{"写法：anjie call 方法 字段=值 上级.字段=值 …；列表字段可重复给出。", "write: anjie call METHOD field=value outer.field=value …; repeat a field that is a list"}

	errNoMethod = text{"没有“%s”这个方法；用 anjie call 查看全部方法。", "there is no method “%s”; anjie call lists all"}
	errMethods  = text{"“%s”不止一个服务有，请写全名：%s。", "more than one service has “%s”, write the full name: %s"}
	errStreams  = text{"“%s”是流式方法，不能用 call 调用。", "“%s” streams and cannot be called this way"}
	errCallJSON = text{"请求的 JSON 有误：%v。", "the JSON of the request is wrong: %v"}
	errCallFile = text{"读不到请求：%v。", "the request cannot be read: %v"}
)

// contracts are the packages whose services can be called, each with the address it is found at.
var contracts = map[string]service{
	"anjie.intake.v1":     intakeOf,
	"anjie.mediation.v1":  mediationOf,
	"anjie.statistics.v1": statisticsOf,
}

// callCommand speaks to any method of any service, so that a person can do every step of a case by hand.
func (p *program) callCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	var given string
	var fields, asJSON bool
	cmd := &cobra.Command{
		Use: "call [METHOD [FIELD=VALUE …]]", Short: p.say(helpCall),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				p.methods()
				return nil
			}
			m, err := findMethod(args[0])
			if err != nil {
				return err
			}
			if fields {
				p.fields(m)
				return nil
			}
			req, err := p.requestOf(m, given, args[1:])
			if err != nil {
				return err
			}
			return p.call(c, contracts[string(m.ParentFile().Package())], func(cc *grpc.ClientConn) error {
				return p.invoke(cmd.Context(), cc, m, req, asJSON)
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&given, "request", "", p.say(flagCallRequest))
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	cmd.Flags().BoolVar(&fields, "fields", false, p.say(flagCallHelp))
	return cmd, nil
}

func (p *program) invoke(ctx context.Context, cc *grpc.ClientConn, m protoreflect.MethodDescriptor, req proto.Message, asJSON bool) error {
	out, err := asked(ctx, cc, m, req)
	if err != nil {
		return err
	}
	if asJSON {
		return p.printJSON(out)
	}
	p.answer(out)
	return nil
}

// asked sends a request and returns the answer.
func asked(ctx context.Context, cc *grpc.ClientConn, m protoreflect.MethodDescriptor, req proto.Message) (proto.Message, error) {
	out, err := newMessage(m.Output())
	if err != nil {
		return nil, err
	}
	return out, cc.Invoke(ctx, "/"+string(m.Parent().FullName())+"/"+string(m.Name()), req, out)
}

// allMethods are those of all contracts, streams included, in the order of their names.
func allMethods() []protoreflect.MethodDescriptor {
	var out []protoreflect.MethodDescriptor
	protoregistry.GlobalFiles.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		if _, ours := contracts[string(f.Package())]; !ours {
			return true
		}
		for i := range f.Services().Len() {
			methods := f.Services().Get(i).Methods()
			for j := range methods.Len() {
				out = append(out, methods.Get(j))
			}
		}
		return true
	})
	slices.SortFunc(out, func(a, b protoreflect.MethodDescriptor) int { return cmp.Compare(a.FullName(), b.FullName()) })
	return out
}

// findMethod finds a method by its name, or by as much of its full name as makes it the only one.
func findMethod(name string) (protoreflect.MethodDescriptor, error) {
	name = strings.ReplaceAll(name, "/", ".")
	var found []protoreflect.MethodDescriptor
	var names []string
	for _, m := range allMethods() {
		if full := string(m.FullName()); full == name || strings.HasSuffix(full, "."+name) {
			found, names = append(found, m), append(names, full)
		}
	}
	switch {
	case len(found) == 0:
		return nil, say.Fault(fault.Invalid, "call-method", errNoMethod, name)
	case len(found) > 1:
		return nil, say.Fault(fault.Invalid, "call-method", errMethods, name, strings.Join(names, ", "))
	case found[0].IsStreamingServer() || found[0].IsStreamingClient():
		return nil, say.Fault(fault.Invalid, "call-method", errStreams, name)
	}
	return found[0], nil
}

func newMessage(d protoreflect.MessageDescriptor) (proto.Message, error) {
	t, err := protoregistry.GlobalTypes.FindMessageByName(d.FullName())
	if err != nil {
		return nil, err
	}
	return t.New().Interface(), nil
}

// requestOf makes the request of a method from JSON and from FIELD=VALUE, which goes before. A command without an id gets one.
func (p *program) requestOf(m protoreflect.MethodDescriptor, given string, assignments []string) (proto.Message, error) {
	req, err := newMessage(m.Input())
	if err != nil {
		return nil, err
	}
	b, err := p.given(given)
	if err != nil {
		return nil, say.Fault(fault.Invalid, "call-request", errCallFile, err).Because(err)
	}
	if len(b) > 0 {
		if err := protojson.Unmarshal(b, req); err != nil {
			return nil, say.Fault(fault.Invalid, "call-request", errCallJSON, err).Because(err)
		}
	}
	for _, a := range assignments {
		if err := assign(req.ProtoReflect(), a); err != nil {
			return nil, err
		}
	}
	if f := m.Input().Fields().ByName("command_id"); f != nil && req.ProtoReflect().Get(f).String() == "" {
		id, err := uuid.NewV7()
		if err != nil {
			return nil, err
		}
		req.ProtoReflect().Set(f, protoreflect.ValueOfString(id.String()))
	}
	return req, nil
}

// given reads JSON that stands in the argument, in a file, or comes in.
func (p *program) given(s string) ([]byte, error) {
	switch file, ok := strings.CutPrefix(s, "@"); {
	case ok:
		return os.ReadFile(file) //nolint:gosec // G304: the file that the person names
	case s == "-":
		return io.ReadAll(p.in)
	default:
		return []byte(s), nil
	}
}

func (p *program) methods() {
	p.tell(callMethods)
	for _, m := range allMethods() {
		if !m.IsStreamingServer() {
			p.printf("  %s\n", m.FullName())
		}
	}
	p.tell(callHint)
}

// fields lists what a request takes, nested messages with their path.
func (p *program) fields(m protoreflect.MethodDescriptor) {
	p.tell(callFields, m.FullName())
	g := &say.Grid{}
	listFields(g, m.Input(), "  ", 0)
	p.printf("%s", g)
	p.tell(callHint)
}

func listFields(g *say.Grid, d protoreflect.MessageDescriptor, path string, depth int) {
	for i := range d.Fields().Len() {
		f := d.Fields().Get(i)
		kind := f.Kind().String()
		switch {
		case f.Enum() != nil:
			var values []string
			for j := range f.Enum().Values().Len() {
				if j > 0 {
					values = append(values, string(f.Enum().Values().Get(j).Name()))
				}
			}
			kind = strings.Join(values, " | ")
		case f.Message() != nil:
			kind = string(f.Message().Name())
		}
		if f.IsList() {
			kind += " …"
		}
		g.Row(path+string(f.Name()), kind)
		if sub := f.Message(); sub != nil && depth < 3 && !strings.HasPrefix(string(sub.FullName()), "google.") {
			listFields(g, sub, path+string(f.Name())+".", depth+1)
		}
	}
}
