package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"anjie.internal/services/cmd/internal/exported"
	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/pg/pgtest"
)

// goldenExport is what verifylog, which may know nothing of us, is tested with. `make golden` writes it.
const goldenExport = "../../../tools/cmd/verifylog/testdata/golden.jsonl"

// madeUp is an event of a log that nobody lived.
type madeUp struct{ stream, typ, data string }

// madeUpLog appends to a store some streams of several events, one through the other. Blanks, escapes and non-ASCII are there because
// bytes must survive.
func madeUpLog(t *testing.T, s es.Store) {
	t.Helper()
	appends(t, s, []madeUp{
		{"dispute-01a205df-bcc1-77bd-a39d-000000000001", "dispute-registered-v1", `{"codes":"2026-11","category":"A02","title":{"sealed":"bWFkZSB1cA=="}}`},
		{"dispute-01a205df-bcc1-77bd-a39d-000000000002", "dispute-registered-v1", `{ "codes": "2026-11",  "category": "A99", "note": "blanks stay" }`},
		{"dispute-01a205df-bcc1-77bd-a39d-000000000001", "dispute-amended-v1", `{"category":"A03","reason":"邻里 \u003c纠纷\u003e <&>"}`},
		{"calendar-2027", "calendar-published-v1", `{"days":[]}`},
		{"dispute-01a205df-bcc1-77bd-a39d-000000000001", "dispute-amended-v1", `{"category":"A04","involved":7}`},
		{"dispute-01a205df-bcc1-77bd-a39d-000000000003", "dispute-registered-v1", `{}`},
		{"dispute-01a205df-bcc1-77bd-a39d-000000000002", "dispute-amended-v1", `{"involved":12345678901234567890}`},
		{"dispute-01a205df-bcc1-77bd-a39d-000000000001", "dispute-withdrawn-v1", `{"reason":"R31"}`},
		{"calendar-2027", "calendar-corrected-v1", `{"days":["2027-02-06"]}`},
		{"dispute-01a205df-bcc1-77bd-a39d-000000000002", "dispute-withdrawn-v1", `{"reason":"R32"}`},
		{"邻里-1", "dispute-registered-v1", `{"category":"A02"}`},
		{"dispute-01a205df-bcc1-77bd-a39d-000000000003", "dispute-withdrawn-v1", `{"reason":"R31"}`},
	})
}

// appends writes events, each linked to the one before it in its stream. Nothing is drawn by lot, so that an export is the same every time.
func appends(t *testing.T, s es.Store, events []madeUp) {
	t.Helper()
	at := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
	type stream struct {
		next int64
		head string
	}
	streams := map[string]*stream{}
	for n, e := range events {
		to := streams[e.stream]
		if to == nil {
			to = &stream{head: es.NoPrev}
			streams[e.stream] = to
		}
		command := uuid.NewSHA1(uuid.NameSpaceOID, []byte{byte(n)})
		recorded := at.Add(time.Duration(n) * time.Minute)
		meta, err := es.Meta{
			Schema: es.MetaSchema, Actor: "clerk-1", Unit: "320205101203", Command: command, CommandDigest: fmt.Sprintf("hmac:%02d", n),
			Correlation: command, Causation: command, OccurredAt: recorded, RecordedAt: recorded, Prev: to.head,
		}.Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		id := uuid.NewSHA1(command, []byte(e.stream))
		if _, err := s.Append(t.Context(), e.stream, to.next-1, []es.Pending{{ID: id, Type: e.typ, Data: []byte(e.data), Metadata: meta}}); err != nil {
			t.Fatal(err)
		}
		to.head = es.Hash(e.stream, uint64(to.next), id, e.typ, []byte(e.data), meta)
		to.next++
	}
}

// TestExportHoldsTheStoredBytes exports from the real store and compares every line with what the store holds; then it interrupts.
func TestExportHoldsTheStoredBytes(t *testing.T) {
	server := eventstoretest.Start(t, pgtest.Durable(t).DSN("postgres"))
	store, err := esdb.Open(t.Context(), server.ConnectionString(), esdb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close() //nolint:errcheck // only read
	madeUpLog(t, store)
	h := person{t: t, dir: t.TempDir()}
	file := filepath.Join(h.dir, "log.jsonl")
	at := []string{"--eventstore", server.ConnectionString()}
	events := func(args ...string) []string { return append(append([]string{"events"}, args...), at...) }

	contains(t, h.does(events("--export", file)...), "已导出 12 个事件", "sha256:")
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	compareWithStore(t, store, got)
	if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v %v: others can read it", st.Mode(), err)
	}
	if os.Getenv("ANJIE_UPDATE_GOLDEN") == "1" {
		if err := os.WriteFile(goldenExport, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenExport)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("not the golden export:\n%s", diff)
	}

	p, out := h.program()
	said := &screen{}
	p.err = said
	if err := p.run(t.Context(), events("--export", "-")); err != nil {
		t.Fatal(err)
	}
	if out.String() != string(got) {
		t.Errorf("to the standard output:\n%s", cmp.Diff(string(got), out.String()))
	}
	contains(t, said.String(), "已导出 12 个事件")

	contains(t, h.fails(events("--export", file)...), file, "已存在")
	contains(t, h.fails(events("--export", file+"2", "--after", "3")...), file+"2", "没有可续写")
	contains(t, h.fails(events("--export", "-", "--after", "3")...), "标准输出无法续写")
	for flag, value := range map[string]string{"--stream": "=dispute-", "--follow": "", "--json": ""} {
		contains(t, h.fails(events("--export", file+"3", flag+value)...), "不能与 "+flag)
	}
	if _, err := os.Stat(file + "3"); err == nil {
		t.Error("a refused export leaves a file behind")
	}
}

// compareWithStore wants the lines to be the events of the log, in its order, and the digest at their end to be computed from them.
func compareWithStore(t *testing.T, s es.Store, export []byte) {
	t.Helper()
	lines := bufio.NewScanner(bytes.NewReader(export))
	var digest exported.Tally
	for rec, err := range s.ReadAll(t.Context(), es.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		var line struct {
			Stream, ID, Type, Position, Data, Metadata string
			Revision                                   uint64
		}
		lines.Scan()
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, lines.Bytes())
		}
		if line.Stream != rec.Stream || line.Revision != rec.Revision || line.ID != rec.ID.String() || line.Type != rec.Type || line.Position != rec.Position.String() {
			t.Errorf("line %s, the store holds %+v", lines.Bytes(), rec)
		}
		for base, stored := range map[string][]byte{line.Data: rec.Data, line.Metadata: rec.Metadata} {
			if b, err := base64.StdEncoding.DecodeString(base); err != nil || !bytes.Equal(b, stored) {
				t.Errorf("%s: exported %q (%v), stored %q", rec.Position, b, err, stored)
			}
		}
		if err := digest.Add(&rec); err != nil {
			t.Fatal(err)
		}
	}
	lines.Scan()
	end := fmt.Sprintf(`{"end":true,"events":%d,"position":"%s","digest":"%s"}`, digest.Events, digest.At, digest.Digest())
	if lines.Text() != end || lines.Scan() {
		t.Errorf("it ends with %s, want %s", lines.Text(), end)
	}
}

// stops is a store whose reader is interrupted in front of an event.
type stops struct {
	es.Store
	before uint64
	stop   func() error
}

func (s stops) ReadAll(ctx context.Context, after es.Position) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		for rec, err := range s.Store.ReadAll(ctx, after) {
			if rec.Position.Commit == s.before {
				yield(es.Record{}, s.stop())
				return
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

func TestAnInterruptedExportGoesOn(t *testing.T) {
	store := esmem.New(func() time.Time { return time.Unix(0, 0) })
	madeUpLog(t, store)
	h := person{t: t, dir: t.TempDir()}
	export := func(ctx context.Context, s es.Store, file, after string) error {
		p, _ := h.program()
		err := p.export(ctx, s, file, after, exportFlags{})
		if err != nil {
			return errors.New(p.explain(err))
		}
		return nil
	}
	whole := filepath.Join(h.dir, "whole")
	if err := export(t.Context(), store, whole, ""); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	same := func(file string) {
		t.Helper()
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: %s", err, cmp.Diff(string(want), string(got)))
		}
	}

	ctx, cancel := context.WithCancel(t.Context())
	ctrlC := stops{store, 6, func() error { cancel(); return ctx.Err() }}
	file := filepath.Join(h.dir, "log")
	said := fmt.Sprint(export(ctx, ctrlC, file, ""))
	contains(t, said, file, "已写入 5 个事件", "已中断", "--after 5 续写")
	part, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(want, part) || bytes.Count(part, []byte("\n")) != 5 || !bytes.HasSuffix(part, []byte("}\n")) {
		t.Errorf("five whole lines are not what is left: %v\n%s", err, part)
	}
	contains(t, fmt.Sprint(export(t.Context(), store, file, "4")), "在位置 5", "--after 5")
	contains(t, fmt.Sprint(export(t.Context(), stops{store, 9, func() error { return es.ErrUnavailable }}, file, "5")), "已写入 8 个事件", "--after 8")
	if err := os.WriteFile(file, append(part, want[len(part):len(part)+30]...), 0o600); err != nil { // as kill -9 leaves it
		t.Fatal(err)
	}
	for _, after := range []string{"5", "12"} { // the second goes on with a complete one, and finds nothing new
		if err := export(t.Context(), store, file, after); err != nil {
			t.Fatal(err)
		}
		same(file)
	}

	for name, content := range map[string]string{"not ours": "a diary", "one line of another's JSON": "{}\n", "more behind the end": string(want) + "x"} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		contains(t, fmt.Sprint(export(t.Context(), store, file, "5")), "不是导出的日志，未作改动")
		if got, err := os.ReadFile(file); err != nil || string(got) != content {
			t.Errorf("%s: it was changed to %q %v", name, got, err)
		}
	}
}

func TestAnEmptyLogIsExported(t *testing.T) {
	h := person{t: t, dir: t.TempDir()}
	p, out := h.program()
	p.err = &screen{}
	if err := p.export(t.Context(), esmem.New(time.Now), "-", "", exportFlags{}); err != nil {
		t.Fatal(err)
	}
	want := `{"end":true,"events":0,"position":"0","digest":"sha256:` + strings.Repeat("0", 64) + `"}` + "\n"
	if out.String() != want {
		t.Errorf("%s, want %s", out, want)
	}
}
