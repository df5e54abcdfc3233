package pg_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
)

const (
	pausedDSN   = "ANJIE_TEST_PAUSED_DSN"   // makes the test binary the holder that gets paused
	pausedAfter = "ANJIE_TEST_PAUSED_AFTER" // "before" or "after" the check
)

// beTheHolder takes the lease, begins to write, waits for a line on its input (and is paused meanwhile), and says how the commit ended.
func beTheHolder(dsn string) {
	ctx := context.Background() // runs instead of the tests
	pool, err := pg.Open(ctx, dsn, pg.Options{})
	if err != nil {
		panic(err)
	}
	err = pg.Hold(ctx, pool, "work", "a", quick, func(_ context.Context, l *pg.Lease) error {
		err := pg.InTx(ctx, pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "insert into effect values ('a')"); err != nil {
				return err
			}
			if os.Getenv(pausedAfter) == "before" {
				wait()
				return l.Check(ctx, tx)
			}
			if err := l.Check(ctx, tx); err != nil {
				return err
			}
			wait()
			return nil
		})
		switch {
		case err == nil:
			say("committed")
		case errors.Is(err, pg.ErrFenced):
			say("fenced")
		default:
			say("refused by the server")
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
}

func wait() {
	say("writing")
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
}

func say(s string) { _, _ = io.WriteString(os.Stdout, s+"\n") }

// TestAPausedHolderCannotCommitAfterATakeover stops a holder's process at the two places that matter: before it checked, and
// between the check and the commit. Without a pause the same process commits, else the test proves nothing.
func TestAPausedHolderCannotCommitAfterATakeover(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at       string
		pause    bool
		says     string
		survives string
	}{
		{"before", false, "committed", "a"},
		{"after", false, "committed", "a"},
		{"before", true, "fenced", "b"},
		{"after", true, "refused by the server", "b"},
	} {
		t.Run(fmt.Sprintf("%s the check, paused %v", c.at, c.pause), func(t *testing.T) {
			t.Parallel()
			dsn, ctx := pgtest.FreshDSN(t), t.Context()
			pool, err := pg.Open(ctx, dsn, pg.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer pool.Close()
			if _, err := pool.Exec(ctx, "create table effect (holder text)"); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(ctx, os.Args[0])
			cmd.Env = append(os.Environ(), pausedDSN+"="+dsn, pausedAfter+"="+c.at)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			if !lines.Scan() || lines.Text() != "writing" {
				t.Fatalf("the holder says %q", lines.Text())
			}
			if c.pause {
				if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
					t.Fatal(err)
				}
				b, _, _ := hold(t, pool, "b", quick)
				l := receive(t, b, "b's takeover")
				err := pg.InTx(ctx, pool, func(tx pgx.Tx) error {
					if _, err := tx.Exec(ctx, "insert into effect values ('b')"); err != nil {
						return err
					}
					return l.Check(ctx, tx)
				})
				if err != nil {
					t.Fatalf("the new holder cannot write: %v", err)
				}
				if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := io.WriteString(in, "go on\n"); err != nil {
				t.Fatal(err)
			}
			if !lines.Scan() || lines.Text() != c.says {
				t.Errorf("the holder's commit: %q, want %q", lines.Text(), c.says)
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			var holders string
			if err := pool.QueryRow(ctx, "select string_agg(holder, ',') from effect").Scan(&holders); err != nil || holders != c.survives {
				t.Fatalf("effects of %q, %v; want those of %q", holders, err, c.survives)
			}
		})
	}
}
