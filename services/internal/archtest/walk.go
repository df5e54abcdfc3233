package archtest

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// modules are the folders that are read, with the path under which each is imported.
var modules = map[string]string{
	"services": "anjie.internal/services",
	"tools":    "anjie.internal/tools",
	"proto":    "anjie.internal/proto",
}

// file is one hand-written Go file of the default build.
type file struct {
	name   string // from the root of the repository, with slashes
	module string // "services"
	dir    string // of the package, inside its module; "." for its root
	test   bool
	lines  int
	syntax *ast.File
	fset   *token.FileSet
}

func (f file) line(n ast.Node) int { return f.fset.Position(n.Pos()).Line }

func (f file) violation(line int, format string, args ...any) Violation {
	return Violation{File: f.name, Line: line, Message: fmt.Sprintf(format, args...)}
}

// imported is one import of a file.
type imported struct {
	path string
	spec *ast.ImportSpec
}

func (f file) imports() []imported {
	var out []imported
	for _, s := range f.syntax.Imports {
		if p, err := strconv.Unquote(s.Path.Value); err == nil {
			out = append(out, imported{path: p, spec: s})
		}
	}
	return out
}

// walk parses every Go file of the modules below root.
func walk(root string) ([]file, error) {
	var out []file
	for module := range modules {
		err := filepath.WalkDir(filepath.Join(root, module), func(p string, d fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist) && p == filepath.Join(root, module):
				return nil
			case err != nil:
				return err
			case d.IsDir():
				if passedOver(root, p, d.Name()) {
					return filepath.SkipDir
				}
				return nil
			case filepath.Ext(p) != ".go":
				return nil
			}
			f, ok, err := read(root, module, p)
			if ok {
				out = append(out, f)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read module %s: %w", module, err)
		}
	}
	return out, nil
}

// passedOver reports whether a folder holds no code of ours: data of tests, what the go command ignores, pinned tools.
func passedOver(root, p, name string) bool {
	if name == "testdata" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return true
	}
	rel, err := filepath.Rel(root, p)
	return err == nil && filepath.ToSlash(rel) == "tools/pins"
}

func read(root, module, p string) (file, bool, error) {
	src, err := os.ReadFile(p)
	if err != nil {
		return file{}, false, err
	}
	rel, err := filepath.Rel(root, p)
	if err != nil {
		return file{}, false, err
	}
	f := file{name: filepath.ToSlash(rel), module: module, fset: token.NewFileSet(), test: strings.HasSuffix(p, "_test.go")}
	f.lines = strings.Count(string(src), "\n")
	f.syntax, err = parser.ParseFile(f.fset, p, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, false, err
	}
	if ast.IsGenerated(f.syntax) || !built(f.syntax) {
		return file{}, false, nil
	}
	f.dir = path.Dir(strings.TrimPrefix(f.name, module+"/"))
	return f, true, nil
}

// platformTags are build tags that some default build sets: a file for another system is still ours.
var platformTags = []string{"linux", "darwin", "windows", "freebsd", "unix", "amd64", "arm64", "386", "arm", "gc", "cgo", "race"}

// built reports whether some default build includes the file: tags that nobody sets by default exclude it.
func built(f *ast.File) bool {
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			break
		}
		for _, c := range group.List {
			if !constraint.IsGoBuild(c.Text) {
				continue
			}
			x, err := constraint.Parse(c.Text)
			if err != nil {
				continue
			}
			on := func(platform bool) bool {
				return x.Eval(func(tag string) bool {
					return strings.HasPrefix(tag, "go1.") || platform && slices.Contains(platformTags, tag)
				})
			}
			return on(true) || on(false)
		}
	}
	return true
}
