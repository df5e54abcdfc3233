package intake

import (
	"context"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

var errCaseCode = fault.New(fault.Invalid, "unknown-code", "代码不存在。", "The code does not exist.")

// ResolveRoute says where a case would go, and why.
func (s *Service) ResolveRoute(ctx context.Context, req *intakev1.ResolveRouteRequest) (*intakev1.ResolveRouteResponse, error) {
	code, a, err := askedUnit(ctx, req.GetUnit())
	if err != nil {
		return nil, err
	}
	begins, err := request.Time(req.GetBeginsAt(), s.now(), "begins_at")
	if err != nil {
		return nil, err
	}
	d, err := s.profileAt(ctx, code, req.GetVersion(), begins)
	if err != nil {
		return nil, err
	}
	if err := mayRead(a, d.Profile); err != nil {
		return nil, err
	}
	c := profile.Case{
		Unit: code, Area: unit.Code(req.GetArea()), Category: req.GetCategory(), Local: req.GetLocalCategory(), Scale: req.GetScale(),
		Complexity: req.GetComplexity(), Channel: req.GetChannel(), Mode: req.GetMode(), On: calendar.DateOf(begins),
	}
	if err := checkCase(d, c); err != nil {
		return nil, err
	}
	resolved, told := d.Explain(c)
	out := &intakev1.ResolveRouteResponse{Rule: resolved.Rule, Version: uint32(d.Profile.Version)} //nolint:gosec // G115: counted from 1
	if resolved.Matched() {
		out.Lead = handlerMessage(d, resolved.Lead)
	}
	for _, h := range resolved.Assisting {
		out.Assisting = append(out.Assisting, handlerMessage(d, h))
	}
	for _, t := range told {
		out.Reasons = append(out.Reasons, &intakev1.RouteReason{Zh: t.Zh, En: t.En})
	}
	out.Limits, err = limitsOf(d, c, resolved, begins)
	return out, err
}

// checkCase refuses codes that no table holds: an answer about them would be true and of no use.
func checkCase(d *profile.Directory, c profile.Case) error {
	switch {
	case !dispute.Categories().Has(c.Category):
		return dispute.ErrUnknownCategory.On("category")
	case c.Local != "" && !d.LocalCategory(c.Category, c.Local):
		return dispute.ErrUnknownCategory.On("local_category")
	case c.Channel != "" && !dispute.Channels().Has(c.Channel):
		return dispute.ErrUnknownChannel.On("channel")
	case c.Area != "" && !c.Area.Valid():
		return dispute.ErrUnitFormat.On("area")
	case c.Scale != "" && !dispute.Scales().Has(c.Scale):
		return errCaseCode.On("scale")
	case c.Complexity != "" && !profile.Complexities().Has(c.Complexity):
		return errCaseCode.On("complexity")
	case c.Mode != "" && !profile.Modes().Has(c.Mode):
		return errCaseCode.On("mode")
	}
	return nil
}

// limitsOf computes a limit of each kind that has one for the case.
func limitsOf(d *profile.Directory, c profile.Case, resolved profile.Resolution, begins time.Time) ([]*intakev1.RouteLimit, error) {
	var out []*intakev1.RouteLimit
	for _, kind := range profile.Kinds() {
		rule, ok := d.LimitFor(kind.Code, c)
		if kind.Code == profile.Handle && resolved.Limit != "" {
			rule, ok = d.LimitRule(resolved.Limit)
		}
		if !ok {
			continue
		}
		l, err := d.Due(rule, c, begins)
		if err != nil {
			return nil, err
		}
		target, err := d.Target(rule, c, begins)
		if err != nil {
			return nil, err
		}
		out = append(out, &intakev1.RouteLimit{
			Kind: kind.Code, Rule: l.Rule, Amount: uint32(l.Amount), Clock: string(l.Clock), DueOn: l.DueOn, TargetOn: target.String(), //nolint:gosec // G115: validated
			Calendar: l.Calendar, Source: rule.Source,
		})
	}
	return out, nil
}

func handlerMessage(d *profile.Directory, h dispute.Handler) *intakev1.RouteHandler {
	return &intakev1.RouteHandler{Unit: string(h.Unit), Department: h.Department, Name: d.Name(h)}
}
