package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/mediation/proceeding"
)

var (
	answerRecorded = text{"已记录：第 %d 步，日志位置 %s%s", "recorded: step %d, position %s%s"}
	answerNothing  = text{"（没有内容）", "(nothing)"}
	answerWarning  = text{"提醒：%s。[%s]", "note: %s [%s]"}
)

// answer shows any answer to people: where it was recorded, and every field that says something, with its path.
func (p *program) answer(m proto.Message) {
	g := &say.Grid{}
	p.answerFields(g, m.ProtoReflect(), "")
	switch said := g.String(); {
	case said != "":
		p.printf("%s", said)
	case m.ProtoReflect().Descriptor().Fields().ByName("receipt") == nil:
		p.tell(answerNothing)
	}
}

// receipt is what every service answers a command with, whatever else stands in it.
type receipt interface {
	proto.Message
	GetRevision() uint64
	GetPosition() *logv1.Position
	GetRepeated() bool
}

func (p *program) answerFields(g *say.Grid, m protoreflect.Message, path string) {
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if !m.Has(f) {
			continue
		}
		at := path + string(f.Name())
		switch {
		case f.IsList():
			list := m.Get(f).List()
			for j := range list.Len() {
				p.answerValue(g, f, list.Get(j), fmt.Sprintf("%s[%d]", at, j))
			}
		case f.IsMap():
			for _, entry := range sorted(m.Get(f).Map()) {
				p.answerValue(g, f.MapValue(), entry.value, at+"."+entry.key.String())
			}
		default:
			p.answerValue(g, f, m.Get(f), at)
		}
	}
}

// mapped is an entry of a map.
type mapped struct {
	key   protoreflect.MapKey
	value protoreflect.Value
}

// sorted are the entries of a map by their keys: an answer is the same every time.
func sorted(m protoreflect.Map) []mapped {
	var entries []mapped
	m.Range(func(k protoreflect.MapKey, v protoreflect.Value) bool {
		entries = append(entries, mapped{k, v})
		return true
	})
	slices.SortFunc(entries, func(a, b mapped) int { return cmp.Compare(a.key.String(), b.key.String()) })
	return entries
}

func (p *program) answerValue(g *say.Grid, f protoreflect.FieldDescriptor, v protoreflect.Value, path string) {
	if f.Message() == nil {
		g.Row(path, answerText(f, v))
		return
	}
	switch m := v.Message().Interface().(type) {
	case receipt:
		p.tell(answerRecorded, m.GetRevision()+1, at(m.GetPosition()), p.repeated(m))
		p.warned(m)
	case *timestamppb.Timestamp:
		g.Row(path, say.Clock(m.AsTime()))
	case *logv1.Position:
		g.Row(path, p.say(headPosition)+" "+at(m))
	default:
		p.answerFields(g, v.Message(), path+".")
	}
}

// warned tells what was accepted and should be looked at. A code of a newer release stands for itself.
func (p *program) warned(r receipt) {
	w, ok := r.(interface{ GetWarnings() []string })
	if !ok {
		return
	}
	for _, code := range w.GetWarnings() {
		p.tell(answerWarning, p.word(proceeding.Warnings(), code), code)
	}
}

func answerText(f protoreflect.FieldDescriptor, v protoreflect.Value) string {
	switch {
	case f.Enum() != nil:
		if d := f.Enum().Values().ByNumber(v.Enum()); d != nil {
			return string(d.Name())
		}
		return strconv.Itoa(int(v.Enum()))
	default:
		return v.String()
	}
}
