package mediation

import "anjie.internal/services/internal/fault"

// Limits of free texts, in characters. They bound what one event can weigh. Every free text is sealed: there is no way from a
// request to a clear text of an event but through a code table, a unit code, a date, an id or the id of an account.
const (
	maxMatter   = 4000
	maxMinutes  = 8000
	maxConfided = 4000
	maxTerms    = 8000
	maxWhat     = 1000
	maxNote     = 1000
	maxName     = 100
	maxPhone    = 32
	maxIDNumber = 64
	maxAddress  = 200
	maxReferrer = 100
	maxNumber   = 64
)

var (
	errProceedingID = fault.New(fault.Invalid, "proceeding-id-format",
		"调解程序编号无效。", "The id of the proceeding is not valid.")
	errOutcomeNeeded = fault.New(fault.Invalid, "outcome-needed",
		"须注明结束方式。", "It must be said how the proceeding ended.")
	errReplacementNeeded = fault.New(fault.Invalid, "replacement-needed",
		"变更协议须注明新的履行义务。", "A changed agreement needs the new obligation.")
	errReplacementNotExpected = fault.New(fault.Invalid, "replacement-not-expected",
		"只有变更协议（V7）才填写新的履行义务。", "Only V7 takes a new obligation.")
	errListTooLong = fault.New(fault.Invalid, "list-too-long",
		"列表过长。", "The list is too long.")
)
