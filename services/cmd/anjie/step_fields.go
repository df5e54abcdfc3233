package main

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// What is said of the forms in which people give fields.
var (
	errFieldFlag = text{"--%s：“%s”写法有误；%s。", "--%s: “%s” is not written like that: %s"}

	formPlace      = text{"序号从1起，多个用逗号分隔", "places count from 1, with commas between"}
	formNumber     = text{"须为不带小数的数字", "a whole number"}
	formAmount     = text{"金额以元计，至多两位小数", "an amount in yuan, two decimals at most"}
	formObligation = text{"写作 义务人序号，权利人序号，到期日，金额（元），内容；当场履行的到期日留空", "write DEBTOR,CREDITOR,DUE,YUAN,WHAT; DUE stays empty for what is done at once"}
	formKeyed      = text{"写作 序号=内容", "write PLACE=TEXT"}
	formInvitee    = text{"写作 类别代码=姓名，类别 I01–I05、I99", "write KIND=NAME, kinds I01–I05 and I99"}
	formHandler    = text{"写作 机构代码 或 机构代码/部门代码", "write UNIT or UNIT/DEPARTMENT"}
	formParticular = text{"写作 当事人序号，电话，证件号码，地址；没有的留空", "write PARTY,PHONE,ID NUMBER,ADDRESS; leave empty what is not known"}
)

// placed are the fields that name parties, obligations or invited persons by their place. The contract counts from 0, people from 1.
var placed = []protoreflect.Name{"party", "parties", "consented", "attended", "invited", "signed", "applicants", "obligation"}

// fieldFlag adds the flag of a field of a request, which may lie deeper. The function that it returns fills the field in.
func (p *program) fieldFlag(cmd *cobra.Command, m protoreflect.Message, s stepFlag) func() error {
	f, field := cmd.Flags(), fieldAt(m.Descriptor(), s.field)
	switch {
	case field.IsList():
		var values []string
		f.StringArrayVar(&values, s.name, nil, p.say(s.help))
		return func() error {
			for _, v := range values {
				if err := setField(m, s, v); err != nil {
					return err
				}
			}
			return nil
		}
	case field.Kind() == protoreflect.BoolKind:
		value := f.Bool(s.name, s.value == "true", p.say(s.help))
		return func() error {
			if field.HasPresence() && !f.Changed(s.name) { // nothing is said of it
				return nil
			}
			return setField(m, s, strconv.FormatBool(*value))
		}
	default:
		value := f.String(s.name, s.value, p.say(s.help))
		return func() error {
			if *value == "" {
				return nil
			}
			return setField(m, s, *value)
		}
	}
}

// fieldAt finds a field by its path; nil when there is none.
func fieldAt(d protoreflect.MessageDescriptor, path string) protoreflect.FieldDescriptor {
	var f protoreflect.FieldDescriptor
	for name := range strings.SplitSeq(path, ".") {
		if f != nil {
			d = f.Message()
		}
		if d == nil {
			return nil
		}
		if f = d.Fields().ByName(protoreflect.Name(name)); f == nil {
			return nil
		}
	}
	return f
}

// setField puts what a person wrote into the field of a flag.
func setField(m protoreflect.Message, s stepFlag, value string) error {
	names := strings.Split(s.field, ".")
	for _, name := range names[:len(names)-1] {
		m = m.Mutable(m.Descriptor().Fields().ByName(protoreflect.Name(name))).Message()
	}
	f := m.Descriptor().Fields().ByName(protoreflect.Name(names[len(names)-1]))
	wrong := func(form text) error { return say.Fault(fault.Invalid, "step-flag", errFieldFlag, s.name, value, form) }
	if f.Message() != nil {
		v, form := writtenMessage(f.Message(), s.name, value)
		switch {
		case v == nil:
			return wrong(form)
		case f.IsList():
			m.Mutable(f).List().Append(protoreflect.ValueOfMessage(v.ProtoReflect()))
		default:
			m.Set(f, protoreflect.ValueOfMessage(v.ProtoReflect()))
		}
		return nil
	}
	values := []string{value}
	if f.IsList() {
		values = strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == '，' || r == '、' })
	}
	for _, one := range values {
		v, form := written(f, strings.TrimSpace(one))
		switch {
		case form != (text{}):
			return wrong(form)
		case f.IsList():
			m.Mutable(f).List().Append(v)
		default:
			m.Set(f, v)
		}
	}
	return nil
}

// written reads a single value as people write it, or says how it is written.
func written(f protoreflect.FieldDescriptor, s string) (protoreflect.Value, text) {
	switch {
	case slices.Contains(placed, f.Name()):
		n, ok := place(s)
		if !ok {
			return protoreflect.Value{}, formPlace
		}
		return protoreflect.ValueOfUint32(n), text{}
	case f.Kind() == protoreflect.Uint64Kind:
		n, ok := fen(s)
		if !ok {
			return protoreflect.Value{}, formAmount
		}
		return protoreflect.ValueOfUint64(n), text{}
	}
	v, ok := scalar(f, s)
	if !ok {
		return v, formNumber
	}
	return v, text{}
}

// place is the place in the contract of the n-th.
func place(s string) (uint32, bool) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || n == 0 {
		return 0, false
	}
	return uint32(n - 1), true
}

// fen reads an amount in yuan.
func fen(s string) (uint64, bool) {
	yuan, cents, _ := strings.Cut(s, ".")
	if len(cents) > 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(yuan+cents+strings.Repeat("0", 2-len(cents)), 10, 64)
	return n, err == nil && yuan != "" && n <= math.MaxInt64
}

// writtenMessage reads a nested message as people write it; nil, and how it is written, when it is not.
func writtenMessage(d protoreflect.MessageDescriptor, flag, s string) (proto.Message, text) {
	key, value, keyed := strings.Cut(s, "=")
	n, counted := place(key)
	switch d.FullName() {
	case proto.MessageName((*intakev1.Handler)(nil)):
		return writtenHandler(s)
	case proto.MessageName((*mediationv1.Party)(nil)):
		return writtenParty(flag, s), text{}
	case proto.MessageName((*mediationv1.MediatorIn)(nil)):
		return mediatorGiven(s), text{}
	case proto.MessageName((*mediationv1.MediatorName)(nil)):
		return &mediationv1.MediatorName{Account: key, Name: value}, text{}
	case proto.MessageName((*mediationv1.Person)(nil)):
		return &mediationv1.Person{Account: key, Name: value}, text{}
	case proto.MessageName((*mediationv1.Leaving)(nil)):
		return &mediationv1.Leaving{Account: key, Reason: value}, text{}
	case proto.MessageName((*mediationv1.Invitee)(nil)):
		if keyed {
			return &mediationv1.Invitee{Kind: key, Name: value}, text{}
		}
		return nil, formInvitee
	case proto.MessageName((*mediationv1.ConfidentialNote)(nil)):
		if keyed && counted {
			return &mediationv1.ConfidentialNote{Party: n, Text: value}, text{}
		}
		return nil, formKeyed
	case proto.MessageName((*mediationv1.SessionMinutes)(nil)):
		if keyed && counted { // sessions count from 1 in the contract too
			return &mediationv1.SessionMinutes{Session: n + 1, Text: value}, text{}
		}
		return nil, formKeyed
	case proto.MessageName((*mediationv1.PartyParticulars)(nil)):
		return writtenParticulars(s)
	case proto.MessageName((*mediationv1.ObligationIn)(nil)):
		return writtenObligation(s)
	}
	return nil, formKeyed
}

// writtenHandler reads UNIT or UNIT/DEPARTMENT.
func writtenHandler(s string) (proto.Message, text) {
	unit, department, _ := strings.Cut(s, "/")
	if unit == "" || strings.Contains(department, "/") {
		return nil, formHandler
	}
	return &intakev1.Handler{Unit: unit, Department: department}, text{}
}

// writtenParty reads NAME[,PHONE][,单位]. Its role is the flag's.
func writtenParty(flag, s string) *mediationv1.Party {
	role, _ := enumNamed(mediationv1.PartyRole(0).Descriptor(), flag)
	party := &mediationv1.Party{Role: mediationv1.PartyRole(role), Kind: mediationv1.PartyKind_PARTY_KIND_PERSON}
	for i, part := range strings.Split(strings.ReplaceAll(s, "，", ","), ",") {
		switch part = strings.TrimSpace(part); {
		case i == 0:
			party.Name = part
		case part == "单位" || part == "body":
			party.Kind = mediationv1.PartyKind_PARTY_KIND_BODY
		default:
			party.Phone = part
		}
	}
	return party
}

// mediatorGiven reads ACCOUNT[=NAME][,特邀].
func mediatorGiven(s string) *mediationv1.MediatorIn {
	who, standing, _ := strings.Cut(strings.ReplaceAll(s, "，", ","), ",")
	account, name, _ := strings.Cut(who, "=")
	return &mediationv1.MediatorIn{Account: account, Name: name, Invited: standing == "特邀" || standing == "invited"}
}

func writtenParticulars(s string) (proto.Message, text) {
	parts := commas(s, 4)
	n, ok := place(parts[0])
	if !ok || len(parts) != 4 {
		return nil, formParticular
	}
	return &mediationv1.PartyParticulars{Party: n, Phone: parts[1], IdNumber: parts[2], Address: parts[3]}, text{}
}

// commas splits at most n parts off at commas of either kind. The last part keeps its own.
func commas(s string, n int) []string {
	var parts []string
	for len(parts) < n-1 {
		i := strings.IndexAny(s, ",，")
		if i < 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		parts, s = append(parts, s[:i]), s[i+size:]
	}
	return append(parts, s)
}

func writtenObligation(s string) (proto.Message, text) {
	parts := commas(s, 5)
	if len(parts) != 5 {
		return nil, formObligation
	}
	debtor, one := place(parts[0])
	creditor, two := place(parts[1])
	var amount uint64
	three := true
	if parts[3] != "" {
		amount, three = fen(parts[3])
	}
	if !one || !two || !three {
		return nil, formObligation
	}
	return &mediationv1.ObligationIn{Debtor: debtor, Creditor: creditor, DueOn: parts[2], Amount: amount, What: parts[4]}, text{}
}
