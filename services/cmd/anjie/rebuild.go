package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/statistics"
)

// What a rebuild says.
var (
	rebuildEqual = text{
		"%s：位置 %s，重建前后摘要一致\n    现有 %s\n    重建 %s",
		"%s: at position %s, digests equal\n    live    %s\n    rebuilt %s",
	}
	rebuildHealed = text{
		"%s：位置 %s，摘要不一致，已换用由日志重建的结果\n    现有 %s\n    重建 %s",
		"%s: at position %s, digests differ; the one rebuilt from the log has taken over\n    live    %s\n    rebuilt %s",
	}
	rebuildBar = text{"重建 %s", "rebuild %s"}
)

// rebuildable is a view and the database that it lives in.
type rebuildable struct {
	database   string
	definition func() (view.Definition, error)
}

// views are all read models that can be rebuilt, by name.
func views() map[string]rebuildable {
	return map[string]rebuildable{
		"queue":         {"intake", intake.QueueView},
		"registrations": {"statistics", func() (view.Definition, error) { return statistics.RegistrationsView(), nil }},
	}
}

func viewNames() []string {
	var names []string
	for name := range views() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// rebuildCommand folds the log into new tables beside the live ones and swaps. It ends well whether the digests are equal or
// not: an unequal one is told and healed, for the log is the record.
func (p *program) rebuildCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	var all bool
	cmd := &cobra.Command{
		Use: "rebuild [VIEW…]", Short: p.say(helpRebuild), ValidArgs: viewNames(),
		RunE: func(cmd *cobra.Command, names []string) error {
			if all {
				names = viewNames()
			}
			if len(names) == 0 {
				return faultOf(fault.Invalid, "view", errNeedView, listed(viewNames()))
			}
			for _, name := range names {
				if _, ok := views()[name]; !ok {
					return faultOf(fault.Invalid, "view", errUnknownView, name, listed(viewNames()))
				}
			}
			r, err := p.found(c.Data)
			if err != nil {
				return err
			}
			_, err = p.rebuild(cmd.Context(), r, names)
			return err
		},
	}
	cmd.Flags().StringVar(&c.Data, "data", c.Data, p.say(flagData))
	cmd.Flags().BoolVar(&all, "all", false, p.say(flagRebuildAll))
	return cmd, nil
}

// rebuild rebuilds the named views of what runs and reports whether all digests were equal.
func (p *program) rebuild(ctx context.Context, r running, names []string) (equal bool, err error) {
	equal = true
	err = p.log(ctx, "", r.EventStore, func(ctx context.Context, store es.Store) error {
		for _, name := range names {
			report, err := p.rebuildView(ctx, r, store, name)
			if err != nil {
				return fmt.Errorf("rebuild %s: %w", name, err)
			}
			say := rebuildEqual
			if !report.Equal {
				say, equal = rebuildHealed, false
			}
			p.tell(say, name, report.Rebuilt.Position, report.Live.SHA256, report.Rebuilt.SHA256)
		}
		return nil
	})
	return equal, err
}

func (p *program) rebuildView(ctx context.Context, r running, store es.Store, name string) (view.RebuildReport, error) {
	this := views()[name]
	definition, err := this.definition()
	if err != nil {
		return view.RebuildReport{}, err
	}
	pool, err := pg.Open(ctx, r.Databases[this.database], pg.Options{Name: "anjie rebuild", MaxConns: 4})
	if err != nil {
		return view.RebuildReport{}, err
	}
	defer pool.Close()
	v := newView(pool, store, definition, p.now, nil)
	shown := p.progress(p.say(rebuildBar, name), -1)
	defer shown.end()
	return v.Rebuild(ctx, func(done, head es.Position) {
		shown.set(int64(done.Commit), int64(head.Commit)) //nolint:gosec // G115: for the eye only
	})
}

// listed puts names in a row.
func listed(names []string) text { return text{strings.Join(names, "、"), strings.Join(names, ", ")} }
