package intake

import (
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/fault"
)

// Purposes say why sealed texts are looked through. State organs process personal data for their statutory duties and no further
// than these need (Personal Information Protection Law, Art. 33–35), so every search names its duty, and the access log keeps it.
func Purposes() codetable.Table { return purposes }

// purposeDuplicates is the purpose of finding duplicates.
const purposeDuplicates = "P01"

var purposes = codetable.Table{
	{Code: purposeDuplicates, Zh: "受理查重", En: "duplicate check at intake"},
	{Code: "P02", Zh: "当事人查询本人事项", En: "a party asks for its own matter"},
	{Code: "P03", Zh: "办理核对", En: "checking while handling"},
	{Code: "P04", Zh: "督查核实", En: "verification under supervision"},
}

var errUnknownPurpose = fault.New(fault.Invalid, "unknown-purpose",
	"须注明查询目的代码（P01–P04）。", "A search names the code of its purpose (P01–P04).")
