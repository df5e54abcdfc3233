package ledgerimport

import (
	"fmt"
	"slices"
	"strings"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/unit"
)

// The refusals. Their codes are a contract with clients and never change.
var (
	ErrNotFound = fault.New(fault.NotFound, "import-not-found",
		"没有这次导入，或您无权查看。", "There is no such import, or it is not for you to see.")
	ErrStartedDifferently = fault.New(fault.Refused, "import-started-differently",
		"这次导入开始时用的对照表、行数或汇总与现在不同；请用原来的对照表继续，或撤销后重新导入。",
		"The import was started with another mapping, other rows or other totals; go on with those, or revert it and import anew.")
	ErrReverted = fault.New(fault.Refused, "import-reverted",
		"这次导入已撤销；重新导入须用下一次序。", "The import was reverted; to import the ledger anew use the next edition.")
	ErrCompleted = fault.New(fault.Refused, "import-completed",
		"这次导入已完成，不能再登记；遗漏的案件请由窗口登记。",
		"The import is completed and takes no more disputes; register at the window what it left out.")
	ErrOtherLedger = fault.New(fault.Refused, "import-other-ledger",
		"这次导入的不是该文件或该工作表。", "The import is one of another file or of another sheet.")
	ErrIncomplete = fault.New(fault.Refused, "import-incomplete",
		"登记的件数少于导入的行数。", "Fewer disputes were registered than rows were announced.")
	ErrTotalsDiffer = fault.New(fault.Invalid, "totals-differ",
		"台账自己的汇总与逐行合计不一致，或有行不导入，须注明原因代码（D01–D03、D99）。",
		"The ledger's totals differ from its rows, or rows are left out; this needs a reason code (D01–D03, D99).")
	ErrNoDifference = fault.New(fault.Invalid, "no-difference",
		"汇总一致且没有不导入的行，不应注明差异原因。", "Nothing differs and no row is left out; there is no reason to give.")

	ErrFileHash      = fault.New(fault.Invalid, "sha256-format", "须为64位十六进制的 SHA-256。", "A SHA-256 has 64 hexadecimal digits.")
	ErrRange         = fault.New(fault.Invalid, "import-range", "数目超出范围。", "The number is out of range.")
	ErrFigure        = fault.New(fault.Invalid, "unknown-figure", "没有该代码的汇总项，或重复给出。", "There is no figure of that code, or it is given twice.")
	ErrUnknownReason = fault.New(fault.Invalid, "unknown-revert-reason",
		"撤销导入的原因代码不存在（X11–X13、X19）。", "The reason code does not exist (X11–X13, X19).")
	ErrUnitNeeded = fault.New(fault.Invalid, "unit-format", "机构代码须为12位数字。", "A unit code has 12 digits.")
)

// The bounds of an import.
const (
	MaxRows   = 1_000_000
	maxSheet  = 1000
	maxTotals = 100
)

// Decide answers a command with events or a refusal.
func Decide(s State, c Command) ([]Event, error) {
	switch c := c.(type) {
	case Start:
		return start(s, c)
	case Complete:
		return complete(s, c)
	case Revert:
		return revert(s, c)
	}
	return nil, fmt.Errorf("ledgerimport: no rule for %T", c)
}

// Takes tells a unit whether it may register a row of a ledger with the import: whoever may start it again, while it is under way, and
// nothing but the ledger that was announced.
func (s State) Takes(by unit.Code, file string, sheet int) error {
	if s.Phase == Absent || !by.Covers(s.Unit) {
		return ErrNotFound
	}
	switch {
	case s.Phase == Reverted:
		return ErrReverted
	case s.Phase == Completed:
		return ErrCompleted
	case s.Content.File != file || s.Content.Sheet != sheet:
		return ErrOtherLedger
	}
	return nil
}

func start(s State, c Start) ([]Event, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if s.Phase != Absent {
		switch {
		case !c.ActingUnit.Covers(s.Unit):
			return nil, ErrNotFound
		case s.Phase == Reverted:
			return nil, ErrReverted
		case !s.Content.same(c.Content):
			return nil, ErrStartedDifferently
		}
		return nil, nil // the same import goes on
	}
	return []Event{&StartedV1{
		Unit: c.ActingUnit, File: c.Content.File, Mapping: c.Content.Mapping, Edition: c.Content.Edition, Sheet: c.Content.Sheet,
		Rows: c.Content.Rows, LeftOut: c.Content.LeftOut, Totals: c.Content.Totals, Difference: c.Content.Difference,
		StartedAt: c.At.UTC(), Name: c.Name,
	}}, nil
}

func (c Content) same(d Content) bool {
	equal := slices.Equal(c.Totals, d.Totals)
	return equal && c.File == d.File && c.Mapping == d.Mapping && c.Edition == d.Edition && c.Sheet == d.Sheet && c.Rows == d.Rows &&
		c.LeftOut == d.LeftOut && c.Difference == d.Difference
}

func (c Start) check() error {
	d := c.Content
	switch {
	case !c.ActingUnit.Valid():
		return ErrUnitNeeded.On("unit")
	case !sha256Hex(d.File):
		return ErrFileHash.On("file")
	case !sha256Hex(d.Mapping):
		return ErrFileHash.On("mapping")
	case d.Edition < 1 || d.Edition > MaxRows:
		return ErrRange.On("edition")
	case d.Sheet < 1 || d.Sheet > maxSheet:
		return ErrRange.On("sheet")
	case d.Rows < 1 || d.Rows > MaxRows:
		return ErrRange.On("rows")
	case d.LeftOut < 0 || d.LeftOut > MaxRows:
		return ErrRange.On("left_out")
	case len(d.Totals) > maxTotals:
		return ErrRange.On("totals")
	}
	differs := d.LeftOut > 0
	seen := map[string]bool{}
	for i, t := range d.Totals {
		on := func(field string) string { return fmt.Sprintf("totals[%d].%s", i, field) }
		switch {
		case !figure(t.Figure) || seen[t.Figure]:
			return ErrFigure.On(on("figure"))
		case t.Stated < 0:
			return ErrRange.On(on("stated"))
		case t.Counted < 0:
			return ErrRange.On(on("counted"))
		}
		seen[t.Figure] = true
		differs = differs || t.Stated != t.Counted
	}
	switch known := differenceReasons.Has(d.Difference); {
	case differs && !known:
		return ErrTotalsDiffer.On("difference_reason")
	case !differs && d.Difference != "":
		return ErrNoDifference.On("difference_reason")
	}
	return nil
}

func sha256Hex(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

func complete(s State, c Complete) ([]Event, error) {
	if s.Phase == Absent || !c.ActingUnit.Covers(s.Unit) {
		return nil, ErrNotFound
	}
	switch s.Phase {
	case Reverted:
		return nil, ErrReverted
	case Completed:
		return nil, nil
	case Absent, Started:
	}
	if c.Disputes < s.Content.Rows {
		return nil, ErrIncomplete
	}
	return []Event{&CompletedV1{Unit: s.Unit, Disputes: c.Disputes, CompletedAt: c.At.UTC()}}, nil
}

func revert(s State, c Revert) ([]Event, error) {
	switch {
	case s.Phase == Absent || !c.ActingUnit.Covers(s.Unit):
		return nil, ErrNotFound
	case s.Phase == Reverted:
		return nil, ErrReverted
	case !revertReasons.Has(c.Reason):
		return nil, ErrUnknownReason.On("reason")
	}
	return []Event{&RevertedV1{Unit: s.Unit, Reason: c.Reason, RevertedAt: c.At.UTC()}}, nil
}
