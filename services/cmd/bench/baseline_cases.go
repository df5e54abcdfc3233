package main

import (
	"context"
	"fmt"
	"time"
)

// What a hand-written service stores for the steps of a case besides its registration: the same content, in the clear.
type (
	handLimit struct {
		Profile                int
		Rule, Clock, DueOn     string
		Amount                 int
		Calendar               string
		OccurredAt, RecordedAt time.Time
	}
	handHandler  struct{ Unit, Department string }
	handAccepted struct {
		Codes, Unit, Category  string
		Limit                  handLimit
		OccurredAt, RecordedAt time.Time
	}
	handDispatched struct {
		Round, Profile         int
		Lead                   handHandler
		Assisting              []handHandler
		Limit                  handLimit
		ObjectBy, Rule         string
		OccurredAt, RecordedAt time.Time
	}
	handAcknowledged struct {
		Round                  int
		Handler                handHandler
		OccurredAt, RecordedAt time.Time
	}
	handOpened struct {
		Dispute, Mode, Unit, Basis, Matter string
		Parties                            []handParty
		Mediators                          []string
		Limit                              handLimit
		OccurredAt, RecordedAt             time.Time
	}
	handSession struct {
		Number                 int
		Place, Minutes         string
		Attended               []int
		Mediators              []string
		OccurredAt, RecordedAt time.Time
	}
	handAgreed struct {
		Form, Outcome, Terms   string
		Subjects               []string
		OccurredAt, RecordedAt time.Time
	}
	handConcluded struct {
		Codes, Unit, Category, Outcome, Proceeding, Note string
		Handler                                          handHandler
		OccurredAt, RecordedAt                           time.Time
	}
)

// handStep makes the struct of a step.
func handStep(typ string) any {
	switch typ {
	case "accepted":
		return &handAccepted{}
	case "dispatched":
		return &handDispatched{}
	case "acknowledged":
		return &handAcknowledged{}
	case "opened":
		return &handOpened{}
	case "session":
		return &handSession{}
	case "agreed":
		return &handAgreed{}
	case "concluded":
		return &handConcluded{}
	default:
		return &struct{}{}
	}
}

// handCase is a case on its way through the hand-written service: two streams, eight steps.
type handCase struct{ dispute, proceeding string }

// step does the i-th step of a case, from 0: each reads its stream, decides and appends.
func (h *handStore) step(ctx context.Context, c handCase, i int) error {
	now := time.Now()
	limit := handLimit{1, "general-10wd", "wd", "2026-12-07", 10, "cn-2026@0123456789ab", now, now}
	handler := handHandler{"320211001001", "justice"}
	after := func(last string, typ string, e any) func(handState) (string, any, error) {
		return func(s handState) (string, any, error) {
			if s.last != last {
				return "", nil, fmt.Errorf("%w: %s after %q", errHandRefused, typ, s.last)
			}
			return typ, e, nil
		}
	}
	switch i {
	case 0:
		return h.register(ctx, c.dispute)
	case 1:
		return h.command(ctx, c.dispute, after("registered", "accepted", handAccepted{"2026-11", "320211001001", "A01", limit, now, now}))
	case 2:
		return h.command(ctx, c.dispute, after("accepted", "dispatched",
			handDispatched{1, 1, handler, []handHandler{{"320211001001", ""}}, limit, "2026-11-30", "", now, now}))
	case 3:
		return h.command(ctx, c.dispute, after("dispatched", "acknowledged", handAcknowledged{1, handler, now, now}))
	case 4:
		return h.command(ctx, c.proceeding, after("", "opened", handOpened{
			c.dispute, "M01", "320211001001", "K01", caseMatter,
			[]handParty{{"applicant", "张三", "13800000000"}, {"respondent", "李四", "13900000000"}},
			[]string{"bench"},
			limit, now, now,
		}))
	case 5:
		return h.command(ctx, c.proceeding, after("opened", "session", handSession{1, "P02", caseMinutes, []int{0, 1}, []string{"bench"}, now, now}))
	case 6:
		return h.command(ctx, c.proceeding, after("session", "agreed", handAgreed{"F01", "R12", caseTerms, []string{"J02"}, now, now}))
	default:
		return h.command(ctx, c.dispute, after("acknowledged", "concluded",
			handConcluded{"2026-11", "320211001001", "A01", "R12", c.proceeding, "双方和好", handler, now, now}))
	}
}

// The texts of a case, the same on both sides.
const (
	caseMatter  = "三楼卫生间渗水至二楼，双方多次协商未果，要求修复并赔偿。"
	caseMinutes = "双方到场。调解员查看现场，说明相邻关系的规定，双方各退一步。"
	caseTerms   = "三楼住户于一个月内修复卫生间防水层，并承担二楼墙面粉刷。"
)
