package archtest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	methodComment = regexp.MustCompile(`((?:[ \t]*//[^\n]*\n)+)[ \t]*rpc (\w+)`)
	refusalList   = regexp.MustCompile(`(?s)Refusals?:(.*)`)
	refusalCode   = regexp.MustCompile(`\b[a-z]+(?:-[a-z]+)+\b`)
	faultCode     = regexp.MustCompile(`fault\.New\([^"]*?"([a-z0-9-]+)"`)
)

// TestContractsNameRefusalsThatExist: what a method's comment says it refuses with, clients match on.
func TestContractsNameRefusalsThatExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	eachFile(t, filepath.Join(root, "services"), ".go", func(_, text string) {
		for _, m := range faultCode.FindAllStringSubmatch(text, -1) {
			known[m[1]] = true
		}
	})
	named := 0
	eachFile(t, filepath.Join(root, "proto"), ".proto", func(path, text string) {
		for _, method := range methodComment.FindAllStringSubmatch(text, -1) {
			list := refusalList.FindStringSubmatch(strings.ReplaceAll(method[1], "//", " "))
			if list == nil {
				continue
			}
			for _, code := range refusalCode.FindAllString(list[1], -1) {
				if named++; !known[code] {
					t.Errorf("%s: %s names the refusal %s, which nothing gives", path, method[2], code)
				}
			}
		}
	})
	if named < 50 {
		t.Errorf("%d refusals were found in the contracts, are the comments of another form?", named)
	}
}

func eachFile(t *testing.T, dir, ending string, do func(path, text string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ending) {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil {
			do(path, string(text))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
