package ledgerimport

import "anjie.internal/services/internal/codetable"

// DifferenceReasons explain why a ledger is imported that contradicts itself or of which rows are left out. The codes are ours.
func DifferenceReasons() codetable.Table { return differenceReasons }

// RevertReasons explain why an import is taken back. The codes are ours; X01 to X09 void single registrations.
func RevertReasons() codetable.Table { return revertReasons }

var differenceReasons = codetable.Table{
	{Code: "D01", Zh: "台账的汇总数有误，以逐行记录为准", En: "the ledger's totals are wrong, its rows are right"},
	{Code: "D02", Zh: "有误的行暂不导入，核实后另行登记", En: "rows with errors are left out and registered later by hand"},
	{Code: "D03", Zh: "台账的汇总口径不同", En: "the ledger counts by another definition"},
	{Code: "D99", Zh: "其他原因", En: "other"},
}

var revertReasons = codetable.Table{
	{Code: "X11", Zh: "对照表有误", En: "the mapping was wrong"},
	{Code: "X12", Zh: "台账文件有误或者不是最终稿", En: "the file was wrong, or not the final one"},
	{Code: "X13", Zh: "试导入", En: "a trial"},
	{Code: "X19", Zh: "其他原因", En: "other"},
}

// counted are the figures of a ledger that are neither outcomes nor categories.
var counted = map[string]bool{
	"registered": true, "accepted": true, "refused": true, "success": true, "failure": true, "success_rate": true, "partial": true, "transferred": true,
	"open": true,
}

// figure reports whether the code names a figure of a ledger: one of those, an outcome or a category.
func figure(code string) bool {
	if counted[code] {
		return true
	}
	return len(code) == 3 && (code[0] == 'R' || code[0] == 'A') && digit(code[1]) && digit(code[2])
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
