package main

import (
	"fmt"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/cmd/internal/story"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/mediation/proceeding"
)

// What is said of what a service computed for a proceeding.
var (
	toldStep       = text{"%s：调解程序 %s，第 %d 步，日志位置 %s%s", "%s: proceeding %s, step %d, position %s%s"}
	toldLimit      = text{"期限：%s", "limit: %s"}
	toldAccepted   = text{"答复：同意接受", "the answer: it is taken on"}
	toldNotTaken   = text{"答复：不予调解", "the answer: it is not taken on"}
	toldSession    = text{"这是第 %d 次调解会", "this is session no. %d"}
	toldMissing    = text{"缺少的材料：%s", "missing papers: %s"}
	toldComplete   = text{"材料齐全", "nothing is missing"}
	toldDueUnknown = text{"（待放假安排公布后重算）", "(not known until the days off are published)"}

	wordLimit       = text{"%d%s，自 %s 起算，至 %s（规则 %s）", "%d %s, from %s until %s (rule %s)"}
	wordExtended    = text{"；延期%d%s", "; extended by %d %s"}
	wordPaused      = text{"；%s 至 %s 中止，不计入", "; stood still from %s to %s"}
	wordEffective   = text{"协议自 %s 起生效", "the agreement has effect since %s"}
	wordNoEffect    = text{"协议尚未生效，待", "the agreement has no effect yet, it waits for: "}
	wordToSign      = text{"%s签章", "the signature of %s"}
	wordMediatorToo = text{"调解员签名", "the signature of a mediator"}
	wordSealToo     = text{"加盖调解组织印章", "the seal of the body"}
	wordConfirmBy   = text{"；双方可以共同申请司法确认，截至 %s", "; the parties can apply for judicial confirmation together until %s"}
	wordNoConfirm   = text{"；不属于可以申请司法确认的内容", "; no court confirms it"}
)

// proceedingStates are where a proceeding can stand.
var proceedingStates = map[mediationv1.ProceedingState]text{
	mediationv1.ProceedingState_PROCEEDING_STATE_OPENED:       {"已启动", "opened"},
	mediationv1.ProceedingState_PROCEEDING_STATE_IN_MEDIATION: {"调解中", "in mediation"},
	mediationv1.ProceedingState_PROCEEDING_STATE_SUSPENDED:    {"中止", "suspended"},
	mediationv1.ProceedingState_PROCEEDING_STATE_DRAFTED:      {"待签章", "waiting for signatures"},
	mediationv1.ProceedingState_PROCEEDING_STATE_ENDED:        {"已结束", "ended"},
	mediationv1.ProceedingState_PROCEEDING_STATE_ARCHIVED:     {"已归档", "archived"},
}

func (p *program) proceedingState(s mediationv1.ProceedingState) string {
	t, ok := proceedingStates[s]
	if !ok {
		t = wordUnknown
	}
	return p.say(t)
}

// modeNamed is a mode's code with its name.
func (p *program) modeNamed(code string) string { return code + " " + p.teller().Mode(code) }

func (p *program) proceedingLimit(l *mediationv1.Limit) string {
	unit, due := p.word(profile.Clocks(), l.GetClock()), l.GetDueOn()
	if due == "" {
		due = p.say(toldDueUnknown)
	}
	said := p.say(wordLimit, l.GetAmount(), unit, l.GetStartsOn(), due, l.GetRule())
	if l.GetExtended() > 0 {
		said += p.say(wordExtended, l.GetExtended(), unit)
	}
	var paused strings.Builder
	for _, pause := range l.GetPauses() {
		paused.WriteString(p.say(wordPaused, pause.GetFrom(), pause.GetTo()))
	}
	return said + paused.String()
}

// effect says whether an agreement has effect, and what it waits for.
func (p *program) effect(e *mediationv1.Effect) string {
	if e.GetEffectiveAt() != nil {
		said := p.say(wordEffective, say.Clock(e.GetEffectiveAt().AsTime()))
		switch {
		case !e.GetConfirmable():
			said += p.say(wordNoConfirm)
		case e.GetConfirmBy() != "":
			said += p.say(wordConfirmBy, e.GetConfirmBy())
		}
		return said
	}
	var waits []string
	if len(e.GetUnsigned()) > 0 {
		waits = append(waits, p.say(wordToSign, p.places(e.GetUnsigned())))
	}
	if e.GetMediatorMissing() {
		waits = append(waits, p.say(wordMediatorToo))
	}
	if e.GetSealMissing() {
		waits = append(waits, p.say(wordSealToo))
	}
	return p.say(wordNoEffect) + strings.Join(waits, p.say(say.Comma))
}

// places names parties by their place: 当事人1、当事人2.
func (p *program) places(places []uint32) string { return p.numbered(story.Party, places) }

func (p *program) numbered(word text, places []uint32) string {
	var out []string
	for _, n := range places {
		out = append(out, p.say(word, int(n)+1))
	}
	return strings.Join(out, p.say(say.Comma))
}

// checklist says which papers of a dossier are missing.
func (p *program) checklist(papers []*mediationv1.Paper) string {
	var missing []string
	for _, paper := range papers {
		if paper.GetMissing() {
			missing = append(missing, paper.GetCode())
		}
	}
	if len(missing) == 0 {
		return p.say(toldComplete)
	}
	return p.say(toldMissing, p.allNamed(proceeding.Papers(), missing))
}

// yuan is an amount with two decimals.
func yuan(fen uint64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
