package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
)

var (
	chinese = regexp.MustCompile(`\p{Han}`)
	// A mark of the other script: behind a Chinese character or mark, or behind a value that is filled in.
	halfWidth = regexp.MustCompile(`(?:[\p{Han}，。：；、（）]|%(?:\[\d+\])?[-+#0-9.]*[a-zA-Z]) ?([,;:!?()])`)
)

// punctuation finds Chinese texts with the marks of English, and Chinese sentences of faults without their end.
func punctuation(f file) []Violation {
	if f.test {
		return nil
	}
	var out []Violation
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			text, ok := literal(n)
			if !ok || !chinese.MatchString(text) {
				return true
			}
			if m := halfWidth.FindStringSubmatch(text); m != nil {
				out = append(out, f.violation(f.line(n), "Chinese text with the half-width mark %q: people read it, and Chinese has marks of its own", m[1]))
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); !ok || sel.Sel.Name != "New" || len(n.Args) != 4 || !f.isFault(sel.X) {
				return true
			}
			if zh, ok := literal(n.Args[2]); ok && zh != "" && !strings.HasSuffix(zh, "。") {
				out = append(out, f.violation(f.line(n.Args[2]), "the Chinese text of a fault does not end with 。: it is a sentence, and the code comes behind it"))
			}
		}
		return true
	})
	return out
}

func (f file) isFault(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && f.named(id.Name, modules["services"]+"/internal/fault")
}

// literal returns the text of a string literal.
func literal(x ast.Expr) (string, bool) {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
