package dispute

// accept starts the handling clock. A dispute that was urgent before keeps the shorter limit. What was settled before, as a committee may on
// its own initiative, is accepted and concluded in one.
func accept(s State, c Accept) ([]Event, error) {
	if err := c.Limit.check(c.OccurredAt); err != nil {
		return nil, err
	}
	if c.OccurredAt.Before(s.ResumedAt) {
		return nil, ErrBeforeReopening.On("occurred_at")
	}
	return s.follow(c.Act, &AcceptedV1{
		When: c.when(), Codes: codes(c.At).Version, Unit: s.Unit, Category: s.Category, Limit: earlier(s.Limit, c.Limit),
	}), nil
}

// refuse needs a reason and the legal way that is open instead. That a matter is no longer accepted has one reason of its own:
// it went through re-review.
func refuse(s State, c Refuse) ([]Event, error) {
	switch {
	case c.Outcome != outcomeRefused && c.Outcome != outcomeNoLonger:
		return nil, ErrRefusalOutcome.On("outcome")
	case c.Reason == "":
		return nil, ErrRefusalReasonNeeded.On("reason")
	case !codes(c.At).RefusalReasons.Has(c.Reason):
		return nil, ErrUnknownRefusalReason.On("reason")
	case (c.Outcome == outcomeNoLonger) != (c.Reason == reasonFinality):
		return nil, ErrRefusalMismatch.On("reason")
	case c.Route == "":
		return nil, ErrRouteNeeded.On("route")
	case !codes(c.At).Routes.Has(c.Route):
		return nil, ErrUnknownRoute.On("route")
	case c.OccurredAt.Before(s.ResumedAt):
		return nil, ErrBeforeReopening.On("occurred_at")
	}
	return []Event{&RefusedV1{
		When: c.when(), Codes: codes(c.At).Version, Unit: s.Unit, Category: s.Category,
		Outcome: c.Outcome, Reason: c.Reason, Route: c.Route, Explanation: c.Explanation,
	}}, nil
}

func withdraw(s State, c Withdraw) ([]Event, error) {
	if !codes(c.At).WithdrawalReasons.Has(c.Reason) {
		return nil, ErrUnknownReason.On("reason")
	}
	if c.OccurredAt.Before(s.ResumedAt) {
		return nil, ErrBeforeReopening.On("occurred_at")
	}
	return []Event{&WithdrawnV1{
		Codes:       codes(c.At).Version,
		Reason:      c.Reason,
		Unit:        s.Unit,
		Category:    s.Category,
		WithdrawnAt: c.OccurredAt.UTC(),
		RecordedAt:  c.At.UTC(),
		LateReason:  c.LateReason,
		Note:        c.Note,
	}}, nil
}
