package main

import (
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

var (
	errAssignment = text{"“%s”有误：%v。写法为 字段=值。", "“%s” is wrong: %v; write FIELD=VALUE"}

	errNoEquals = text{"缺少等号", "the equals sign is missing"}
	errNoField  = text{"没有字段 %s", "there is no field %s"}
	errNoValue  = text{"%s 不能是 %s", "%s cannot be %s"}
)

// assign does one FIELD=VALUE. A path leads into nested messages, and into a new element of a list with "+": parties+.name=… starts
// one, parties.name=… goes on with the last.
func assign(m protoreflect.Message, assignment string) error {
	path, value, ok := strings.Cut(assignment, "=")
	refuse := func(what text, args ...any) error {
		return say.Fault(fault.Invalid, "call-field", errAssignment, assignment, text{zh.Say(what, args...), en.Say(what, args...)})
	}
	if !ok {
		return refuse(errNoEquals)
	}
	names := strings.Split(path, ".")
	for i, name := range names {
		name, fresh := strings.CutSuffix(name, "+")
		f := m.Descriptor().Fields().ByName(protoreflect.Name(name))
		if f == nil {
			return refuse(errNoField, strings.Join(names[:i+1], "."))
		}
		last := i == len(names)-1
		switch {
		case !last && f.Message() == nil:
			return refuse(errNoField, strings.Join(names[:i+2], "."))
		case !last && f.IsList():
			list := m.Mutable(f).List()
			if fresh || list.Len() == 0 {
				list.AppendMutable()
			}
			m = list.Get(list.Len() - 1).Message()
			continue
		case !last:
			m = m.Mutable(f).Message()
			continue
		}
		if f.Message() != nil && f.Message().FullName() == "google.protobuf.Timestamp" && !f.IsList() {
			t, err := time.Parse(time.RFC3339Nano, value)
			if err != nil {
				return refuse(errNoValue, path, value)
			}
			stamp := m.Mutable(f).Message()
			stamp.Set(f.Message().Fields().ByName("seconds"), protoreflect.ValueOfInt64(t.Unix()))
			stamp.Set(f.Message().Fields().ByName("nanos"), protoreflect.ValueOfInt32(int32(t.Nanosecond()))) //nolint:gosec // G115: below 10^9
			return nil
		}
		v, ok := scalar(f, value)
		if !ok {
			return refuse(errNoValue, path, value)
		}
		if f.IsList() {
			m.Mutable(f).List().Append(v)
		} else {
			m.Set(f, v)
		}
	}
	return nil
}

// scalar reads a value of the field's kind. An enumeration is given by its name or its word.
func scalar(f protoreflect.FieldDescriptor, s string) (protoreflect.Value, bool) {
	switch f.Kind() {
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(s), true
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte(s)), true
	case protoreflect.BoolKind:
		b, err := strconv.ParseBool(s)
		return protoreflect.ValueOfBool(b), err == nil
	case protoreflect.EnumKind:
		n, ok := enumNamed(f.Enum(), s)
		return protoreflect.ValueOfEnum(n), ok
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		n, err := strconv.ParseUint(s, 10, 32)
		return protoreflect.ValueOfUint32(uint32(n)), err == nil
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		n, err := strconv.ParseUint(s, 10, 64)
		return protoreflect.ValueOfUint64(n), err == nil
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		n, err := strconv.ParseInt(s, 10, 32)
		return protoreflect.ValueOfInt32(int32(n)), err == nil
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		n, err := strconv.ParseInt(s, 10, 64)
		return protoreflect.ValueOfInt64(n), err == nil
	case protoreflect.FloatKind, protoreflect.DoubleKind, protoreflect.MessageKind, protoreflect.GroupKind:
	}
	return protoreflect.Value{}, false
}
