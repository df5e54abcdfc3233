package story_test

import (
	"strings"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/cmd/anjie/internal/say"
	"anjie.internal/services/cmd/anjie/internal/story"
	"anjie.internal/services/mediation"
)

// filled puts a value into every field of a message.
func filled(m protoreflect.Message) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		value := func() protoreflect.Value {
			switch {
			case f.Message() != nil:
				sub := m.NewField(f)
				if f.IsList() {
					sub = sub.List().NewElement()
				}
				filled(sub.Message())
				return sub
			case f.Kind() == protoreflect.BoolKind:
				return protoreflect.ValueOfBool(true)
			case f.Kind() == protoreflect.Uint32Kind:
				return protoreflect.ValueOfUint32(7)
			default:
				return protoreflect.ValueOfString("‹" + string(f.Name()) + "›")
			}
		}
		if f.IsList() {
			m.Mutable(f).List().Append(value())
			continue
		}
		m.Set(f, value())
	}
}

// TestEveryStepHasItsSentence: whatever can happen to a dispute is told in both languages, with everything that is known of it.
func TestEveryStepHasItsSentence(t *testing.T) {
	oneof := (&intakev1.Step{}).ProtoReflect().Descriptor().Oneofs().ByName("what")
	kinds := map[string]string{}
	for i := range oneof.Fields().Len() {
		f := oneof.Fields().Get(i)
		step := &intakev1.Step{}
		filled(step.ProtoReflect().Mutable(f).Message())
		for _, l := range []say.Lang{say.Chinese, say.English} {
			p := story.Teller{Lang: l}
			kind, what := p.Happened(story.Happening(step))
			if kind == "" || what == "" || strings.Contains(what, "%!") {
				t.Errorf("%s in %s: %q, %q", f.Name(), l, kind, what)
			}
			if other := kinds[string(l)+kind]; other != "" {
				t.Errorf("%s and %s are called the same: %s", f.Name(), other, kind)
			}
			kinds[string(l)+kind] = string(f.Name())
			for _, part := range left(step, f) {
				if !strings.Contains(what, part) {
					t.Errorf("%s in %s does not say %s: %s", f.Name(), l, part, what)
				}
			}
		}
	}
	if n := oneof.Fields().Len(); n != 33 {
		t.Errorf("%d kinds of steps", n)
	}
}

// unsaid are fields that a story leaves to JSON: versions of tables and of calendars, and what the registration has said before.
var unsaid = map[string]bool{"codes": true, "calendar": true, "unit": true, "category": true, "late_reason": true, "arose_on": true}

// left are the texts that a sentence must hold.
func left(step *intakev1.Step, f protoreflect.FieldDescriptor) []string {
	var out []string
	m := step.ProtoReflect().Get(f).Message()
	m.Range(func(field protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		if field.Kind() == protoreflect.StringKind && !field.IsList() && !unsaid[string(field.Name())] {
			out = append(out, v.String())
		}
		return true
	})
	return out
}

// TestAnUnknownStepIsNamed: a newer service may tell of steps that this program does not know.
func TestAnUnknownStepIsNamed(t *testing.T) {
	p := story.Teller{Lang: say.Chinese}
	said := p.Dispute("x", []*intakev1.Step{{Type: "dispute-blessed-v1", Reason: "blessing.b01"}})
	if !strings.Contains(said, "dispute-blessed-v1") || !strings.Contains(said, "blessing.b01") {
		t.Error(said)
	}
}

func TestEveryStoredEventOfProceedingsHasAName(t *testing.T) {
	codec, err := mediation.Codec()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range codec.Names() {
		if _, ok := story.ProceedingKinds[name]; !ok {
			t.Errorf("no story tells %s", name)
		}
	}
}
