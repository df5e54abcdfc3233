package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg/pgtest"
)

// aLedger writes a made-up year of some two hundred rows for the small profile of the generator.
func aLedger(t *testing.T) (dir, profile string) {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir, profile = t.TempDir(), filepath.Join(root, "tools/cmd/ledgergen/testdata/profile.yaml")
	cmd := exec.CommandContext(t.Context(), "go", "run", "./cmd/ledgergen", "--profile", profile, "--out", dir, "--successes", "170", "--failures", "12",
		"--calendar", filepath.Join(root, "services/internal/calendar/notices.txt"))
	cmd.Dir = filepath.Join(root, "tools")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir, profile
}

// begins runs a sub-command until stop is called, and returns what it said and how it ended.
func (h person) begins(args ...string) (out *screen, stop func() error) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	p, out := h.program()
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, args) }()
	return out, func() error {
		cancel()
		return <-ended
	}
}

// until waits until a sub-command says something.
func (h person) until(pattern string, args ...string) {
	h.t.Helper()
	want := regexp.MustCompile(pattern)
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		said := h.does(args...)
		if want.MatchString(said) {
			return
		}
		select {
		case <-ctx.Done():
			h.t.Fatalf("anjie %s does not say %s:\n%s", strings.Join(args, " "), pattern, said)
		case <-tick.C:
		}
	}
}

// TestALedgerIsImportedOnceWhateverHappens imports a year into the real services: interrupted half-way, with the services stopped and
// started in between, and again when it is complete; then it is reverted as one act, and imported anew.
func TestALedgerIsImportedOnceWhateverHappens(t *testing.T) {
	t.Parallel()
	year, profile := aLedger(t)
	file, mapping := filepath.Join(year, "ledger.xlsx"), filepath.Join(year, "m.yaml")
	h := person{t, pgtest.Dir(t)}
	stop := h.starts()
	const city = "320200000000"
	importing := []string{"import", "ledger", file, "--mapping", mapping, "--acting-unit", city, "--workers", "4"}
	figure := []string{"figure", "success-rate", "--window", "2012", "--acting-unit", city, "--as", "auditor"}

	contains(t, h.fails(importing...), "[profile-missing]")
	contains(t, h.does("import", "ledger", file, "--mapping", mapping, "--profile", profile, "--dry-run"), "没有发现问题", "全部一致")
	h.does("profile", "publish", profile, "--as", "administrator", "--acting-unit", city)

	slowly := append(slices.Clone(importing[:len(importing)-1]), "1") // so that there is something to interrupt
	out, interrupt := h.begins(slowly...)
	h.until(` ([5-9]|[1-9]\d|1\d\d) +0 +导入中`, "import", "list", "--acting-unit", city) // registered, void
	err := interrupt()
	if f := fault.As(err); f == nil || f.Code != "import-interrupted" {
		t.Fatalf("interrupted: %v\n%s", err, out)
	}
	list := h.does("import", "list", "--acting-unit", city)
	id := regexp.MustCompile(`[0-9a-f-]{36}`).FindString(list)
	stop()
	stop = h.starts()
	defer func() { stop() }()

	said := h.does(importing...)
	contains(t, said, "以前已完成", "调处成功率 2012 = 170/182 = 93.41%")
	contains(t, h.does(figure...), "170/182", "93.41%")
	again := h.does(importing...)
	sent := regexp.MustCompile(`(\d+) 条指令，其中 (\d+) 条以前已记录`).FindStringSubmatch(again)
	if sent == nil || sent[1] != sent[2] {
		t.Errorf("imported again, something was new: %v\n%s", sent, again)
	}
	contains(t, h.does(figure...), "170/182")
	contains(t, h.does("import", "show", id, "--acting-unit", city), "已完成", "ledger.xlsx", "调处成功", "A02 邻里纠纷")
	contains(t, h.fails("import", "show", id, "--acting-unit", "330200000000"), "[import-not-found]")
	contains(t, h.does("rebuild", "imports"), "重建前后摘要一致")

	// Another mapping of the same file is another import: it is refused while this one holds.
	other := filepath.Join(year, "other.yaml")
	text, err := os.ReadFile(mapping)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	contains(t, h.fails("import", "ledger", file, "--mapping", other, "--acting-unit", city), "[import-started-differently]")

	contains(t, h.fails("import", "revert", id, "--reason", "X01", "--acting-unit", city), "[unknown-revert-reason]")
	contains(t, h.does("import", "revert", id, "--reason", "X13", "--acting-unit", city), "已全部作废")
	contains(t, h.does("import", "show", id, "--acting-unit", city), "已撤销", "X13 试导入")
	contains(t, h.fails("import", "revert", id, "--reason", "X13", "--acting-unit", city), "[import-reverted]")
	h.until("0/0", figure...) // statistics may be a moment behind intake

	contains(t, h.does("import", "ledger", file, "--mapping", other, "--acting-unit", city), "第2次", "调处成功率 2012 = 170/182 = 93.41%")
	contains(t, h.does(figure...), "170/182")
}

// TestALedgerThatContradictsItselfIsNotImportedSilently also leaves a row with an error out, for a reason that stands in the import.
func TestALedgerThatContradictsItselfIsNotImportedSilently(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	mapping := write("m.yaml", `version: 1
end: [合计]
headings: {received_on: 日期, unit: 单位, title: 事件, applicants: 申请人, category: 类别}
default: {channel: S01}
codes: {category: {邻里: A02}}
totals: {figures: {registered: 件数}}
`)
	profile, err := filepath.Abs("../../../tools/cmd/ledgergen/testdata/profile.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ledger := write("l.csv", "日期,单位,事件,申请人,类别\n2012-3-5,320205001001,墙,某甲,邻里\n2012-3-6,320205001001,树,某乙,邻居\n合计\n件数,2\n")
	h := person{t, pgtest.Dir(t)}
	base := []string{"import", "ledger", ledger, "--mapping", mapping, "--profile", profile}
	contains(t, h.fails(append(base, "--dry-run")...), "1 行有误", "[ledger-errors]")
	contains(t, h.fails(base...), "[ledger-errors]")
	contains(t, h.fails(append(base, "--leave-out")...), "D02", "[ledger-differs]")
	contains(t, h.fails(append(base, "--leave-out", "--accept-difference", "D02")...), "[not-running]")
	contains(t, h.fails(append(base, "--leave-out", "--accept-difference", "D02", "--token", "x")...), "[import-fixed-token]")
	contains(t, h.fails("import", "ledger", ledger, "--mapping", ledger), "[mapping-invalid]")
	contains(t, h.fails("import", "ledger", mapping, "--mapping", mapping, "--profile", profile), "[ledger-errors]")
	contains(t, h.fails("import", "ledger", filepath.Join(dir, "none.xlsx"), "--mapping", mapping, "--profile", profile), "[ledger-unreadable]")

	stop := h.starts()
	defer stop()
	const city = "320200000000"
	h.does("profile", "publish", profile, "--as", "administrator", "--acting-unit", city)
	said := h.does(append(base, "--leave-out", "--accept-difference", "D02", "--acting-unit", city)...)
	contains(t, said, "登记总数  2 / 1  -1", "已完成 1 行")
	id := regexp.MustCompile(`导入 ([0-9a-f-]{36})`).FindStringSubmatch(said)[1]
	contains(t, h.does("import", "show", id, "--acting-unit", city), "D02 有误的行暂不导入", "-1")
}
