package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"anjie.internal/services/internal/pg/pgtest"
)

// asProgram makes the test binary be the program: the demonstration starts itself as a process of its own.
const asProgram = "ANJIE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// aLedgerOfCanaries writes a made-up year of some four hundred rows, in which a hundred people have names that stand nowhere else.
func aLedgerOfCanaries(t *testing.T) (dir, profile string) {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir, profile = t.TempDir(), filepath.Join(root, "tools/cmd/ledgergen/testdata/profile.yaml")
	cmd := exec.CommandContext(t.Context(), "go", "run", "./cmd/ledgergen", "--profile", profile, "--out", dir, "--successes", "420", "--failures", "20",
		"--canaries", "100", "--calendar", filepath.Join(root, "services/internal/calendar/notices.txt"))
	cmd.Dir = filepath.Join(root, "tools")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir, profile
}

// demoTold are the lines that a demonstration with aLedgerOfCanaries must tell, and how often.
var demoTold = []struct {
	line  string
	times int
}{
	{`   中断时日志中已有 [2-9]\d\d+ 个事件`, 1},
	{`已完成 \d{3} 行：\d+ 条指令，其中 [1-9]\d* 条以前已记录；.*`, 1},
	{`调处成功率 2012 = 420/440 = 95\.45%   @ 位置 \d+`, 1},
	{`调处成功率 2012 = 420/440 = 95\.45%   @ 位置 \d+   （由日志重算：一致）`, 2}, // at first, and after the tampering was healed
	{`调处成功率 2012 = 420/439 = 95\.67%   @ 位置 \d+   （由日志重算：不一致）`, 1},
	{`.*（由日志重算：.*`, 3},
	{`不一致的案件 1 件（来源：服务 / 日志重算）：`, 1},
	{`\d{4}-\d{12}-\d{6} +\S{36} .* R2[123] .*`, 20},
	{`调解不成 2012：本页 20 件，截至日志位置 \d+`, 1},
	{`纠纷 \S{36} 的经过，共 \d+ 步`, 1},
	{`   已删去 [1-9] 行：纠纷 \S{36}`, 1},
	{`   与先前逐字相同：调处成功率 2012 = 420/440 = 95\.45%；.*`, 2}, // after the erasure, and after everything was rebuilt
	{`.*重建前后摘要一致.*`, len(viewNames())},
	{`封存之外：姓名 100 个中找到 0 个，号码 100 个中找到 0 个`, 1},
}

// tells wants whole lines to be told just so often.
func tells(t *testing.T, said string, want []struct {
	line  string
	times int
},
) {
	t.Helper()
	for _, w := range want {
		if n := len(regexp.MustCompile(`(?m)^`+w.line+`$`).FindAllString(said, -1)); n != w.times {
			t.Errorf("told %d times, want %d: %s", n, w.times, w.line)
		}
	}
	if t.Failed() {
		t.Log(said)
	}
}

// TestTheDemonstration runs a small one: a real process is killed with SIGKILL in the middle of an import, nothing that was answered is
// lost, nothing repeated has a second effect, the figure is what the ledger says, the rebuilt read models are the live ones, erasing a
// person changes no figure, and nobody's name is in anything that is left.
func TestTheDemonstration(t *testing.T) {
	t.Setenv(asProgram, "1")
	h := person{t: t, dir: pgtest.Dir(t)}
	year, profile := aLedgerOfCanaries(t)
	list := filepath.Join(year, "canaries.txt")
	said := h.does("demo", "--dir", h.dir, "--profile", profile, "--ledger", filepath.Join(year, "ledger.xlsx"), "--kill-after", "200", "--canaries", list)
	contains(t, said, "已发布", "全部一致", "SIGKILL", "[figures-differ]", "[views-healed]", "日志完整", "演示完成", "在封存之内：有权的人员看得到", "已删除 dispute-", "按姓名已查不到这件案件")
	tells(t, said, demoTold)
	if _, ok, _ := readRunning(h.dir); ok {
		t.Error("the process of the demonstration still runs")
	}
	h.scansWell(said)
	h.sees(said)
	h.findsLeaks(list)
}

func TestTheRunFileOfAnotherProcessDoesNotCount(t *testing.T) {
	dir := t.TempDir()
	if _, ok, err := readRunning(dir); ok || err != nil {
		t.Errorf("no file: %t, %v", ok, err)
	}
	sleeper := exec.CommandContext(t.Context(), "sleep", "60") // a number that was given again
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	defer sleeper.Process.Kill() //nolint:errcheck // its end is all we want
	for _, c := range []struct {
		pid  int
		want bool
	}{{os.Getpid(), true}, {sleeper.Process.Pid, false}, {0, false}, {1 << 30, false}} {
		if err := (running{PID: c.pid}).write(dir); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := readRunning(dir); ok != c.want || err != nil {
			t.Errorf("process %d: runs %t, want %t (%v)", c.pid, ok, c.want, err)
		}
	}
	if err := os.WriteFile(runFile(dir), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readRunning(dir); err == nil {
		t.Error("a broken run file is taken")
	}
}
