package profile

import (
	"fmt"
	"strings"

	"anjie.internal/services/internal/unit"
)

// Text is a sentence, or a part of one, in both languages.
type Text struct{ Zh, En string }

// sentence fills in arguments; those that are texts themselves are given in each language.
func sentence(zh, en string, args ...any) Text {
	first, second := make([]any, len(args)), make([]any, len(args))
	for i, a := range args {
		first[i], second[i] = a, a
		if t, ok := a.(Text); ok {
			first[i], second[i] = t.Zh, t.En
		}
	}
	return Text{fmt.Sprintf(zh, first...), fmt.Sprintf(en, second...)}
}

// Explain routes a case as Resolve does and tells why: what was asked in which order, and which condition was not met.
func (d *Directory) Explain(c Case) (Resolution, []Text) {
	start, ok := d.start(c)
	if !ok {
		return Resolution{}, []Text{{"案件的机构和发生地都不在本市配置之内。", "Neither the unit nor the area of the case is in this profile."}}
	}
	var told []Text
	tell := func(zh, en string, args ...any) { told = append(told, sentence(zh, en, args...)) }
	tell("从 %s（%s）开始查找。", "The search begins at %s (%s).", d.UnitName(start), start)
	full := c.complete()
	for _, r := range d.routes {
		if miss := r.miss(start, full); miss != conditionNone {
			tell("规则 %s 不适用：%s不符。", "Rule %s does not apply: not for %s.", r.ID, miss.text(full, start))
			continue
		}
		if _, ok := d.find(start, r.Lead); !ok {
			tell("规则 %s 不适用：本级及以上没有部门 %s。", "Rule %s does not apply: no unit from there upwards has the department %s.", r.ID, r.Lead.Department)
			continue
		}
		break
	}
	out := d.Resolve(c)
	if !out.Matched() {
		tell("没有适用的规则：进入待定列表，由人工分流。", "No rule applies: it goes to the queue of unmatched cases, to be dispatched by hand.")
		return out, told
	}
	rule := d.route(out.Rule)
	tell("规则 %s（%s，优先级 %d）适用。", "Rule %s (%s, priority %d) applies.", rule.ID, rule.Name, rule.Priority)
	tell("主办：%s%s。", "In the lead: %s%s.", d.Name(out.Lead), d.why(start, out.Lead.Unit))
	for _, place := range rule.Assisting {
		if h, ok := d.find(start, place); ok {
			tell("协办：%s%s。", "Assisting: %s%s.", d.Name(h), d.why(start, h.Unit))
		} else {
			tell("协办部门 %s：本级及以上均无，略去。", "Assisting department %s: no unit from there upwards has it; left out.", place.Department)
		}
	}
	if l, ok := d.LimitRule(out.Limit); ok {
		tell("办理期限：规则 %s，%s。", "Limit for handling: rule %s, %s.", l.ID, l.span())
	}
	return out, told
}

// why says how a handler further up was found.
func (d *Directory) why(start, found unit.Code) Text {
	if start == found {
		return Text{}
	}
	return sentence("（自%s逐级向上）", " (upwards from %s)", d.UnitName(start))
}

// span is the length of a limit in words.
func (l *LimitRule) span() Text {
	clock, _ := clocks.Find(l.Clock)
	if l.Target > 0 {
		return Text{
			fmt.Sprintf("目标%d%s、期限%d%s", l.Target, clock.Zh, l.Amount, clock.Zh),
			fmt.Sprintf("aimed at %d, at most %d %s", l.Target, l.Amount, clock.En),
		}
	}
	return sentence("%d%s", "%d %s", l.Amount, Text{clock.Zh, clock.En})
}

func (d *Directory) route(id string) *Route {
	for _, r := range d.routes {
		if r.ID == id {
			return r
		}
	}
	return &Route{}
}

// text names a condition with what the case has.
func (c condition) text(of Case, place unit.Code) Text {
	switch c {
	case conditionCategory:
		return sentence("类别 %s ", "category %s", strings.TrimSpace(of.Category+" "+of.Local))
	case conditionArea:
		return sentence("区域 %s ", "area %s", place)
	case conditionScale:
		return sentence("规模 %s ", "scale %s", of.Scale)
	case conditionComplexity:
		return sentence("复杂程度 %s ", "complexity %s", of.Complexity)
	case conditionChannel:
		return sentence("来源 %s ", "channel %s", of.Channel)
	case conditionNone:
	}
	return Text{}
}
