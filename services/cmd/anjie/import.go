package main

import (
	"strconv"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/ledger"
	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/fault"
)

// What is said of imports.
var (
	helpImport       = text{"导入台账，查看和撤销导入", "import ledgers, show and revert imports"}
	helpImportLedger = text{"导入一份台账（.xlsx 或 .csv）；先用 --dry-run 检查", "import a ledger (.xlsx or .csv); check it first with --dry-run"}
	helpImportList   = text{"列出导入", "list imports"}
	helpImportShow   = text{"查看一次导入及其核对结果", "show an import and its reconciliation"}
	helpImportRevert = text{"撤销一次导入，其全部登记作废", "revert an import; all its registrations become void"}

	flagMapping    = text{"对照表（.yaml）：哪一列是什么，每个词对应什么代码", "mapping (.yaml): which column is what, which code each word stands for"}
	flagDryRun     = text{"只检查，逐条列出问题，不导入", "only check and list every problem; import nothing"}
	flagSheet      = text{"工作表名称，默认按对照表", "name of the sheet, that of the mapping by default"}
	flagWorkers    = text{"同时导入多少行", "how many rows are under way at a time"}
	flagProfile    = text{"城市配置文件，用于核对机构；默认用服务中已发布的配置", "city profile to check units with; by default the one that the service has"}
	flagDifference = text{"台账汇总不一致或有行不导入时仍然导入的原因代码", "why it is imported although totals differ or rows are left out, a code"}
	flagLeaveOut   = text{"有误的行不导入，其余照常导入", "leave rows with errors out and import the others"}
	flagRevert     = text{"撤销的原因代码：%s", "why it is reverted: %s"}
	flagWait       = text{"等到全部登记作废", "wait until every registration is void"}

	wordStarted   = text{"导入中", "under way"}
	wordCompleted = text{"已完成", "completed"}
	wordReverted  = text{"已撤销", "reverted"}

	headImport   = text{"导入", "import"}
	headEdition  = text{"次序", "edition"}
	headRows     = text{"行数", "rows"}
	headDisputes = text{"已登记", "registered"}
	headVoided   = text{"已作废", "void"}
	headStarted  = text{"开始时间", "started"}
	headReverted = text{"撤销时间", "reverted"}
	headFile     = text{"文件", "file"}
	headLeftOut  = text{"未导入的行", "rows left out"}
	headWhy      = text{"差异原因", "difference"}
	headRevert   = text{"撤销原因", "reason"}
	headActor    = text{"办理人", "account"}
	headTotals   = text{"核对（台账写明 / 逐行合计）", "reconciliation (stated / counted)"}

	toldReverted = text{"已撤销：导入 %s，其 %d 件登记正在作废（日志位置 %s）", "reverted: import %s, its %d registrations are being voided (position %s)"}
	toldVoided   = text{"已全部作废：%d 件", "all void: %d"}
	wordVoiding  = text{"作废", "void"}
)

func (p *program) importCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := &cobra.Command{Use: "import", Short: p.say(helpImport)}
	cmd.AddCommand(p.importLedgerCommand(c), p.importListCommand(c), p.importShowCommand(c), p.importRevertCommand(c))
	return cmd, nil
}

func (p *program) imports(c clientConfig, do func(intakev1.ImportServiceClient) error) error {
	return p.call(c, intakeOf, func(cc *grpc.ClientConn) error { return do(intakev1.NewImportServiceClient(cc)) })
}

func (p *program) importListCommand(c clientConfig) *cobra.Command {
	req := &intakev1.ListImportsRequest{}
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: p.say(helpImportList), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.imports(c, func(imports intakev1.ImportServiceClient) error {
				resp, err := imports.ListImports(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				g := say.Grid{}
				g.Row(p.say(headStarted), p.say(headImport), p.say(headUnit), p.say(headEdition), p.say(headRows), p.say(headDisputes), p.say(headVoided), p.say(headState))
				for _, i := range resp.GetImports() {
					g.Row(say.Clock(i.GetStartedAt().AsTime()), i.GetImportId(), i.GetUnit(), digits(i.GetEdition()), digits(i.GetRows()), digits(i.GetDisputes()),
						digits(i.GetVoided()), p.importState(i.GetState()))
				}
				p.printf("%s", g.String())
				if t := resp.GetNextPageToken(); t != "" {
					p.tell(toldNextPage, t)
				}
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnit))
	f.Uint32Var(&req.PageSize, "rows", 20, p.say(flagPageSize))
	f.StringVar(&req.PageToken, "page", "", p.say(flagPage))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

func (p *program) importState(s intakev1.ImportState) string {
	switch s {
	case intakev1.ImportState_IMPORT_STATE_STARTED:
		return p.say(wordStarted)
	case intakev1.ImportState_IMPORT_STATE_COMPLETED:
		return p.say(wordCompleted)
	case intakev1.ImportState_IMPORT_STATE_REVERTED:
		return p.say(wordReverted)
	case intakev1.ImportState_IMPORT_STATE_UNSPECIFIED:
	}
	return p.say(wordUnknown)
}

func (p *program) importShowCommand(c clientConfig) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show IMPORT", Short: p.say(helpImportShow), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.imports(c, func(imports intakev1.ImportServiceClient) error {
				resp, err := imports.GetImport(cmd.Context(), &intakev1.GetImportRequest{ImportId: args[0]})
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.showImport(resp)
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

func (p *program) showImport(resp *intakev1.GetImportResponse) {
	i := resp.GetImport()
	g := say.Grid{}
	line := func(head text, value string) {
		if value != "" {
			g.Row(p.say(head), value)
		}
	}
	line(headImport, i.GetImportId())
	line(headState, p.importState(i.GetState()))
	line(headFile, resp.GetName())
	line(text{"SHA-256", "SHA-256"}, i.GetFile())
	line(headUnit, i.GetUnit())
	line(headActor, i.GetActor())
	line(headEdition, digits(i.GetEdition()))
	line(headRows, digits(i.GetRows()))
	line(headLeftOut, digits(i.GetLeftOut()))
	line(headDisputes, digits(i.GetDisputes()))
	line(headVoided, digits(i.GetVoided()))
	line(headStarted, say.Clock(i.GetStartedAt().AsTime()))
	if why := i.GetDifferenceReason(); why != "" {
		line(headWhy, p.named(ledgerimport.DifferenceReasons(), why))
	}
	if why := i.GetRevertReason(); why != "" {
		line(headReverted, say.Clock(i.GetRevertedAt().AsTime()))
		line(headRevert, p.named(ledgerimport.RevertReasons(), why))
	}
	p.printf("%s", g.String())
	if len(i.GetTotals()) > 0 {
		p.tell(headTotals)
	}
	t := say.Grid{}
	for _, total := range i.GetTotals() {
		one := ledger.Total{Figure: total.GetFigure(), Stated: int(total.GetStated()), Counted: int(total.GetCounted())}
		t.Row("  "+one.Name(p.lang), one.Shown(one.Stated), one.Shown(one.Counted), one.Difference())
	}
	p.printf("%s", t.String())
}

func (p *program) importRevertCommand(c clientConfig) *cobra.Command {
	req := &intakev1.RevertImportRequest{}
	var wait bool
	cmd := &cobra.Command{
		Use: "revert IMPORT", Short: p.say(helpImportRevert), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.ImportId = args[0]
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			req.CommandId = id.String()
			return p.imports(c, func(imports intakev1.ImportServiceClient) error {
				resp, err := imports.RevertImport(cmd.Context(), req)
				if err != nil {
					return err
				}
				shown, err := imports.GetImport(cmd.Context(), &intakev1.GetImportRequest{ImportId: args[0], AtLeastPosition: resp.GetReceipt().GetPosition()})
				if err != nil {
					return err
				}
				p.tell(toldReverted, args[0], shown.GetImport().GetDisputes(), at(resp.GetReceipt().GetPosition()))
				if !wait {
					return nil
				}
				return p.awaitVoided(cmd, imports, args[0])
			})
		},
	}
	f := cmd.Flags()
	c.As = "dispatcher"
	p.clientFlags(f, &c)
	f.StringVar(&req.Reason, "reason", "", p.say(flagRevert, reasons(p, ledgerimport.RevertReasons())))
	f.BoolVar(&wait, "wait", true, p.say(flagWait))
	return cmd
}

// awaitVoided shows how many of the registrations are void, until all are.
func (p *program) awaitVoided(cmd *cobra.Command, imports intakev1.ImportServiceClient, id string) error {
	bar := p.progress(p.say(wordVoiding), 1)
	defer bar.end()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		resp, err := imports.GetImport(cmd.Context(), &intakev1.GetImportRequest{ImportId: id})
		if err != nil {
			return err
		}
		disputes, voided := resp.GetImport().GetDisputes(), resp.GetImport().GetVoided()
		bar.set(int64(voided), int64(disputes))
		if voided == disputes {
			bar.end()
			p.tell(toldVoided, disputes)
			return nil
		}
		select {
		case <-cmd.Context().Done():
			return fault.New(fault.Canceled, "canceled", "已停止等待；作废仍在服务中继续。", "No longer waiting; the service goes on voiding.")
		case <-tick.C:
		}
	}
}

func digits(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
