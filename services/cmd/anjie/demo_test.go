package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// TestTheDemonstration runs a small one: a real process is killed with SIGKILL in the middle of an import, nothing that was answered is
// lost, nothing repeated has a second effect, the figure is what the ledger says, the rebuilt read models are the live ones, erasing a
// person changes no figure, and nobody's name is in anything that is left.
func TestTheDemonstration(t *testing.T) {
	t.Setenv(asProgram, "1")
	h := person{t: t, dir: pgtest.Dir(t)}
	year, profile := aLedgerOfCanaries(t)
	list := filepath.Join(year, "canaries.txt")
	said := h.does("demo", "--dir", h.dir, "--profile", profile, "--ledger", filepath.Join(year, "ledger.xlsx"), "--kill-after", "200", "--canaries", list)
	contains(t, said, "已发布", "全部一致", "SIGKILL", "条指令，其中", "2012 = 420/440 = 95.45%", "（由日志重算：一致）", "调解不成（未达成）", "的经过，共",
		"（由日志重算：不一致）", "[figures-differ]", "[views-healed]", "日志完整", "演示完成",
		"在封存之内：有权的人员看得到", "已删除 dispute-", "按姓名已查不到这件案件", "封存之外：姓名 100 个中找到 0 个，号码 100 个中找到 0 个")
	if n := strings.Count(said, "重建前后摘要一致"); n != len(viewNames()) {
		t.Errorf("%d read models with equal digests, want all:\n%s", n, said)
	}
	if n := strings.Count(said, "与先前逐字相同"); n != 2 {
		t.Errorf("the figures were compared %d times, after the erasure and after the rebuild", n)
	}
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
