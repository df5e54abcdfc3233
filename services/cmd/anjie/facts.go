package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/cmd/internal/story"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
)

// What is said of facts.
var (
	helpFacts = text{"查看消息总线上的公开事实", "read the public facts on NATS"}

	flagFactsNATS = text{"消息总线地址，默认为本机正在运行的", "NATS URL, the one that runs on this machine by default"}
	flagUsersOf   = text{"消息总线用户文件（权限 0600），每行 NAME:PASSWORD；默认为数据文件夹中的 nats-users", "file with the users of NATS (mode 0600), lines NAME:PASSWORD; nats-users in the data folder by default"}

	factsHole    = text{"位置 %s 之后、%s 之前有遗漏；消息总线仅作提示，请以事件日志为准（anjie events）", "something is missing after position %s and before %s; NATS is a hint, the log is the record (anjie events)"}
	factsNewKind = text{"未知的事实 %s", "unknown fact %s"}
	factsOf      = text{"%s  纠纷 %s：%s", "%s  dispute %s: %s"}

	errFacts = text{"无法读取消息总线上的公开事实：%v。", "the public facts on NATS cannot be read: %v"}
)

// factsConfig says where facts are read. The data folder of a running `anjie all` gives both, address and password.
type factsConfig struct {
	Data      string `env:"DATA"`
	NATS      string `env:"NATS"`
	UsersFile string `env:"NATS_USERS_FILE"`
}

// factsCommand shows what departments see: the facts as they travel, and what is missing between them.
func (p *program) factsCommand() (*cobra.Command, error) {
	c, err := fromEnv[factsConfig](p)
	if err != nil {
		return nil, err
	}
	var after string
	var follow, asJSON bool
	cmd := &cobra.Command{
		Use: "facts", Short: p.say(helpFacts), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := startOf(after)
			if err != nil {
				return err
			}
			conn, err := p.subscriber(cmd.Context(), c)
			if err != nil {
				return err
			}
			defer conn.Close()
			show := p.factLine
			if asJSON {
				show = p.factJSON
			}
			t := &teller{p: p, reader: conn.Reader("intake"), last: from, show: show}
			if follow {
				return t.follow(cmd.Context())
			}
			return t.kept(cmd.Context())
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.Data, "data", c.Data, p.say(flagData))
	f.StringVar(&c.NATS, "nats", c.NATS, p.say(flagFactsNATS))
	f.StringVar(&c.UsersFile, "nats-users-file", c.UsersFile, p.say(flagUsersOf))
	f.StringVar(&after, "after", "", p.say(flagAfter))
	f.BoolVarP(&follow, "follow", "f", false, p.say(flagFollow))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd, nil
}

// subscriber connects as the user who may only read.
func (p *program) subscriber(ctx context.Context, c factsConfig) (*busnats.Conn, error) {
	if c.NATS == "" {
		r, err := p.found(c.Data)
		if err != nil {
			return nil, err
		}
		c.NATS = r.NATS
	}
	if c.UsersFile == "" {
		c.UsersFile = natsUsersFile(p.folder(c.Data))
	}
	password, err := passwordOf(c.UsersFile, natsSubscriber)
	if err != nil {
		return nil, err
	}
	conn, err := busnats.Connect(busnats.Options{URL: c.NATS, User: natsSubscriber, Password: password, Name: "anjie facts"}) //nolint:contextcheck,nolintlint // it outlives the call
	if err != nil {
		return nil, say.Fault(fault.Invalid, "facts-unreadable", errFacts, err).Because(err)
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := conn.Await(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// teller shows facts in order, each once.
type teller struct {
	p      *program
	reader *busnats.FactReader
	last   es.Position // of the last one that was shown
	show   func(bus.Fact) error
}

// kept shows what the stream keeps now.
func (t *teller) kept(ctx context.Context) error {
	end, err := t.reader.Last(ctx)
	if err == nil && t.last.Before(end) {
		err = t.tell(ctx, func() bool { return t.last.Before(end) })
	}
	if err != nil {
		return say.Fault(fault.Unavailable, "facts-unreadable", errFacts, err).Because(err)
	}
	return nil
}

// follow goes on until Ctrl-C, whatever happens to the server.
func (t *teller) follow(ctx context.Context) error {
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for {
		err := t.tell(ctx, func() bool { return true })
		select {
		case <-ctx.Done():
			return nil // that is how following ends
		case <-again.C:
		}
		if fault.As(err) != nil { // ours, not the channel's
			return err
		}
	}
}

func (t *teller) tell(ctx context.Context, more func() bool) error {
	for f, err := range t.reader.Subscribe(ctx, t.last) {
		if err != nil {
			return err
		}
		if !t.last.Before(f.Position) {
			continue // the channel may repeat
		}
		if t.last.Before(f.Previous) {
			_, _ = fmt.Fprintln(t.p.err, t.p.say(factsHole, t.last, f.Previous))
		}
		if err := t.show(f); err != nil {
			return say.Fault(fault.Internal, "facts-unreadable", errFacts, err).Because(err)
		}
		if t.last = f.Position; !more() {
			return nil
		}
	}
	return nil
}

// factLine is a fact for people.
func (p *program) factLine(f bus.Fact) error {
	var m intakev1.Fact
	if err := proto.Unmarshal(f.Data, &m); err != nil {
		return fmt.Errorf("the fact at %s: %w", f.Position, err)
	}
	kind, what := p.teller().Happened(story.Happening(&m))
	if kind == "" {
		kind = p.say(factsNewKind, f.Subject)
	}
	p.printf("%-10s %s  %s\n", f.Position, say.Clock(m.GetRecordedAt().AsTime()), p.say(factsOf, kind, m.GetDisputeId(), what))
	return nil
}

// factJSON is a fact for programs: where it stands, and the message as protobuf's JSON.
func (p *program) factJSON(f bus.Fact) error {
	var m intakev1.Fact
	if err := proto.Unmarshal(f.Data, &m); err != nil {
		return fmt.Errorf("the fact at %s: %w", f.Position, err)
	}
	fact, err := protojson.Marshal(&m)
	if err != nil {
		return err
	}
	b, err := json.Marshal(struct {
		Subject  string          `json:"subject"`
		ID       string          `json:"id"`
		Position string          `json:"position"`
		Previous string          `json:"previous"`
		Fact     json.RawMessage `json:"fact"`
	}{f.Subject, f.ID.String(), f.Position.String(), f.Previous.String(), fact})
	if err != nil {
		return err
	}
	p.printf("%s\n", b)
	return nil
}
