package dispute

import (
	"fmt"
	"strings"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
)

// The bounds of what one dispute can hold.
const (
	MaxInvolved  = 100_000
	MaxParties   = 50
	MaxAssisting = 20
	MaxClaimants = 10
	MaxTasks     = 100
	MaxLinks     = 100
	// MaxLimit bounds the amount of a limit, in its own clock.
	MaxLimit = 3650
	// MaxRiskDays is the longest time for which an assessment of risk holds.
	MaxRiskDays = 90
)

const (
	digits  = "0123456789"
	lower   = "abcdefghijklmnopqrstuvwxyz"
	letters = lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

// made reports whether s has 1 to most characters, all of them in alphabet. It is what keeps names and phone numbers out of
// clear text that has no table.
func made(s string, most int, alphabet string) bool {
	return s != "" && len(s) <= most && strings.Trim(s, alphabet) == ""
}

// checkID refuses what is no UUID in its usual form.
func checkID(id, field string) error {
	parts := strings.Split(id, "-")
	if len(parts) != 5 {
		return ErrIDFormat.On(field)
	}
	for i, n := range [...]int{8, 4, 4, 4, 12} {
		if len(parts[i]) != n || !made(parts[i], n, digits+"abcdef") {
			return ErrIDFormat.On(field)
		}
	}
	return nil
}

func (h Handler) check(field string) error {
	if !h.Unit.Valid() {
		return ErrUnitFormat.On(field + ".unit")
	}
	if d := h.Department; d != "" && (!made(d, 32, lower+digits+"-") || !strings.Contains(lower, d[:1])) {
		return ErrDepartmentFormat.On(field + ".department")
	}
	return nil
}

// check refuses a limit that cannot be: it was computed elsewhere, and is stored for ever.
func (l Limit) check(from time.Time) error {
	switch {
	case l.Profile < 0:
		return ErrLimitForm.On("limit.profile")
	case !made(l.Rule, 64, letters+digits+"._-"):
		return ErrLimitForm.On("limit.rule")
	case l.Amount < 1 || l.Amount > MaxLimit:
		return ErrLimitForm.On("limit.amount")
	case l.Clock != WorkingDays && l.Clock != CalendarDays && l.Clock != Hours:
		return ErrLimitForm.On("limit.clock")
	case !made(l.Calendar, 64, letters+digits+"._-/@"):
		return ErrLimitForm.On("limit.calendar")
	}
	return checkDue(l.DueOn, from, "limit.due_on")
}

// checkOptional checks a limit that may be missing.
func checkOptional(l *Limit, from time.Time) error {
	if l == nil {
		return nil
	}
	return l.check(from)
}

// checkDue refuses a last day that lies before the day on which its time begins.
func checkDue(due string, from time.Time, field string) error {
	day, err := calendar.Parse(due)
	if err != nil {
		return entry.ErrDateFormat.On(field)
	}
	if day.Before(calendar.DateOf(from)) {
		return ErrDueBeforeStart.On(field)
	}
	return nil
}

// earlier returns the limit that ends first; a limit without a due date is none. Of two that end on one day the first stays.
func earlier(inForce, other Limit) Limit {
	if inForce.DueOn != "" && inForce.DueOn <= other.DueOn { // dates in this form sort as days do
		return inForce
	}
	return other
}

// checkHandlers refuses anything but one lead handler and assisting ones beside it, each once.
func checkHandlers(lead Handler, assisting []Handler) error {
	if lead == (Handler{}) {
		return ErrLeadNeeded.On("lead")
	}
	if err := lead.check("lead"); err != nil {
		return err
	}
	if len(assisting) > MaxAssisting {
		return ErrTooManyAssisting.On("assisting")
	}
	seen := make(map[Handler]bool, len(assisting))
	for i, h := range assisting {
		field := fmt.Sprintf("assisting[%d]", i)
		switch err := h.check(field); {
		case err != nil:
			return err
		case h == lead:
			return ErrLeadAssists.On(field)
		case seen[h]:
			return ErrAssistingTwice.On(field)
		}
		seen[h] = true
	}
	return nil
}
