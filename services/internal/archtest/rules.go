package archtest

import (
	"go/ast"
	"slices"
	"strings"
)

const longest = 600

func tooLong(f file) []Violation {
	if f.lines <= longest {
		return nil
	}
	return []Violation{f.violation(1, "%d lines, more than %d: a file that long holds two ideas; part them", f.lines, longest)}
}

// placed fails for a package that no rule names.
func placed(f file) []Violation {
	l, _ := place(f.module, f.dir)
	line := f.line(f.syntax.Name)
	switch l {
	case contract:
		return []Violation{f.violation(line, "Go by hand in proto: the contracts are generated, so that they say what the .proto files say and nothing else")}
	case "":
		return []Violation{f.violation(line, "no rule names the package %s: say in archtest which layer it is, so that its imports can be judged", f.dir)}
	default:
		return nil
	}
}

// imports judges what a file imports: our own code by layer, other code by owner, the standard library by purity.
func imports(f file) []Violation {
	l, service := place(f.module, f.dir)
	if f.test || l == "" || l == contract {
		return nil
	}
	var out []Violation
	for _, i := range f.imports() {
		refuse := func(format string, args ...any) {
			out = append(out, f.violation(f.line(i.spec), format, args...))
		}
		switch first, _, _ := strings.Cut(i.path, "/"); {
		case first == "anjie.internal":
			if ok, reason := f.may(l, service, i.path); !ok {
				refuse("%s %s imports %s: %s", l, f.dir, i.path, reason)
			}
		case !strings.Contains(first, "."):
			if reason := impure(l, f.dir, i.path); reason != "" {
				refuse("%s %s imports %s: %s", l, f.dir, i.path, reason)
			}
		case l == vocabulary || l == core:
			refuse("%s %s imports %s: third-party code would be part of the rules, and change under them", l, f.dir, i.path)
		case l == tool:
			// Few and light, by review: tools has its own go.mod.
		default:
			o, known := ownerOf(i.path)
			switch {
			case !known:
				refuse("no row of archtest names %s: a new dependency is a decision, with an owner and a reason", i.path)
			case !o.allows(l, f.dir):
				refuse("%s imports %s, which belongs to %s: %s", f.dir, i.path, o.who(), o.reason)
			}
		}
	}
	return out
}

// What the lower layers do without. A prefix covers the packages below it.
var (
	inputOutput = []string{"net", "os", "syscall", "database/sql", "log", "io/ioutil", "plugin"}
	coreless    = append([]string{"context", "sync", "math/rand", "crypto/rand", "runtime", "reflect", "unsafe", "embed", "io/fs", "testing"}, inputOutput...)
)

// impure returns the reason why a layer may not import a package of the standard library, or nothing.
func impure(l layer, dir, std string) string {
	switch {
	case l == vocabulary && dir == "internal/personal" && std == "log/slog":
		return "" // only to answer slog's LogValuer, so that personal data hides itself; nothing is logged there
	case l == vocabulary && anyRoom(std, inputOutput):
		return "the vocabulary does no I/O, or no core could use it"
	case l == core && anyRoom(std, coreless):
		return "a core is pure: the same events must give the same state on any machine, at any time, in any test"
	}
	return ""
}

// The functions of package time that read the clock or wait for it.
var clockwork = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// The functions of package grpc that make servers and connections.
var wires = []string{"NewServer", "NewClient", "Dial", "DialContext"}

// purity judges calls that an import alone does not show.
func purity(f file) []Violation {
	l, _ := place(f.module, f.dir)
	if f.test {
		return nil
	}
	var out []Violation
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		switch {
		case (l == core || l == vocabulary) && slices.Contains(clockwork, sel.Sel.Name) && f.named(x.Name, "time"):
			out = append(out, f.violation(f.line(sel), "%s %s uses time.%s: time comes in with the command, or a replay decides otherwise than the day itself", l, f.dir, sel.Sel.Name))
		case (l == shell || l == platform) && !under(f.dir, "internal/rpc") && slices.Contains(wires, sel.Sel.Name) && f.named(x.Name, "google.golang.org/grpc"):
			out = append(out, f.violation(f.line(sel), "%s uses grpc.%s: servers and connections are built in internal/rpc, so that every one has the same interceptors, limits and identity", f.dir, sel.Sel.Name))
		}
		return true
	})
	return out
}

// named reports whether name stands for the imported package.
func (f file) named(name, importPath string) bool {
	for _, i := range f.imports() {
		if i.path != importPath {
			continue
		}
		if i.spec.Name != nil {
			return i.spec.Name.Name == name
		}
		return importPath == name || strings.HasSuffix(importPath, "/"+name)
	}
	return false
}

// swallowing finds a default in a core's evolve: it would swallow an event that nobody thought of.
func swallowing(f file) []Violation {
	if l, _ := place(f.module, f.dir); l != core || f.test {
		return nil
	}
	var out []Violation
	for _, d := range f.syntax.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || !strings.EqualFold(fn.Name.Name, "evolve") || fn.Body == nil {
			continue
		}
		ast.Inspect(fn.Body, func(n ast.Node) bool {
			s, ok := n.(*ast.TypeSwitchStmt)
			if !ok {
				return true
			}
			for _, c := range s.Body.List {
				if cc, ok := c.(*ast.CaseClause); ok && cc.List == nil {
					out = append(out, f.violation(f.line(cc), "default in %s: the linter must name an event that is missing here, not pass over it", fn.Name.Name))
				}
			}
			return true
		})
	}
	return out
}

// hidden finds init functions: what they do happens without being written down where things are wired.
func hidden(f file) []Violation {
	var out []Violation
	for _, d := range f.syntax.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
			out = append(out, f.violation(f.line(fn), "func init: wiring is literal code in main, so that it can be read and ordered"))
		}
	}
	return out
}
