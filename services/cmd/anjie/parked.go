package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg/view"
)

// What is said of parked events.
var (
	helpParked      = text{"搁置的事件：读模型未能处理、暂时跳过的事件", "parked events: those that a read model could not apply and has put aside"}
	helpParkedList  = text{"列出搁置的事件，默认全部读模型", "list parked events, of all read models by default"}
	helpParkedRetry = text{"原因排除后，重新处理一个事件流的搁置事件", "apply the parked events of a stream again, when the cause is gone"}

	parkedNone    = text{"没有搁置的事件。", "nothing is parked"}
	parkedHeld    = text{"等待前面的事件", "waits for one before it"}
	parkedTried   = text{"已试 %d 次", "tried %d times"}
	parkedApplied = text{"%s：已处理事件流 %s 的 %d 个搁置事件。", "%s: of the stream %s, %d parked events are applied"}

	headView   = text{"读模型", "view"}
	headEvent  = text{"事件", "event"}
	headParked = text{"搁置时间", "parked at"}
	headCause  = text{"原因", "cause"}

	errNothingParked = text{"读模型 %s 没有搁置事件流 %s 的事件。", "the view %s has parked nothing of the stream %s"}
	errStillParked   = text{"读模型 %s：处理了 %d 个事件后仍有事件无法处理，原因见 anjie parked list。", "the view %s: after %d events one still cannot be applied; anjie parked list says why"}
)

// parkedCommand shows what views have put aside and lets them try again. A view goes on without a stream whose event it cannot
// apply, so somebody has to look.
func (p *program) parkedCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := &cobra.Command{Use: "parked", Short: p.say(helpParked)}
	list := &cobra.Command{
		Use: "list [VIEW…]", Short: p.say(helpParkedList), ValidArgs: viewNames(),
		RunE: func(cmd *cobra.Command, names []string) error {
			if len(names) == 0 {
				names = viewNames()
			}
			return p.withViews(cmd.Context(), c.Data, names, p.lookAtView, p.listParked)
		},
	}
	retry := &cobra.Command{
		Use: "retry VIEW STREAM", Short: p.say(helpParkedRetry), Args: arguments(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withViews(cmd.Context(), c.Data, args[:1], p.withView, func(ctx context.Context, name string, v *view.View) error {
				return p.unpark(ctx, name, v, args[1])
			})
		},
	}
	cmd.PersistentFlags().StringVar(&c.Data, "data", c.Data, p.say(flagData))
	cmd.AddCommand(list, retry)
	return cmd, nil
}

// opener makes a view of what runs and calls do with it: lookAtView or withView.
type opener func(ctx context.Context, r running, store es.Store, name string, do func(*view.View) error) error

// withViews calls do for the named views of what runs.
func (p *program) withViews(
	ctx context.Context, data string, names []string, open opener, do func(context.Context, string, *view.View) error,
) error {
	if err := known(names); err != nil {
		return err
	}
	r, err := p.found(data)
	if err != nil {
		return err
	}
	return p.log(ctx, "", r.EventStore, func(ctx context.Context, store es.Store) error {
		for _, name := range names {
			err := open(ctx, r, store, name, func(v *view.View) error { return do(ctx, name, v) })
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *program) listParked(ctx context.Context, name string, v *view.View) error {
	parked, err := v.Parked(ctx)
	if err != nil {
		return err
	}
	if len(parked) == 0 {
		p.printf("%s%s%s\n", name, p.say(say.Colon), p.say(parkedNone))
		return nil
	}
	g := &say.Grid{}
	g.Row(p.say(headView), p.say(headPosition), p.say(headEvent), p.say(headParked), p.say(headCause))
	for _, e := range parked {
		why := p.say(parkedTried, e.Tries) + p.say(say.Colon) + e.Error
		if e.Held {
			why = p.say(parkedHeld)
		}
		g.Row(name, e.Position.String(), e.Type+" "+e.Stream+"@"+strconv.FormatUint(e.Revision, 10), say.Clock(e.At), oneLine(why))
	}
	p.printf("%s", g)
	return nil
}

func (p *program) unpark(ctx context.Context, name string, v *view.View, stream string) error {
	applied, err := v.Unpark(ctx, stream)
	if errors.Is(err, view.ErrStillPoison) {
		return say.Fault(fault.Refused, "still-parked", errStillParked, name, applied).Because(err)
	}
	if err != nil {
		return err
	}
	if applied == 0 {
		return say.Fault(fault.NotFound, "nothing-parked", errNothingParked, name, stream)
	}
	p.tell(parkedApplied, name, stream, applied)
	return nil
}
