// Package dossier writes the papers of a mediation proceeding 卷宗: what stands in them, in which order, and what must not be missing.
//
// A proceeding's events, opened, are folded into a Case; Write makes an Outline of one kind of paper, which the shell sets in fonts. It
// knows no clock and no table: the same events give the same paper, whenever it is asked for. Dates in a paper are those of what
// it is about.
//
// What the parties said in confidence is never folded, so that it cannot stand in any paper. A paper whose mandatory content is missing
// is refused as a whole (document-incomplete), and the refusal names everything that is missing: a paper with holes would be signed
// with holes. Which content is mandatory follows 人民调解法 and the forms of the Ministry of Justice; personal data that no law
// needs for a paper (sex, nationality, age, occupation on the old forms) is not asked for.
package dossier

import (
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/mediation/proceeding"
)

// Kind is a kind of paper.
type Kind string

// The kinds.
const (
	Application  Kind = "application"  // 调解申请书
	Registration Kind = "registration" // 受理登记表
	Session      Kind = "session"      // 调解记录
	Agreement    Kind = "agreement"    // 调解协议书; for oral ones 口头协议登记表
	Routes       Kind = "routes"       // 调解不成告知书
	Termination  Kind = "termination"  // 终止调解通知书
	Feedback     Kind = "feedback"     // 调解情况反馈函, to who handed the dispute over
	Reply        Kind = "reply"        // 同意接受委托函, 不予调解函, to who handed the dispute over
	Declined     Kind = "declined"     // 不予受理通知书
	HandOver     Kind = "hand-over"    // 委托移送函, to another body
	Performance  Kind = "performance"  // 履行情况记录
	FollowUp     Kind = "follow-up"    // 回访记录
	Cover        Kind = "cover"        // 卷宗封面和目录
)

// Kinds are all kinds in the order of a dossier.
func Kinds() []Kind {
	return []Kind{Cover, Application, Registration, Session, Agreement, Routes, Termination, Declined, Reply, Feedback, HandOver, Performance, FollowUp}
}

// Order says which paper is wanted, and what it needs that is in no event.
type Order struct {
	Kind Kind
	// Nth session or follow-up visit, from 1; 0: the last.
	Nth int
	// Body is the name of the body that mediates.
	Body string
	// Number is the case number of the dispute; empty: the papers name the proceeding only.
	Number string
}

// The refusals. Their codes are a contract with clients and never change.
var (
	ErrUnknownKind = fault.New(fault.Invalid, "unknown-document-kind",
		"没有这种文书。", "There is no such kind of document.")
	ErrNotApplicable = fault.New(fault.Refused, "document-not-applicable",
		"该调解程序没有这种文书。", "The proceeding has no such document.")
	ErrNoSuchNumber = fault.New(fault.Invalid, "no-such-number",
		"没有这一次。", "There is none with this number.")
	ErrIncomplete = fault.New(fault.Refused, "document-incomplete",
		"文书缺少必填内容。", "The document lacks mandatory content.")
)

// Write makes a paper, or refuses it.
func Write(c Case, o Order) (Outline, error) {
	p := &paper{c: c, o: o}
	var err error
	switch o.Kind {
	case Application:
		err = p.application()
	case Registration:
		err = p.registration()
	case Session:
		err = p.session()
	case Agreement:
		err = p.agreement()
	case Routes:
		err = p.routes()
	case Termination:
		err = p.termination()
	case Feedback:
		err = p.feedback()
	case Reply:
		err = p.reply()
	case Declined:
		err = p.declined()
	case HandOver:
		err = p.handOver()
	case Performance:
		err = p.performance()
	case FollowUp:
		err = p.followUp()
	case Cover:
		p.cover()
	default:
		err = ErrUnknownKind.On("kind")
	}
	if err != nil {
		return Outline{}, err
	}
	if err := p.complete(); err != nil {
		return Outline{}, err
	}
	return Outline{Name: p.name, Blocks: p.blocks}, nil
}

// notApplicable says why.
func notApplicable(zh, en string) error {
	e := *ErrNotApplicable
	e.Zh, e.En = zh, en
	return e.On("kind")
}

// modeName is the Chinese name of a mode.
func modeName(code string) string {
	if m, ok := proceeding.ModeOf(code); ok {
		return m.Zh
	}
	return code
}
