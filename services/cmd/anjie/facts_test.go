package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/pg/pgtest"
)

// says runs a sub-command, again until its output matches.
func (h person) says(pattern string, args ...string) {
	h.t.Helper()
	find := regexp.MustCompile(pattern)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if find.MatchString(h.does(args...)) {
			return
		}
		select {
		case <-tick.C:
		case <-h.t.Context().Done():
			h.t.Fatalf("anjie %s never says %s", args, pattern)
		}
	}
}

// over connects to the NATS of a folder by its port.
func (h person) over(r running, user, password string) *busnats.Conn {
	h.t.Helper()
	conn, err := busnats.Connect(busnats.Options{URL: r.NATS, User: user, Password: password})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(conn.Close)
	ctx, cancel := context.WithTimeout(h.t.Context(), 5*time.Second)
	defer cancel()
	if err := conn.Await(ctx); err != nil {
		h.t.Fatal(err)
	}
	return conn
}

// TestAPersonSeesAPublicFact by the port of NATS, with the password that the start has written down, and can do nothing else.
func TestAPersonSeesAPublicFact(t *testing.T) {
	h := person{t: t, dir: filepath.Join(pgtest.Dir(t), "anjie")}
	contains(t, h.fails("facts"), "没有正在运行")
	stop := h.starts()
	t.Cleanup(func() { stop() })
	r, _, err := readRunning(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	if said := h.does("facts"); said != "" {
		t.Errorf("facts of nothing: %s", said)
	}
	dispute := regexp.MustCompile(`纠纷 (\S+)，`).FindStringSubmatch(h.does("dispute", "register", "--title", "两家争一堵墙", "--applicant", "王一"))[1]
	seen := h.runs(`(?s)(登记  纠纷 \S+：.*)\n`, "facts", "--follow")
	contains(t, seen, dispute, "A99", "S01", "涉及 1 人")
	h.does("dispute", "withdraw", dispute)
	h.says(`撤回  纠纷 `+dispute+`：R31`, "facts")
	lines := strings.Split(strings.TrimSpace(h.does("facts", "--json")), "\n")
	var first struct {
		Subject, Position, Previous string
		Fact                        struct{ DisputeID string }
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil || len(lines) != 2 {
		t.Fatalf("%v: %s", err, lines)
	}
	if first.Subject != "anjie.intake.dispute.registered" || first.Fact.DisputeID != dispute || first.Previous != "0" {
		t.Errorf("the fact is %+v", first)
	}
	if said := h.does("facts", "--after", first.Position); strings.Contains(said, "登记") || !strings.Contains(said, "撤回") {
		t.Errorf("after the first: %s", said)
	}

	file := natsUsersFile(h.dir)
	if st, err := os.Stat(file); err != nil || st.Mode().Perm() != 0o600 || r.NATSUsers != file {
		t.Errorf("%s: %v, %v, told %s", file, st.Mode(), err, r.NATSUsers)
	}
	h.cannotPublish(r)
	h.publishes(r)

	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	stop = h.starts()
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the passwords are others after a restart, %v", err)
	}
	h.says(`撤回  纠纷 `+dispute, "facts")
	contains(t, h.fails("facts", "--nats-users-file", holding(t, "users", "subscriber:wrong\n", 0o600)), "消息总线拒绝了该用户", "[nats-refused]")
	contains(t, h.fails("facts", "--nats-users-file", holding(t, "users", "a:b\n", 0o600)), natsSubscriber, "[users-unknown]")
	contains(t, h.fails("facts", "--nats-users-file", holding(t, "users", "subscriber:b\n", 0o644)), "chmod 600", "[users-open]")
}

// cannotPublish tries to publish a fact as the subscriber.
func (h person) cannotPublish(r running) {
	h.t.Helper()
	password, err := passwordOf(r.NATSUsers, natsSubscriber)
	if err != nil {
		h.t.Fatal(err)
	}
	nc := h.over(r, natsSubscriber, password).NATS()
	if err := nc.Publish("anjie.intake.dispute.registered", []byte("x")); err != nil {
		h.t.Fatal(err)
	}
	if err := nc.Flush(); err != nil {
		h.t.Fatal(err)
	}
	if err := nc.LastError(); err == nil || !strings.Contains(err.Error(), "Permissions Violation for Publish") {
		h.t.Errorf("publishing as the subscriber: %v", err)
	}
	if n := strings.Count(h.does("facts"), "\n"); n != 2 {
		h.t.Errorf("%d facts after it, want 2", n)
	}
}

// publishes connects as another replica of intake would, with the password of the same file, and asks for what a relay needs first.
func (h person) publishes(r running) {
	h.t.Helper()
	password, err := passwordOf(r.NATSUsers, natsIntake)
	if err != nil {
		h.t.Fatal(err)
	}
	tail, err := h.over(r, natsIntake, password).Publisher("intake", busnats.Limits{}).Tail(h.t.Context())
	if err != nil || tail.Sequence != 2 {
		h.t.Errorf("the end of the feed is %+v, %v", tail, err)
	}
}

func TestMissingUsersOfNATSAreAdded(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(natsUsersFile(dir), []byte("# ours\nsubscriber:by-hand"), 0o600); err != nil {
		t.Fatal(err)
	}
	first, err := ensureNATSUsers(dir)
	if err != nil || first[natsSubscriber] != "by-hand" || len(first[natsIntake]) < 20 {
		t.Fatalf("%v, %v", first, err)
	}
	again, err := ensureNATSUsers(dir)
	if err != nil || again[natsIntake] != first[natsIntake] || again[natsSubscriber] != "by-hand" {
		t.Fatalf("%v, then %v, %v", first, again, err)
	}
}
