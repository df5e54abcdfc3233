package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAProfileFileIsCheckedWithoutAnyService checks files by hand, in both languages.
func TestAProfileFileIsCheckedWithoutAnyService(t *testing.T) {
	h := person{t: t, dir: filepath.Join(t.TempDir(), "nothing runs here")}
	contains(t, h.does("profile", "validate", "../../../deploy/profiles/wuxi-2012.yaml"),
		"无锡市 320200000000", "市1，县（区）9，镇（街道）82，村（社区）1241", "可以发布。")
	contains(t, h.does("--lang", "en", "profile", "validate", "../../../deploy/profiles/yingjiang-2019.yaml"),
		"county 1, town 9, village 47", "It can be published.")
	contains(t, h.does("profile", "validate", "testdata/profiles/小城-1.yaml"), "提醒：第 13 行 posts[0].b：", "[post-without-b]", "[route-gap]", "可以发布。")
	p, out := h.program()
	if err := p.run(t.Context(), []string{"--lang=en", "profile", "validate", "testdata/profiles/有误.yaml"}); err == nil {
		t.Error("a file with problems is good")
	} else {
		contains(t, out.String()+p.refusal(err), "line 7, units[5]: ", "line 13, posts[0].b: ", " [post-same-holder]", "has 4 problems [profile-file-invalid]")
	}
	contains(t, h.fails("profile", "validate", filepath.Join(t.TempDir(), "none.yaml")), "无法使用", "[path-unusable]")
	contains(t, h.fails("profile", "publish", "testdata/profiles/小城-1.yaml", "--command-id", "x"), "--expect", "[retry-without-expect]")
	contains(t, h.does("profile", "diff", "testdata/profiles/小城-1.yaml", "testdata/profiles/小城-1.yaml"), "没有差别。")

	large := filepath.Join(t.TempDir(), "large.yaml")
	if err := os.WriteFile(large, []byte(strings.Repeat("#\n", maxProfileFile/2+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	contains(t, h.fails("profile", "validate", large), "超过 4 MiB", "[profile-file-large]")
}
