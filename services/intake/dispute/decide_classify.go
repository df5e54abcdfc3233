package dispute

import (
	"fmt"
	"slices"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
)

// classify gives category, size and complexity. To say the same again changes nothing. What is in mediation, or came out of it, is not
// called a matter that may not be mediated: mediation ends it first, by terminating.
func classify(s State, c Classify) ([]Event, error) {
	switch {
	case !codes(c.At).Categories.Has(c.Category):
		return nil, ErrUnknownCategory.On("category")
	case c.Local != "" && !localOf(c.Category, c.Local):
		return nil, ErrLocalCategory.On("local")
	case c.Exchange != "" && !codes(c.At).classifies(c.Exchange):
		return nil, ErrUnknownExchange.On("exchange")
	case c.Involved < 1 || c.Involved > MaxInvolved:
		return nil, ErrInvolvedRange.On("involved")
	case c.Complexity != Simple && c.Complexity != General && c.Complexity != Complex:
		return nil, ErrComplexity.On("complexity")
	case c.Category == s.Category && c.Local == s.Local && c.Exchange == s.Exchange && c.Involved == s.Involved && c.Complexity == s.Complexity:
		return nil, nil
	case !Mediable(c.Exchange) && s.Running.ID != "":
		return nil, ErrProceedingRunning
	case !Mediable(c.Exchange) && s.LastProceeding.binds():
		return nil, ErrMediated
	}
	return []Event{&ClassifiedV1{
		When: c.when(), Codes: codes(c.At).Version, Category: c.Category, Local: c.Local, Exchange: c.Exchange,
		Involved: c.Involved, Scale: c.Scales.scaleOf(c.Involved), Complexity: c.Complexity,
	}}, nil
}

// localOf reports whether code has the form of a city's own child of the category: A99.01. That the city has it, its profile
// says.
func localOf(category, code string) bool {
	return len(code) == len(category)+3 && code[:len(category)+1] == category+"." && made(code[len(category)+1:], 2, digits)
}

// assessRisk gives the case a colour that drops unless it is assessed again. Green says that the case is solved.
func assessRisk(s State, c AssessRisk) ([]Event, error) {
	switch c.Level {
	case Blue, Yellow, Orange, Red:
	case Green:
		if s.Phase != Concluded {
			return nil, ErrGreenTooEarly.On("level")
		}
	default:
		return nil, ErrRiskLevel.On("level")
	}
	for i, code := range c.Indicators {
		if !codes(c.At).Indicators.Has(code) || slices.Contains(c.Indicators[:i], code) {
			return nil, ErrUnknownIndicator.On(fmt.Sprintf("indicators[%d]", i))
		}
	}
	expires, err := calendar.Parse(c.ExpiresOn)
	if err != nil {
		return nil, entry.ErrDateFormat.On("expires_on")
	}
	if days := expires.Since(calendar.DateOf(c.OccurredAt)); days < 1 || days > MaxRiskDays {
		return nil, ErrRiskExpiry.On("expires_on")
	}
	if !c.Grounds.Present() {
		return nil, ErrGroundsNeeded.On("grounds")
	}
	return []Event{&RiskAssessedV1{
		When: c.when(), Codes: codes(c.At).Version, Level: c.Level, Indicators: slices.Clone(c.Indicators), ExpiresOn: c.ExpiresOn, Grounds: c.Grounds,
	}}, nil
}

// markUrgent shortens the limit, and never lengthens it: when the limit in force ends earlier, it stays.
func markUrgent(s State, c MarkUrgent) ([]Event, error) {
	if !codes(c.At).UrgencyReasons.Has(c.Reason) {
		return nil, ErrUnknownUrgency.On("reason")
	}
	if err := c.Limit.check(c.OccurredAt); err != nil {
		return nil, err
	}
	limit := earlier(s.Limit, c.Limit)
	if s.Urgent && limit == s.Limit {
		return nil, ErrAlreadyUrgent
	}
	return []Event{&UrgentV1{When: c.when(), Codes: codes(c.At).Version, Reason: c.Reason, Limit: limit}}, nil
}
