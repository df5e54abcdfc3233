package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"syscall"
	"time"
)

func main() {
	debug.SetGCPercent(1000) // as the program itself does; both sides of every comparison run under it
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) (err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	rounds := flags.Int("rounds", 5, "measured rounds of each side; the median counts")
	span := flags.Duration("span", 4*time.Second, "length of one round, where the figure is a rate over time")
	events := flags.Int("events", 1_000_000, "events in the log for read-all")
	followed := flags.Int("followed", 200_000, "events in the log for follow-into-view")
	recomputed := flags.Int("recomputed", 400_000, "events in the log for recompute")
	binary := flags.String("anjie", "", "the anjie binary, for imports, start times and memory; without it these are left out")
	ledgergen := flags.String("ledgergen", "", "the ledgergen binary, for imports; without it these are left out")
	stocked := flags.Int("stocked", 100_000, "cases in the store for case-steps-in-full-store; 1,000,000 in the long form")
	only := flags.String("only", "", "append, read, command, cases, follow, recompute, import or start: only that group")
	profile := flags.String("profile", "", "write a CPU profile of the whole run to this file")
	strict := flags.Bool("strict", false, "exit 1 when a figure is below its goal")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		if err != nil {
			return err
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer func() { pprof.StopCPUProfile(); err = errors.Join(err, f.Close()) }()
	}
	dir, err := os.MkdirTemp("", "anjie-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // G302: PostgreSQL's user must be able to walk in
		return err
	}
	b := &bench{out: os.Stdout, rounds: *rounds, span: *span}
	groups := []struct {
		name string
		run  func(context.Context, *place) error
	}{
		{"append", b.appends},
		{"command", b.commands},
		{"follow", func(ctx context.Context, p *place) error { return b.following(ctx, p, *followed) }},
		{"read", func(ctx context.Context, p *place) error { return b.readAll(ctx, p, *events) }},
		{"cases", func(ctx context.Context, p *place) error { return b.wholeCases(ctx, p, *stocked) }},
		{"import", func(ctx context.Context, p *place) error {
			if *ledgergen == "" {
				return nil
			}
			return b.importOnServices(ctx, p, *ledgergen)
		}},
		{"recompute", func(ctx context.Context, p *place) error { return b.recompute(ctx, p, *recomputed) }},
	}
	for _, g := range groups {
		if *only != "" && !strings.HasPrefix(g.name, *only) {
			continue
		}
		if err := inPlace(ctx, filepath.Join(dir, g.name), g.run); err != nil {
			return fmt.Errorf("%s: %w", g.name, err)
		}
	}
	if *binary != "" && *ledgergen != "" && (*only == "" || strings.HasPrefix("import", *only)) {
		if err := b.importOnAll(ctx, *binary, *ledgergen, dir); err != nil {
			return fmt.Errorf("import: %w", err)
		}
	}
	if *binary != "" && (*only == "" || strings.HasPrefix("start", *only)) {
		if err := b.starts(ctx, *binary, dir); err != nil {
			return fmt.Errorf("start: %w", err)
		}
	}
	if *strict && b.below > 0 {
		return fmt.Errorf("%d figures are below their goals", b.below)
	}
	return nil
}

// inPlace gives each group a PostgreSQL of its own, so that no group pays for the former one's data.
func inPlace(ctx context.Context, dir string, run func(context.Context, *place) error) (err error) {
	p, err := newPlace(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	return run(ctx, p)
}
