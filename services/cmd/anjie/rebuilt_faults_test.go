package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/view"
)

// faultSchema makes tables of a view strike back at whoever follows the log into them. At the steps of a plan, each a row that is
// written, it ends PostgreSQL's own process behind the follower's connection, or it holds the follower until somebody has ended it
// from outside. Either way a transaction is open that has written something and has not committed: the middle of a batch. It also
// strikes between the effects and the position that is saved with them. Sequences are not rolled back, so they count what really
// happened. A rebuild writes to tables of its own, which have no triggers.
const faultSchema = `
create schema fault;
create table fault.plan (view text not null, step bigint not null, primary key (view, step));
create table fault.turn (view text not null, step bigint not null, primary key (view, step));
create table fault.hold (view text primary key, step bigint not null);
create function fault.strike() returns trigger language plpgsql as $$
declare
    at bigint;
begin
    if strpos(current_setting('search_path'), tg_table_schema) = 0 then
        return coalesce(new, old); -- not a follower: a search, an erasure
    end if;
    at := nextval('fault.step_' || tg_table_schema);
    if exists (select from fault.plan p where p.view = tg_table_schema and p.step = at) then
        perform nextval('fault.cut_' || tg_table_schema);
        perform pg_terminate_backend(pg_backend_pid());
        perform pg_sleep(60);
    elsif exists (select from fault.hold h where h.view = tg_table_schema and h.step <= at) then
        perform nextval('fault.held_' || tg_table_schema);
        perform pg_sleep(60);
        raise exception 'held, and nobody ended it';
    end if;
    return coalesce(new, old);
end $$;
create function fault.strike_at_position() returns trigger language plpgsql as $$
declare
    follower text := replace(new.name, 'view:', 'view_');
    at bigint;
begin
    if strpos(current_setting('search_path'), follower) = 0 or to_regclass('fault.turn_' || follower) is null then
        return new; -- a relay, a rebuild
    end if;
    at := nextval('fault.turn_' || follower);
    if exists (select from fault.turn t where t.view = follower and t.step = at) then
        perform nextval('fault.parted_' || follower);
        perform pg_terminate_backend(pg_backend_pid());
        perform pg_sleep(60);
    end if;
    return new;
end $$;
create trigger strikes before update on public.follower_position for each row execute function fault.strike_at_position();`

// faults strike at the followers of what runs.
type faults struct {
	h     person
	draw  *rand.Rand
	names []string // of the views, in an order that a seed can repeat
	pools map[string]*pgxpool.Pool
}

func newFaults(h person, draw *rand.Rand) *faults {
	return &faults{h: h, draw: draw, names: viewNames()}
}

// as is the same for a part of the test.
func (f *faults) as(t *testing.T) *faults {
	part := *f
	part.h.t = t
	return &part
}

// connects opens the databases of what runs now; they are elsewhere after a restart.
func (f *faults) connects() {
	f.h.t.Helper()
	f.disconnects()
	r, _, err := readRunning(f.h.dir)
	f.h.must(err)
	f.pools = map[string]*pgxpool.Pool{}
	for _, name := range []string{"intake", "mediation", "statistics"} {
		f.pools[name], err = pg.Open(f.h.t.Context(), r.Databases[name], pg.Options{MaxConns: 2, Name: "anjie faults"})
		f.h.must(err)
	}
}

func (f *faults) disconnects() {
	for _, pool := range f.pools {
		pool.Close()
	}
	f.pools = nil
}

// of is the database of a view, and the schema of its tables.
func (f *faults) of(view string) (pool *pgxpool.Pool, schema string) {
	return f.pools[views()[view].database], "view_" + view
}

func (f *faults) does(pool *pgxpool.Pool, sql string, args ...any) {
	f.h.t.Helper()
	if _, err := pool.Exec(f.h.t.Context(), sql, args...); err != nil {
		f.h.t.Fatalf("%v: %s", err, sql)
	}
}

// number is what a query of one number answers.
func (f *faults) number(pool *pgxpool.Pool, sql string, args ...any) (n int64) {
	f.h.t.Helper()
	if err := pool.QueryRow(f.h.t.Context(), sql, args...).Scan(&n); err != nil {
		f.h.t.Fatalf("%v: %s", err, sql)
	}
	return n
}

// arms plans cuts of the connection of every follower: at first they are close, later farther from each other. A row may be the cut's
// before it is written, or at the very commit. Half as many fall between effects and position.
func (f *faults) arms(cuts int) {
	f.h.t.Helper()
	for _, pool := range f.pools {
		f.does(pool, faultSchema)
	}
	for _, name := range f.names {
		pool, schema := f.of(name)
		for _, sequence := range []string{"step_", "cut_", "held_", "turn_", "parted_"} {
			f.does(pool, "create sequence fault."+sequence+schema)
		}
		for _, table := range f.tables(name) {
			f.does(pool, fmt.Sprintf(`create trigger strikes before insert or update or delete on %[1]s.%[2]q for each row execute function fault.strike();
				create constraint trigger strikes_at_the_commit after insert or update or delete on %[1]s.%[2]q deferrable initially deferred
				for each row execute function fault.strike()`, schema, table))
		}
		step := int64(0)
		for n := range cuts {
			step += 1 + f.draw.Int64N(4*int64(n+1))
			f.does(pool, "insert into fault.plan values ($1, $2)", schema, step)
		}
		step = 0
		for range cuts / 2 {
			step += 1 + f.draw.Int64N(4)
			f.does(pool, "insert into fault.turn values ($1, $2)", schema, step)
		}
	}
}

// tables are those of a view as PostgreSQL knows them.
func (f *faults) tables(view string) []string {
	f.h.t.Helper()
	pool, schema := f.of(view)
	var names []string
	if err := pool.QueryRow(f.h.t.Context(), `select coalesce(array_agg(c.relname::text order by c.relname), '{}') from pg_class c
		join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind in ('r', 'p')`, schema).Scan(&names); err != nil {
		f.h.t.Fatal(err)
	}
	return names
}

// disarms ends the plan. What comes now is applied undisturbed.
func (f *faults) disarms() {
	f.h.t.Helper()
	for _, pool := range f.pools {
		f.does(pool, "delete from fault.plan")
		f.does(pool, "delete from fault.turn")
	}
}

// fired is how often something happened to the follower of each view: "cut_", "parted_" or "held_".
func (f *faults) fired(what string) map[string]int64 {
	f.h.t.Helper()
	out := map[string]int64{}
	for _, name := range f.names {
		pool, schema := f.of(name)
		out[name] = f.number(pool, "select case when is_called then last_value else 0 end from fault."+what+schema)
	}
	return out
}

// holds waits until one of the views' followers is held in the middle of a batch, and calls end. It returns false, and calls nothing, when
// over is closed before: then nothing is written any more.
func (f *faults) holds(among []string, over <-chan struct{}, end func()) bool {
	f.h.t.Helper()
	view := among[f.draw.IntN(len(among))]
	pool, schema := f.of(view)
	before := f.fired("held_")[view]
	f.does(pool, "insert into fault.hold select $1, last_value + $2 from fault.step_"+schema, schema, 1+f.draw.Int64N(12))
	late := time.NewTimer(time.Minute)
	defer late.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for f.fired("held_")[view] == before {
		select {
		case <-over:
			f.does(pool, "delete from fault.hold")
			return false
		case <-late.C:
			f.h.t.Fatalf("nothing is written to %s for a minute", view)
		case <-tick.C:
		}
	}
	f.does(pool, "delete from fault.hold") // what holds now has read it
	end()
	return true
}

// settled waits until every view has applied the whole log and nobody appends any more.
func (f *faults) settled() {
	f.h.t.Helper()
	h := f.h
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	p, _ := h.program()
	r, _, err := readRunning(h.dir)
	h.must(err)
	h.must(p.log(ctx, h.dir, "", func(ctx context.Context, store es.Store) error {
		for {
			head, err := store.Head(ctx)
			if err != nil {
				return err
			}
			for _, name := range f.names {
				if err := p.lookAtView(ctx, r, store, name, func(v *view.View) error { return v.WaitFor(ctx, head) }); err != nil {
					return err
				}
			}
			if again, err := store.Head(ctx); err != nil || again == head {
				return err
			}
		}
	}))
}

// enough wants every follower to have been cut off in the middle of a batch, and between its effects and its position, or the test shows
// nothing.
func (f *faults) enough(t *testing.T, each int64) {
	t.Helper()
	for _, what := range []string{"cut_", "parted_"} {
		fired := f.fired(what)
		for _, name := range f.names {
			if fired[name] < each {
				t.Errorf("%s: %d times for the follower of %s, want %d: the test is void", what, fired[name], name, each)
			}
		}
		t.Logf("%s fired %v", what, fired)
	}
	t.Logf("the process was ended with a follower in the middle of a batch: %v", f.fired("held_"))
}
