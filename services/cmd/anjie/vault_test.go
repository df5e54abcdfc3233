package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/vault"
)

// answers runs a sub-command that asks, and returns what it said and its error's sentence.
func (h person) answers(answer string, args ...string) (said, refused string) {
	h.t.Helper()
	p, out := h.program()
	p.in = strings.NewReader(answer)
	if err := p.run(h.t.Context(), args); err != nil {
		refused = p.refusal(err)
	}
	return out.String(), refused
}

func (h person) registers() (dispute string) {
	h.t.Helper()
	return regexp.MustCompile(`纠纷 (\S+)，`).FindStringSubmatch(
		h.does("dispute", "register", "--title", "两家争一堵墙", "--applicant", "王一"))[1]
}

// TestAnOperatorAndTheVault erases a dispute, which then still counts, and rotates the key-encryption key, after which the other
// dispute still opens.
func TestAnOperatorAndTheVault(t *testing.T) {
	h := person{t: t, dir: filepath.Join(pgtest.Dir(t), "anjie")}
	next := filepath.Join(t.TempDir(), "new-kek")
	contains(t, h.fails("vault", "rewrap", "--new-kek", next), "[kek-missing]")
	stop := h.starts()
	t.Cleanup(func() { stop() })
	erased, kept := h.registers(), h.registers()
	h.does("dispute", "withdraw", erased, "--note", "握手言和")
	contains(t, h.does("dispute", "show", erased), "王", "两家争一堵墙", "握手言和")
	contains(t, h.does("rebuild", "index"), "重建前后摘要一致")
	h.says("(?s)"+kept+".*"+erased, "dispute", "search", "王一", "--purpose", "P03")
	count, verified := regexp.MustCompile(`合计.*`), regexp.MustCompile(`日志完整.*`)
	h.says(`合计 +2 +1`, "count")
	countBefore, logBefore := count.FindString(h.does("count")), verified.FindString(h.does("verify"))

	shred := []string{"vault", "shred", "--subject", "dispute-" + erased, "--reason", "erasure.request"}
	for _, answer := range []string{"", "no\n", "y\n"} {
		said, refused := h.answers(answer, shred...)
		contains(t, said, erased, "2 个事件", "1 把数据密钥", "不可恢复")
		contains(t, refused, "未作任何改动", "[not-confirmed]")
	}
	contains(t, h.fails("vault", "shred", "--subject", erased, "--reason", "x", "--yes"), "[subject-flag]")
	contains(t, h.fails("vault", "shred", "--subject", "dispute-"+erased, "--yes"), "[reason-flag]")
	contains(t, h.fails("vault", "shred", "--subject", "dispute-0199c6a0-0000-7000-8000-000000000000", "--reason", "x", "--yes"), "[no-such-case]")
	said, refused := h.answers("yes\n", shred...)
	contains(t, said, "已删除 dispute-"+erased, "personal data erased", "reason=erasure.request")
	if refused != "" {
		t.Fatal(refused)
	}
	h.does(append(shred, "--yes")...)            // once more is the same
	for _, text := range []string{"王一", "一堵墙"} { // at once, not in a minute
		if found := h.does("dispute", "search", text, "--purpose", "P03"); strings.Contains(found, erased) || !strings.Contains(found, kept) {
			t.Errorf("after the erasure %s finds\n%s", text, found)
		}
	}
	if got := verified.FindString(h.does("verify")); got != logBefore {
		t.Errorf("verified %s, before the erasure %s", got, logBefore)
	}
	// A database that is named is the one that is meant, the event store of this machine or not.
	r, _, err := readRunning(h.dir)
	h.must(err)
	proceeding := anID.FindString(h.does("mediation", "open", kept, "--matter", "两家争一堵墙", "--applicant", "王一", "--respondent", "李二", "--mediator", "mediator-1", "--as", "committee-chair"))
	contains(t, h.does("mediation", "show", proceeding, "--as", "committee-chair"), "王一", "两家争一堵墙")
	contains(t, h.fails("vault", "shred", "--database", r.Databases["intake"], "--subject", "proceeding-"+proceeding, "--reason", "x", "--yes"), "[keys-elsewhere]", "proceeding-"+proceeding)
	contains(t, h.does("mediation", "show", proceeding, "--as", "committee-chair"), "王一", "两家争一堵墙")
	contains(t, h.does("vault", "shred", "--database", r.Databases["mediation"], "--subject", "proceeding-"+proceeding, "--reason", "x", "--yes"), "已删除 proceeding-")
	h.says("调解开始", "history", "dispute", kept) // intake has heard of it, and appends no more
	logBefore = verified.FindString(h.does("verify"))
	contains(t, h.fails("vault", "rewrap", "--new-kek", next), "请先停止", "[stop-first]")
	stop()

	contains(t, h.fails("vault", "rewrap"), "--new-kek")
	contains(t, h.does("vault", "rewrap", "--new-kek", next), "重新封装", next)
	contains(t, h.does("vault", "rewrap", "--new-kek", next), "重新封装 0 把")
	contains(t, h.fails(everything()...), "[kek-wrong]")
	if err := os.Rename(next, filepath.Join(h.dir, "kek")); err != nil {
		t.Fatal(err)
	}
	stop = h.starts()
	contains(t, h.does("dispute", "show", erased), "当事人信息已依法删除", "已撤回", "A99")
	contains(t, h.does("dispute", "show", kept), "两家争一堵墙", "王一")
	contains(t, h.does("mediation", "show", proceeding, "--as", "committee-chair"), "当事人信息已依法删除")
	if got := count.FindString(h.does("count")); got != countBefore {
		t.Errorf("counted %s, before the erasure %s", got, countBefore)
	}
	if got := verified.FindString(h.does("verify")); got != logBefore {
		t.Errorf("verified %s, before the keys were rotated %s", got, logBefore)
	}
	contains(t, h.does("rebuild", "--all"), "重建前后摘要一致")
}

// TestIntakeWithTwoKeys is a step of a rotation in a cluster: the data is under the former key, new data goes under the new one.
func TestIntakeWithTwoKeys(t *testing.T) {
	h := person{t: t, dir: filepath.Join(pgtest.Dir(t), "anjie")}
	stop := h.starts()
	t.Cleanup(stop)
	dispute := h.registers()
	r, _, err := readRunning(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	next := filepath.Join(t.TempDir(), "new-kek")
	if _, err := vault.LoadKEK(vault.KEKConfig{File: next, Create: true}); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"intake", "--database", r.Databases["intake"], "--eventstore", r.EventStore, "--listen", "127.0.0.1:0", "--log-level", "error",
		"--token-key", holding(t, "token.pub", h.does("token", "--public"), 0o600), "--kek-file", next,
	}
	contains(t, h.fails(args...), "[kek-wrong]")
	second := h.runs(`监听 (\S+)`, append(args, "--former-kek-file", filepath.Join(h.dir, "kek"))...)
	contains(t, h.does("dispute", "show", dispute, "--server", second), "两家争一堵墙", "王一")
}
