package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/ledger"
	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/rpc"
)

var (
	wordReading   = text{"读取台账", "read the ledger"}
	wordImporting = text{"导入", "import"}

	toldImporting = text{"导入 %s：%d 行，第%d次", "import %s: %d rows, edition %d"}
	toldGoingOn   = text{"从第 %d 行之后继续（以前已完成 %d 行）", "going on after row %d (%d rows were done before)"}
	toldSent      = text{"已完成 %d 行：%d 条指令，其中 %d 条以前已记录；用时 %s，每秒 %s 条（日志位置 %s）", "%d rows are done: %d commands, %d of them recorded before; %s, %s a second (position %s)"}
	toldStopped   = text{"第%d行（序号 %s）%s：%s", "row %d (number %s), %s: %s"}
	toldSettling  = text{"等待结案……", "waiting for the conclusions …"}
	toldSettled   = text{"统计 %s（截至日志位置 %s）：", "statistics of %s (as of position %s):"}
	toldSettledAs = text{"  %s  台账 %d，日志新增 %d", "  %s  ledger %d, the log grew by %d"}
	toldRate      = text{"调处成功率 %s = %d/%d = %s", "success rate %s = %d/%d = %s"}

	errLedgerErrors = text{
		"台账有 %d 行有误，没有导入；更正后重试，或用 --leave-out 只导入其余的行。", "%d rows of the ledger have errors, and nothing was imported; correct them, or import the others with --leave-out",
	}
	errLedgerEmpty      = text{"台账中没有可以导入的行。", "the ledger holds no row that can be imported"}
	errDifference       = text{"台账自己的汇总与逐行合计不一致，没有导入；用 --accept-difference 注明原因代码：%s。", "the ledger's own totals differ from its rows, and nothing was imported; give a reason with --accept-difference: %s"}
	errImportStopped    = text{"已停止，完成 %d / %d 行；再次运行同一命令即可继续，不会重复登记。", "stopped with %d of %d rows done; run the same command again to go on, nothing is registered twice"}
	errRowsRefused      = text{"有 %d 行被服务拒绝，导入尚未完成；查明原因后再次运行同一命令继续，或撤销：anjie import revert %s。", "%d rows were refused by the services and the import is not complete; run the same command again when that is settled, or revert it: anjie import revert %s"}
	errStartedOtherwise = text{
		"导入 %s 开始时的账号、文件名、对照表、行数或差异原因与现在不同；请照原样继续，或先撤销再重新导入。",
		"import %s was started by another account, or with another file name, mapping, rows or reason; go on as it was, or revert it and import anew",
	}
	errLedgerFile   = text{"无法读取 %s：%v。", "%s cannot be read: %v"}
	errFixedToken   = text{"导入须以各调解员、各单位的名义逐条记录，不能使用固定令牌；请用数据文件夹中的密钥（--data）。", "an import enters steps for many mediators and units, which a fixed token cannot; use the key in the data folder (--data)"}
	errBadProfile   = text{"城市配置 %s 有误：%s。", "the city profile %s is wrong: %s"}
	errUnitsMissing = text{"服务中没有已发布的城市配置，无法核对机构；请用 --profile 给出配置文件。", "the service has no published city profile to check units with; give one with --profile"}
)

// ledgerFlags are the flags of the import of a ledger.
type ledgerFlags struct {
	client     clientConfig
	mapping    string
	profile    string
	sheet      string
	difference string
	workers    int
	dryRun     bool
	leaveOut   bool
}

func (p *program) importLedgerCommand(c clientConfig) *cobra.Command {
	o := ledgerFlags{client: c}
	cmd := &cobra.Command{
		Use: "ledger FILE", Short: p.say(helpImportLedger), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error { return p.importLedger(cmd.Context(), args[0], o) },
	}
	f := cmd.Flags()
	p.clientFlags(f, &o.client)
	f.StringVar(&o.mapping, "mapping", "m.yaml", p.say(flagMapping))
	f.StringVar(&o.profile, "profile", "", p.say(flagProfile))
	f.StringVar(&o.sheet, "sheet", "", p.say(flagSheet))
	f.StringVar(&o.difference, "accept-difference", "", p.say(flagDifference))
	f.IntVar(&o.workers, "workers", ledger.Workers, p.say(flagWorkers))
	f.BoolVar(&o.dryRun, "dry-run", false, p.say(flagDryRun))
	f.BoolVar(&o.leaveOut, "leave-out", false, p.say(flagLeaveOut))
	return cmd
}

// importLedger reads and checks the ledger, and imports it when that is asked for and nothing is in the way.
func (p *program) importLedger(ctx context.Context, file string, o ledgerFlags) error {
	r, mapping, err := p.readLedger(ctx, file, o)
	if err != nil {
		return err
	}
	r.Report(p.out, filepath.Base(file), p.lang)
	differs := len(r.Differences()) > 0 || r.Bad > 0
	switch {
	case len(r.Entries) == 0 && r.Problems.Errors() == 0:
		return say.Fault(fault.Invalid, "ledger-empty", errLedgerEmpty)
	case r.Bad > 0 && (o.dryRun || !o.leaveOut), r.Problems.Errors() > 0 && r.Bad == 0:
		return say.Fault(fault.Invalid, "ledger-errors", errLedgerErrors, max(r.Bad, 1))
	case o.dryRun:
		return nil
	case differs && o.difference == "":
		return say.Fault(fault.Invalid, "ledger-differs", errDifference, text{ledger.DifferenceReasons(zh), ledger.DifferenceReasons(en)})
	}
	return p.sendLedger(ctx, r, mapping, filepath.Base(file), o)
}

// readLedger returns what the ledger says, and the SHA-256 of the mapping.
func (p *program) readLedger(ctx context.Context, file string, o ledgerFlags) (*ledger.Reading, string, error) {
	text, err := os.ReadFile(o.mapping)
	if err != nil {
		return nil, "", say.Fault(fault.Invalid, "mapping-unreadable", errLedgerFile, o.mapping, systemSaid(err))
	}
	m, err := ledger.ReadMapping(text)
	if err != nil {
		return nil, "", err
	}
	content, err := os.ReadFile(file) //nolint:gosec // G304: the file that the caller names
	if err != nil {
		return nil, "", say.Fault(fault.Invalid, "ledger-unreadable", errLedgerFile, file, systemSaid(err))
	}
	units, err := p.ledgerUnits(ctx, o)
	if err != nil {
		return nil, "", err
	}
	days, err := calendar.Official()
	if err != nil {
		return nil, "", err
	}
	book, err := ledger.Open(content)
	if err != nil {
		return nil, "", err
	}
	defer book.Close() //nolint:errcheck // it was only read
	bar := p.progress(p.say(wordReading), -1)
	defer bar.end()
	r, err := ledger.Read(book, ledger.Rules{
		Mapping: m, Units: units, Calendar: days, Today: calendar.DateOf(p.now()), Sheet: o.sheet, Progress: func(n int) { bar.set(int64(n), -1) },
	})
	return r, ledger.SHA256(text), err
}

// sendLedger imports what was read.
func (p *program) sendLedger(ctx context.Context, r *ledger.Reading, mapping, name string, o ledgerFlags) error {
	d, err := p.openDesk(o)
	if err != nil {
		return err
	}
	defer d.close()
	ids := ledger.IDs{File: r.SHA256}
	if ids.Edition, err = d.edition(ctx, r.SHA256); err != nil {
		return err
	}
	imported := ids.Import(r.First())
	began, err := d.imports.StartImport(ctx, r.Announcement(ids, mapping, name, o.difference))
	if f := rpc.Fault(err); f != nil && f.Code == es.ErrCommandReused.Code {
		return say.Fault(fault.Refused, "import-started-differently", errStartedOtherwise, imported)
	}
	if err != nil {
		return err
	}
	p.tell(toldImporting, imported, len(r.Entries), ids.Edition)
	resume := ledger.ResumeFile{Path: filepath.Join(p.folder(o.client.Data), "imports", imported.String()+".json"), Import: imported}
	result, err := p.runLedger(ctx, d, r, ids, imported, resume, o)
	if err != nil {
		return err
	}
	complete, err := newID("")
	if err != nil {
		return err
	}
	_, err = d.imports.CompleteImport(ctx, &intakev1.CompleteImportRequest{
		CommandId: complete, ImportId: imported.String(), AtLeastPosition: request.Position(result.Registered),
	})
	if err != nil {
		return err
	}
	if err := resume.Remove(); err != nil {
		return err
	}
	p.tell(toldSettling)
	settled, err := ledger.Settle(ctx, d.statistics, r.Entries, o.client.Unit, began.GetReceipt().GetPosition(), result, settlePatience)
	p.reportSettled(settled)
	return err
}

// settlePatience is how long intake may take to conclude what mediation settled, once all was sent.
const settlePatience = 2 * time.Minute

func (p *program) reportSettled(s ledger.Settled) {
	if s.Rate == nil {
		return
	}
	p.tell(toldSettled, s.Window, at(s.Position))
	for _, t := range s.Totals {
		p.tell(toldSettledAs, t.Name(p.lang), t.Stated, t.Counted)
	}
	p.tell(toldRate, s.Window, s.Rate.GetNumerator(), s.Rate.GetDenominator(), s.Rate.GetPercent())
}

// runLedger sends the rows, and says what happened.
func (p *program) runLedger(ctx context.Context, d *desk, r *ledger.Reading, ids ledger.IDs, imported uuid.UUID, resume ledger.ResumeFile, o ledgerFlags) (ledger.Result, error) {
	from := min(resume.Load(), len(r.Entries))
	if from > 0 {
		p.tell(toldGoingOn, r.Entries[from-1].Row, from)
	}
	bar := p.progress(p.say(wordImporting), int64(len(r.Entries)))
	saved := p.now()
	start := saved
	runner := ledger.Runner{
		Services: d.services, IDs: ids, Import: imported, Unit: o.client.Unit, Workers: o.workers, From: from,
		Done: func(rows, before int) {
			bar.set(int64(rows), int64(len(r.Entries)))
			if now := p.now(); now.Sub(saved) > time.Second {
				saved = now
				_ = resume.Save(before) // only saves time
			}
		},
	}
	result, err := runner.Run(ctx, r.Entries)
	bar.end()
	_ = resume.Save(result.Before) // only saves time
	took := p.now().Sub(start)
	p.tell(toldSent, result.Rows, result.Steps, result.Repeated, took.Round(100*time.Millisecond), rate(result.Steps, took), result.Last)
	for _, s := range result.Refused {
		p.tell(toldStopped, s.Entry.Row, s.Entry.Serial, s.Step, p.explain(s.Fault)+" ["+s.Fault.Code+"]")
	}
	switch {
	case errors.Is(err, context.Canceled):
		return result, say.Fault(fault.Canceled, "import-interrupted", errImportStopped, result.Rows, len(r.Entries))
	case err != nil:
		return result, err
	case len(result.Refused) > 0:
		return result, say.Fault(fault.Refused, "import-rows-refused", errRowsRefused, len(result.Refused), imported)
	}
	return result, nil
}

func rate(n int, took time.Duration) string {
	if took <= 0 {
		return "—"
	}
	return strconv.Itoa(int(float64(n) / took.Seconds()))
}

// reasons lists the codes of a table for a flag.
func reasons(p *program, t codetable.Table) string {
	var out []string
	for _, c := range t {
		out = append(out, c.Code+" "+p.say(text{c.Zh, c.En}))
	}
	return strings.Join(out, p.say(text{"；", "; "}))
}
