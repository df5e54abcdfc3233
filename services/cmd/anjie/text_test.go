package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
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
	files := sources(t)
	verbs := regexp.MustCompile(`%[-+#0-9.]*[a-zA-Z]`)
	declared, used := map[string]int{}, map[string]int{} // by folder and name
	everywhere := map[string]int{}
	texts := 0
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.CompositeLit); ok { // in tables too
				if zh, en, ok := message(lit); ok {
					texts++
					if zh == "" || en == "" {
						t.Errorf("%s: a message is missing in a language: %s%s", file, zh, en)
					}
					if diff := cmp.Diff(verbs.FindAllString(zh, -1), verbs.FindAllString(en, -1)); diff != "" {
						t.Errorf("%s: %s takes other arguments in English:\n%s", file, zh, diff)
					}
				}
			}
			if id, ok := n.(*ast.Ident); ok {
				used[filepath.Dir(file)+"."+id.Name]++
				everywhere[id.Name]++
			}
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != len(spec.Names) {
				return true
			}
			for i, value := range spec.Values {
				if _, _, ok := message(value); !ok {
					continue
				}
				name := spec.Names[i].Name
				declared[filepath.Dir(file)+"."+name]++
			}
			return true
		})
	}
	if len(declared) < 500 || texts < 700 {
		t.Fatalf("only %d messages found, %d of them with a name: the test looks in the wrong place", texts, len(declared))
	}
	for in := range declared {
		said, name := used[in], strings.TrimPrefix(filepath.Ext(in), ".")
		if ast.IsExported(name) {
			said = everywhere[name]
		}
		if said < 2 {
			t.Errorf("nobody says %s", in)
		}
	}
}

// sources are the files of this program, its packages included, but for tests.
func sources(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(file) == ".go" && !strings.HasSuffix(file, "_test.go") {
			files = append(files, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// message reads text{"…", "…"} and say.Text{"…", "…"}.
func message(e ast.Expr) (zh, en string, ok bool) {
	lit, isLit := e.(*ast.CompositeLit)
	if !isLit || len(lit.Elts) != 2 {
		return "", "", false
	}
	switch of := lit.Type.(type) {
	case *ast.Ident:
		if of.Name != "text" && of.Name != "Text" {
			return "", "", false
		}
	case *ast.SelectorExpr:
		if of.Sel.Name != "Text" {
			return "", "", false
		}
	default:
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
