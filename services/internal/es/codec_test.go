package es_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/personal"
)

// addedV0 is how added was stored once: in hundredths.
type addedV0 struct {
	Cents int `json:"cents"`
}

func upcast(v addedV0) added { return added{Amount: v.Cents / 100} }

func TestCodecRefusesAmbiguity(t *testing.T) {
	for _, c := range []struct {
		name     string
		bindings []es.Binding
		says     string
	}{
		{"a name twice", []es.Binding{es.Named[added]("a-v1"), es.Named[opened]("a-v1")}, `name "a-v1" is bound twice`},
		{"a type twice", []es.Binding{es.Named[added]("a-v1"), es.Named[added]("b-v1")}, "es_test.added is bound twice"},
		{"a stranger", []es.Binding{es.Named[string]("a-v1")}, "string is no es_test.event"},
		{"no name", []es.Binding{es.Named[added]("")}, "has no name"},
		{"an upcast to nowhere", []es.Binding{es.Upcast("a-v0", upcast)}, "which has no name of its own"},
		{"an old name twice", []es.Binding{es.Named[added]("a-v1"), es.Upcast("a-v1", upcast)}, `name "a-v1" is bound twice`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := es.NewCodec[event](c.bindings...)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want an error that says %s", err, c.says)
			}
		})
	}
}

func TestCodecRoundTrip(t *testing.T) {
	c := codec(t)
	name, data, err := c.Encode(added{Amount: 7})
	if err != nil || name != "account-added-v1" || string(data) != `{"amount":7}` {
		t.Fatalf("%s %s %v", name, data, err)
	}
	e, err := c.Decode(name, []byte(`{"later":{"x":[1]},"amount":7}`)) // unknown members are of a later writer
	if err != nil || e != (added{Amount: 7}) {
		t.Errorf("%#v %v", e, err)
	}
	for _, bad := range []string{`{"amount":"7"}`, `{"amount":7,"amount":8}`, `null`, ``, `{"amount":7}x`} {
		if e, err := c.Decode(name, []byte(bad)); err == nil {
			t.Errorf("%s decodes to %#v, want an error", bad, e)
		}
	}
	if _, err := c.Decode("account-closed-v1", []byte(`{}`)); !errors.Is(err, es.ErrUnknownEvent) {
		t.Errorf("unknown name: %v", err)
	}
	if _, _, err := c.Encode(nil); !errors.Is(err, es.ErrUnknownEvent) {
		t.Errorf("nil: %v", err)
	}
	if got := c.Names(); !slices.Equal(got, []string{"account-added-v1", "account-marked-v1", "account-opened-v1"}) {
		t.Errorf("names: %v", got)
	}
}

func TestCodecPersonalFields(t *testing.T) {
	c := codec(t)
	if _, data, err := c.Encode(opened{Owner: personal.Plain("张三")}); !errors.Is(err, personal.ErrUnsealed) {
		t.Fatalf("plaintext was encoded: %s, %v", data, err)
	}
	_, data, err := c.Encode(opened{Owner: personal.Sealed(personal.Box{Key: "k", Sealed: []byte("s"), Commit: []byte("c")})})
	if err != nil {
		t.Fatal(err)
	}
	e, err := c.Decode("account-opened-v1", data)
	if err != nil {
		t.Fatal(err)
	}
	if box, ok := e.(opened).Owner.Box(); !ok || string(box.Sealed) != "s" || box.Key != "k" {
		t.Errorf("the box came back as %+v, %v", box, ok)
	}
	if _, data, err = c.Encode(opened{}); err != nil || !strings.Contains(string(data), `"owner":null`) {
		t.Errorf("an absent field: %s, %v", data, err)
	}
}

func TestCodecUpcasts(t *testing.T) {
	c, err := es.NewCodec[event](es.Named[added]("account-added-v1"), es.Upcast("account-added-v0", upcast))
	if err != nil {
		t.Fatal(err)
	}
	if e, err := c.Decode("account-added-v0", []byte(`{"cents":1200}`)); err != nil || e != (added{Amount: 12}) {
		t.Errorf("%#v %v", e, err)
	}
	if name, _, err := c.Encode(added{}); err != nil || name != "account-added-v1" {
		t.Errorf("written as %s, %v", name, err)
	}
	if c.Written("account-added-v0") || !c.Written("account-added-v1") || c.Written("x") {
		t.Error("the old name is written")
	}
}

// failing records what Golden reports instead of failing.
type failing struct {
	testing.TB
	said strings.Builder
}

func (f *failing) Helper() {}
func (f *failing) Errorf(format string, args ...any) {
	f.said.WriteString(fmt.Sprintf(format, args...) + "\n")
}

func TestGolden(t *testing.T) {
	t.Setenv("ANJIE_UPDATE_GOLDEN", "") // what is updated here is on purpose
	bindings := []es.Binding{es.Named[opened]("account-opened-v1"), es.Named[added]("account-added-v1")}
	old := es.Upcast("account-added-v0", upcast)
	samples := []event{
		opened{At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Owner: personal.Sealed(personal.Box{Key: "k", Sealed: []byte("s"), Commit: []byte("c")})},
		added{Amount: 12},
	}
	newCodec := func(b ...es.Binding) *es.Codec[event] {
		c, err := es.NewCodec[event](b...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	// good writes golden files as they should be.
	good := func(t *testing.T) string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "account-added-v0.json"), []byte(`{"cents":1200}`), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("ANJIE_UPDATE_GOLDEN", "1")
		estest.Golden(t, newCodec(append(bindings, old)...), dir, samples...)
		t.Setenv("ANJIE_UPDATE_GOLDEN", "")
		return dir
	}
	for _, c := range []struct {
		name    string
		codec   *es.Codec[event]
		samples []event
		spoil   func(t *testing.T, dir string)
		says    string // empty: nothing
	}{
		{name: "all is well", says: ""},
		{name: "no file", spoil: func(t *testing.T, dir string) { remove(t, dir, "account-opened-v1.json") }, says: "account-opened-v1.json is missing"},
		{name: "no file of an old name", spoil: func(t *testing.T, dir string) { remove(t, dir, "account-added-v0.json") }, says: "account-added-v0.json is missing"},
		{name: "drift", samples: []event{samples[0], added{Amount: 13}}, says: "account-added-v1.json: the stored form is another"},
		{name: "no sample", samples: samples[:1], says: "account-added-v1 has no sample"},
		{name: "two samples", samples: append(slices.Clone(samples), added{}), says: "two samples"},
		{name: "an upcast that changed", codec: newCodec(append(bindings, es.Upcast("account-added-v0", func(v addedV0) added { return added{v.Cents} }))...), says: "account-added-v0.upcast.json: the stored form is another"},
		{name: "a name that was dropped", codec: newCodec(bindings...), says: "no name of the codec reads account-added-v0.json"},
		{name: "a file that does not decode", spoil: func(t *testing.T, dir string) { write(t, dir, "account-added-v0.json", `{"cents":"many"}`) }, says: "no longer decodes"},
		{name: "a file with more than is kept", spoil: func(t *testing.T, dir string) { write(t, dir, "account-added-v1.json", `{"amount":12,"note":"x"}`) }, says: "loses something"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := good(t)
			if c.spoil != nil {
				c.spoil(t, dir)
			}
			if c.codec == nil {
				c.codec = newCodec(append(bindings, old)...)
			}
			if c.samples == nil {
				c.samples = samples
			}
			f := &failing{TB: t}
			estest.Golden(f, c.codec, dir, c.samples...)
			if said := f.said.String(); c.says == "" && said != "" || !strings.Contains(said, c.says) {
				t.Errorf("said %q, want %q", said, c.says)
			}
		})
	}
}

func TestGoldenSome(t *testing.T) {
	t.Setenv("ANJIE_UPDATE_GOLDEN", "1")
	codec, err := es.NewCodec[event](es.Named[opened]("account-opened-v1"), es.Named[added]("account-added-v1"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	estest.GoldenSome[event](t, codec, dir, added{Amount: 12})
	t.Setenv("ANJIE_UPDATE_GOLDEN", "")
	says := func(want string, samples ...event) {
		t.Helper()
		f := &failing{TB: t}
		estest.GoldenSome(f, codec, dir, samples...)
		if said := f.said.String(); want == "" && said != "" || !strings.Contains(said, want) {
			t.Errorf("said %q, want %q", said, want)
		}
	}
	says("", added{Amount: 12})
	says("account-added-v1.json: the stored form is another", added{Amount: 13})
	says("no name of the codec reads account-added-v1.json")
	write(t, dir, "account-added-v1.json", `{"amount":12,"note":"x"}`)
	says("loses something", added{Amount: 12})
}

func remove(t *testing.T, dir, file string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, file)); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, dir, file, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
