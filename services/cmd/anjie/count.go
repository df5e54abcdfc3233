package main

import (
	"strconv"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/say"
)

// countCommand asks statistics for the registrations of units and months.
func (p *program) countCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	req := &statisticsv1.CountRegistrationsRequest{}
	var asJSON bool
	cmd := &cobra.Command{
		Use: "count", Short: p.say(helpCount), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.call(c, statisticsOf, func(cc *grpc.ClientConn) error {
				resp, err := statisticsv1.NewStatisticsServiceClient(cc).CountRegistrations(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printCount(resp)
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnit))
	f.StringVar(&req.FromMonth, "from", "", p.say(flagFromMonth))
	f.StringVar(&req.ToMonth, "to", "", p.say(flagToMonth))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd, nil
}

func (p *program) printCount(resp *statisticsv1.CountRegistrationsResponse) {
	g := &say.Grid{}
	g.Row(p.say(headUnit), p.say(headMonth), p.say(headRegistered), p.say(headWithdrawn))
	number := func(n uint64) string { return strconv.FormatUint(n, 10) }
	for _, r := range resp.GetRows() {
		g.Row(r.GetUnit(), r.GetMonth(), number(r.GetRegistered()), number(r.GetWithdrawn()))
	}
	t := resp.GetTotal()
	g.Row(p.say(wordTotal), "", number(t.GetRegistered()), number(t.GetWithdrawn()))
	p.printf("%s", g)
	d := resp.GetDefinition()
	p.tell(toldCount, at(resp.GetPosition()), d.GetName(), p.say(text{d.GetZh(), d.GetEn()}))
}
