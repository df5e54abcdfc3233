package leak

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// KindTables and KindCatalogs are the kinds of Tables. The items are rows.
const (
	KindTables   = "tables"
	KindCatalogs = "catalogs"
)

// relations are all tables of a database, and of each the columns that are no bytes. Catalogs are looked at as well: PostgreSQL keeps samples
// of values there, for its planner.
const relations = `select format('%I.%I', n.nspname, c.relname), n.nspname in ('pg_catalog', 'information_schema'), coalesce(a.columns, 'null')
	from pg_class c join pg_namespace n on n.oid = c.relnamespace, lateral (
		select string_agg(format('%I', attname), ', ') as columns from pg_attribute
		where attrelid = c.oid and attnum > 0 and not attisdropped and atttypid <> 'bytea'::regtype) a
	where c.relkind in ('r', 'm') and c.relpersistence <> 't' order by 1`

// Tables looks at every row of every table of every database of a cluster. dsn gives the connection string of a database; it must be
// that of a superuser. Each table is read in PostgreSQL's binary form, where bytes are themselves and not their hexadecimal digits, which
// hide what was encoded before, and once more as text without the bytes, where a number stands in digits.
func Tables(ctx context.Context, f *Finder, dsn func(database string) string, to *Report) error {
	var databases []string
	err := connected(ctx, dsn("postgres"), func(conn *pgx.Conn) error {
		rows, _ := conn.Query(ctx, `select datname from pg_database where datallowconn order by 1`) // CollectRows returns its error
		var err error
		databases, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	if err != nil {
		return fmt.Errorf("scan the databases: %w", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, name := range databases {
		for _, binary := range []bool{false, true} {
			g.Go(func() error {
				err := connected(ctx, dsn(name), func(conn *pgx.Conn) error { return tables(ctx, f, conn, name, binary, to) })
				if err != nil {
					return fmt.Errorf("scan the tables of %s: %w", name, err)
				}
				return nil
			})
		}
	}
	return g.Wait()
}

func connected(ctx context.Context, dsn string, do func(*pgx.Conn) error) (err error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	return do(conn)
}

// tables looks at the tables of one database in one form. Only one of the forms counts rows.
func tables(ctx context.Context, f *Finder, conn *pgx.Conn, database string, binary bool, to *Report) error {
	rows, _ := conn.Query(ctx, relations) // CollectRows returns its error
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Name    string
		Catalog bool
		Columns string
	}])
	if err != nil {
		return err
	}
	for _, table := range all {
		if table.Catalog && binary {
			continue // some types of the catalogs have no binary form
		}
		s, sql := f.Search(), "copy (select "+table.Columns+" from "+table.Name+") to stdout"
		switch {
		case binary:
			sql = "copy (select * from " + table.Name + ") to stdout with (format binary)"
		case table.Catalog:
			sql = "copy " + table.Name + " to stdout"
		}
		tag, err := conn.PgConn().CopyTo(ctx, s, sql)
		if err != nil {
			return fmt.Errorf("read %s: %w", table.Name, err)
		}
		switch place := database + "." + table.Name; {
		case table.Catalog:
			to.add(KindCatalogs, place, tag.RowsAffected(), s)
		case binary:
			to.add(KindTables, place, tag.RowsAffected(), s)
		default:
			to.again(KindTables, place, s)
		}
	}
	return nil
}
