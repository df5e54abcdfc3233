package leak_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/cmd/internal/leak"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m, nil) }

const (
	name  = "金丝雀零零柒肆"
	phone = "10090000074"
)

// found are the places of a report, with the forms that were found there.
func found(r *leak.Report) string {
	var b strings.Builder
	for _, h := range r.Hits() {
		b.WriteString(h.Place + " " + h.Form + "\n")
	}
	return b.String()
}

// TestALeakInATableIsFound plants a name and a number as rows may hold them: as text, as bytes that were encoded before, as a number, long
// and so compressed, in a view that keeps its rows, and among what PostgreSQL remembers of a column.
func TestALeakInATableIsFound(t *testing.T) {
	t.Parallel()
	f := finder(t, name, phone)
	dsn := pgtest.FreshDSN(t)
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx) //nolint:errcheck // the database goes away
	of := func(database string) string {
		if database == "postgres" {
			return pgtest.Cluster().DSN("postgres")
		}
		return pgtest.Cluster().DSN(database)
	}
	clean := leak.NewReport()
	if err := leak.Tables(ctx, f, of, clean); err != nil {
		t.Fatal(err)
	}
	if len(clean.Hits()) > 0 || clean.Of(leak.KindCatalogs).Items < 1000 {
		t.Fatalf("before anything is planted: %v, %v", clean.Hits(), clean.Of(leak.KindCatalogs))
	}
	for _, sql := range []string{
		`create schema odd`,
		`create table odd."a Table" (a text, b bytea, n bigint, j jsonb, l text[])`,
		`insert into odd."a Table" values ('x' || '` + name + `' || 'y', null, null, null, null)`,
		`create table bytes as select convert_to(encode(convert_to('` + name + `', 'UTF8'), 'base64'), 'UTF8') as b`,
		`create table numbers as select ` + phone + `::bigint as n`,
		`create table packed as select repeat('long and boring. ', 10000) || '` + name + `' as text`,
		`create materialized view kept as select '{"name":"` + name + `"}'::jsonb as j`,
		`create table remembered as select '` + phone + `'::text as t from generate_series(1, 200)`,
		`analyze remembered`,
		`delete from remembered`, // and still it stands in pg_statistic
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	r := leak.NewReport()
	if err := leak.Tables(ctx, f, of, r); err != nil {
		t.Fatal(err)
	}
	got := found(r)
	for _, place := range []string{
		`odd."a Table" UTF-8`, "public.bytes base64", "public.numbers UTF-8", "public.packed UTF-8", "public.kept UTF-8", "pg_catalog.pg_statistic UTF-8",
	} {
		if !strings.Contains(got, place) {
			t.Errorf("not found: %s; found\n%s", place, got)
		}
	}
	if c := r.Of(leak.KindTables); c.Places < 6 || c.Items < 5 || c.Bytes == 0 {
		t.Errorf("looked at %+v", c)
	}
}

// TestALeakInAStreamIsFound plants a name in the data, in a header and in a subject of messages that are compressed on disk.
func TestALeakInAStreamIsFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := busnats.Embedded(busnats.Config{Dir: dir, Services: []busnats.Service{{Name: "scan", Operator: true}}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	c, err := busnats.Connect(busnats.Options{Server: s, User: "scan"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Await(t.Context()); err != nil {
		t.Fatal(err)
	}
	js := c.JetStream()
	for _, stream := range []string{"CLEAN", "DATA", "HEADER", "SUBJECT"} {
		if _, err := js.CreateStream(t.Context(), jetstream.StreamConfig{Name: stream, Subjects: []string{stream + ".>"}, Compression: jetstream.S2Compression}); err != nil {
			t.Fatal(err)
		}
		for n := range 300 {
			m := nats.NewMsg(stream + ".x")
			m.Data = []byte(strings.Repeat("nothing to see ", 50))
			switch {
			case n != 250:
			case stream == "DATA":
				m.Data = append(m.Data, name...)
			case stream == "HEADER":
				m.Header.Set("Who", name)
			case stream == "SUBJECT":
				m.Subject += "." + phone
			}
			if _, err := js.PublishMsg(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.Close()
	s.Stop()
	r := leak.NewReport()
	if err := leak.Streams(t.Context(), finder(t, name, phone), dir, r); err != nil {
		t.Fatal(err)
	}
	if got, want := found(r), "nats:DATA UTF-8\nnats:HEADER UTF-8\nnats:SUBJECT UTF-8\n"; got != want {
		t.Errorf("found\n%swant\n%s", got, want)
	}
	if n := r.Of(leak.KindStreams); n.Items != 1200 || n.Places != 4 {
		t.Errorf("looked at %+v", n)
	}
}

// TestALeakInAFileIsFound plants a name across the border of two pieces, and in a hidden file of a folder in a folder.
func TestALeakInAFileIsFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(path, content string) {
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("clean", "one\ntwo\n")
	write("big", strings.Repeat("x", 256<<10-10)+name)
	write("a/b/.hidden.log", "one\ntwo "+phone+"\nthree\n")
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	kind := func(path string) (string, bool) {
		if strings.HasSuffix(path, ".log") {
			return "logs", true
		}
		return "files", false
	}
	elsewhere := filepath.Join(t.TempDir(), "data")
	if err := os.Symlink(dir, elsewhere); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{dir, elsewhere} {
		r := leak.NewReport()
		if err := leak.Files(t.Context(), finder(t, name, phone), folder, kind, r); err != nil {
			t.Fatal(err)
		}
		if got, want := found(r), dir+"/a/b/.hidden.log UTF-8\n"+dir+"/big UTF-8\n"; got != want {
			t.Errorf("%s: found\n%swant\n%s", folder, got, want)
		}
		if files, logs := r.Of("files"), r.Of("logs"); files.Places != 2 || logs.Places != 1 || logs.Items != 3 || files.Items != 0 {
			t.Errorf("%s: looked at %+v and %+v", folder, files, logs)
		}
	}
	if err := leak.Files(t.Context(), finder(t, name), filepath.Join(dir, "none"), kind, leak.NewReport()); err == nil {
		t.Error("a folder that is not there was looked at")
	}
}
