package statistics

import (
	"cmp"
	"context"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/statistics/figure"
)

// reader is whoever may ask for figures.
func reader(ctx context.Context) (identity.Actor, error) {
	return identity.Require(ctx, identity.RoleStatistician, identity.RoleLeader, identity.RoleSupervisor, identity.RoleAuditor,
		identity.RoleDispatcher, identity.RoleClerk)
}

// prefixFor reads the unit that is asked for, the actor's own by default, as the part of the code that everything below it shares.
func prefixFor(asked string, a identity.Actor) (string, error) {
	own, ok := unit.Prefix(a.Unit)
	if !ok {
		return "", errUnitNotYours.On("unit")
	}
	prefix, ok := unit.Prefix(cmp.Or(asked, a.Unit))
	if !ok {
		return "", ErrUnitFormat.On("unit")
	}
	if len(prefix) < len(own) || prefix[:len(own)] != own {
		return "", errUnitNotYours.On("unit")
	}
	return prefix, nil
}

// scope is which disputes a figure is about.
type scope struct {
	unit   string // as it was asked for
	prefix string
	window figure.Window
	figure.Counting
}

// question is what every request for a figure says.
type question interface {
	GetUnit() string
	GetWindow() string
	GetSettlementAsSuccess() bool
}

func scopeOf(ctx context.Context, q question) (scope, error) {
	a, err := reader(ctx)
	if err != nil {
		return scope{}, err
	}
	prefix, err := prefixFor(q.GetUnit(), a)
	if err != nil {
		return scope{}, err
	}
	w, err := figure.ParseWindow(q.GetWindow())
	if err != nil {
		return scope{}, onWindow(err)
	}
	s := scope{unit: cmp.Or(q.GetUnit(), a.Unit), prefix: prefix, window: w}
	if q.GetSettlementAsSuccess() {
		s.Counting = figure.SettlementAsSuccess
	}
	return s, nil
}

// arguments for the queries of view_statuses.status.
func (s scope) arguments() pgx.NamedArgs {
	return pgx.NamedArgs{
		"low": s.prefix, "high": behind(s.prefix), "first": *day(s.window.First), "last": *day(s.window.Last), "years": s.window.Years(),
	}
}

// behind is the first text behind all that begin with the digits.
func behind(digits string) string {
	return digits[:len(digits)-1] + string(digits[len(digits)-1]+1) // behind '9' is ':'
}
