package es

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
)

// ErrUnknownEvent says that the codec has no such name or type.
var ErrUnknownEvent = errors.New("unknown event")

// Binding ties one frozen name to one Go type; Named and Upcast make them.
type Binding struct {
	name   string
	typ    reflect.Type // of what decoding yields
	old    bool         // decoded, never encoded
	decode func(data []byte) (any, error)
}

// Named binds a name to the type T that is stored under it: a struct, or a pointer to one when the core's events are
// pointers. The name is a constant for ever ("dispute-registered-v1").
func Named[T any](name string) Binding {
	return Binding{name: name, typ: reflect.TypeFor[T](), decode: func(data []byte) (any, error) {
		if string(data) == "null" {
			return nil, errors.New("null is no event") // it would decode to a nil pointer
		}
		var v T
		if err := json.Unmarshal(data, &v); err != nil {
			return nil, err
		}
		return v, nil
	}}
}

// Upcast binds a name that is no longer written: its events decode as Old and become New, which is bound to a name of its
// own. Old is the stored form as it was and needs no methods.
func Upcast[Old, New any](name string, up func(Old) New) Binding {
	return Binding{name: name, typ: reflect.TypeFor[New](), old: true, decode: func(data []byte) (any, error) {
		var v Old
		if err := json.Unmarshal(data, &v); err != nil {
			return nil, err
		}
		return up(v), nil
	}}
}

// Codec turns the events of one core into stored names and JSON and back. E is the core's sealed sum of events. A Codec is immutable and safe for concurrent use.
//
// The JSON is that of github.com/go-json-experiment/json: names match exactly, duplicate names are refused, unknown members
// are ignored, members come in the order of the struct's fields, maps are sorted. Types with a MarshalJSON of their own, such
// as personal.Field, keep it.
type Codec[E any] struct {
	byName map[string]Binding
	byType map[reflect.Type]string
}

// NewCodec makes a codec. It refuses a name or a type that is bound twice, an empty name, a type that is no E, and an upcast
// to a type that is not itself bound to a name.
func NewCodec[E any](bindings ...Binding) (*Codec[E], error) {
	c := &Codec[E]{byName: make(map[string]Binding), byType: make(map[reflect.Type]string)}
	var errs []error
	refuse := func(format string, args ...any) { errs = append(errs, fmt.Errorf("codec: "+format, args...)) }
	for _, b := range bindings {
		if b.name == "" {
			refuse("%v has no name", b.typ)
			continue
		}
		if _, twice := c.byName[b.name]; twice {
			refuse("name %q is bound twice", b.name)
		}
		if !b.typ.AssignableTo(reflect.TypeFor[E]()) {
			refuse("%q: %v is no %v", b.name, b.typ, reflect.TypeFor[E]())
		}
		c.byName[b.name] = b
		if b.old {
			continue
		}
		if name, twice := c.byType[b.typ]; twice {
			refuse("%v is bound twice: %q and %q", b.typ, name, b.name)
		}
		c.byType[b.typ] = b.name
	}
	for _, b := range bindings {
		if _, ok := c.byType[b.typ]; b.old && !ok {
			refuse("%q becomes %v, which has no name of its own", b.name, b.typ)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return c, nil
}

// Name returns the stored name of an event, or ErrUnknownEvent.
func (c *Codec[E]) Name(e E) (string, error) {
	name, ok := c.byType[reflect.TypeOf(e)]
	if !ok {
		return "", fmt.Errorf("%w: %T has no stored name", ErrUnknownEvent, e)
	}
	return name, nil
}

// Encode returns the stored name and form of an event. The error matches ErrUnknownEvent for a type without a name, and
// personal.ErrUnsealed for an event that still holds plaintext.
func (c *Codec[E]) Encode(e E) (name string, data []byte, err error) {
	name, err = c.Name(e)
	if err != nil {
		return "", nil, err
	}
	data, err = json.Marshal(e, json.Deterministic(true))
	if err != nil {
		return "", nil, fmt.Errorf("encode %s: %w", name, err)
	}
	return name, data, nil
}

// Decode returns the event that was stored under a name, upcast when the name is an old one. The error matches
// ErrUnknownEvent for a name that is not bound.
func (c *Codec[E]) Decode(name string, data []byte) (E, error) {
	var none E
	b, ok := c.byName[name]
	if !ok {
		return none, fmt.Errorf("%w: %q", ErrUnknownEvent, name)
	}
	v, err := b.decode(data)
	if err != nil {
		return none, fmt.Errorf("decode %s: %w", name, err)
	}
	return v.(E), nil // NewCodec has checked the type
}

// Names returns all bound names, old ones too, sorted.
func (c *Codec[E]) Names() []string { return slices.Sorted(maps.Keys(c.byName)) }

// Written reports whether the codec still writes events under the name; false for upcast and unknown names.
func (c *Codec[E]) Written(name string) bool {
	b, ok := c.byName[name]
	return ok && !b.old
}
