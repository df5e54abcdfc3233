package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
)

var verified = text{
	"日志完整：%d 个事件，%d 个事件流，哈希链与编号均连续，截至位置 %s",
	"the log is whole: %d events in %d streams, hash chains and revisions unbroken, up to position %s",
}

// verifyCommand walks the whole log and checks what can be checked without anybody's word: that every event of a stream has the
// next revision and holds the hash of the one before it. The last event of each stream is vouched for by nothing inside the log.
func (p *program) verifyCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	var store string
	cmd := &cobra.Command{
		Use: "verify", Short: p.say(helpVerify), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.log(cmd.Context(), c.Data, store, p.verify)
		},
	}
	cmd.Flags().StringVar(&c.Data, "data", c.Data, p.say(flagData))
	cmd.Flags().StringVar(&store, "eventstore", p.environ["ANJIE_EVENTSTORE"], p.say(flagEventStore))
	return cmd, nil
}

// verify needs memory for every stream: about 200 bytes for each.
func (p *program) verify(ctx context.Context, s es.Store) error {
	chains := map[string]*es.Chain{}
	var at es.Position
	events := 0
	for rec, err := range s.ReadAll(ctx, es.Position{}) {
		if err != nil {
			return err
		}
		if !at.Before(rec.Position) {
			return say.Fault(fault.Internal, "log-not-whole", errChain, fmt.Errorf("%s comes after %s", rec.Position, at))
		}
		chain := chains[rec.Stream]
		if chain == nil {
			chain = &es.Chain{}
			chains[rec.Stream] = chain
		}
		if err := chain.Add(&rec); err != nil {
			return say.Fault(fault.Internal, "log-not-whole", errChain, err).Because(err)
		}
		at = rec.Position
		events++
	}
	p.tell(verified, events, len(chains), at)
	return nil
}
