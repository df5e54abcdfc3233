package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryMessageIsThereInBothLanguages finds every message in the sources and wants the same arguments in both languages,
// and no message that nobody says.
func TestEveryMessageIsThereInBothLanguages(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	verbs := regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`)
	declared, used := map[string]int{}, map[string]int{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				used[id.Name]++
			}
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != len(spec.Names) {
				return true
			}
			for i, value := range spec.Values {
				zh, en, ok := message(value)
				if !ok {
					continue
				}
				name := spec.Names[i].Name
				declared[name]++
				if zh == "" || en == "" {
					t.Errorf("%s: %s is missing in a language", file, name)
				}
				if diff := cmp.Diff(verbs.FindAllString(zh, -1), verbs.FindAllString(en, -1)); diff != "" {
					t.Errorf("%s: %s takes other arguments in English:\n%s", file, name, diff)
				}
			}
			return true
		})
	}
	if len(declared) < 100 {
		t.Fatalf("only %d messages found: the test looks in the wrong place", len(declared))
	}
	for name := range declared {
		if used[name] < 2 {
			t.Errorf("nobody says %s", name)
		}
	}
}

// message reads text{"…", "…"}.
func message(e ast.Expr) (zh, en string, ok bool) {
	lit, isLit := e.(*ast.CompositeLit)
	if !isLit || len(lit.Elts) != 2 {
		return "", "", false
	}
	if id, isIdent := lit.Type.(*ast.Ident); !isIdent || id.Name != "text" {
		return "", "", false
	}
	parts := make([]string, 2)
	for i, elt := range lit.Elts {
		b, isBasic := elt.(*ast.BasicLit)
		if !isBasic {
			return "", "", false
		}
		s, err := strconv.Unquote(b.Value)
		if err != nil {
			return "", "", false
		}
		parts[i] = s
	}
	return parts[0], parts[1], true
}

func TestLanguageIsChineseUnlessEnglishIsAskedFor(t *testing.T) {
	tests := map[string]struct {
		args []string
		env  string
		want lang
	}{
		"by default":               {nil, "", zh},
		"by the environment":       {nil, "en", en},
		"by a locale":              {nil, "en_GB.UTF-8", en},
		"by a flag":                {[]string{"all", "--lang", "en"}, "", en},
		"by a flag in one word":    {[]string{"--lang=en", "all"}, "zh-CN", en},
		"the flag wins":            {[]string{"--lang", "zh-CN"}, "en", zh},
		"another language is ours": {nil, "fr", zh},
	}
	for name, test := range tests {
		p := program{environ: map[string]string{"ANJIE_LANG": test.env}}
		if got := p.language(test.args); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestColumnsLineUpInChinese(t *testing.T) {
	g := &grid{}
	g.row("机构", "件")
	g.row("320205101203", "1")
	want := "机构          件\n320205101203  1\n"
	if got := g.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
