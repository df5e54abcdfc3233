package view_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/telemetry/logtest"
)

// release is a program whose definition has a version.
type release struct {
	*view.View
	log logtest.Log
}

// release makes a program that leaves its version with whatever it applies.
func (w *world) release(version int) *release {
	r := &release{}
	r.View = w.view(func(c *view.Config) {
		apply := c.Definition.Apply
		c.Definition.Version = version
		c.Definition.Schema += fmt.Sprintf("create table applied_by (version int); comment on table applied_by is 'in version %d';", version)
		c.Definition.Apply = func(ctx context.Context, tx pgx.Tx, batch []es.Record) error {
			if _, err := tx.Exec(ctx, "insert into applied_by values ($1)", version); err != nil {
				return err
			}
			return apply(ctx, tx, batch)
		}
		c.Logger = slog.New(slog.NewTextHandler(&r.log, nil))
	})
	return r
}

const (
	aside   = "standing aside"
	rebuilt = "view rebuilt"
)

// applied checks that a version alone has applied what is in the view.
func (w *world) applied(version int) {
	w.t.Helper()
	if n := w.one(fmt.Sprintf("select count(*) from view_sum.applied_by where version <> %d", version)); n != 0 {
		w.t.Errorf("%d batches were applied by another program", n)
	}
	if got, want := w.digest(w.release(version).View), w.clean(w.head); got != want {
		w.t.Errorf("digest %v, of a clean run %v", got, want)
	}
}

// TestOlderReplicasStandAsideDuringAnUpgrade: one follows and one waits for its lease when the newer program rebuilds the view. Both
// must leave the lease to replicas of the newer one, and never bring back the old tables, however those come and go.
func TestOlderReplicasStandAsideDuringAnUpgrade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	olds := []*release{w.release(1), w.release(1)}
	for _, old := range olds {
		w.run(old.View)
	}
	w.waitFor(olds[0].View, w.fill(100, 5))
	upgrade := w.release(2)
	if r := rebuild(t, upgrade.View); r.Compared {
		t.Errorf("report %+v of another definition", r)
	}
	w.fill(10, 5) // which makes the follower notice
	for i, old := range olds {
		w.eventually(fmt.Sprintf("older replica %d finds a newer view", i), func() bool { return old.log.Count(aside) > 0 })
	}
	for range 3 {
		newer := w.release(2)
		stop := w.run(newer.View)
		w.waitFor(newer.View, w.fill(10, 5))
		stop()
		w.applied(2)
		if n := newer.log.Count(rebuilt); n != 0 {
			t.Errorf("a replica of the newer program rebuilt the view %d times", n)
		}
	}
	for _, old := range olds {
		if old.log.Count(rebuilt) != 0 || old.log.Count(aside) != 1 {
			t.Errorf("an older replica says:\n%s", old.log.String())
		}
	}
}

func TestAHigherVersionIsRebuiltAtTheStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.release(9)
	stop := w.run(old.View)
	w.waitFor(old.View, w.fill(50, 5))
	stop()
	newer := w.release(10) // numbers, not words
	w.run(newer.View)
	w.eventually("the view is rebuilt", func() bool { return newer.log.Count(rebuilt) == 1 })
	w.waitFor(newer.View, w.fill(10, 5))
	w.applied(10)
}

func TestALowerVersionIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.poison.Store(true)
	newer, old := w.release(3), w.release(2)
	stop := w.run(newer.View)
	w.waitFor(newer.View, w.append("dispute-0", payload{N: 1}, payload{N: 2, Bad: true}))
	stop()
	w.poison.Store(false)
	if _, err := old.Rebuild(t.Context(), nil); !errors.Is(err, view.ErrOutdated) {
		t.Errorf("rebuild: %v, want ErrOutdated", err)
	}
	if n, err := old.Unpark(t.Context(), "dispute-0"); n != 0 || !errors.Is(err, view.ErrOutdated) {
		t.Errorf("unpark: %d, %v, want ErrOutdated", n, err)
	}
	if n := w.one("select count(*) from follower_parked"); n != 1 {
		t.Errorf("%d events are parked, want one", n)
	}
	if n, err := newer.Unpark(t.Context(), "dispute-0"); n != 1 || err != nil {
		t.Errorf("unpark by the newer program: %d, %v", n, err)
	}
	w.applied(3)
}

// TestGoingBackInAnEmergency is what the definition promises: with the schema dropped, the older program builds the view anew.
func TestGoingBackInAnEmergency(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	newer := w.release(2)
	stop := w.run(newer.View)
	w.waitFor(newer.View, w.fill(50, 5))
	stop()
	old := w.release(1)
	w.run(old.View)
	w.eventually("the older program finds a newer view", func() bool { return old.log.Count(aside) > 0 })
	if _, err := w.pool.Exec(t.Context(), "drop schema view_sum cascade"); err != nil {
		t.Fatal(err)
	}
	w.eventually("the view is there again", func() bool {
		return w.one("select count(*) from pg_class where relname = 'sum' and relnamespace = to_regnamespace('view_sum')") == 1
	})
	w.eventually("and complete", func() bool { return w.one("select count(*) from view_sum.seen") == 50 })
	w.applied(1)
}
