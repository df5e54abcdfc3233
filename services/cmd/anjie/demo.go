package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/spf13/cobra"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
)

// demoConfig says how much is shown. The demonstration uses free ports, so that it never disturbs anything else.
type demoConfig struct {
	// Dir is where it happens; empty makes a folder and removes it afterwards.
	Dir string
	// Disputes are registered by Clients at the same time.
	Disputes int
	Clients  int
}

// What the demonstration says.
var (
	demoIntro    = text{"演示在 %s 中进行。", "The demonstration happens in %s."}
	demoTook     = text{"   （%.1f 秒）\n", "   (%.1f s)\n"}
	demoStart    = text{"一、启动全部服务（独立进程）", "1. Start everything, in a process of its own"}
	demoRegister = text{"二、%d 个客户端登记 %d 件纠纷，涉及 %d 个机构，并撤回其中 %d 件", "2. %d clients register %d disputes of %d units and withdraw %d of them"}
	demoRate     = text{"   已登记 %d 件，每秒 %.0f 件；每一件都在答复之前已落盘", "   %d registered, %.0f per second, each on disk before it was answered"}
	demoQueue    = text{"三、待办列表（最新十件；列表中没有任何个人信息）", "3. The queue (the ten newest; it holds no personal data)"}
	demoHistory  = text{"四、一件纠纷的经过", "4. The story of one dispute"}
	demoCount    = text{"五、各机构登记数", "5. Registrations per unit"}
	demoKill     = text{"六、在 %d 件指令办理途中强制中断整个进程（SIGKILL），然后重新启动", "6. Kill the whole process (SIGKILL) in the middle of %d commands, and start it again"}
	demoKilled   = text{"   中断前已答复 %d 件，其余结果未知", "   %d were answered before, the fate of the others is unknown"}
	demoRepeat   = text{"七、重发全部 %d 件途中指令，并重发 %d 件早先的指令", "7. Repeat all %d of those commands, and %d earlier ones"}
	demoOnce     = text{"   %d 件原已记录，%d 件此次记录；每件恰好记录一次，共 %d 件", "   %d had been recorded, %d are recorded now; each exactly once, %d in all"}
	demoRebuild  = text{"八、由事件日志重建全部读模型，并核对整个日志", "8. Rebuild all read models from the log, and check the whole log"}
	demoStop     = text{"九、停止", "9. Stop"}
	demoDone     = text{"演示完成：重启前后、重建前后，数据逐字节一致。", "Done: before and after the kill, before and after the rebuild, the data is the same to the byte."}
)

// Things that must not happen in a demonstration, and end it.
var (
	errDemoLost     = text{"已答复的指令没有记录：%s。", "an answered command was not recorded: %s"}
	errDemoCount    = text{"统计数与登记数不一致：%s。", "the count differs from what was registered: %s"}
	errDemoEffect   = text{"重发的指令产生了新的结果：%s。", "repeated commands had another effect: %s"}
	errDemoUnequal  = text{"重建的读模型与现有的不一致：%s。", "a rebuilt read model differs from the live one: %s"}
	errDemoTooSmall = faultOf(fault.Invalid, "demo-too-small", text{"演示至少要登记 10 件纠纷，用 1 个客户端。", "a demonstration takes 10 disputes and one client at least"})
)

const (
	demoWithdrawals = 20
	demoInFlight    = 160
	demoRepeats     = 100
)

// demoCommand shows that it works: `make demo`.
func (p *program) demoCommand() (*cobra.Command, error) {
	c := demoConfig{}
	cmd := &cobra.Command{
		Use: "demo", Short: p.say(helpDemo), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context(), c) },
	}
	f := cmd.Flags()
	f.StringVar(&c.Dir, "dir", "", p.say(flagDemoDir))
	f.IntVar(&c.Disputes, "disputes", 1000, p.say(flagDemoDisputes))
	f.IntVar(&c.Clients, "clients", 16, p.say(flagDemoClients))
	return cmd, nil
}

func (p *program) demo(ctx context.Context, c demoConfig) (err error) {
	if c.Disputes < 10 || c.Clients < 1 {
		return errDemoTooSmall
	}
	if c.Dir == "" {
		if c.Dir, err = os.MkdirTemp("", "anjie-demo-"); err != nil {
			return fmt.Errorf("make the folder of the demonstration: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Dir)) }()
		if err := os.Chmod(c.Dir, 0o711); err != nil { //nolint:gosec // G302: PostgreSQL's own user walks through
			return fmt.Errorf("open the folder of the demonstration: %w", err)
		}
	}
	p.tell(demoIntro, c.Dir)
	d := &demonstration{p: p, c: c}
	defer func() { err = errors.Join(err, d.end()) }()
	for _, stage := range []struct {
		say text
		of  []any
		do  func(context.Context) error
	}{
		{demoStart, nil, d.start},
		{demoRegister, []any{c.Clients, c.Disputes, len(demoUnits()), min(demoWithdrawals, c.Disputes)}, d.register},
		{demoQueue, nil, d.queue},
		{demoHistory, nil, d.history},
		{demoCount, nil, d.count},
		{demoKill, []any{demoInFlight}, d.kill},
		{demoRepeat, []any{demoInFlight, min(demoRepeats, c.Disputes)}, d.repeat},
		{demoRebuild, nil, d.rebuild},
		{demoStop, nil, func(context.Context) error { return d.end() }},
	} {
		p.tell(stage.say, stage.of...)
		since := p.now()
		if err := stage.do(ctx); err != nil {
			return err
		}
		p.tell(demoTook, p.now().Sub(since).Seconds())
	}
	p.tell(demoDone)
	return nil
}

// demonstration is one run on its way.
type demonstration struct {
	p       *program
	c       demoConfig
	child   *child
	running running
	crowd   *crowd

	done     []*intakev1.RegisterDisputeRequest // registered in the second stage
	inFlight []*intakev1.RegisterDisputeRequest // under way when the process was killed
	answered map[string]bool                    // of those, by command id
	last     es.Position
}

// start starts the process and waits until it is ready.
func (d *demonstration) start(ctx context.Context) (err error) {
	if d.child, d.running, err = d.p.startChild(ctx, d.c.Dir); err != nil {
		return err
	}
	d.p.printf("%s", d.p.listening(d.running))
	d.crowd, err = d.p.newCrowd(d.c.Dir, d.running, d.c.Clients)
	return err
}

func (d *demonstration) end() error {
	if d.crowd != nil {
		d.crowd.close()
		d.crowd = nil
	}
	if d.child == nil {
		return nil
	}
	c := d.child
	d.child = nil
	return c.stop()
}

func (d *demonstration) register(ctx context.Context) error {
	requests, err := demoRequests(d.c.Disputes)
	if err != nil {
		return err
	}
	since := d.p.now()
	shown := d.p.progress(d.p.say(wordRegistering), int64(len(requests)))
	receipts, err := d.crowd.register(ctx, requests, shown.add)
	shown.end()
	if err != nil {
		return err
	}
	took := d.p.now().Sub(since)
	d.done = requests
	if err := d.crowd.withdraw(ctx, requests[:min(demoWithdrawals, len(requests))]); err != nil {
		return err
	}
	d.p.tell(demoRate, len(receipts), float64(len(receipts))/took.Seconds())
	return d.head(ctx)
}

// head remembers the end of the log, so that queries wait for what was done.
func (d *demonstration) head(ctx context.Context) error {
	return d.p.log(ctx, "", d.running.EventStore, func(ctx context.Context, s es.Store) (err error) {
		d.last, err = s.Head(ctx)
		return err
	})
}

func (d *demonstration) queue(ctx context.Context) error {
	resp, err := d.crowd.desk.ListDisputes(d.crowd.as(ctx, demoDistrict), &intakev1.ListDisputesRequest{PageSize: 10, AtLeastPosition: wire(d.last)})
	if err != nil {
		return err
	}
	d.p.printf("%s", d.p.queue(resp))
	d.p.tell(toldQueue, at(resp.GetPosition()), len(resp.GetRows()))
	return nil
}

func (d *demonstration) history(ctx context.Context) error {
	id := d.done[0].GetDisputeId()
	resp, err := d.crowd.desk.GetDisputeHistory(d.crowd.as(ctx, demoDistrict), &intakev1.GetDisputeHistoryRequest{DisputeId: id})
	if err != nil {
		return err
	}
	d.p.printf("%s", d.p.story(id, resp.GetSteps()))
	return nil
}

func (d *demonstration) counts(ctx context.Context) (*statisticsv1.CountRegistrationsResponse, error) {
	return count(d.crowd.as(ctx, demoDistrict), d.crowd.statistics, &statisticsv1.CountRegistrationsRequest{AtLeastPosition: wire(d.last)})
}

func (d *demonstration) count(ctx context.Context) error {
	resp, err := d.counts(ctx)
	if err != nil {
		return err
	}
	d.p.printCount(resp)
	if int(resp.GetTotal().GetRegistered()) != len(d.done) { //nolint:gosec // G115: a count
		return faultOf(fault.Internal, "demo-count", errDemoCount, fmt.Sprintf("%d / %d", resp.GetTotal().GetRegistered(), len(d.done)))
	}
	return nil
}

// kill kills the process while commands are under way, and starts it again on the same folder.
func (d *demonstration) kill(ctx context.Context) error {
	requests, err := demoRequests(demoInFlight)
	if err != nil {
		return err
	}
	d.inFlight = requests
	d.answered = d.crowd.registerUntil(ctx, requests, demoInFlight/2, d.child.kill)
	d.crowd.close()
	d.p.tell(demoKilled, len(d.answered))
	return d.start(ctx)
}

// repeat sends all commands of unknown outcome again, and some whose outcome is known, and shows that each has one effect.
func (d *demonstration) repeat(ctx context.Context) error {
	receipts, err := d.crowd.register(ctx, d.inFlight, func() {})
	if err != nil {
		return err
	}
	before := 0
	for command, r := range receipts {
		if r.GetRepeated() {
			before++
		} else if d.answered[command] {
			return faultOf(fault.Internal, "demo-lost", errDemoLost, command)
		}
	}
	if err := d.head(ctx); err != nil {
		return err
	}
	end := d.last
	earlier, err := d.crowd.register(ctx, d.done[:min(demoRepeats, len(d.done))], func() {})
	if err != nil {
		return err
	}
	for command, r := range earlier {
		if !r.GetRepeated() {
			return faultOf(fault.Internal, "demo-effect", errDemoEffect, command)
		}
	}
	if err := d.head(ctx); err != nil {
		return err
	}
	if d.last != end {
		return faultOf(fault.Internal, "demo-effect", errDemoEffect, fmt.Sprintf("%s → %s", end, d.last))
	}
	resp, err := d.counts(ctx)
	if err != nil {
		return err
	}
	if got, want := int(resp.GetTotal().GetRegistered()), len(d.done)+len(d.inFlight); got != want { //nolint:gosec // G115: a count
		return faultOf(fault.Internal, "demo-count", errDemoCount, fmt.Sprintf("%d / %d", got, want))
	}
	d.p.tell(demoOnce, before, len(d.inFlight)-before, len(d.done)+len(d.inFlight))
	return nil
}

func (d *demonstration) rebuild(ctx context.Context) error {
	healed, err := d.p.rebuild(ctx, d.running, viewNames())
	if err != nil {
		return err
	}
	if len(healed) > 0 {
		return faultOf(fault.Internal, "demo-unequal", errDemoUnequal, strings.Join(healed, ", "))
	}
	return d.p.log(ctx, "", d.running.EventStore, d.p.verify)
}

// stopWithin bounds how long the process of a demonstration may take to stop.
const stopWithin = 30 * time.Second
