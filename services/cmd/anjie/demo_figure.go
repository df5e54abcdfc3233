package main

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

var caseID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// line is the figure itself: what stands before the position. Progress may be told before it.
func line(said string) string {
	for l := range strings.Lines(said) {
		if figure, _, ok := strings.Cut(l, "   @"); ok {
			return figure
		}
	}
	return ""
}

func (d *demonstration) figure(ctx context.Context) error {
	said, err := d.does(ctx, identity.RoleStatistician, "figure", "success-rate", "--window", d.c.Window)
	if err != nil {
		return err
	}
	d.rate = line(said)
	return d.recompute(ctx)
}

func (d *demonstration) recompute(ctx context.Context) error {
	said, err := d.does(ctx, identity.RoleAuditor, "figure", "recompute", "success-rate", "--window", d.c.Window)
	if err == nil && line(said) != d.rate {
		return say.Fault(fault.Internal, "demo-figure", errDemoFigure, d.rate, line(said))
	}
	return err
}

func (d *demonstration) failures(ctx context.Context) error {
	said, err := d.does(ctx, identity.RoleAuditor, "figure", "success-rate", "--window", d.c.Window, "--cases", "failure", "--page-size", "100")
	if err == nil {
		d.failed = caseID.FindString(said)
	}
	return err
}

func (d *demonstration) story(ctx context.Context) error {
	_, err := d.does(ctx, identity.RoleAuditor, "history", "dispute", d.failed)
	return err
}

// tamper deletes a concluded case from the read model, as somebody with access to the database could. The services' own answer is
// then wrong, and whoever recomputes it sees that.
func (d *demonstration) tamper(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, d.running.Databases["statistics"])
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // nothing is left to lose
	tag, err := conn.Exec(ctx, `delete from view_statuses.status where dispute = $1`, d.failed)
	if err != nil {
		return err
	}
	d.p.tell(demoDeleted, tag.RowsAffected(), d.failed)
	_, err = d.does(ctx, identity.RoleAuditor, "figure", "recompute", "success-rate", "--window", d.c.Window)
	if !errors.Is(err, errNotIdentical) {
		return errors.Join(say.Fault(fault.Internal, "demo-unseen", errDemoUnseen), err)
	}
	d.p.printf("%s\n", d.p.refusal(err))
	return nil
}

// heal rebuilds the view that was changed: the difference is found, and what the log says takes over.
func (d *demonstration) heal(ctx context.Context) error {
	_, err := d.does(ctx, identity.RoleAuditor, "rebuild", "statuses")
	if !errors.Is(err, errViewsHealed) {
		return errors.Join(say.Fault(fault.Internal, "demo-unseen", errDemoUnseen), err)
	}
	d.p.printf("%s\n", d.p.refusal(err))
	return d.recompute(ctx)
}

func (d *demonstration) verify(ctx context.Context) error {
	if _, err := d.does(ctx, identity.RoleAuditor, "rebuild", "--all"); err != nil {
		return err
	}
	if _, err := d.does(ctx, identity.RoleAuditor, "verify"); err != nil {
		return err
	}
	return d.unchanged(ctx)
}
