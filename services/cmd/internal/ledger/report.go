package ledger

import (
	"fmt"
	"io"
	"strings"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake/ledgerimport"
)

var (
	toldFile     = say.Text{"文件：%s\nSHA-256：%s\n工作表：%s（第%d张）；记录 %d 行，其中 %d 行可以导入，%d 行有误", "file: %s\nSHA-256: %s\nsheet: %s (number %d); %d rows, %d of them can be imported, %d have errors"}
	toldProblems = say.Text{"问题（%d处错误，%d处提示）：", "problems (%d errors, %d notices):"}
	toldNoneOf   = say.Text{"没有发现问题。", "no problem was found."}
	toldKinds    = say.Text{"按种类：", "by kind:"}
	toldKind     = say.Text{"  %s %s：%d", "  %s %s: %d"}
	wordError    = say.Text{"错误", "error"}
	wordNotice   = say.Text{"提示", "notice"}
	toldTotals   = say.Text{"核对（台账写明 / 逐行合计 / 差）：", "reconciliation (stated / counted / difference):"}
	toldAgree    = say.Text{"台账自己的汇总与逐行合计全部一致（%d项）。", "the ledger's own totals agree with its rows, all %d of them."}
	toldDiffer   = say.Text{"有%d项不一致；须用 --accept-difference 注明原因代码才能导入：%s", "%d totals differ; to import it all the same give a reason with --accept-difference: %s"}
)

// Report writes a reading for people: every problem, how often each kind came up, and the reconciliation.
func (r *Reading) Report(w io.Writer, file string, lang say.Lang) {
	tell := func(t say.Text, args ...any) { _, _ = fmt.Fprintln(w, lang.Say(t, args...)) }
	tell(toldFile, file, r.SHA256, r.Sheet, r.Number, r.Rows, len(r.Entries), r.Bad)
	if len(r.Problems) == 0 {
		tell(toldNoneOf)
	} else {
		errors := r.Problems.Errors()
		tell(toldProblems, errors, len(r.Problems)-errors)
		for _, p := range r.Problems {
			_, _ = fmt.Fprintln(w, "  "+p.Line(lang))
		}
		tell(toldKinds)
		for _, c := range r.Problems.Counts() {
			word := wordError
			if c.Notice {
				word = wordNotice
			}
			tell(toldKind, lang.Say(word), c.Code, c.N)
		}
	}
	r.reportTotals(w, lang)
}

func (r *Reading) reportTotals(w io.Writer, lang say.Lang) {
	if len(r.Totals) == 0 {
		return
	}
	_, _ = fmt.Fprintln(w, lang.Say(toldTotals))
	for _, t := range r.Totals {
		_, _ = fmt.Fprintf(w, "  %s  %s / %s  %s\n", t.Name(lang), t.Shown(t.Stated), t.Shown(t.Counted), t.Difference())
	}
	if d := len(r.Differences()); d > 0 {
		_, _ = fmt.Fprintln(w, lang.Say(toldDiffer, d, DifferenceReasons(lang)))
		return
	}
	_, _ = fmt.Fprintln(w, lang.Say(toldAgree, len(r.Totals)))
}

// DifferenceReasons lists the reasons for which a ledger that contradicts itself may be imported.
func DifferenceReasons(lang say.Lang) string {
	var out []string
	for _, c := range ledgerimport.DifferenceReasons() {
		out = append(out, c.Code+" "+lang.Say(say.Of(c)))
	}
	return strings.Join(out, lang.Say(say.Text{"；", "; "}))
}
