package main

import (
	"os"
	"os/exec"
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

// TestTheDemonstration runs a small one: a real process is killed with SIGKILL in the middle of commands, and nothing that was
// answered is lost, nothing repeated has a second effect, and the rebuilt read models are the live ones.
func TestTheDemonstration(t *testing.T) {
	t.Setenv(asProgram, "1")
	h := person{t: t, dir: pgtest.Dir(t)}
	said := h.does("demo", "--dir", h.dir, "--disputes", "60", "--clients", "4")
	contains(t, said, "已登记 60 件", "办理中", "的经过，共 2 步", "合计", "SIGKILL", "每件恰好记录一次，共 220 件", "日志完整", "演示完成")
	if n := strings.Count(said, "重建前后摘要一致"); n != len(viewNames()) {
		t.Errorf("%d read models with equal digests, want all:\n%s", n, said)
	}
	if _, ok, _ := readRunning(h.dir); ok {
		t.Error("the process of the demonstration still runs")
	}
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
