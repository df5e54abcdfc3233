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

	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/telemetry/logtest"
	"anjie.internal/services/internal/vault"
)

// screen collects what a program says; it may be read while the program goes on.
type screen = logtest.Log

// person runs sub-commands on one data folder.
type person struct {
	t   *testing.T
	dir string
}

func (h person) program() (*program, *screen) {
	out := &screen{}
	return &program{in: strings.NewReader(""), out: out, err: out, environ: map[string]string{"ANJIE_DATA": h.dir}, now: time.Now}, out
}

// does runs a sub-command that must work and returns what it said.
func (h person) does(args ...string) string {
	h.t.Helper()
	p, out := h.program()
	if err := p.run(h.t.Context(), args); err != nil {
		h.t.Fatalf("anjie %s: %s", strings.Join(args, " "), p.refusal(err))
	}
	return out.String()
}

// coded is the stable code at the end of what a person sees of an error.
var coded = regexp.MustCompile(`\[[a-z0-9]+(-[a-z0-9]+)*\]$`)

// fails runs a sub-command that must not work and returns what it says, which always has a code that somebody chose.
func (h person) fails(args ...string) string {
	h.t.Helper()
	p, out := h.program()
	err := p.run(h.t.Context(), args)
	if err == nil {
		h.t.Fatalf("anjie %s works: %s", strings.Join(args, " "), out)
	}
	sentence := p.refusal(err)
	if strings.Contains(sentence, "\n") || !coded.MatchString(sentence) || strings.Contains(sentence, "[internal]") {
		h.t.Errorf("anjie %s: not one sentence with a code: %q", strings.Join(args, " "), sentence)
	}
	return sentence
}

// everything are the arguments of `anjie all` on free ports; change replaces some.
func everything(change ...string) []string {
	args := []string{"all", "--log-level", "error"}
	for _, port := range []string{"eventstore", "nats", "intake", "mediation", "statistics", "metrics"} {
		args = append(args, "--"+port+"-listen", "127.0.0.1:0")
	}
	return append(args, change...)
}

// starts runs everything until stop is called, which checks that it ended well.
func (h person) starts() (stop func()) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	p, out := h.program()
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, everything("--log-level", "warn")) }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for ready := false; !ready; {
		select {
		case err := <-ended:
			cancel()
			h.t.Fatalf("anjie all: %v", p.refusal(err))
		case <-tick.C:
			_, err := os.Stat(runFile(h.dir))
			ready = err == nil
		}
	}
	if strings.Contains(out.String(), "level=WARN") {
		h.t.Errorf("an ordinary start warns people:\n%s", out)
	}
	return func() {
		h.t.Helper()
		cancel()
		if err := <-ended; err != nil {
			h.t.Errorf("anjie all ended: %v", err)
		}
		for _, said := range []string{"案结已就绪", "grpc://127.0.0.1:", "esdb://127.0.0.1:", "正在依次停止", "已停止"} {
			if !strings.Contains(out.String(), said) {
				h.t.Errorf("anjie all does not say %q:\n%s", said, out)
			}
		}
		if _, err := os.Stat(runFile(h.dir)); err == nil {
			h.t.Error("the run file is left behind")
		}
	}
}

func contains(t *testing.T, said string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(said, part) {
			t.Errorf("it does not say %q:\n%s", part, said)
		}
	}
}

// TestADayWithAnjie starts everything, works by hand, stops, starts again and finds everything; and then things go wrong.
func TestADayWithAnjie(t *testing.T) {
	h := person{t: t, dir: filepath.Join(pgtest.Dir(t), "anjie")}
	contains(t, h.fails("dispute", "list"), "没有正在运行", h.dir)
	contains(t, h.fails("nonsense"), "没有“nonsense”这个命令")
	contains(t, h.fails("dispute", "nonsense"), "没有“nonsense”这个命令")
	contains(t, h.fails("dispute", "show"), "需要 1 个参数")
	contains(t, h.fails("all", "--bogus"), "命令行选项有误")
	contains(t, h.does(), "用法：", "在一台机器上运行全部服务")
	contains(t, h.does("--lang", "en", "dispute"), "Usage:", "register a dispute")

	stop := h.starts()
	var receipt struct{ DisputeID string }
	said := h.does("dispute", "register", "--title", "两家争一堵墙", "--category", "A02", "--applicant", "王一，13800001111", "--respondent", "李二",
		"--channel", "S23", "--referrer", "滨湖区法院", "--referrer-number", "(2026)委派7号", "--return-by", "2030-12-23", "--json")
	if err := json.Unmarshal([]byte(strings.ReplaceAll(said, "disputeId", "DisputeID")), &receipt); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	id := receipt.DisputeID
	contains(t, h.does("dispute", "show", id), "A02 邻里纠纷", "王一 13800001111", "两家争一堵墙", "B01 人民法院，要求于 2030-12-23 前反馈", "滨湖区法院 (2026)委派7号")
	contains(t, h.does("--lang", "en", "dispute", "show", id, "--as", "auditor"), "A02 neighbours", "your role may not see")
	contains(t, h.fails("dispute", "register", "--title", "x", "--applicant", "y", "--category", "B1"), "category：", "类别代码不存在", "。[unknown-category]")
	contains(t, h.fails("--lang=en", "dispute", "withdraw", id, "--reason", "R99"), "reason code does not exist")
	contains(t, h.fails("dispute", "list", "--as", "administrator"), "没有此项权限")
	stopsOnATakenPort(t, h)
	stop()

	stop = h.starts()
	contains(t, h.does("dispute", "withdraw", id, "--note", "握手言和"), "撤回", id, "第 2 步")
	contains(t, h.does("history", "dispute", id), "共 2 步", "登记", "撤回", "dev-clerk", "R31 当事人撤回申请", "移送单位类别 B01 人民法院，要求于 2030-12-23 前反馈")
	contains(t, h.does("events"), "dispute-registered-v1", "dispute-withdrawn-v1", "dispute-"+id+"@1")
	contains(t, h.does("events", "--json", "--after", "1"), `"reason":"withdrawal.r31"`)
	contains(t, h.does("verify"), "日志完整：2 个事件")
	contains(t, h.does("rebuild", "--all"), "queue", "registrations", "重建前后摘要一致")
	h.spoils("delete from view_queue.dispute")
	h.healsTheQueue()
	h.parksAndRetries()
	contains(t, h.does("dispute", "list"), id, "已撤回")
	contains(t, h.does("count"), "320205000000", "registrations-v1")
	contains(t, h.fails("rebuild", "nothing"), "没有名为 nothing 的读模型")
	stop()

	goesWrong(t, h)
}

// spoils changes the read models of intake behind everybody's back.
func (h person) spoils(sql string) {
	h.t.Helper()
	r, _, err := readRunning(h.dir)
	if err != nil {
		h.t.Fatal(err)
	}
	pool, err := pg.Open(h.t.Context(), r.Databases["intake"], pg.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.Exec(h.t.Context(), sql); err != nil {
		h.t.Fatal(err)
	}
}

// stopsOnATakenPort wants a second one to say which address is taken, and by what.
func stopsOnATakenPort(t *testing.T, h person) {
	t.Helper()
	r, ok, err := readRunning(h.dir)
	if err != nil || !ok {
		t.Fatal("nothing runs", err)
	}
	other := person{t: t, dir: filepath.Join(t.TempDir(), "other")}
	contains(t, other.fails(everything("--intake-listen", r.Intake)...), "受理服务", r.Intake, "已被占用")
	contains(t, other.fails(everything("--lang", "en", "--statistics-listen", r.Statistics)...), "statistics service", "is taken")
}

// badKeyFiles spoils each key file in turn, and wants one sentence about it before anything is started.
func badKeyFiles(t *testing.T, h person) {
	t.Helper()
	for name, says := range map[string]struct{ code, zh, en string }{
		"kek":       {"kek", "密钥加密密钥文件", "the key-encryption key"},
		"token.key": {"token-key", "身份令牌密钥文件", "the token key"},
	} {
		file := filepath.Join(h.dir, name)
		good, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		contains(t, h.fails(everything()...), says.zh, file, "chmod 600", "0644", "["+says.code+"-open]")
		contains(t, h.fails(everything("--lang", "en")...), says.en, file, "chmod 600", "0644", " ["+says.code+"-open]")
		if err := os.Chmod(file, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("garbage\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		contains(t, h.fails(everything()...), says.zh, file, "["+says.code+"-format]")
		contains(t, h.fails(everything("--lang", "en")...), says.en, file, " ["+says.code+"-format]")
		if err := os.WriteFile(file, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// goesWrong spoils the data folder in several ways, one after the other.
func goesWrong(t *testing.T, h person) {
	t.Helper()
	kek := filepath.Join(h.dir, "kek")
	if err := os.Rename(kek, kek+".away"); err != nil {
		t.Fatal(err)
	}
	contains(t, h.fails(everything()...), "密钥", kek, "请从备份放回", "[kek-missing]")
	if _, err := vault.LoadKEK(vault.KEKConfig{File: kek, Create: true}); err != nil {
		t.Fatal(err)
	}
	contains(t, h.fails(everything()...), "密钥不对", "[kek-wrong]")
	contains(t, h.fails(everything("--lang", "en")...), "wrong key", "put the original key back [kek-wrong]")
	if err := os.Rename(kek+".away", kek); err != nil {
		t.Fatal(err)
	}
	badKeyFiles(t, h)

	control := filepath.Join(h.dir, "postgres", "data", "global", "pg_control")
	if err := os.Rename(control, control+".away"); err != nil {
		t.Fatal(err)
	}
	contains(t, h.fails(everything()...), "数据文件夹", "已损坏")
	if err := os.Rename(control+".away", control); err != nil {
		t.Fatal(err)
	}

	t.Setenv("PG_BIN", filepath.Join(h.dir, "nothing"))
	contains(t, h.fails(everything()...), "PostgreSQL", "apt-get install postgresql")

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	contains(t, person{t: t, dir: file}.fails(everything()...), "数据文件夹", file)
}
