package main

import (
	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	"github.com/spf13/pflag"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/request"
)

var (
	flagAtLeast = text{"等到列表反映这一日志位置之前的全部经过（见办理回执）", "wait until the list shows what had happened up to this position of the log, as receipts tell it"}
	errAtLeast  = text{"--at-least 须为日志位置，如 1024：%s。", "--at-least takes a position of the log, like 1024: %s"}
)

// atLeastFlag is for lists: whoever has just done something finds it there.
func (p *program) atLeastFlag(f *pflag.FlagSet, c *clientConfig) {
	f.StringVar(&c.AtLeast, "at-least", c.AtLeast, p.say(flagAtLeast))
}

// atLeast is nil when there is nothing to wait for.
func (c clientConfig) atLeast() (*logv1.Position, error) {
	if c.AtLeast == "" {
		return nil, nil //nolint:nilnil // absent
	}
	at, err := es.ParsePosition(c.AtLeast)
	if err != nil {
		return nil, say.Fault(fault.Invalid, "at-least-flag", errAtLeast, c.AtLeast)
	}
	return request.Position(at), nil
}
