package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/statistics/figuretest"
)

// stores appends stored events of one dispute, as intake stores them, and returns the position of the last.
func (h person) stores(n int, steps ...string) string {
	h.t.Helper()
	r, _, err := readRunning(h.dir)
	h.must(err)
	store, err := esdb.Open(h.t.Context(), r.EventStore, esdb.Options{})
	h.must(err)
	defer store.Close() //nolint:errcheck // a test's
	var pending []es.Pending
	prev := es.NoPrev
	for _, step := range steps {
		typ, data, _ := strings.Cut(step, " ")
		metadata, err := json.Marshal(es.Meta{
			Schema: es.MetaSchema, Actor: "clerk", Command: uuid.New(), CommandDigest: "x", OccurredAt: time.Now(), RecordedAt: time.Now(), Prev: prev,
		})
		h.must(err)
		e := es.Pending{ID: uuid.New(), Type: "dispute-" + typ + "-v1", Data: []byte("{" + data + "}"), Metadata: metadata}
		pending = append(pending, e)
		record := es.Record{Stream: "dispute-" + figuretest.Dispute(n).String(), Revision: uint64(len(pending) - 1), ID: e.ID, Type: e.Type, Data: e.Data, Metadata: e.Metadata}
		prev = record.Hash()
	}
	appended, err := store.Append(h.t.Context(), "dispute-"+figuretest.Dispute(n).String(), es.NoStream, pending)
	h.must(err)
	return appended.Position.String()
}

func (h person) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// settled are the steps of a dispute of 2012 that was closed with an outcome, recorded at a time.
func settled(unit, outcome, recorded string) []string {
	when := fmt.Sprintf(`"occurredAt":"2012-06-01T04:00:00Z","recordedAt":%q`, recorded)
	return []string{
		fmt.Sprintf(`registered "unit":%q,"category":"A02","receivedAt":"2012-05-01T04:00:00Z","registeredAt":%q`, unit, recorded),
		"accepted " + when,
		fmt.Sprintf(`concluded %s,"outcome":%q`, when, outcome),
	}
}

// damages changes rows of statistics' database behind its back.
func (h person) damages(sql string) {
	h.t.Helper()
	r, _, err := readRunning(h.dir)
	h.must(err)
	pool, err := pg.Open(h.t.Context(), r.Databases["statistics"], pg.Options{})
	h.must(err)
	defer pool.Close()
	tag, err := pool.Exec(h.t.Context(), sql)
	h.must(err)
	if tag.RowsAffected() == 0 {
		h.t.Errorf("%s: nothing is damaged", sql)
	}
}

// TestAFigureIsAskedForRecomputedDamagedAndHealed does what a statistician and an auditor do.
func TestAFigureIsAskedForRecomputedDamagedAndHealed(t *testing.T) {
	h := person{t: t, dir: filepath.Join(pgtest.Dir(t), "anjie")}
	stop := h.starts()
	defer stop()
	contains(t, h.does("figure", "success-rate", "--window", "2012"), "调处成功率 2012 = 0/0 = —   @ 位置 ")

	const village = "320205101203"
	n := 0
	for outcome, times := range map[string]int{"R11": 4, "R12": 2, "R21": 3, "R14": 1, "R31": 1, "R41": 1} {
		for range times {
			n++
			h.stores(n, settled(village, outcome, "2026-01-05T01:00:00Z")...)
		}
	}
	january := h.stores(100, settled("320205102001", "R13", "2026-01-31T15:59:59Z")...)
	last := h.stores(101, settled(village, "R23", "2026-02-01T01:00:00Z")...)

	h.says(regexp.QuoteMeta("调处成功率 2012 = 7/11 = 63.64%   @ 位置 "+last)+"\n", "figure", "success-rate", "--window", "2012")
	said := h.does("figure", "success-rate", "--window", "2012")
	contains(t, said, "调处成功占办结  53.85%  7     13    success-of-concluded-v1", "调处成功占受理  50.00%  7     14", "R21   调解不成（未达成）", "调解不成    3",
		"机构 320205000000，统计期 2012-01-01 至 2012-12-31（北京时间），其中最后记录于 2026-02-01 09:00:00", "口径 success-rate-v1：分子：", "舍入：由整数精确计算")
	contains(t, h.does("--lang", "en", "figure", "success-rate", "--window", "2012"), "success rate 2012 = 7/11 = 63.64%   @ position "+last, "counts as", "rounding: Exact integers")
	contains(t, h.does("figure", "success-rate", "--window", "2012", "--unit", "320205102"), "= 1/1 = 100.00%")
	contains(t, h.does("figure", "success-rate", "--window", "2012-Q1"), "= 0/0 = —")
	contains(t, h.does("figure", "success-rate", "--window", "2012", "--as-of", january), "= 7/10 = 70.00%   @ 位置 "+january)
	contains(t, h.does("figure", "success-rate", "--window", "2012", "--as-of", "2026-01-31"), "= 7/10 = 70.00%   @ 位置 "+january)
	contains(t, h.does("figure", "success-rate", "--window", "2012", "--as-of", "2026-01-31T23:59:58+08:00"), "= 6/9 = 66.67%")
	contains(t, h.does("figure", "success-rate", "--window", "2012", "--json"), `"percent":`, `"63.64%"`, `"success-of-registered-v1"`)
	contains(t, h.fails("figure", "success-rate"), "缺少 --window")
	contains(t, h.fails("figure", "success-rate", "--window", "去年"), "[window-format]")
	contains(t, h.fails("figure", "success-rate", "--window", "2012", "--as-of", "昨天"), "[as-of-flag]")
	contains(t, h.fails("figure", "success-rate", "--window", "2012", "--as-of", "2999-01-01"), "不得晚于现在")
	contains(t, h.fails("figure", "success-rate", "--window", "2012", "--unit", "33"), "[unit-not-yours]")

	h.drillsDown(last)
	h.recomputes(last, january)
	h.damagesAndHeals(last)
}

func (h person) drillsDown(last string) {
	h.t.Helper()
	said := h.does("figure", "success-rate", "--window", "2012", "--cases", "failure", "--page-size", "3")
	contains(h.t, said, "A02", "R21", "2012-05-01", "2012-06-01", "调解不成 2012：本页 3 件，截至日志位置 "+last, "下一页：--page ")
	token := regexp.MustCompile(`--page (\S+)`).FindStringSubmatch(said)[1]
	said = h.does("figure", "success-rate", "--window", "2012", "--cases", "failures", "--page-size", "3", "--page", token)
	contains(h.t, said, "本页 1 件")
	if strings.Contains(said, "下一页") {
		h.t.Errorf("a page behind the last: %s", said)
	}
	contains(h.t, h.does("figure", "success-rate", "--window", "2012", "--cases", "partial", "--json"), `"R14"`, `"closedAt":`)
	contains(h.t, h.fails("figure", "success-rate", "--window", "2012", "--cases", "nonsense"), "[unknown-set]", "success、partial")
	contains(h.t, h.fails("figure", "success-rate", "--window", "2012", "--cases", "success", "--page", token), "[page-token]")
}

func (h person) recomputes(last, january string) {
	h.t.Helper()
	said := h.does("figure", "recompute", "success-rate", "--window", "2012")
	contains(h.t, said, "调处成功率 2012 = 7/11 = 63.64%   @ 位置 "+last+"   （由日志重算：一致）", "7/11 = 63.64%  7/11 = 63.64%", "由日志从头重算：14 件纠纷")
	digests := regexp.MustCompile(`sha256:[0-9a-f]{64}`).FindAllString(said, -1)
	if len(digests) != 2 || digests[0] != digests[1] {
		h.t.Errorf("digests %v in\n%s", digests, said)
	}
	contains(h.t, h.does("figure", "recompute", "success-rate", "--window", "2012", "--as-of", "2026-01-31"), "7/10 = 70.00%   @ 位置 "+january, "一致）")
	contains(h.t, h.does("figure", "recompute", "success-rate", "--window", "2012", "--as-of", january, "--unit", "320205102001"), "1/1 = 100.00%", "一致）")

	file := filepath.Join(h.t.TempDir(), "log.jsonl")
	h.does("events", "--export", file)
	contains(h.t, h.does("figure", "recompute", "success-rate", "--window", "2012", "--from-file", file), "文件重算", "一致）", "63.64%  7/11 = 63.64%  7/11 = 63.64%")
	offline := h.does("figure", "recompute", "success-rate", "--window", "2012", "--from-file", file, "--offline")
	contains(h.t, offline, "7/11 = 63.64%", "仅由文件重算", digests[0])
	contains(h.t, h.does("figure", "recompute", "success-rate", "--window", "2012", "--from-file", file, "--offline", "--as-of", january), "7/10 = 70.00%   @ 位置 "+january)
	contains(h.t, h.fails("figure", "recompute", "success-rate", "--window", "2012", "--offline"), "--from-file")
	contains(h.t, h.fails("figure", "recompute", "success-rate", "--window", "2012", "--from-file", file, "--offline", "--unit", "3"), "[unit-format]")

	whole, err := os.ReadFile(file)
	h.must(err)
	lines := strings.SplitAfter(string(whole), "\n")
	write := func(lines ...string) string {
		name := filepath.Join(h.t.TempDir(), "other.jsonl")
		h.must(os.WriteFile(name, []byte(strings.Join(lines, "")), 0o600))
		return name
	}
	cut := write(lines[:len(lines)-3]...)
	contains(h.t, h.does("figure", "recompute", "success-rate", "--window", "2012", "--from-file", cut, "--offline"), "导出未完成", "7/10 = 70.00%")
	contains(h.t, h.fails("figure", "recompute", "success-rate", "--window", "2012", "--from-file", cut), "[export-too-short]")
	missing := write(append(append([]string{}, lines[:3]...), lines[4:]...)...)
	contains(h.t, h.fails("figure", "recompute", "success-rate", "--window", "2012", "--from-file", missing, "--offline"), "[export-not-whole]")
	contains(h.t, h.fails("figure", "recompute", "success-rate", "--window", "2012", "--from-file", write("no export\n"), "--offline"), "[export-other]")
}

func (h person) damagesAndHeals(last string) {
	h.t.Helper()
	h.damages(fmt.Sprintf("delete from view_statuses.status where dispute = '%s'", figuretest.Dispute(101)))
	h.damages(fmt.Sprintf("update view_statuses.status set outcome = 'R11' where dispute = '%s' and outcome is not null", figuretest.Dispute(100)))
	contains(h.t, h.does("figure", "success-rate", "--window", "2012"), "= 7/10 = 70.00%")
	p, out := h.program()
	err := p.run(h.t.Context(), []string{"figure", "recompute", "success-rate", "--window", "2012"})
	if f := fault.As(err); f == nil || f.Code != "figures-differ" || exitCode(err) != 2 {
		h.t.Errorf("a damaged view: %v, exit code %d", err, exitCode(err))
	}
	contains(h.t, out.String(), "（由日志重算：不一致）", "7/10 = 70.00%  7/11 = 63.64%", "不一致的案件 2 件（来源：服务 / 日志重算）：",
		figuretest.Dispute(101).String()+"  不在其内", "R23 办结 受理 登记", figuretest.Dispute(100).String()+"  R11 办结 受理 登记", "R13 办结 受理 登记")

	p, _ = h.program()
	if err := p.run(h.t.Context(), []string{"rebuild", "statuses"}); exitCode(err) != 2 {
		h.t.Errorf("the rebuild of a damaged view: %v", err)
	}
	contains(h.t, h.does("figure", "recompute", "success-rate", "--window", "2012"), "= 7/11 = 63.64%   @ 位置 "+last, "一致）")
}
