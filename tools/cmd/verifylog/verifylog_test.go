package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// golden is what the real program wrote from a made-up log; its tests rewrite it.
const golden = "testdata/golden.jsonl"

// exportedLine is a line as a forger sees it.
type exportedLine struct {
	Stream   string `json:"stream"`
	Revision uint64 `json:"revision"`
	ID       string `json:"id"`
	Type     string `json:"type"`
	Position string `json:"position"`
	Data     []byte `json:"data"`
	Metadata []byte `json:"metadata"`
}

// exportedEnd is the last line as a forger sees it.
type exportedEnd struct {
	End      bool   `json:"end"`
	Events   int    `json:"events"`
	Position string `json:"position"`
	Digest   string `json:"digest,omitempty"`
}

// export is a file taken to pieces.
type export struct {
	events []exportedLine
	end    *exportedEnd
}

func readGolden(t testing.TB) export {
	t.Helper()
	b, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	var out export
	for _, line := range lines[:len(lines)-1] {
		var e exportedLine
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		out.events = append(out.events, e)
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &out.end); err != nil {
		t.Fatal(err)
	}
	return out
}

func (x export) file(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	write := json.NewEncoder(&b)
	for _, e := range x.events {
		if err := write.Encode(e); err != nil {
			t.Fatal(err)
		}
	}
	if x.end != nil {
		if err := write.Encode(x.end); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// forge rewrites the end so that it fits the events, as somebody does who knows how.
func (x *export) forge(t testing.TB) {
	t.Helper()
	x.end.Events = len(x.events)
	x.end.Position = x.events[len(x.events)-1].Position
	x.end.Digest = ""
	c := checked(t, x.file(t))
	x.end.Digest = c.digest.String()
}

func checked(t testing.TB, file string) *checker {
	t.Helper()
	c := newChecker("", 0)
	if err := c.read(strings.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	return c
}

// said runs the program on the file and returns its answer.
func said(t testing.TB, file string, want int, args ...string) string {
	t.Helper()
	var out, problems bytes.Buffer
	if got := run(args, "", strings.NewReader(file), &out, &problems); got != want {
		t.Errorf("exit status %d, want %d\n%s%s", got, want, &out, &problems)
	}
	return out.String() + problems.String()
}

func contains(t testing.TB, answer string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(answer, part) {
			t.Errorf("it does not say %q:\n%s", part, answer)
		}
	}
}

func TestTheGoldenExportIsWhole(t *testing.T) {
	b, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, said(t, string(b), whole), "日志完整：12 个事件，已核对 5 个事件流，截至位置 12", "sha256:dd03a823db40a1e7", "电话核对：dd03 a823 db40 a1e7")
	contains(t, said(t, "", whole, "--lang", "en", golden), "the log is whole: 12 events, 5 streams")
	contains(t, said(t, string(b), whole, "-streams", "calendar-", "-"), "已核对 1 个事件流")
	contains(t, said(t, string(b), whole, "-first", "5"), "前 5 个事件的摘要 sha256:438c694e629bfd23", "前 12 个事件的摘要")
	contains(t, said(t, string(b), broken, "-first", "13"), "不足 13 个事件")
	x := readGolden(t)
	x.end.Digest = ""
	contains(t, said(t, x.file(t), whole), "日志完整")
	contains(t, said(t, `{"end":true,"events":0,"position":"0"}`, whole), "0 个事件")
}

// TestTheHashIsThatOfTheVectors reads the vectors that the writer of the log is tested with.
func TestTheHashIsThatOfTheVectors(t *testing.T) {
	b, err := os.ReadFile(filepath.FromSlash("../../../services/internal/es/testdata/hash-vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		exportedLine
		Hash string `json:"hash"`
	}
	if err := json.Unmarshal(b, &vectors); err != nil || len(vectors) < 5 {
		t.Fatal(len(vectors), err)
	}
	for i, v := range vectors {
		id, err := parseUUID(v.ID)
		if err != nil {
			t.Fatal(err)
		}
		e := event{stream: v.Stream, revision: v.Revision, id: id, typ: v.Type, data: v.Data, metadata: v.Metadata}
		if got := e.hash().String(); got != v.Hash {
			t.Errorf("vector %d: %s, want %s", i, got, v.Hash)
		}
	}
}

// The streams of the golden export, with the indexes of their events.
const (
	one      = "dispute-01a205df-bcc1-77bd-a39d-000000000001" // 0 2 4 7
	calendar = "calendar-2027"                                // 3 8
)

func change(b []byte, old, replacement string) []byte {
	return bytes.Replace(b, []byte(old), []byte(replacement), 1)
}

func remove[T any](s []T, i int) []T { return append(s[:i:i], s[i+1:]...) }

func insert[T any](s []T, i int, v T) []T { return append(append(s[:i:i], v), s[i:]...) }

// TestTamperingIsFoundAndNamed spoils the golden export in each way, and then again with an end forged to fit. What a forged end
// hides is in TestWhatIsNotProved.
func TestTamperingIsFoundAndNamed(t *testing.T) {
	counted := "结束行记有 12 个事件"
	tests := map[string]struct {
		spoil  func(x *export)
		want   []string // with the end as it was
		forged []string // with an end that fits
	}{
		"a byte changed in data": {
			func(x *export) { x.events[2].Data = change(x.events[2].Data, "A03", "A13") },
			[]string{"第 5 行，事件流 \"" + one + "\" 的第 2 号：prev 与前一事件（第 3 行）不符", "摘要"},
			[]string{"第 5 行", "prev 与前一事件（第 3 行）不符"},
		},
		"a byte changed in metadata": {
			func(x *export) { x.events[3].Metadata = change(x.events[3].Metadata, "clerk-1", "clerk-2") },
			[]string{"第 9 行，事件流 \"" + calendar + "\" 的第 1 号：prev 与前一事件（第 4 行）不符", "摘要"},
			[]string{"第 9 行"},
		},
		"the type changed": {
			func(x *export) { x.events[2].Type = "dispute-withdrawn-v1" },
			[]string{"第 5 行", "prev 与前一事件（第 3 行）不符"},
			[]string{"第 5 行"},
		},
		"the id changed": {
			func(x *export) { x.events[2].ID = "01a205df-bcc1-77bd-a39d-000000000009" },
			[]string{"第 5 行", "prev 与前一事件（第 3 行）不符"},
			[]string{"第 5 行"},
		},
		"moved to another stream": {
			func(x *export) { x.events[8].Stream = one },
			[]string{"第 9 行，事件流 \"" + one + "\" 的第 1 号：此处应为第 4 号"},
			[]string{"第 9 行"},
		},
		"prev changed": {
			func(x *export) {
				x.events[4].Metadata = change(x.events[4].Metadata, `"prev":"sha256:`, `"prev":"sha256:0`)
			},
			[]string{"第 5 行", "元数据中没有可用的 prev：prev 须为 sha256:"},
			[]string{"第 5 行"},
		},
		"prev of a first event changed": {
			func(x *export) {
				x.events[0].Metadata = change(x.events[0].Metadata, `"prev":"sha256:0`, `"prev":"sha256:1`)
			},
			[]string{"第 1 行", "第 0 号：事件流的第一个事件的 prev 应为零"},
			[]string{"第 1 行"},
		},
		"metadata that two readers read differently": {
			func(x *export) {
				x.events[2].Metadata = change(x.events[2].Metadata, `"prev":`, `"prev":"sha256:00","prev":`)
			},
			[]string{"第 3 行", "成员 \"prev\" 出现两次"},
			[]string{"第 3 行"},
		},
		"an event deleted in the middle of a stream": {
			func(x *export) { x.events = remove(x.events, 2) },
			[]string{"第 4 行，事件流 \"" + one + "\" 的第 2 号：此处应为第 1 号", "缺失", counted, "文件中有 11 个"},
			[]string{"第 4 行", "此处应为第 1 号"},
		},
		"the first event of a stream deleted": {
			func(x *export) { x.events = remove(x.events, 0) },
			[]string{"第 2 行，事件流 \"" + one + "\" 的第 1 号：此处应为第 0 号", "缺失"},
			[]string{"第 2 行"},
		},
		"the last event of a stream deleted": {
			func(x *export) { x.events = remove(x.events, 8) },
			[]string{counted, "文件中有 11 个", "摘要"},
			nil,
		},
		"the last event of the log deleted": {
			func(x *export) { x.events = x.events[:11] },
			[]string{counted, "结束行记为截至位置 12，最后一个事件却在 11"},
			nil,
		},
		"a byte changed in the last event of a stream": {
			func(x *export) { x.events[8].Data = change(x.events[8].Data, "2027-02-06", "2027-02-07") },
			[]string{"整个文件：结束行的摘要"},
			nil,
		},
		"two events of a stream swapped": {
			func(x *export) { x.events[2], x.events[4] = x.events[4], x.events[2] },
			[]string{"第 3 行，事件流 \"" + one + "\" 的第 2 号：此处应为第 1 号", "移动"},
			[]string{"第 3 行"},
		},
		"two events of a stream swapped with positions and revisions in order": {
			func(x *export) {
				a, b := &x.events[2], &x.events[4]
				*a, *b = *b, *a
				a.Position, b.Position = b.Position, a.Position
				a.Revision, b.Revision = b.Revision, a.Revision
			},
			[]string{"第 3 行，事件流 \"" + one + "\" 的第 1 号：prev 与前一事件（第 1 行）不符"},
			[]string{"第 3 行"},
		},
		"two events of two streams swapped": {
			func(x *export) { x.events[4], x.events[5] = x.events[5], x.events[4] },
			[]string{"第 6 行，事件流 \"" + one + "\" 的第 2 号：位置 5 不在前面的位置 6 之后", "摘要"},
			[]string{"第 6 行"},
		},
		"an event inserted": {
			func(x *export) {
				e := x.events[4]
				e.ID, e.Position = "01a205df-bcc1-77bd-a39d-000000000009", "4/3"
				x.events = insert(x.events, 4, e)
			},
			[]string{"第 5 行", "位置 4/3 不在", counted, "文件中有 13 个"},
			[]string{"第 5 行"},
		},
		"an event inserted that fits what is before it": {
			func(x *export) {
				e := x.events[4]
				e.ID, e.Position, e.Data = "01a205df-bcc1-77bd-a39d-000000000009", "4/9", []byte("{}")
				x.events = insert(x.events, 4, e)
			},
			[]string{"第 6 行，事件流 \"" + one + "\" 的第 2 号：此处应为第 3 号", "插入", "文件中有 13 个"},
			[]string{"第 6 行", "插入"},
		},
		"an event twice": {
			func(x *export) { x.events = insert(x.events, 3, x.events[2]) },
			[]string{"第 4 行", "位置 3 不在前面的位置 3 之后", "事件标识", "已在前面出现过", "此处应为第 2 号", counted},
			[]string{"第 4 行", "重复"},
		},
		"an event twice, as the next of another stream": {
			func(x *export) {
				e := x.events[3]
				e.Stream, e.Position = "calendar-2028", "13"
				x.events = append(x.events, e)
			},
			[]string{"第 13 行，事件流 \"calendar-2028\" 的第 0 号：事件标识", counted},
			[]string{"第 13 行"},
		},
		"a whole stream removed": {
			func(x *export) { x.events = remove(remove(x.events, 8), 3) },
			[]string{counted, "文件中有 10 个", "摘要"},
			nil,
		},
		"a whole stream added": {
			func(x *export) {
				e := x.events[0]
				e.Stream, e.ID, e.Position = "dispute-9", "01a205df-bcc1-77bd-a39d-000000000009", "13"
				x.events = append(x.events, e)
			},
			[]string{counted, "文件中有 13 个"},
			nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			x := readGolden(t)
			test.spoil(&x)
			contains(t, said(t, x.file(t), broken), append(test.want, "日志不完整")...)
			contains(t, said(t, x.file(t), broken, "--lang=en"), "the log is NOT whole")
			if test.forged == nil {
				return
			}
			x.forge(t)
			answer := said(t, x.file(t), broken)
			contains(t, answer, append(test.forged, "日志不完整")...)
			if strings.Contains(answer, "整个文件") {
				t.Errorf("the end is not forged well:\n%s", answer)
			}
		})
	}
}

// TestWhatIsNotProved is the honest part of the manual: the newest events and whole streams are vouched for by nothing in the file.
// The digest is another one each time, which is why it is to be kept elsewhere.
func TestWhatIsNotProved(t *testing.T) {
	for name, spoil := range map[string]func(x *export){
		"the newest event of a stream taken away": func(x *export) { x.events = remove(x.events, 8) },
		"the newest event of a stream changed":    func(x *export) { x.events[8].Data = []byte(`{}`) },
		"a whole stream taken away":               func(x *export) { x.events = remove(remove(x.events, 8), 3) },
	} {
		x := readGolden(t)
		digest := x.end.Digest
		spoil(&x)
		x.forge(t)
		said(t, x.file(t), whole)
		if x.end.Digest == digest {
			t.Errorf("%s: the digest is the same", name)
		}
	}
}

func TestACutFileIsNoticed(t *testing.T) {
	b, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.TrimSuffix(string(b), "\n")
	contains(t, said(t, file, whole), "日志完整") // nothing is missing but the last line's end
	for n := range len(file) {
		if n%7 == 0 || n > len(file)-200 {
			if answer := said(t, file[:n], broken); !strings.Contains(answer, "没有结束行") {
				t.Fatalf("cut after %d bytes: %s", n, answer)
			}
		}
	}
	contains(t, said(t, file+"\n"+file, broken), "第 14 行：结束行之后还有内容", "第 14 行，事件流")
	contains(t, said(t, file+"\n\n", broken), "第 14 行：结束行之后还有内容", "第 14 行：不是导出的事件")
}

func TestLinesOfAnotherKindAreNamed(t *testing.T) {
	x := readGolden(t)
	event, _, _ := strings.Cut(x.file(t), "\n")
	for line, want := range map[string]string{
		"":                          "不是一个 JSON 对象",
		"[]":                        "不是一个 JSON 对象",
		"\xff":                      "不是 UTF-8",
		"{} {}":                     "不是一个 JSON 对象",
		"{}":                        "缺少 stream",
		`{"end":1}`:                 "end 不是 true",
		`{"end":true}`:              "缺少 events",
		event[:len(event)-1]:        "不是一个 JSON 对象",
		`{"stream":"",` + event[1:]: "成员 \"stream\" 出现两次",
		strings.Replace(event, `"stream"`, `"Stream"`, 1):                                          "缺少 stream",
		strings.Replace(event, `"revision":0`, `"revision":0.5`, 1):                                "revision 不是非负整数",
		strings.Replace(event, `"revision":0`, `"revision":null`, 1):                               "revision 不是非负整数",
		strings.Replace(event, `"type":"dispute-registered-v1"`, `"type":null`, 1):                 "type 不是字符串",
		strings.Replace(event, `"position":"1"`, `"position":"1/1"`, 1):                            "位置写作",
		strings.Replace(event, `"position":"1"`, `"position":"-1"`, 1):                             "位置写作",
		strings.Replace(event, `"data":"`, `"data":"*`, 1):                                         "data 不是 base64",
		strings.Replace(event, `"id":"1`, `"id":"g`, 1):                                            "id 不是 UUID",
		`{"end":true,"events":0,"position":"0","digest":"sha256:` + strings.Repeat("A", 64) + `"}`: "digest 须为",
	} {
		contains(t, said(t, line+"\n", broken), "第 1 行：不是导出的事件", want)
	}
	contains(t, said(t, strings.Repeat("x\n", 100), broken), "第 20 行", "另有 80 行无法读懂", "发现 22 处")
	contains(t, said(t, strings.Replace(x.file(t), `"end":true`, `"unknown":{"a":[1]},"end":true`, 1), whole), "日志完整")
}

// endless is one line without an end.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return copy(b, bytes.Repeat([]byte("x"), len(b))), nil }

func TestALineWithoutEndIsNotKept(t *testing.T) {
	c := newChecker("", 0)
	if err := c.read(endless{}); err != nil {
		t.Fatal(err)
	}
	contains(t, c.report(zh), "第 1 行超过 64 MiB")
}

func TestWhatCannotBeReadIsNotCalledBroken(t *testing.T) {
	contains(t, said(t, "", unusable, "nowhere.jsonl"), "无法读取：", "nowhere.jsonl")
	contains(t, said(t, "", unusable, "--lang", "en", golden, golden), "give one file")
	contains(t, said(t, "", unusable, "--bogus"), "用法")
	contains(t, said(t, "", whole, "--help", "-lang=en"), "usage:") // the language is read before the flags
	var out bytes.Buffer
	if got := run(nil, "en_GB.UTF-8", iotest.ErrReader(io.ErrUnexpectedEOF), io.Discard, &out); got != unusable {
		t.Errorf("exit status %d", got)
	}
	contains(t, out.String(), "it cannot be read: unexpected EOF")
}

// FuzzCheck wants that nothing makes the program panic, and that what it calls whole has an end that counts its lines.
func FuzzCheck(f *testing.F) {
	b, err := os.ReadFile(golden)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b, "", uint64(0))
	f.Add(b[:len(b)/2], "dispute-", uint64(3))
	f.Add(bytes.Replace(b, []byte(`"revision":1`), []byte(`"revision":18446744073709551615`), 1), "", uint64(1))
	f.Add([]byte(`{"end":true,"events":0,"position":"0"}`), "x", uint64(1))
	f.Add([]byte(`{"stream":"a","revision":0,"id":"00000000-0000-0000-0000-000000000000","type":"","position":"0","data":"","metadata":"e30="}`), "a", uint64(1))
	f.Add([]byte("{\"end\":tru\n\n\xff\n{{{{[[[["), "", uint64(0))
	f.Add([]byte(strings.Repeat(`{"a":`, 20000)), "", uint64(0))
	f.Fuzz(func(t *testing.T, file []byte, prefix string, first uint64) {
		c := newChecker(prefix, first)
		if err := c.read(bytes.NewReader(file)); err != nil {
			t.Fatal(err)
		}
		for _, l := range []lang{zh, en} {
			if c.report(l) == "" {
				t.Error("no answer")
			}
		}
		if !c.broken() && c.end.events != uint64(bytes.Count(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))) {
			t.Errorf("%d events in %d lines are whole", c.end.events, bytes.Count(file, []byte("\n")))
		}
	})
}
