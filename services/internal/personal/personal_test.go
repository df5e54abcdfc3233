package personal_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"log"
	"log/slog"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
)

// secret is a made-up name; no output of any test here may contain it, nor its bytes in another notation.
const secret = "欧阳某某"

// leaks reports the notation in which s shows the secret.
func leaks(s string) string {
	raw := []byte(secret)
	decimal := strings.Trim(fmt.Sprintf("%d", raw), "[]")
	for name, form := range map[string]string{
		"plain": secret, "quoted ascii": strings.Trim(fmt.Sprintf("%+q", secret), `"`), "hex": fmt.Sprintf("%x", raw),
		"HEX": fmt.Sprintf("%X", raw), "spaced hex": fmt.Sprintf("% x", raw), "decimal": decimal, "Go bytes": strings.Trim(fmt.Sprintf("%#v", raw), "[]byte{}"),
	} {
		if strings.Contains(s, form) {
			return name
		}
	}
	return ""
}

func TestTheNotationsThatAreLookedForAreFound(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%+q", "%x", "%X", "% x"} {
		if s := fmt.Sprintf(verb, secret); leaks(s) == "" {
			t.Errorf("%s: %s is not seen as a leak", verb, s)
		}
		if s := fmt.Sprintf(verb, []byte(secret)); leaks(s) == "" {
			t.Errorf("%s: the bytes %s are not seen as a leak", verb, s)
		}
	}
}

type party struct {
	Role string
	Name *personal.Field
}

type hidden struct{ name *personal.Field }

// holders are the ways in which a field lies inside something that somebody prints.
func holders(f *personal.Field) map[string]any {
	return map[string]any{
		"field": f, "struct": party{Role: "applicant", Name: f}, "pointer to struct": &party{Name: f},
		"slice": []*personal.Field{f}, "slice of structs": []party{{Name: f}}, "map": map[string]*personal.Field{"name": f},
		"interface": any(f), "array": [1]*personal.Field{f},
	}
}

var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%+q", "%#q", "%x", "%X", "% x", "%d", "%t", "%T", "%p", "%08.3f", "%!"}

func TestFieldsNeverPrint(t *testing.T) {
	t.Parallel()
	opened := personal.Plain(secret)
	opened.Seal(personal.Box{Key: "k", Sealed: []byte("s"), Commit: []byte("c")})
	for state, f := range map[string]*personal.Field{"plain": personal.Plain(secret), "sealed and plain": opened} {
		for name, v := range holders(f) {
			for _, verb := range verbs {
				if how := leaks(fmt.Sprintf(verb, v)); how != "" {
					t.Errorf("%s %s under %s leaks (%s)", state, name, verb, how)
				}
			}
			for how, s := range map[string]string{"Sprint": fmt.Sprint(v), "Sprintln": fmt.Sprintln(v), "Errorf": fmt.Errorf("with %v", v).Error()} {
				if leaks(s) != "" {
					t.Errorf("%s %s leaks through %s", state, name, how)
				}
			}
		}
	}
}

// TestUnexportedFieldsNeverPrint is the hard case: fmt does not call methods on what it reached through an unexported field, and
// a copied Field has no pointer methods. Neither may leak.
func TestUnexportedFieldsNeverPrint(t *testing.T) {
	t.Parallel()
	f := personal.Plain(secret)
	for name, v := range map[string]any{
		"unexported pointer": hidden{name: f}, "pointer to it": &hidden{name: f}, "copied value": *f, "slice of values": []personal.Field{*f},
	} {
		for _, verb := range verbs {
			if how := leaks(fmt.Sprintf(verb, v)); how != "" {
				t.Errorf("%s under %s leaks (%s): %s", name, verb, how, fmt.Sprintf(verb, v))
			}
		}
	}
}

func TestFieldsNeverLog(t *testing.T) {
	t.Parallel()
	f := personal.Plain(secret)
	var out bytes.Buffer
	options := &slog.HandlerOptions{Level: slog.LevelDebug}
	for format, h := range map[string]slog.Handler{"text": slog.NewTextHandler(&out, options), "json": slog.NewJSONHandler(&out, options)} {
		l := slog.New(h)
		for name, v := range holders(f) {
			out.Reset()
			l.InfoContext(t.Context(), "registered", slog.Any("value", v), slog.Group("group", slog.Any("value", v)))
			l.With(slog.Any("value", v)).ErrorContext(t.Context(), "refused")
			if out.Len() == 0 {
				t.Fatal("nothing was logged")
			}
			if how := leaks(out.String()); how != "" {
				t.Errorf("%s logged as %s leaks (%s): %s", name, format, how, out.String())
			}
		}
	}
	out.Reset()
	old := log.New(&out, "", 0)
	old.Print(f, party{Name: f})
	if leaks(out.String()) != "" {
		t.Errorf("package log leaks: %s", out.String())
	}
}

func TestPlaintextNeverMarshals(t *testing.T) {
	t.Parallel()
	for name, v := range holders(personal.Plain(secret)) {
		b, err := json.Marshal(v)
		if !errors.Is(err, personal.ErrUnsealed) || leaks(string(b)) != "" {
			t.Errorf("encoding/json of %s: %q, %v", name, b, err)
		}
		b, err = jsonv2.Marshal(v)
		if !errors.Is(err, personal.ErrUnsealed) || leaks(string(b)) != "" {
			t.Errorf("the codec's json of %s: %q, %v", name, b, err)
		}
	}
	f := personal.Plain(secret)
	if b, err := f.MarshalText(); err == nil || leaks(string(b)) != "" {
		t.Errorf("text: %q, %v", b, err)
	}
	if b, err := xml.Marshal(party{Name: f}); leaks(string(b)) != "" || err == nil {
		t.Errorf("xml: %q, %v", b, err)
	}
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(party{Name: f}); leaks(out.String()) != "" || err == nil {
		t.Errorf("gob: %q, %v", out.String(), err)
	}
	out.Reset()
	page := template.Must(template.New("page").Parse(`{{.}} {{.Name}} {{printf "%v" .Name}}`))
	if err := page.Execute(&out, party{Name: f}); leaks(out.String()) != "" {
		t.Errorf("template: %q, %v", out.String(), err)
	}
}

func TestFaultsDoNotCarryPlaintext(t *testing.T) {
	t.Parallel()
	f := personal.Plain(secret)
	err := fault.New(fault.Invalid, "party-name-too-long", "姓名过长。", "the name is too long").
		On("party.name").Because(fmt.Errorf("check %v of %+v", f, party{Name: f}))
	for _, s := range []string{err.Error(), err.Text("zh"), err.Text("en"), fmt.Sprintf("%v %+v %#v", err, err, err), errors.Unwrap(err).Error()} {
		if how := leaks(s); how != "" {
			t.Errorf("leaks (%s): %s", how, s)
		}
	}
}

func TestOnlyBoxesAreStored(t *testing.T) {
	t.Parallel()
	box := personal.Box{Key: "0190", Sealed: []byte{1, 2, 3}, Commit: []byte{4, 5}}
	f := personal.Plain(secret)
	f.Seal(box)
	b, err := json.Marshal(party{Role: "applicant", Name: f})
	if err != nil {
		t.Fatal(err)
	}
	// The stored form is a contract: this line never changes.
	if want := `{"Role":"applicant","Name":{"key":"0190","sealed":"AQID","commit":"BAU="}}`; string(b) != want {
		t.Errorf("%s, want %s", b, want)
	}
	if v2, err := jsonv2.Marshal(party{Role: "applicant", Name: f}); err != nil || !bytes.Equal(v2, b) {
		t.Errorf("the codec's json: %s, %v", v2, err)
	}

	var back party
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if _, open := back.Name.Reveal(); open || !back.Name.Present() {
		t.Error("what comes out of the log is present and closed")
	}
	got, ok := back.Name.Box()
	if !ok || got.Key != box.Key || !bytes.Equal(got.Sealed, box.Sealed) || !bytes.Equal(got.Commit, box.Commit) {
		t.Errorf("box %v, %v", got, ok)
	}
	if again, err := json.Marshal(back); err != nil || !bytes.Equal(again, b) {
		t.Errorf("stored again: %s, %v", again, err)
	}
}

func TestAbsentValues(t *testing.T) {
	t.Parallel()
	var none *personal.Field
	for name, f := range map[string]*personal.Field{"nil": none, "empty": personal.Plain(""), "zero": {}} {
		if f.Present() {
			t.Errorf("%s is present", name)
		}
		if s, ok := f.Reveal(); ok || s != "" {
			t.Errorf("%s reveals %q", name, s)
		}
		if _, ok := f.Box(); ok {
			t.Errorf("%s has a box", name)
		}
		if b, err := json.Marshal(party{Name: f}); err != nil || string(b) != `{"Role":"","Name":null}` {
			t.Errorf("%s: %s, %v", name, b, err)
		}
	}
	f := personal.Plain(secret)
	if err := f.UnmarshalJSON([]byte("null")); err != nil || f.Present() {
		t.Errorf("null leaves %v present, %v", f.Present(), err)
	}
}

func TestReadingABoxForgetsThePlaintext(t *testing.T) {
	t.Parallel()
	f := personal.Plain(secret)
	if err := json.Unmarshal([]byte(`{"key":"k","sealed":"AQ==","commit":"Ag=="}`), f); err != nil {
		t.Fatal(err)
	}
	if s, ok := f.Reveal(); ok {
		t.Errorf("reveals %q", s)
	}
	if err := json.Unmarshal([]byte(`{"key":1}`), f); err == nil || f.Present() {
		t.Errorf("a broken box: %v, present %v", err, f.Present())
	}
	for name, text := range map[string]string{"plaintext in the log": `"` + secret + `"`, "a list": `[1]`} {
		err := json.Unmarshal([]byte(text), f)
		if err == nil || f.Present() || leaks(err.Error()) != "" {
			t.Errorf("%s: %v, present %v", name, err, f.Present())
		}
	}
}

func TestRevealReturnsWhatWasGiven(t *testing.T) {
	t.Parallel()
	if s, ok := personal.Plain(secret).Reveal(); !ok || s != secret {
		t.Errorf("%q, %v", s, ok)
	}
	closed := personal.Sealed(personal.Box{Key: "k"})
	if s, ok := closed.Reveal(); ok || s != "" || !closed.Present() {
		t.Errorf("a box reveals %q", s)
	}
}
