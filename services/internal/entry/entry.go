// Package entry holds the rule of two times. Everything that is entered has the time at which it happened, as its actor claims,
// and the time at which our server recorded it. The claim may be a little ahead of our clock; long behind it, it is a late entry
// 补录, which needs a reason and is marked for ever. The package is pure.
package entry

import (
	"time"

	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/fault"
)

// FutureTolerance is how far a claimed time may be ahead of the server's clock.
const FutureTolerance = 2 * time.Minute

// LateAfter is how old a claimed time may be without being a late entry.
const LateAfter = 24 * time.Hour

// Beijing is UTC+8. China's years of daylight saving (1986–1991) are before anything that can be entered.
var Beijing = time.FixedZone("Asia/Shanghai", 8*60*60)

// Earliest bounds claimed times, so that a slip of the keyboard is caught.
var Earliest = time.Date(1992, 1, 1, 0, 0, 0, 0, Beijing)

// The refusals. Their codes are a contract with clients and never change.
var (
	ErrInFuture = fault.New(fault.Invalid, "occurred-in-future",
		"发生时间晚于当前时间。", "The time lies in the future.")
	ErrTooEarly = fault.New(fault.Invalid, "occurred-too-early",
		"发生时间早于可受理的范围。", "The time lies before anything that can be recorded.")
	ErrLateReasonNeeded = fault.New(fault.Invalid, "late-reason-needed",
		"补录超过24小时的事项须注明补录原因代码。", "An entry more than 24 hours late needs a reason code.")
	ErrUnknownLateReason = fault.New(fault.Invalid, "unknown-late-reason",
		"补录原因代码不存在（L01–L04、L99）。", "The late-entry reason code does not exist (L01–L04, L99).")
	ErrDateFormat = fault.New(fault.Invalid, "date-format",
		"日期须写作 YYYY-MM-DD。", "A date is written YYYY-MM-DD.")
)

var lateReasons = codetable.Table{
	{Code: "L01", Zh: "系统或网络中断后补录", En: "entered after an outage"},
	{Code: "L02", Zh: "外出走访后补录", En: "entered after work in the field"},
	{Code: "L03", Zh: "纸质台账转录", En: "copied from a paper ledger"},
	{Code: "L04", Zh: "移交材料晚到", En: "papers of the hand-over came late"},
	{Code: "L99", Zh: "其他原因", En: "other"},
}

// LateReasons explain why something was entered more than LateAfter after it happened.
func LateReasons() codetable.Table { return lateReasons }

// Times are the two times of a command, and the reason when it is late.
type Times struct {
	At         time.Time // the server's clock when the command arrived
	OccurredAt time.Time // claimed
	LateReason string    // code; marks a late entry whatever its age
}

// Check refuses a claim that cannot be. field names the claimed time in the request.
func (t Times) Check(field string) error {
	switch {
	case t.OccurredAt.After(t.At.Add(FutureTolerance)):
		return ErrInFuture.On(field)
	case t.OccurredAt.Before(Earliest):
		return ErrTooEarly.On(field)
	case t.LateReason != "" && !lateReasons.Has(t.LateReason):
		return ErrUnknownLateReason.On("late_reason")
	case t.LateReason == "" && t.At.Sub(t.OccurredAt) > LateAfter:
		return ErrLateReasonNeeded.On("late_reason")
	}
	return nil
}

// Day reads a Beijing civil date, YYYY-MM-DD, as the moment at which it begins.
func Day(s, field string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, s, Beijing)
	if err != nil {
		return time.Time{}, ErrDateFormat.On(field)
	}
	return day, nil
}
