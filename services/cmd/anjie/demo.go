package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/cmd/internal/spans"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

// demoConfig says with what it is shown. The demonstration uses free ports, so that it never disturbs anything else.
type demoConfig struct {
	// Dir is where it happens; empty makes a folder and removes it afterwards.
	Dir string
	// Profile is the city's, Ledger its year on paper, Mapping how that is read.
	Profile, Ledger, Mapping string
	// Canaries lists names and numbers that were planted in the ledger; empty leaves out the scan for them.
	Canaries string
	// Window is the year of the ledger.
	Window string
	// KillAfter is how many events the import has written when the process is killed.
	KillAfter uint64
	// Unit is the city, in whose name everything is shown.
	Unit string
}

// What the demonstration says.
var (
	flagDemoProfile = text{"城市配置文件", "city profile"}
	flagDemoLedger  = text{"台账文件（由 ledgergen 生成）", "the ledger (written by ledgergen)"}
	flagDemoKill    = text{"导入写入多少个事件之后强制中断", "after how many events of the import the process is killed"}
	flagDemoList    = text{"台账中埋设的姓名和号码的名单（ledgergen --canaries）；演示结束时在封存之外查找它们", "list of names and numbers planted in the ledger (ledgergen --canaries), which are looked for outside of the boxes in the end"}
	flagDemoMapping = text{"台账的对照表，默认为台账旁的 m.yaml", "mapping of the ledger; by default m.yaml beside it"}

	demoIntro   = text{"演示在 %s 中进行。除强制中断和删改数据库外，每一步都是任何人可以亲手输入的命令。", "The demonstration happens in %s. Every step is a command that anybody can type, but for the kill and the tampering with a database."}
	demoTook    = text{"   （%.1f 秒）\n", "   (%.1f s)\n"}
	demoStart   = text{"一、启动全部服务（独立进程）", "1. Start everything, in a process of its own"}
	demoPublish = text{"二、发布城市配置", "2. Publish the city profile"}
	demoDryRun  = text{"三、检查一整年的台账，并与台账自己的汇总核对", "3. Check a whole year's ledger, and reconcile it with its own totals"}
	demoKill    = text{"四、导入；途中强制中断整个进程（SIGKILL）", "4. Import it, and kill the whole process (SIGKILL) on the way"}
	demoKilled  = text{"   中断时日志中已有 %d 个事件", "   the log had %d events when it was killed"}
	demoResume  = text{"五、重新启动，以同一命令继续：已记录的不会再记一次", "5. Start again and go on with the same command: nothing is recorded twice"}
	demoFigure  = text{"六、由服务给出全年的调处成功率，并由事件日志从头重算", "6. The year's success rate from the services, and recomputed from the log"}
	demoCases   = text{"七、调解不成的全部案件", "7. All cases in which mediation failed"}
	demoStory   = text{"八、其中一件的经过", "8. The story of one of them"}
	demoTamper  = text{"九、绕过服务，从统计库中删去一件已办结的案件", "9. Delete a concluded case behind the services' back"}
	demoDeleted = text{"   已删去 %d 行：纠纷 %s", "   %d rows deleted: dispute %s"}
	demoHeal    = text{"十、由事件日志重建，指标恢复原样", "10. Rebuild from the log, and the figure is what it was"}
	demoErase   = text{"十一、依法删除一件调解成功案件的个人信息：统计一个数也不变", "11. Erase the personal data of a success: not a single figure changes"}
	demoVerify  = text{"十二、重建全部读模型，核对整个日志的哈希链，再比一次统计", "12. Rebuild all read models, check the hash chains of the whole log, compare the figures once more"}
	demoStop    = text{"十三、停止", "13. Stop"}
	demoScan    = text{"十四、在留下的一切之中查找埋设的姓名：数据库、消息流、日志、跨度、每个文件", "14. Look for the planted names in all that is left: databases, streams, logs, spans, every file"}
	demoDone    = text{"演示完成：指标可由日志逐件重算，删改读模型改变不了它，删除个人信息也改变不了它。", "Done: the figure can be recomputed from the log case by case; changing read models does not change it, nor does erasing personal data."}
)

// Things that must not happen in a demonstration, and end it.
var (
	errDemoNotKilled = text{"导入在强制中断之前已经完成：台账太小，演示不能说明什么。", "the import was done before the kill: the ledger is too small to show anything"}
	errDemoUnseen    = text{"从统计库中删去案件，指标却没有变化，也没有被发现。", "a case was deleted and neither the figure changed nor anybody noticed"}
	errDemoFigure    = text{"指标与先前不同：先前 %s，现在 %s。", "the figure differs: it was %s and is %s"}
	errDemoNoLedger  = text{"须用 --ledger 给出台账，用 --profile 给出城市配置；make demo 会生成它们。", "give a ledger with --ledger and a city profile with --profile; make demo writes them"}
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
	f.StringVar(&c.Profile, "profile", "", p.say(flagDemoProfile))
	f.StringVar(&c.Ledger, "ledger", "", p.say(flagDemoLedger))
	f.StringVar(&c.Mapping, "mapping", "", p.say(flagDemoMapping))
	f.StringVar(&c.Canaries, "canaries", "", p.say(flagDemoList))
	f.Uint64Var(&c.KillAfter, "kill-after", 40_000, p.say(flagDemoKill))
	f.StringVar(&c.Window, "window", "2012", p.say(flagWindow))
	f.StringVar(&c.Unit, "unit", "320200000000", p.say(flagActingUnit))
	return cmd, nil
}

func (p *program) demo(ctx context.Context, c demoConfig) (err error) {
	if c.Profile == "" || c.Ledger == "" {
		return say.Fault(fault.Invalid, "demo-ledger", errDemoNoLedger)
	}
	if c.Mapping == "" {
		c.Mapping = filepath.Join(filepath.Dir(c.Ledger), "m.yaml")
	}
	if c.Dir == "" {
		if c.Dir, err = os.MkdirTemp("", "anjie-demo-"); err != nil {
			return fmt.Errorf("make a folder: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Dir)) }()
		if err := os.Chmod(c.Dir, 0o755); err != nil { //nolint:gosec // G302: PostgreSQL's user must be able to walk in
			return fmt.Errorf("open the folder: %w", err)
		}
	}
	d := &demonstration{p: p, c: c}
	if err := d.listen(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.end(), d.said.Close()) }()
	p.tell(demoIntro, c.Dir)
	for _, s := range d.steps() {
		since := p.now()
		p.printf("%s\n", p.say(s.title))
		if err := s.do(ctx); err != nil {
			return err
		}
		p.tell(demoTook, p.now().Sub(since).Seconds())
	}
	p.tell(demoDone)
	return nil
}

// demoStep is one step of a demonstration.
type demoStep struct {
	title text
	do    func(context.Context) error
}

func (d *demonstration) steps() []demoStep {
	steps := []demoStep{
		{demoStart, d.start},
		{demoPublish, d.publish},
		{demoDryRun, d.check},
		{demoKill, d.kill},
		{demoResume, d.resume},
		{demoFigure, d.figure},
		{demoCases, d.failures},
		{demoStory, d.story},
		{demoTamper, d.tamper},
		{demoHeal, d.heal},
		{demoErase, d.erase},
		{demoVerify, d.verify},
		{demoStop, func(context.Context) error { return d.end() }},
	}
	if d.c.Canaries != "" {
		steps = append(steps, demoStep{demoScan, d.scan})
	}
	return steps
}

// demonstration is one run on its way.
type demonstration struct {
	p       *program
	c       demoConfig
	child   *child
	running running
	spans   *spans.File
	said    *os.File // what commands say

	failed  string // one of the cases that failed
	rate    string // the line of the figure
	figures string // all figures, as they were before the erasure
	gone    int    // names of the list that were in the case that was erased
}

// listen opens what keeps everything that is told on the way.
func (d *demonstration) listen(ctx context.Context) (err error) {
	if d.said, err = os.OpenFile(filepath.Join(d.c.Dir, saidLog), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
		return fmt.Errorf("open the log of commands: %w", err)
	}
	if d.spans, err = spans.Receive(ctx, filepath.Join(d.c.Dir, spansFile)); err != nil {
		return errors.Join(err, d.said.Close())
	}
	return nil
}

// start starts the process and waits until it is ready.
func (d *demonstration) start(ctx context.Context) (err error) {
	if d.child, d.running, err = d.p.startChild(ctx, d.c.Dir, d.spans.Endpoint()); err != nil {
		return err
	}
	d.p.printf("%s", d.p.listening(d.running))
	return nil
}

// end stops the process, and then the receiver of its spans.
func (d *demonstration) end() error {
	var errs [2]error
	if c := d.child; c != nil {
		d.child = nil
		errs[0] = c.stop()
	}
	if s := d.spans; s != nil {
		d.spans = nil
		errs[1] = s.Stop()
	}
	return errors.Join(errs[:]...)
}

// does runs a command of this program as a person would type it, in a role, and returns what it said.
func (d *demonstration) does(ctx context.Context, as string, args ...string) (string, error) {
	d.p.printf("   $ anjie %s\n", strings.Join(args, " "))
	return d.runs(ctx, as, []io.Writer{d.p.out, d.said}, args...)
}

// runs runs a command, passes on what it says, its errors included, and returns it.
func (d *demonstration) runs(ctx context.Context, as string, to []io.Writer, args ...string) (string, error) {
	var said strings.Builder
	sub := *d.p
	sub.out = io.MultiWriter(append(to, &said)...)
	sub.err = &copied{d.p.err, d.said}
	sub.environ = map[string]string{
		"ANJIE_DATA": d.c.Dir, "ANJIE_UNIT": d.c.Unit, "ANJIE_AS": as, "ANJIE_ACTOR": "demo-" + as, "ANJIE_LANG": string(d.p.lang),
	}
	err := sub.run(ctx, args)
	if err != nil {
		_, _ = fmt.Fprintln(d.said, sub.refusal(err)) // a disk that is full shows elsewhere
	}
	return said.String(), err
}

// head is the end of the log.
func (d *demonstration) head(ctx context.Context) (head es.Position, err error) {
	err = d.p.log(ctx, "", d.running.EventStore, func(ctx context.Context, s es.Store) (err error) {
		head, err = s.Head(ctx)
		return err
	})
	return head, err
}

func (d *demonstration) publish(ctx context.Context) error {
	_, err := d.does(ctx, identity.RoleAdministrator, "profile", "publish", d.c.Profile)
	return err
}

func (d *demonstration) check(ctx context.Context) error {
	_, err := d.does(ctx, identity.RoleClerk, "import", "ledger", d.c.Ledger, "--mapping", d.c.Mapping, "--dry-run")
	return err
}

func (d *demonstration) importLedger(ctx context.Context) error {
	_, err := d.does(ctx, identity.RoleClerk+","+identity.RoleDispatcher, "import", "ledger", d.c.Ledger, "--mapping", d.c.Mapping)
	return err
}

// kill kills the process when the import is well under way.
func (d *demonstration) kill(ctx context.Context) error {
	before, err := d.head(ctx)
	if err != nil {
		return err
	}
	importing, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- d.importLedger(importing) }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			if err == nil {
				return say.Fault(fault.Internal, "demo-not-killed", errDemoNotKilled)
			}
			return err
		case <-tick.C:
		}
		head, err := d.head(ctx)
		if err != nil {
			return err
		}
		if head.Commit < before.Commit+d.c.KillAfter {
			continue
		}
		d.child.kill()
		stop() // the command would wait for the services to come back, but they come back elsewhere
		if err := <-ended; err == nil {
			return say.Fault(fault.Internal, "demo-not-killed", errDemoNotKilled)
		}
		d.p.tell(demoKilled, head.Commit)
		return nil
	}
}

func (d *demonstration) resume(ctx context.Context) error {
	if err := d.start(ctx); err != nil {
		return err
	}
	return d.importLedger(ctx)
}
