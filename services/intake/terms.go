package intake

import (
	"context"
	"errors"
	"fmt"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/unit"
)

var errUnknownHandler = fault.New(fault.Invalid, "handler-unknown",
	"城市配置中没有该机构或者部门。", "The city profile has no such unit or department.")

// caseOf is a dispute as the routing table and the limits of a profile look at it.
func caseOf(st dispute.State, at time.Time) profile.Case {
	return profile.Case{
		Unit: st.Unit, Area: st.Area, Category: st.Category, Local: st.Local, Scale: st.Scale, Complexity: string(st.Complexity),
		Channel: st.Channel, On: calendar.DateOf(at),
	}
}

// allowed computes the limit of a kind from a moment on, by the profile in force at that moment.
func (s *Service) allowed(ctx context.Context, kind string, st dispute.State, from time.Time) (dispute.Limit, error) {
	d, err := s.profiles.For(ctx, st.Unit, from)
	if err != nil {
		return dispute.Limit{}, err
	}
	return d.Limit(kind, caseOf(st, from), from)
}

// terms are the last days of a dispatch.
type terms struct {
	limit         dispute.Limit
	acknowledgeBy *dispute.Limit // nil when the city has no such rule
	objectBy      string
}

// termsOf: the limit of the rule, or of the kind when it names none; until when the handlers acknowledge; and the day until which
// they may object. Sending a dispute on does not prolong the limit that runs, unless that has ended.
func termsOf(d *profile.Directory, st dispute.State, from time.Time, ruleID string) (t terms, err error) {
	c := caseOf(st, from)
	rule, ok := d.LimitRule(ruleID)
	if !ok {
		if rule, ok = d.LimitFor(profile.Handle, c); !ok {
			return t, profile.ErrNoLimit
		}
	}
	if t.limit, err = d.Due(rule, c, from); err != nil {
		return t, err
	}
	object, err := d.Limit(profile.Object, c, from)
	if err != nil {
		return t, err
	}
	t.objectBy = object.DueOn
	// Dates in this form sort as days do.
	if inForce := st.Limit.DueOn; inForce >= c.On.String() && inForce < t.limit.DueOn {
		t.limit = st.Limit
	}
	t.acknowledgeBy, err = optional(d, profile.Acknowledge, c, from)
	return t, err
}

// optional computes a limit that a city need not have.
func optional(d *profile.Directory, kind string, c profile.Case, from time.Time) (*dispute.Limit, error) {
	rule, ok := d.LimitFor(kind, c)
	if !ok {
		return nil, nil //nolint:nilnil // there is none
	}
	l, err := d.Due(rule, c, from)
	return &l, err
}

// inForce is the profile in force for a unit at a moment; nil where there is none, which keeps nobody from registering.
func (s *Service) inForce(ctx context.Context, u unit.Code, at time.Time) (*profile.Directory, error) {
	if !u.Valid() {
		return nil, nil //nolint:nilnil // the rules refuse it
	}
	d, err := s.profiles.For(ctx, u, at)
	if errors.Is(err, errProfileMissing) {
		return nil, nil //nolint:nilnil // see above
	}
	return d, err
}

// scales are the thresholds of the profile in force for a unit at a moment; without one those of the default.
func (s *Service) scales(ctx context.Context, u unit.Code, at time.Time) (dispute.Thresholds, error) {
	d, err := s.inForce(ctx, u, at)
	if err != nil || d == nil {
		return dispute.Thresholds{}, err
	}
	return d.Profile.Scale.Thresholds(), nil
}

// acceptBy is until when it must be decided whether a dispute is accepted. Without a profile in force, or in days that no calendar
// knows yet, there is no such day: every contact is registered all the same.
func (s *Service) acceptBy(ctx context.Context, c dispute.Register) (*dispute.Limit, error) {
	d, err := s.inForce(ctx, c.Unit, c.ReceivedAt)
	if err != nil || d == nil {
		return nil, err
	}
	st := dispute.State{Unit: c.Unit, Area: c.Area, Category: c.Category, Channel: c.Channel}
	l, err := optional(d, profile.Accept, caseOf(st, c.ReceivedAt), c.ReceivedAt)
	if fault.As(err) != nil || errors.Is(err, calendar.ErrUnknownYear) {
		return nil, nil //nolint:nilerr,nilnil // see above
	}
	return l, err
}

// known refuses handlers that the profile of their city does not have on a day.
func (s *Service) known(ctx context.Context, at time.Time, field string, hs ...dispute.Handler) error {
	for i, h := range hs {
		on := field
		if len(hs) > 1 {
			on = fmt.Sprintf("%s[%d]", field, i)
		}
		if !h.Unit.Valid() {
			return dispute.ErrUnitFormat.On(on + ".unit")
		}
		d, err := s.profiles.For(ctx, h.Unit, at)
		if err != nil {
			return err
		}
		u, ok := d.Unit(h.Unit)
		if !ok || !u.In(calendar.DateOf(at)) {
			return errUnknownHandler.On(on + ".unit")
		}
		if _, ok := d.Department(h.Unit, h.Department); h.Department != "" && !ok {
			return errUnknownHandler.On(on + ".department")
		}
	}
	return nil
}

// addressable checks the handlers of a dispatch and returns the profile by which it is made.
func (s *Service) addressable(ctx context.Context, st dispute.State, at time.Time, lead dispute.Handler, assisting []dispute.Handler) (*profile.Directory, error) {
	if lead == (dispute.Handler{}) {
		return nil, dispute.ErrLeadNeeded.On("lead")
	}
	if err := s.known(ctx, at, "lead", lead); err != nil {
		return nil, err
	}
	for i, h := range assisting {
		if err := s.known(ctx, at, fmt.Sprintf("assisting[%d]", i), h); err != nil {
			return nil, err
		}
	}
	return s.profiles.For(ctx, st.Unit, at)
}

// standsIn refuses an actor who claims to stand in for somebody but is not the B of that post AB岗.
func (s *Service) standsIn(ctx context.Context, a identity.Actor) error {
	d, err := s.profiles.For(ctx, unit.Code(a.Unit), s.now())
	if errors.Is(err, errProfileMissing) {
		return identity.ErrStandIn
	}
	if err != nil {
		return err
	}
	for _, post := range d.Profile.Posts {
		if string(post.Unit) == a.Unit && post.Department == a.Department && post.A == a.OnBehalfOf && post.B == a.ID {
			return nil
		}
	}
	return identity.ErrStandIn
}
