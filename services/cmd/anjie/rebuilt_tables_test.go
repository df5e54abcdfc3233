package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg/view"
)

// changes make another value of a cell, the question mark, by the type of its column; of nothing they make something.
var changes = map[string]string{
	"uuid": "gen_random_uuid()", "text": "coalesce(?, '') || 'x'", "smallint": "coalesce(?, 0) + 1000", "integer": "coalesce(?, 0) + 1000",
	"bigint": "coalesce(?, 0) + 1000000", "boolean": "not ?", "date": "coalesce(?, '2012-01-01') + 1",
	"timestamp with time zone": "coalesce(?, '2012-01-01') + interval '1 microsecond'", "text[]": "? || 'x'::text", "bigint[]": "? || 1::bigint",
}

// contents are the bytes of every table of a view, as COPY writes them, with the number of rows. It asks nothing of the view's definition.
func (f *faults) contents(name string) (tables map[string]string, rows map[string]int64) {
	f.h.t.Helper()
	pool, schema := f.of(name)
	conn, err := pool.Acquire(f.h.t.Context())
	f.h.must(err)
	defer conn.Release()
	tables, rows = map[string]string{}, map[string]int64{}
	for _, table := range f.tables(name) {
		var b strings.Builder
		tag, err := conn.Conn().PgConn().CopyTo(f.h.t.Context(), &b, fmt.Sprintf(`copy (select * from %s.%q t order by t::text collate "C") to stdout`, schema, table))
		f.h.must(err)
		tables[table], rows[table] = b.String(), tag.RowsAffected()
	}
	return tables, rows
}

// everyTable wants the registry of views to be what really is there, each table to be in its view's digest, and none to be empty: of
// an empty table nothing can be shown.
func (f *faults) everyTable() {
	t := f.h.t
	t.Helper()
	var there []string
	for _, pool := range f.pools {
		rows, err := pool.Query(t.Context(), `select nspname::text from pg_namespace where nspname like 'view\_%'`)
		f.h.must(err)
		schemas, err := pgx.CollectRows(rows, pgx.RowTo[string])
		f.h.must(err)
		for _, s := range schemas {
			there = append(there, strings.TrimPrefix(s, "view_"))
		}
		if parked := f.number(pool, "select count(*) from follower_parked"); parked != 0 {
			t.Errorf("%d events are parked: a fault is not the event's", parked)
		}
	}
	slices.Sort(there)
	if !slices.Equal(there, f.names) {
		t.Errorf("the services keep the views %v, anjie rebuild knows %v", there, f.names)
	}
	for _, name := range f.names {
		d, err := views()[name].definition()
		f.h.must(err)
		var listed []string
		for _, table := range d.Tables {
			listed = append(listed, table.Name)
		}
		slices.Sort(listed)
		if tables := f.tables(name); !slices.Equal(tables, listed) {
			t.Errorf("view %s has the tables %v, its digest those of %v", name, tables, listed)
		}
		_, rows := f.contents(name)
		for table, n := range rows {
			if n == 0 {
				t.Errorf("%s.%s is empty", name, table)
			}
		}
	}
}

// rebuilds folds the log from zero into new tables, by the command that people use, and wants them to be the live ones: by the digests
// of the command, and byte for byte.
func (f *faults) rebuilds() {
	t := f.h.t
	t.Helper()
	type was struct {
		schema int64
		tables map[string]string
	}
	live := map[string]was{}
	const oid = "select oid::bigint from pg_namespace where nspname = $1"
	for _, name := range f.names {
		pool, schema := f.of(name)
		tables, _ := f.contents(name)
		live[name] = was{f.number(pool, oid, schema), tables}
	}
	said := f.h.does("rebuild", "--all")
	if n := strings.Count(said, "重建前后摘要一致，搁置事件 0 个"); n != len(f.names) {
		t.Errorf("%d of %d views are what the log says:\n%s", n, len(f.names), said)
	}
	for _, name := range f.names {
		pool, schema := f.of(name)
		if f.number(pool, oid, schema) == live[name].schema {
			t.Errorf("%s was not rebuilt: its tables are those that it had", name)
		}
		rebuilt, rows := f.contents(name)
		for table, want := range live[name].tables {
			if rebuilt[table] != want {
				t.Errorf("%s.%s differs from the live one: %s", name, table, firstDifference(want, rebuilt[table]))
			}
		}
		t.Logf("%-13s rows %v", name, rows)
	}
}

func firstDifference(live, rebuilt string) string {
	a, b := strings.Split(live, "\n"), strings.Split(rebuilt, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "live " + a[i] + ", rebuilt " + b[i]
		}
	}
	return fmt.Sprintf("%d lines live, %d rebuilt", len(a), len(b))
}

// noticesEveryCell changes one cell of every column of every table in turn and wants the digest of the view to be another one each time,
// and the former one when all are changed back. It leaves one changed cell in each view, and wants the rebuild to find and heal it.
func (f *faults) noticesEveryCell() {
	t := f.h.t
	t.Helper()
	cells := 0
	for _, name := range f.names {
		healthy, _ := f.contents(name)
		var last *cell
		f.looksAt(name, func(v *view.View) {
			whole := f.digest(v)
			seen := map[string]bool{whole: true}
			for _, c := range f.cells(name) {
				f.changes(c)
				d := f.digest(v)
				if seen[d] {
					t.Errorf("nobody notices that %s of %s was changed", c.column, c.table)
				}
				seen[d] = true
				f.restores(c)
				last = c
				cells++
			}
			if f.digest(v) != whole {
				t.Fatalf("not every cell of %s was changed back", name)
			}
		})
		f.changes(last)
		contains(t, f.h.fails("rebuild", name), "[views-healed]", name)
		healed, _ := f.contents(name)
		for table, want := range healthy {
			if healed[table] != want {
				t.Errorf("%s.%s is not healed: %s", name, table, firstDifference(want, healed[table]))
			}
		}
	}
	t.Logf("%d changed cells were noticed, one in every column", cells)
}

// cell is one value in one row.
type cell struct {
	table, column, typ string
	row                string // its ctid, another one after every change
	was                *string
}

// cells draws one row for each column of a view's tables. What PostgreSQL computes by itself nobody can change.
func (f *faults) cells(name string) []*cell {
	f.h.t.Helper()
	pool, schema := f.of(name)
	var out []*cell
	for _, table := range f.tables(name) {
		table = fmt.Sprintf("%s.%q", schema, table)
		rows, err := pool.Query(f.h.t.Context(), `select attname::text, format_type(atttypid, atttypmod) from pg_attribute
			where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`, table)
		f.h.must(err)
		columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Name, Type string }])
		f.h.must(err)
		for _, c := range columns {
			out = append(out, &cell{table: table, column: c.Name, typ: c.Type})
		}
	}
	return out
}

func (f *faults) changes(c *cell) {
	f.h.t.Helper()
	change := changes[c.typ]
	if change == "" {
		f.h.t.Fatalf("%s of %s: how is a %s changed?", c.column, c.table, c.typ)
	}
	pool, _ := f.of(strings.TrimPrefix(strings.Split(c.table, ".")[0], "view_"))
	rows := f.number(pool, "select count(*) from "+c.table)
	if rows == 0 {
		f.h.t.Fatalf("%s is empty: there is nothing to change", c.table)
	}
	row := f.draw.Int64N(rows)
	column := fmt.Sprintf("%q", c.column)
	f.h.must(pool.QueryRow(f.h.t.Context(), fmt.Sprintf(`with one as (select ctid as row, %[2]s::text as was from %[1]s t order by t::text collate "C" offset %[3]d limit 1)
		update %[1]s t set %[2]s = %[4]s from one where t.ctid = one.row returning t.ctid::text, one.was`,
		c.table, column, row, strings.ReplaceAll(change, "?", "t."+column))).Scan(&c.row, &c.was))
}

func (f *faults) restores(c *cell) {
	f.h.t.Helper()
	pool, _ := f.of(strings.TrimPrefix(strings.Split(c.table, ".")[0], "view_"))
	f.does(pool, fmt.Sprintf("update %s set %q = $1::text::%s where ctid = $2::text::tid", c.table, c.column, c.typ), c.was, c.row)
}

// looksAt calls do with a view as other processes see it.
func (f *faults) looksAt(name string, do func(*view.View)) {
	f.h.t.Helper()
	p, _ := f.h.program()
	r, _, err := readRunning(f.h.dir)
	f.h.must(err)
	f.h.must(p.log(f.h.t.Context(), f.h.dir, "", func(ctx context.Context, store es.Store) error {
		return p.lookAtView(ctx, r, store, name, func(v *view.View) error {
			do(v)
			return nil
		})
	}))
}

func (f *faults) digest(v *view.View) string {
	f.h.t.Helper()
	d, err := v.Digest(f.h.t.Context())
	f.h.must(err)
	return d.SHA256
}
