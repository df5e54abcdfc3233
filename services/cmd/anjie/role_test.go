package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/internal/pg/pgtest"
)

// runs runs a sub-command until the test ends and returns what pattern finds in its output.
func (h person) runs(pattern string, args ...string) string {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	p, out := h.program()
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, args) }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	find := regexp.MustCompile(pattern)
	for {
		if m := find.FindStringSubmatch(out.String()); m != nil {
			h.t.Cleanup(func() {
				cancel()
				if err := <-ended; err != nil {
					h.t.Errorf("anjie %s ended: %v", args[0], err)
				}
			})
			return m[1]
		}
		select {
		case err := <-ended:
			cancel()
			h.t.Fatalf("anjie %s: %v", strings.Join(args, " "), p.refusal(err))
		case <-tick.C:
		}
	}
}

// TestASecondReplicaOfIntake runs one more intake beside `anjie all`, as a cluster would: both answer, followers and the relay
// run in one of them, and neither sees a difference.
func TestASecondReplicaOfIntake(t *testing.T) {
	h := person{t: t, dir: filepath.Join(pgtest.Dir(t), "anjie")}
	stop := h.starts()
	t.Cleanup(stop)
	r, _, err := readRunning(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "token.pub")
	if err := os.WriteFile(key, []byte(h.does("token", "--public")), 0o600); err != nil {
		t.Fatal(err)
	}
	role := []string{"--eventstore", r.EventStore, "--token-key", key, "--listen", "127.0.0.1:0", "--log-level", "error"}
	second := h.runs(`监听 (\S+)`, append([]string{
		"intake", "--database", r.Databases["intake"], "--kek-file", filepath.Join(h.dir, "kek"),
		"--nats", r.NATS, "--nats-users-file", r.NATSUsers,
	}, role...)...)
	counts := h.runs(`监听 (\S+)`, append([]string{"statistics", "--database", r.Databases["statistics"]}, role...)...)

	id := regexp.MustCompile(`纠纷 (\S+)，`).FindStringSubmatch(
		h.does("dispute", "register", "--server", second, "--title", "两家争一堵墙", "--applicant", "王一"))[1]
	contains(t, h.does("dispute", "show", id), "两家争一堵墙", "王一")
	contains(t, h.does("dispute", "withdraw", id), "第 2 步")
	contains(t, h.does("dispute", "show", id, "--server", second), "已撤回")
	if token := strings.TrimSpace(h.does("token", "--as", "statistician")); !strings.Contains(h.does("count", "--server", counts, "--token", token), "合计") {
		t.Error("the second statistics does not count")
	}
	contains(t, h.fails(append([]string{
		"intake", "--database", r.Databases["intake"], "--kek-file", filepath.Join(h.dir, "kek"),
		"--nats", r.NATS, "--nats-users-file", filepath.Join(h.dir, "nothing"),
	}, role...)...), "[users-missing]")
	contains(t, h.fails("intake", "--database", r.Databases["intake"]), "缺少 --eventstore", "ANJIE_EVENTSTORE")
	contains(t, h.fails(append([]string{"statistics", "--database", "x"}, append(role, "--listen", second)...)...), "统计服务", second, "已被占用")
}

// TestTheEventStoreAlone starts it without a database of its own: it brings one.
func TestTheEventStoreAlone(t *testing.T) {
	h := person{t: t, dir: filepath.Join(pgtest.Dir(t), "events")}
	connection := h.runs(`连接串：(\S+)`, "eventstore", "--listen", "127.0.0.1:0", "--log-level", "error")
	contains(t, h.does("verify", "--eventstore", connection), "日志完整：0 个事件")
	addr := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(connection)
	contains(t, h.fails("eventstore", "--listen", addr), "事件库", addr, "已被占用")
	contains(t, h.fails("eventstore", "--listen", "127.0.0.1:0", "--tls-cert", "nothing", "--tls-key", "nothing"), "配置有误")
}
