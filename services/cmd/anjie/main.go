// Command anjie is the whole of Anjie in one program: every service is a sub-command, `anjie all` runs them together on one
// machine, and the rest lets a person do by hand, read and check what the services do.
//
// main.go and the files of the sub-commands are the only place where packages are wired together.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // times are shown in Beijing time on machines without zone files too

	"github.com/caarlos0/env/v11"
	"github.com/spf13/cobra"
)

// gcPercent is how much the heap may grow between two collections, in percent of what lives; GOGC overrides it.
const gcPercent = 1000

func main() {
	if os.Getenv("GOGC") == "" {
		// The services keep some twenty megabytes and allocate much: at the default they collect garbage a dozen times a second
		// under load, and every collection holds up the commit that everybody waits for. Some hundred megabytes under load
		// are a good price; idle, nothing changes. GOMEMLIMIT bounds it in a container.
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := &program{in: os.Stdin, out: os.Stdout, err: os.Stderr, environ: env.ToMap(os.Environ()), now: time.Now}
	err := p.run(ctx, os.Args[1:])
	stop()
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, p.refusal(err))
		os.Exit(exitCode(err))
	}
}

// exitCode is 2 when a rebuild found views that were not what the log says, and healed them, when a figure is not what the log says, or
// when personal data is outside of the boxes; 1 for everything that did not work.
func exitCode(err error) int {
	if errors.Is(err, errViewsHealed) || errors.Is(err, errNotIdentical) || errors.Is(err, errLeaked) {
		return 2
	}
	return 1
}

// program is what all sub-commands share.
type program struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ map[string]string
	now     func() time.Time
	lang    lang
}

// run runs the sub-command that args name. The error is for refusal: one line.
func (p *program) run(ctx context.Context, args []string) error {
	p.lang = p.language(args)
	root, err := p.command()
	if err != nil {
		return err
	}
	root.SetArgs(args)
	return root.ExecuteContext(ctx)
}

func (p *program) command() (*cobra.Command, error) {
	root := &cobra.Command{
		Use:           "anjie",
		Short:         p.say(helpRoot),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.PersistentFlags().String("lang", string(p.lang), p.say(helpLang)) // read by language, before there are commands
	for _, make := range []func() (*cobra.Command, error){
		p.allCommand, p.eventstoreCommand, p.intakeCommand, p.mediationCommand, p.statisticsCommand,
		p.disputeCommand, p.profileCommand, p.importCommand, p.callCommand, p.countCommand, p.figureCommand, p.historyCommand, p.eventsCommand, p.factsCommand, p.rebuildCommand, p.parkedCommand, p.vaultCommand, p.verifyCommand,
		p.tokenCommand, p.demoCommand, p.versionCommand,
	} {
		c, err := make()
		if err != nil {
			return nil, err
		}
		root.AddCommand(c)
	}
	p.speak(root)
	return root, nil
}

// printf writes to the standard output. A reader that has gone away is not worth an error.
func (p *program) printf(format string, args ...any) { _, _ = fmt.Fprintf(p.out, format, args...) }

// tell writes a message of the table as a line.
func (p *program) tell(t text, args ...any) { p.printf("%s\n", p.say(t, args...)) }
