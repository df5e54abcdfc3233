package estest

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"anjie.internal/services/internal/es"
)

// updateGolden is the environment variable that makes Golden write files instead of comparing with them.
const updateGolden = "ANJIE_UPDATE_GOLDEN"

// Golden compares the stored form of sample events with the golden files of dir, <name>.json, indented for readers. It fails
//
//   - for a name of the codec without a golden file, or that is written and has no sample: stored forms are kept for ever;
//   - when a sample is stored otherwise than its file says;
//   - when a file no longer decodes, or decodes to an event that is stored otherwise;
//   - when an old name's file is upcast otherwise than <name>.upcast.json says: the stored form of what it becomes;
//   - for a file that no name of the codec explains.
//
// With ANJIE_UPDATE_GOLDEN=1 it writes the files of written names and the upcasts. Files of old names are never written: they
// are what was stored once. Samples must be sealed where they hold personal data.
func Golden[E any](t testing.TB, codec *es.Codec[E], dir string, samples ...E) {
	t.Helper()
	g := newGolden(t, dir)
	sampled := compareAll(g, codec, samples)
	for _, name := range codec.Names() {
		if codec.Written(name) && !sampled[name] {
			t.Errorf("%s has no sample", name)
			continue
		}
		readAgain(g, codec, name)
	}
	g.strangers()
}

// GoldenSome is Golden for names whose events got fields later: dir has a file of each one that is sampled, with those fields, and
// the other names have none. The first forms stay where Golden looks for them.
func GoldenSome[E any](t testing.TB, codec *es.Codec[E], dir string, samples ...E) {
	t.Helper()
	g := newGolden(t, dir)
	for name := range compareAll(g, codec, samples) {
		readAgain(g, codec, name)
	}
	g.strangers()
}

// compareAll compares the samples with their files and says which names have one.
func compareAll[E any](g *golden, codec *es.Codec[E], samples []E) map[string]bool {
	g.t.Helper()
	sampled := map[string]bool{}
	for _, s := range samples {
		name, data, err := codec.Encode(s)
		if err != nil {
			g.t.Errorf("sample %T: %v", s, err)
			continue
		}
		if sampled[name] {
			g.t.Errorf("%s has two samples", name)
		}
		sampled[name] = true
		g.compare(name+".json", data)
	}
	return sampled
}

// readAgain decodes the file of a name and stores it again, in memory.
func readAgain[E any](g *golden, codec *es.Codec[E], name string) {
	g.t.Helper()
	stored, ok := g.read(name + ".json")
	if !ok {
		return
	}
	e, err := codec.Decode(name, stored)
	if err != nil {
		g.t.Errorf("%s.json: what is stored no longer decodes: %v", name, err)
		return
	}
	_, again, err := codec.Encode(e)
	switch {
	case err != nil:
		g.t.Errorf("%s.json: %v", name, err)
	case codec.Written(name):
		if !bytes.Equal(compact(g.t, again), compact(g.t, stored)) {
			g.t.Errorf("%s.json loses something when it is read and stored again:\n%s\nbecomes\n%s", name, stored, again)
		}
	default:
		g.compare(name+".upcast.json", again)
	}
}

type golden struct {
	t      testing.TB
	dir    string
	update bool
	seen   map[string]bool
}

func newGolden(t testing.TB, dir string) *golden {
	return &golden{t: t, dir: dir, update: os.Getenv(updateGolden) == "1", seen: map[string]bool{}}
}

func (g *golden) read(file string) ([]byte, bool) {
	g.t.Helper()
	g.seen[file] = true
	b, err := os.ReadFile(filepath.Join(g.dir, file))
	if err != nil {
		g.t.Errorf("%s is missing: the stored form of every event is kept (%s=1 writes new ones): %v", file, updateGolden, err)
		return nil, false
	}
	return b, true
}

func (g *golden) compare(file string, data []byte) {
	g.t.Helper()
	if g.update {
		g.write(file, data)
	}
	want, ok := g.read(file)
	if ok && !bytes.Equal(compact(g.t, want), data) {
		g.t.Errorf("%s: the stored form is another. Stored events never change: make a new version with a new name.\nstored before %s\nstored now    %s",
			file, compact(g.t, want), data)
	}
}

func (g *golden) write(file string, data []byte) {
	g.t.Helper()
	v := jsontext.Value(bytes.Clone(data))
	if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
		g.t.Fatalf("%s: %v", file, err)
	}
	if err := os.MkdirAll(g.dir, 0o750); err != nil {
		g.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(g.dir, file), append(v, '\n'), 0o600); err != nil {
		g.t.Fatal(err)
	}
}

// strangers reports files that belong to no event: a name that was dropped from the codec makes its stored events unreadable.
func (g *golden) strangers() {
	g.t.Helper()
	entries, err := os.ReadDir(g.dir)
	if err != nil {
		g.t.Errorf("golden files: %v", err)
		return
	}
	var left []string
	for _, e := range entries {
		if !g.seen[e.Name()] && strings.HasSuffix(e.Name(), ".json") {
			left = append(left, e.Name())
		}
	}
	if slices.Sort(left); len(left) > 0 {
		g.t.Errorf("no name of the codec reads %s: what was stored once must be read for ever", strings.Join(left, ", "))
	}
}

func compact(t testing.TB, b []byte) []byte {
	t.Helper()
	v := jsontext.Value(bytes.Clone(b))
	if err := v.Compact(); err != nil {
		t.Errorf("golden file: %v", err)
	}
	return v
}
