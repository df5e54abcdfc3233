package dispute

import "slices"

// merge joins a duplicate to the dispute that was registered first, so that mergers can never run in a circle.
func merge(s State, c Merge) ([]Event, error) {
	if err := c.Into.check(c.ID, "into"); err != nil {
		return nil, err
	}
	switch {
	case !c.Into.Exists || !c.ActingUnit.Covers(c.Into.Unit):
		return nil, ErrTargetNotFound.On("into")
	case c.Into.Phase == Merged, c.Into.Phase == Voided, c.Into.Phase == Refused:
		return nil, ErrTargetNotLive.On("into")
	case !s.after(c.Into, c.ID):
		return nil, ErrTargetLater.On("into")
	case c.OccurredAt.Before(s.ResumedAt):
		return nil, ErrBeforeReopening.On("occurred_at")
	}
	return []Event{&MergedV1{When: c.when(), Unit: s.Unit, Category: s.Category, Into: c.Into.ID}}, nil
}

func unmerge(s State, c Unmerge) ([]Event, error) {
	if !codes(c.At).SeparationReasons.Has(c.Reason) {
		return nil, ErrUnknownSeparationReason.On("reason")
	}
	if c.OccurredAt.Before(s.ClosedAt) {
		return nil, ErrBeforeClosure.On("occurred_at")
	}
	return []Event{&UnmergedV1{When: c.when(), Codes: codes(c.At).Version, Unit: s.Unit, Category: s.Category, From: s.Into, Reason: c.Reason}}, nil
}

// link notes a relation, once. The other dispute may be of any unit: that it exists is all that is told.
func link(s State, c Link) ([]Event, error) {
	if c.Kind != Repeat && c.Kind != Related && c.Kind != Petition {
		return nil, ErrLinkKind.On("kind")
	}
	if err := c.Other.check(c.ID, "other"); err != nil {
		return nil, err
	}
	if c.Kind != Petition {
		switch {
		case !c.Other.Exists || c.Other.Phase == Voided:
			return nil, ErrTargetNotFound.On("other")
		case c.Kind == Repeat && !s.after(c.Other, c.ID):
			return nil, ErrTargetLater.On("other")
		}
	}
	if slices.Contains(s.Links, Tie{c.Kind, c.Other.ID}) {
		return nil, nil
	}
	if len(s.Links) >= MaxLinks {
		return nil, ErrTooManyLinks.On("other")
	}
	return []Event{&LinkedV1{When: c.when(), Kind: c.Kind, Other: c.Other.ID}}, nil
}

func unlink(s State, c Unlink) ([]Event, error) {
	if !codes(c.At).SeparationReasons.Has(c.Reason) {
		return nil, ErrUnknownSeparationReason.On("reason")
	}
	if !slices.Contains(s.Links, Tie{c.Kind, c.Other}) {
		return nil, ErrNotLinked.On("other")
	}
	return []Event{&UnlinkedV1{When: c.when(), Codes: codes(c.At).Version, Kind: c.Kind, Other: c.Other, Reason: c.Reason}}, nil
}

// check refuses a dispute that is meant to be joined to itself.
func (t Target) check(own, field string) error {
	if err := checkID(own, "dispute_id"); err != nil {
		return err
	}
	if err := checkID(t.ID, field); err != nil {
		return err
	}
	if t.ID == own {
		return ErrTargetItself.On(field)
	}
	return nil
}

// after reports whether the dispute, whose id is own, was registered after t. Ids decide between two of the same moment.
func (s State) after(t Target, own string) bool {
	if s.RegisteredAt.Equal(t.RegisteredAt) {
		return own > t.ID
	}
	return s.RegisteredAt.After(t.RegisteredAt)
}
