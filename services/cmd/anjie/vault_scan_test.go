package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"

	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/pg/pglocal"
)

// lookedAt is a line of the table of a scan.
var lookedAt = regexp.MustCompile(`(?m)^(\S.*?) {2,}(\d+)  +(\d*) {2,}(\d+)$`)

// scansWell wants a scan to have looked at all there is, and to have found in the boxes what it looks for outside of them.
func (h person) scansWell(said string) {
	h.t.Helper()
	at := map[string][3]int{}
	for _, m := range lookedAt.FindAllStringSubmatch(said, -1) {
		var n [3]int
		for i := range n {
			n[i], _ = strconv.Atoi(m[2+i]) // files have no items
		}
		at[m[1]] = n
	}
	for _, want := range []struct {
		what                 text
		places, items, bytes int
	}{
		{kindTables, 30, 10_000, 5_000_000},
		{kindCatalogs, 300, 10_000, 1_000_000},
		{kindStreams, 2, 1500, 100_000},
		{kindData, 1000, 0, 20_000_000},
		{kindWAL, 1, 0, 1 << 20},
		{kindNATS, 4, 0, 100_000},
		{kindLogs, 3, 300, 20_000},
		{kindSpans, 1, 20, 10_000},
		{kindOther, 3, 0, 100},
	} {
		n := at[want.what[0]]
		if n[0] < want.places || n[1] < want.items || n[2] < want.bytes {
			h.t.Errorf("%s: looked at %v, want %v at least:\n%s", want.what[0], n, want, said)
		}
	}
	// How many of them there are is the demonstration's own affair: all but those of the case that it erased.
	inside := regexp.MustCompile(`找到姓名 (\d+) 个、号码 (\d+) 个；另有 (\d+) 个事件已依法删除`).FindStringSubmatch(said)
	if inside == nil {
		h.t.Fatalf("the control is not told:\n%s", said)
	}
	if inside[3] == "0" {
		h.t.Error("no event is erased")
	}
}

// sees starts what was stopped again: the case that was erased shows nobody and counts, others show their people to whoever may see them
// and to nobody else. Then it exports the log into the folder, where the next scan finds it.
func (h person) sees(said string) {
	h.t.Helper()
	stop := h.starts()
	defer stop()
	const city = "320200000000"
	erased := regexp.MustCompile(`已删除 dispute-(\S+)`).FindStringSubmatch(said)[1]
	contains(h.t, h.does("dispute", "show", erased, "--acting-unit", city), "当事人信息已依法删除", "已办结")
	contains(h.t, h.does("figure", "success-rate", "--window", "2012", "--acting-unit", city, "--as", "statistician"), "2012 = 420/440 = 95.45%")
	contains(h.t, h.does("figure", "recompute", "success-rate", "--window", "2012", "--acting-unit", city, "--as", "auditor"), "（由日志重算：一致）")
	seen := 0
	for _, name := range []string{"金丝雀零零零壹", "金丝雀零零零贰", "金丝雀零零叁柒", "金丝雀零零玖玖"} {
		id := caseID.FindString(h.does("dispute", "search", name, "--purpose", "P03", "--acting-unit", city))
		if id == "" {
			continue // it shares the case that was erased
		}
		seen++
		contains(h.t, h.does("dispute", "show", id, "--acting-unit", city), name)
		for _, role := range []string{"auditor", "leader", "navigator"} {
			if page := h.does("dispute", "show", id, "--acting-unit", city, "--as", role); strings.Contains(page, "金丝雀") {
				h.t.Errorf("the %s sees\n%s", role, page)
			}
		}
	}
	if seen < 3 {
		h.t.Errorf("only %d names are found by who may see them", seen)
	}
	contains(h.t, h.does("events", "--export", filepath.Join(h.dir, "export.jsonl")), "已导出")
}

// findsLeaks plants a name into a table, a stream, a log and a file that is not ours, and wants a scan to find each, to name the place and
// not the name.
func (h person) findsLeaks(list string) {
	h.t.Helper()
	const name = "金丝雀零零壹柒"
	ctx := h.t.Context()
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	scan := []string{"vault", "scan", "--canaries", list}
	cluster, err := pglocal.Start(ctx, pglocal.Config{Dir: postgresDir(h.dir)})
	must(err)
	conn, err := pgx.Connect(ctx, cluster.DSN("anjie_statistics"))
	must(err)
	for _, sql := range []string{
		`create table scratch as select repeat('x', 5000) || '` + name + `' as t`, // long: it is compressed in the file
		`create table gone as select '` + name + `'::text as t`,
		`drop table gone`, // what remains is the write-ahead log
	} {
		_, err := conn.Exec(ctx, sql)
		must(err)
	}
	must(conn.Close(ctx))
	must(cluster.Stop())

	server, err := busnats.Embedded(busnats.Config{Dir: filepath.Join(h.dir, "nats"), Services: []busnats.Service{{Name: "test", Operator: true}}})
	must(err)
	bus, err := busnats.Connect(busnats.Options{Server: server, User: "test"})
	must(err)
	must(bus.Await(ctx))
	m := nats.NewMsg("anjie.intake.test")
	m.Header.Set("Who", name)
	_, err = bus.JetStream().PublishMsg(ctx, m)
	must(err)
	bus.Close()
	server.Stop()

	log, err := os.OpenFile(filepath.Join(h.dir, childLog), os.O_WRONLY|os.O_APPEND, 0)
	must(err)
	_, err = log.WriteString(`level=ERROR msg="bad row" who="` + name + "\"\n")
	must(err)
	must(log.Close())
	elsewhere := h.t.TempDir()
	must(os.WriteFile(filepath.Join(elsewhere, "dump"), []byte(`{"name":"\u91d1\u4e1d\u96c0\u96f6\u96f6\u58f9\u67d2"}`), 0o600))

	p, out := h.program()
	err = p.run(ctx, append(scan, "--also", elsewhere))
	if err == nil || exitCode(err) != 2 || !strings.Contains(p.refusal(err), "[personal-data-outside]") {
		h.t.Fatalf("the scan ends with %v:\n%s", err, out)
	}
	contains(h.t, out.String(), "名单第 35 行", "anjie_statistics.public.scratch", "nats:FACTS_intake", filepath.Join(h.dir, childLog),
		filepath.Join(h.dir, "postgres/data/pg_wal"), filepath.Join(elsewhere, "dump"), `\u 编码`, "封存之外：姓名 100 个中找到 1 个，号码 100 个中找到 0 个")
	if exports := regexp.MustCompile(`导出的日志的行 +1 +\d{4}`); !exports.MatchString(out.String()) || strings.Contains(out.String(), "export.jsonl") {
		h.t.Errorf("the exported log was not looked at, or holds a name:\n%s", out)
	}
	if strings.Contains(out.String(), name) {
		h.t.Errorf("the scan shows the name:\n%s", out)
	}

	// A list of strangers proves nothing, nor does a list of nothing, a folder in which nothing is, or one that is in use.
	other := filepath.Join(elsewhere, "others")
	must(os.WriteFile(other, []byte("金丝雀玖玖玖玖\n10099999999\n"), 0o600))
	contains(h.t, h.fails("vault", "scan", "--canaries", other), "[scan-control]")
	must(os.WriteFile(other, []byte("\n"), 0o600))
	contains(h.t, h.fails("vault", "scan", "--canaries", other), "[canaries-flag]")
	contains(h.t, h.fails("vault", "scan"), "[canaries-flag]")
	contains(h.t, h.fails(append(scan, "--data", elsewhere)...), "[no-database]")
	must(running{PID: os.Getpid()}.write(h.dir))
	contains(h.t, h.fails(scan...), "[stop-first]")
	must(os.Remove(runFile(h.dir)))
}

// TestAListIsReadWhateverWroteIt: with an end of line in a name nothing would be found, and that would look clean.
func TestAListIsReadWhateverWroteIt(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "list.txt")
	for name, text := range map[string]string{
		"ledgergen": "金丝雀零零\n\n10090000001\n",
		"Windows":   "\ufeff金丝雀零零\r\n\r\n10090000001\r\n\r\n",
		"a person":  " 金丝雀零零 \n\n10090000001\t\n  \n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := readTexts(file); err != nil || !slices.Equal(got, []string{"金丝雀零零", "", "10090000001"}) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
