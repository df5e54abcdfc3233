package intake_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/unit"
)

const profiles = "../../deploy/profiles/"

// readProfile reads a profile of the repository, which must be without a problem.
func readProfile(t testing.TB, name string) *profile.Profile {
	t.Helper()
	text, err := os.ReadFile(profiles + name)
	if err != nil {
		t.Fatal(err)
	}
	f := intake.ReadProfile(text)
	for _, p := range append(f.Unreadable, profile.Validate(f.Profile)...) {
		t.Errorf("%s, line %d: %+v", name, f.Line(p.Path), p)
	}
	return f.Profile
}

// TestEveryProfileOfTheRepositoryIsGood reads them all, and wants no warnings either: each routes every case that there can be.
func TestEveryProfileOfTheRepositoryIsGood(t *testing.T) {
	files, err := filepath.Glob(profiles + "*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		p := readProfile(t, filepath.Base(file))
		for _, w := range profile.Warnings(p) {
			t.Errorf("%s warns: %+v", file, w)
		}
		codec, err := intake.ProfileCodec()
		if err != nil {
			t.Fatal(err)
		}
		_, data, err := codec.Encode(&profile.PublishedV1{Profile: p})
		if err != nil || len(data) > es.MaxAppend/4 {
			t.Errorf("%s: the event has %d bytes, %v: that is not far below what an append may hold", file, len(data), err)
		}
	}
}

// TestOrganisationTreesHaveTheNumbersOfTheirSources are the counts that the sources name: 1–9–82–1241 and 1–9–47.
func TestOrganisationTreesHaveTheNumbersOfTheirSources(t *testing.T) {
	tests := map[string]struct {
		tiers    map[unit.Tier]int
		villages [2]int // communities and villages, where the source tells them apart
	}{
		"wuxi-2012.yaml":      {tiers: map[unit.Tier]int{unit.City: 1, unit.County: 9, unit.Town: 82, unit.Village: 1241}},
		"yingjiang-2019.yaml": {tiers: map[unit.Tier]int{unit.County: 1, unit.Town: 9, unit.Village: 47}, villages: [2]int{31, 16}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tiers, villages := map[unit.Tier]int{}, [2]int{}
			for _, u := range readProfile(t, name).Units {
				tiers[u.Code.Tier()]++
				segment, kind := string(u.Code[9:]), ""
				switch {
				case u.Code.Tier() == unit.Town:
					segment = string(u.Code[6:9])
					kind = map[bool]string{true: "街道", false: "镇乡"}[segment < "100"]
				case u.Code.Tier() != unit.Village:
					continue
				case segment < "200":
					villages[0]++
					kind = "区"
				default:
					villages[1]++
					kind = "村"
				}
				if last := []rune(u.Name); !strings.ContainsRune(kind, last[len(last)-1]) {
					t.Errorf("%s %s is not in the range of its kind", u.Code, u.Name)
				}
			}
			if fmt.Sprint(tiers) != fmt.Sprint(test.tiers) {
				t.Errorf("tiers %v, want %v", tiers, test.tiers)
			}
			if test.villages != [2]int{} && villages != test.villages {
				t.Errorf("communities and villages %v, want %v", villages, test.villages)
			}
		})
	}
}

// TestWuxiSendsCasesWhereItSays routes a case of every category in a village of Xishan.
func TestWuxiSendsCasesWhereItSays(t *testing.T) {
	d, err := profile.Open(readProfile(t, "wuxi-2012.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"A01": "鹅湖镇第四村综治中心", "A02": "鹅湖镇第四村综治中心", "A03": "锡山区国土资源局", "A04": "鹅湖镇司法所", "A05": "锡山区工商行政管理局",
		"A06": "鹅湖镇司法所", "A07": "锡山区农林局", "A08": "锡山区住房和城乡建设局", "A09": "锡山区环境保护局", "A10": "锡山区人力资源和社会保障局",
		"A11": "锡山区人力资源和社会保障局", "A12": "锡山区旅游局", "A13": "锡山区工商行政管理局", "A14": "锡山区工商行政管理局", "A15": "锡山区卫生局",
		"A16": "鹅湖镇派出所", "A17": "锡山区住房和城乡建设局", "A99": "鹅湖镇第四村综治中心",
	}
	for _, c := range dispute.Categories() {
		r := d.Resolve(profile.Case{Unit: "320205101203", Category: c.Code, Channel: "S01"})
		if got := d.Name(r.Lead); got != want[c.Code] || r.Limit != "handle" {
			t.Errorf("%s %s goes to %s with limit %s, want %s", c.Code, c.Zh, got, r.Limit, want[c.Code])
		}
	}
	if r := d.Resolve(profile.Case{Unit: "320205101203", Category: "A02", Scale: "03", Channel: "S01"}); d.Name(r.Lead) != "锡山区综治中心" {
		t.Errorf("a major case goes to %s", d.Name(r.Lead))
	}
}

func TestAProfileFileIsRefusedWithItsLine(t *testing.T) {
	good := strings.Join([]string{
		/* 1 */ "city: 340802",
		/* 2 */ "effective_from: 2019-01-01",
		/* 3 */ "units:",
		/* 4 */ "  340802 迎江区:",
		/* 5 */ "    001 宜城路街道: [001 第一社区, 002 第二社区]",
		/* 6 */ "departments:",
		/* 7 */ "  - {code: justice, name: 司法局, at: [county]}",
		/* 8 */ "limits:",
		/* 9 */ "  - {id: accept, kind: accept, within: 3 wd, source: 地方规定}",
		/* 10 */ "  - {id: handle, kind: handle, within: 7/10 wd, source: 地方规定}",
		/* 11 */ "  - {id: urgent, kind: urgent, within: 3 wd, source: 地方规定}",
		/* 12 */ "  - {id: object, kind: object, within: 5 wd, source: 地方规定}",
		/* 13 */ "routes:",
		/* 14 */ "  - {id: own, name: 就地办理, priority: 900, lead: centre, assisting: [justice]}",
		/* 15 */ "posts:",
		/* 16 */ "  - {unit: 340802001, code: window, name: 综合受理窗口, a: yc-a, b: yc-b}",
		/* 17 */ "days_off:",
		/* 18 */ "  - {area: 3408, name: 防汛, worked: false, from: 2019-07-01, to: 2019-07-01, source: 市政府通告}",
		"",
	}, "\n")
	f := intake.ReadProfile([]byte(good))
	if problems := append(f.Unreadable, profile.Validate(f.Profile)...); len(problems) > 0 {
		t.Fatalf("the good file: %+v", problems)
	}
	tests := map[string]struct {
		old, with string
		line      int
		code      string
	}{
		"an unknown key":                {"effective_from: 2019-01-01", "effective: 2019-01-01", 2, "yaml-unknown-key"},
		"an unknown key in an entry":    {"source: 地方规定}\nroutes", "sources: 地方规定}\nroutes", 12, "yaml-unknown-key"},
		"a key twice":                   {"posts:", "limits: []\nposts:", 15, "yaml-duplicate-key"},
		"a key twice in an entry":       {"priority: 900,", "priority: 900, priority: 1,", 14, "yaml-duplicate-key"},
		"a unit twice":                  {"    001 宜", "    001 宜城路街道: [001 第三社区]\n    001 宜", 6, "yaml-duplicate-key"},
		"a list where a text belongs":   {"id: own", "id: [own]", 14, "yaml-type"},
		"a text where a list belongs":   {"assisting: [justice]", "assisting: justice", 14, "yaml-type"},
		"a text where entries belong":   {"departments:\n  - {code: justice, name: 司法局, at: [county]}", "departments: 司法局", 6, "yaml-type"},
		"a text where a number belongs": {"priority: 900", "priority: high", 14, "yaml-type"},
		"a quoted number":               {"priority: 900", `priority: "900"`, 14, "yaml-type"},
		"a word for true":               {"worked: false", "worked: no", 18, "yaml-type"},
		"nothing behind a key":          {"name: 就地办理", "name: ", 14, "yaml-empty"},
		"a date that does not exist":    {"to: 2019-07-01", "to: 2019-02-30", 18, "yaml-date"},
		"a date in Chinese":             {"2019-01-01", "2019年1月1日", 2, "yaml-date"},
		"an anchor":                     {"at: [county]", "at: &at [county]", 7, "yaml-alias"},
		"an alias":                      {"b: yc-b", "b: *a", 0, "yaml-syntax"}, // of nothing: no YAML
		"a second document":             {"posts:", "---\nposts:", 0, "yaml-documents"},
		"a bracket that is not closed":  {"at: [county]", "at: [county", 0, "yaml-syntax"},
		"a tab for indentation":         {"  - {code: justice", "\t- {code: justice", 7, "yaml-syntax"},
		"a unit without a name":         {"002 第二社区]", "002]", 5, "yaml-code-name"},
		"a unit with half a code":       {"002 第二社区]", "02 第二社区]", 5, "yaml-unit-code"},
		"a limit without its clock":     {"within: 5 wd", "within: 5", 12, "yaml-within"},
		"a limit in Chinese":            {"within: 5 wd", "within: 5个工作日", 12, "yaml-within"},
		"a route without a lead":        {"lead: centre, ", "", 14, "yaml-lead"},
		"a problem of the rules":        {"a: yc-a", "a: yc-b", 16, "post-same-holder"},
		"a problem of a unit":           {"002 第二社区]", "002 第二 社区]", 5, "text-characters"},
		"a problem of a limit":          {"within: 7/10 wd", "within: 11/10 wd", 10, "limit-target"},
		"a problem in a list":           {"assisting: [justice]", "assisting: [police]", 14, "department-unknown"},
		"a problem of what is missing":  {"  - {id: object, kind: object, within: 5 wd, source: 地方规定}\n", "", 8, "limit-no-default"},
		"a unit that has no validity":   {"posts:", "validity:\n  - {unit: 340802009, to: 2020-01-01}\nposts:", 16, "unit-unknown"},
		"a validity that cannot be":     {"posts:", "validity:\n  - unit: 340802001\n    from: 2019-01-01\n    to: 2018-01-01\nposts:", 18, "unit-dates"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(good, test.old) {
				t.Fatalf("the good file has no %q", test.old)
			}
			f := intake.ReadProfile([]byte(strings.Replace(good, test.old, test.with, 1)))
			problems := append(f.Unreadable, profile.Validate(f.Profile)...)
			if !slices.ContainsFunc(problems, func(p profile.Problem) bool {
				return p.Code == test.code && (test.line == 0 || f.Line(p.Path) == test.line)
			}) {
				for _, p := range problems {
					t.Logf("line %d: %+v", f.Line(p.Path), p)
				}
				t.Errorf("want %s on line %d", test.code, test.line)
			}
		})
	}
}

func TestAFileThatIsEmptyOrSomethingElse(t *testing.T) {
	for text, code := range map[string]string{
		"": "yaml-empty", "# 只有注释\n": "yaml-empty", "无锡市": "yaml-type", "[1, 2]": "yaml-type", "a: &a [*a]": "yaml-unknown-key", "\x00": "yaml-syntax",
	} {
		f := intake.ReadProfile([]byte(text))
		if len(f.Unreadable) == 0 || f.Unreadable[0].Code != code {
			t.Errorf("%q: %+v, want %s", text, f.Unreadable, code)
		}
	}
}

// TestTheStoredFormOfAProfileGivesItBack is the round trip through the log.
func TestTheStoredFormOfAProfileGivesItBack(t *testing.T) {
	p := readProfile(t, "wuxi-2012.yaml")
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var back profile.Profile
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if changes := profile.Diff(p, &back); len(changes) > 0 {
		t.Errorf("%+v", changes)
	}
}
