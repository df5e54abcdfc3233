package proceeding

import "slices"

// maxExtension is a slip of the keyboard away from what parties agree to.
const maxExtension = 180

func suspend(s State, c Suspend) ([]Event, error) {
	if err := s.toOfficer(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	day := c.day()
	switch {
	case !s.Suspended.IsZero():
		return nil, ErrSuspended
	case !suspensions.Has(c.Ground):
		return nil, ErrUnknownSuspension.On("ground")
	case s.rule().Lapses && c.Ground != appraisal:
		return nil, ErrOnlyAppraisal.On("ground")
	case s.Limit.expired(day):
		return nil, ErrLimitExpired
	}
	if n := len(s.Limit.Pauses); n > 0 && day.Before(s.Limit.Pauses[n-1].To) {
		return nil, ErrPauseOverlaps.On("occurred_at")
	}
	return []Event{&SuspendedV1{When: c.when(), Of: s.Of, Codes: CodesVersion, Ground: c.Ground, On: maxDate(day, s.Limit.StartsOn), Note: c.Note}}, nil
}

func resume(s State, c Resume) ([]Event, error) {
	if err := s.toOfficer(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	day := c.day()
	switch {
	case c.Calendar == nil:
		return nil, errNoCalendar
	case s.Suspended.IsZero():
		return nil, ErrNotSuspended
	case day.Before(s.Suspended):
		return nil, ErrBeforeSuspension.On("occurred_at")
	}
	l := s.Limit
	l.Pauses = append(slices.Clone(l.Pauses), Pause{From: s.Suspended, To: day})
	l, err := l.counted(c.Calendar)
	if err != nil {
		return nil, err
	}
	return []Event{&ResumedV1{When: c.when(), Of: s.Of, Limit: l, Warnings: l.warnings()}}, nil
}

// extendLimit is the chair's to approve, and only what all parties agree to. It gives more time to a clock that runs or stands still:
// one that has expired is not revived, as it is not suspended. What was agreed in time is entered late, with its day.
func extendLimit(s State, c ExtendLimit) ([]Event, error) {
	if err := s.toChair(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	switch {
	case c.Calendar == nil:
		return nil, errNoCalendar
	case s.Suspended.IsZero() && s.Limit.expired(c.day()):
		return nil, ErrLimitExpired
	case c.Days < 1 || c.Days > maxExtension:
		return nil, ErrExtensionDays.On("days")
	}
	if err := s.agreedBy(c.Consented, ErrExtensionConsent); err != nil {
		return nil, err
	}
	l := s.Limit
	l.Extended += c.Days
	l, err := l.counted(c.Calendar)
	if err != nil {
		return nil, err
	}
	return []Event{&ExtendedV1{When: c.when(), Of: s.Of, Days: c.Days, Limit: l, Warnings: l.warnings(), Note: c.Note}}, nil
}

func recountLimit(s State, c RecountLimit) ([]Event, error) {
	if err := s.toOfficer(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	if c.Calendar == nil {
		return nil, errNoCalendar
	}
	l, err := s.Limit.counted(c.Calendar)
	if err != nil {
		return nil, err
	}
	if l.DueOn == s.Limit.DueOn {
		return nil, ErrLimitUnchanged
	}
	return []Event{&RecountedV1{When: c.when(), Limit: l}}, nil
}
