package dossier

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"anjie.internal/services/internal/entry"
	"anjie.internal/services/mediation/proceeding"
)

// paper is a paper that is being written.
type paper struct {
	c       Case
	o       Order
	name    string
	blocks  []Block
	missing []hole
}

// hole is something mandatory that is not there.
type hole struct{ field, zh, en string }

func (p *paper) add(b ...Block) { p.blocks = append(p.blocks, b...) }

// begin writes the head: title and number.
func (p *paper) begin(name string) {
	p.name = name
	p.add(Title{name}, Number{p.number()})
}

// peoples puts 人民 before what a paper is called, when it is one of people's mediation.
func (p *paper) peoples(name string) string {
	if p.c.people() {
		return "人民" + name
	}
	return name
}

// number names the case, when it is known, and the proceeding of it; else the proceeding by its id.
func (p *paper) number() []Text {
	if p.o.Number == "" {
		return []Text{say("调解程序编号：" + p.c.ID)}
	}
	return []Text{say("案件编号："), {S: p.o.Number, Field: "case_number"}, say(fmt.Sprintf("（第%d次调解）", p.c.State.Ordinal))}
}

// need notes a mandatory text that is missing, and gives it back.
func (p *paper) need(t Text, zh, en string) Text {
	if strings.TrimSpace(t.S) == "" {
		p.lacks(t.Field, zh, en)
	}
	return t
}

func (p *paper) lacks(field, zh, en string) {
	if h := (hole{field, zh, en}); !slices.Contains(p.missing, h) {
		p.missing = append(p.missing, h)
	}
}

// complete refuses a paper with holes, naming all of them.
func (p *paper) complete() error {
	if len(p.missing) == 0 {
		return nil
	}
	var chinese, english []string
	for _, h := range p.missing {
		chinese = append(chinese, h.zh)
		english = append(english, h.en+" ("+h.field+")")
	}
	e := *ErrIncomplete
	e.Zh = p.name + "缺少必填内容：" + strings.Join(chinese, "、") + "。"
	e.En = "The document lacks mandatory content: " + strings.Join(english, ", ") + "."
	return e.On(p.missing[0].field)
}

// nth returns one of a list by its number; 0 is the last.
func nth[T any](list []T, n int) (T, error) {
	if n = cmp.Or(n, len(list)); n < 1 || n > len(list) {
		var none T
		return none, ErrNoSuchNumber.On("number")
	}
	return list[n-1], nil
}

// body is the body that mediates. Without it nobody knows who issues the paper.
func (p *paper) body() Text {
	return p.need(Text{S: p.o.Body, Field: "body"}, "调解组织名称", "name of the body that mediates")
}

// label is what a party is called: 申请人, with a number where there are several.
func (p *paper) label(place int) string {
	role, n, of := p.c.Parties[place].Role, 0, 0
	for i, x := range p.c.Parties {
		if x.Role != role {
			continue
		}
		if of++; i == place {
			n = of
		}
	}
	name := ""
	switch role {
	case proceeding.Applicant:
		name = "申请人"
	case proceeding.Respondent:
		name = "被申请人"
	case proceeding.OtherParty:
		name = "其他当事人"
		if !slices.ContainsFunc(p.c.Parties, func(x Party) bool { return x.Role != proceeding.OtherParty }) {
			name = "当事人" // nobody applied, and nobody is opposed
		}
	}
	if of > 1 {
		name += ordinal(n)
	}
	return name
}

// ref names a party inside of a sentence: by its name, with the label where another has the same.
func (p *paper) ref(place int) []Text {
	name := p.c.Parties[place].Name
	for i, x := range p.c.Parties {
		if i != place && x.Name.S == name.S {
			return []Text{say(p.label(place)), name}
		}
	}
	return []Text{name}
}

// refs names several.
func (p *paper) refs(places []int) []Text {
	var out []Text
	for i, place := range places {
		if i > 0 {
			out = append(out, say("、"))
		}
		out = append(out, p.ref(place)...)
	}
	return out
}

func (p *paper) everybody() []Text {
	places := make([]int, len(p.c.Parties))
	for i := range places {
		places[i] = i
	}
	return p.refs(places)
}

// particulars are those of a party that are known 基本情况.
func (p *paper) particulars(place int) []Text {
	x := p.c.Parties[place]
	out := []Text{x.Name}
	id, address := "证件号码", "住址"
	if x.Kind == proceeding.Body {
		id, address = "统一社会信用代码", "住所"
	}
	for _, known := range []struct {
		name string
		t    Text
	}{{id, x.IDNumber}, {address, x.Address}, {"联系方式", x.Phone}} {
		if known.t.S != "" {
			out = append(out, say("，"+known.name+"："), known.t)
		}
	}
	return append(out, say("。"))
}

// reachable demands that a party can be found: an address or a phone.
func (p *paper) reachable(place int) {
	x := p.c.Parties[place]
	if x.Address.S == "" && x.Phone.S == "" {
		p.lacks(x.Address.Field, fmt.Sprintf("%s（第%d名当事人）的住址或者联系方式", p.label(place), place+1),
			fmt.Sprintf("address or phone of party %d", place+1))
	}
}

// identified demands that it is certain who a party is: an address or an identity number.
func (p *paper) identified(place int) {
	x := p.c.Parties[place]
	if x.Address.S == "" && x.IDNumber.S == "" {
		p.lacks(x.Address.Field, fmt.Sprintf("%s（第%d名当事人）的住址或者证件号码", p.label(place), place+1),
			fmt.Sprintf("address or identity number of party %d", place+1))
	}
}

// mediator is the name of a mediator.
func (p *paper) mediator(account string) Text {
	for i, m := range p.c.Mediators {
		if m.Account == account {
			name := m.Name
			name.Field = fmt.Sprintf("mediators[%d].name", i)
			return p.need(name, fmt.Sprintf("第%d名调解员的姓名", i+1), fmt.Sprintf("name of mediator %d", i+1))
		}
	}
	return say(account)
}

// mediators are the names of those who mediate; somebody must.
func (p *paper) mediators() []Text {
	if len(p.c.State.Mediators) == 0 {
		p.lacks("mediators", "调解员", "a mediator")
	}
	var out []Text
	for _, a := range p.c.State.Mediators {
		out = append(out, p.mediator(a))
	}
	return out
}

// late notes what was entered late, as everything that is entered late is marked.
func (p *paper) late(what string, l Late) {
	if l.Reason != "" {
		p.add(Note{[]Text{say("补录说明：" + what + "于" + minute(l.RecordedAt) + "补录（" + l.Reason + zh(entry.LateReasons(), l.Reason) + "）。")}})
	}
}

// signParties are lines for parties.
func (p *paper) signParties(places ...int) {
	for _, i := range places {
		p.add(Sign{append(append([]Text{say(p.label(i))}, p.c.Parties[i].Name), say("："))})
	}
}

// signMediators are lines for mediators.
func (p *paper) signMediators(names []Text) {
	for _, n := range names {
		p.add(Sign{[]Text{say("调解员"), n, say("：")}})
	}
}

// issued closes a paper that the body issues.
func (p *paper) issued(on string) {
	p.add(Right{[]Text{p.body(), say("（印章）")}}, Right{[]Text{say(on)}})
}
