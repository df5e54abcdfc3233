package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation"
	"anjie.internal/services/statistics"
)

// What a rebuild says.
var (
	rebuildEqual = text{
		"%s：位置 %s，重建前后摘要一致，搁置事件 %d 个\n    现有 %s\n    重建 %s",
		"%s: at position %s, digests equal, %d events parked\n    live    %s\n    rebuilt %s",
	}
	rebuildHealed = text{
		"%s：位置 %s，摘要不一致，已换用由日志重建的结果，搁置事件 %d 个\n    现有 %s\n    重建 %s",
		"%s: at position %s, digests differ; the one rebuilt from the log has taken over, %d events parked\n    live    %s\n    rebuilt %s",
	}
	rebuildNew = text{
		"%s：位置 %s，定义已变，未作比较，搁置事件 %d 个\n    重建 %s",
		"%s: at position %s, of another definition than before and not compared, %d events parked\n    rebuilt %s",
	}
	rebuildBar = text{"重建 %s", "rebuild %s"}

	errHealed = text{"读模型 %s 曾与事件日志不一致，已由日志重建修复；请查明原因。", "the read models %s were not what the log says and are healed from it; find out why"}
)

// errViewsHealed is matched by the error of a rebuild that found differences and healed them.
var errViewsHealed = say.Fault(fault.Conflict, "views-healed", errHealed, "")

// rebuildable is a view and the database that it lives in.
type rebuildable struct {
	database   string
	definition func() (view.Definition, error)
}

// views are all read models that can be rebuilt, by name.
func views() map[string]rebuildable {
	return map[string]rebuildable{
		"queue":         {"intake", intake.QueueView},
		"index":         {"intake", func() (view.Definition, error) { return intake.IndexView(nil) }}, // see sealedViews
		"imports":       {"intake", intake.ImportsView},
		"proceedings":   {"mediation", mediation.QueueView},
		"registrations": {"statistics", func() (view.Definition, error) { return statistics.RegistrationsView(), nil }},
		"statuses":      {"statistics", func() (view.Definition, error) { return statistics.StatusesView(), nil }},
	}
}

// sealedViews are those that are made of sealed texts: to apply events to them takes the vault of their database. As views gives
// them they can be looked at.
func sealedViews() map[string]func(*vault.Vault) (view.Definition, error) {
	return map[string]func(*vault.Vault) (view.Definition, error){
		"index": func(v *vault.Vault) (view.Definition, error) { return intake.IndexView(v) },
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

// rebuildCommand folds the log into new tables beside the live ones and swaps, always: the log is the record. When digests
// differed the views are healed and the exit code is 2, so that whoever runs it at night hears of it.
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
				return say.Fault(fault.Invalid, "view", errNeedView, say.Listed(viewNames()))
			}
			if err := known(names); err != nil {
				return err
			}
			slices.Sort(names)
			r, err := p.found(c.Data)
			if err != nil {
				return err
			}
			healed, err := p.rebuild(cmd.Context(), r, slices.Compact(names))
			if err == nil && len(healed) > 0 {
				err = say.Fault(errViewsHealed.Kind, errViewsHealed.Code, errHealed, say.Listed(healed))
			}
			return err
		},
	}
	cmd.Flags().StringVar(&c.Data, "data", c.Data, p.say(flagData))
	cmd.Flags().BoolVar(&all, "all", false, p.say(flagRebuildAll))
	return cmd, nil
}

// rebuiltAtOnce is how many views are rebuilt at a time: while one folds events, the database writes the rows of another.
const rebuiltAtOnce = 2

// rebuild rebuilds the named views of what runs and returns those that were not what the log says. What is done before an error is told.
func (p *program) rebuild(ctx context.Context, r running, names []string) (healed []string, err error) {
	bar := p.rebuilding(names)
	reports := make([]*view.RebuildReport, len(names))
	err = p.log(ctx, "", r.EventStore, func(ctx context.Context, store es.Store) error {
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(rebuiltAtOnce)
		for i, name := range names {
			g.Go(func() error {
				report, err := p.rebuildView(ctx, r, store, name, bar.of(i))
				if err != nil {
					return fmt.Errorf("rebuild %s: %w", name, err)
				}
				reports[i] = &report
				return nil
			})
		}
		return g.Wait()
	})
	bar.shown.end()
	for i, report := range reports {
		if report != nil && !p.tellRebuilt(names[i], report) {
			healed = append(healed, names[i])
		}
	}
	return healed, err
}

// tellRebuilt says what came of a view, and reports whether it was what the log says.
func (p *program) tellRebuilt(name string, r *view.RebuildReport) bool {
	switch at := r.Rebuilt.Position; {
	case !r.Compared:
		p.tell(rebuildNew, name, at, r.Parked, r.Rebuilt.SHA256)
	case r.Equal:
		p.tell(rebuildEqual, name, at, r.Parked, r.Live.SHA256, r.Rebuilt.SHA256)
	default:
		p.tell(rebuildHealed, name, at, r.Parked, r.Live.SHA256, r.Rebuilt.SHA256)
		return false
	}
	return true
}

// rebuilding is one bar for several views.
type rebuilding struct {
	shown *progress

	mu   sync.Mutex
	done []int64 // by view
}

func (p *program) rebuilding(names []string) *rebuilding {
	return &rebuilding{shown: p.progress(p.say(rebuildBar, say.Listed(names)), -1), done: make([]int64, len(names))}
}

// of tells the bar how far the i-th view is.
func (b *rebuilding) of(i int) func(done, head es.Position) {
	return func(done, head es.Position) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.done[i] = int64(done.Commit) //nolint:gosec // G115: for the eye only
		var sum int64
		for _, d := range b.done {
			sum += d
		}
		b.shown.set(sum, int64(head.Commit)*int64(len(b.done))) //nolint:gosec // G115: for the eye only
	}
}

func (p *program) rebuildView(ctx context.Context, r running, store es.Store, name string, progress func(done, head es.Position)) (report view.RebuildReport, err error) {
	err = p.withView(ctx, r, store, name, func(v *view.View) error {
		report, err = v.Rebuild(ctx, progress)
		return err
	})
	return report, err
}

// withView calls do with a view of what runs, which this process does not run itself.
func (p *program) withView(ctx context.Context, r running, store es.Store, name string, do func(*view.View) error) error {
	sealed, ok := sealedViews()[name]
	if !ok {
		return p.lookAtView(ctx, r, store, name, do)
	}
	c, err := fromEnv[vaultConfig](p)
	if err != nil {
		return err
	}
	c.Data = r.folder
	kek, err := p.kek(&c)
	if err != nil {
		return err
	}
	dsn := r.Databases[views()[name].database]
	return p.openVault(ctx, dsn, kek, nil, func(v *vault.Vault) error {
		return p.openView(ctx, dsn, store, func() (view.Definition, error) { return sealed(v) }, do)
	})
}

// lookAtView is withView for who applies no events, and so needs no key.
func (p *program) lookAtView(ctx context.Context, r running, store es.Store, name string, do func(*view.View) error) error {
	return p.openView(ctx, r.Databases[views()[name].database], store, views()[name].definition, do)
}

func (p *program) openView(ctx context.Context, dsn string, store es.Store, definition func() (view.Definition, error), do func(*view.View) error) error {
	d, err := definition()
	if err != nil {
		return err
	}
	pool, err := pg.Open(ctx, dsn, pg.Options{Name: "anjie " + d.Name, MaxConns: 4})
	if err != nil {
		return err
	}
	defer pool.Close()
	return do(newView(pool, store, d, p.now, telemetry.NewLogger(p.err, slog.LevelWarn, false)))
}

// known refuses names of views that do not exist.
func known(names []string) error {
	for _, name := range names {
		if _, ok := views()[name]; !ok {
			return say.Fault(fault.Invalid, "view", errUnknownView, name, say.Listed(viewNames()))
		}
	}
	return nil
}
