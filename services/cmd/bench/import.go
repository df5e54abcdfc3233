package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// importOnAll measures the steps per second of `anjie import ledger` beside the steps per second of 64 clerks who do whole cases. Both work
// on one `anjie all`, with its views, its policies and its relay to NATS, which cost the two the same; the import is timed from the
// start of the command to its end, so that reading and checking the ledger and waiting for the figure count as well. What a clerk
// concludes by hand in the group cases, intake concludes by itself here, so a case takes one step less.
//
// What bounds it: the cores. A step costs its command, and then its place in six views and in the channel.
func (b *bench) importOnAll(ctx context.Context, binary, ledgergen, dir string) (err error) {
	data := filepath.Join(dir, "import-all")
	p, err := startAll(ctx, binary, data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	publish := anjie(ctx, binary, data, identity.RoleAdministrator, "profile", "publish", benchProfile)
	if out, err := publish.CombinedOutput(); err != nil {
		return fmt.Errorf("publish the profile: %w: %s", err, out)
	}
	h, leave, err := p.caseHouse(data)
	if err != nil {
		return err
	}
	defer leave()
	ledgers := 0
	o, s, err := b.duel(ctx,
		side{"import of a ledger", func(ctx context.Context, d time.Duration) (sample, error) {
			ledgers++
			folder := filepath.Join(dir, fmt.Sprintf("ledger-%d", ledgers))
			if err := writeLedger(ctx, ledgergen, folder, ledgers, int(d.Seconds()*ledgerRows)); err != nil {
				return sample{}, err
			}
			return importLedger(ctx, binary, data, folder)
		}},
		side{"whole cases", h.clerks(64, stepsPerCase-1)})
	if err != nil {
		return err
	}
	b.rate("ledger-import-all", o.rate, s.rate, "64 clerks who do whole cases on the same anjie all", 0.7)
	return nil
}

const (
	benchProfile = "../deploy/profiles/wuxi-2012.yaml"
	// ledgerRows is the number of successes in a ledger, for each second of a round: about what is imported in that time.
	ledgerRows = 300
)

// anjie is a sub-command on a data folder, in the city's name.
func anjie(ctx context.Context, binary, data, as string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, binary, args...) //nolint:gosec // G204: the binary under measurement
	cmd.Env = append(os.Environ(), "ANJIE_DATA="+data, "ANJIE_UNIT="+benchCity, "ANJIE_AS="+as, "ANJIE_LANG=en")
	return cmd
}

// caseHouse connects a clerk of a village to a running process.
func (p *process) caseHouse(data string) (*caseHouse, func(), error) {
	key, err := identity.LoadKey(filepath.Join(data, "token.key"))
	if err != nil {
		return nil, nil, err
	}
	issuer, err := identity.NewIssuer(key, "", time.Now)
	if err != nil {
		return nil, nil, err
	}
	token, err := issuer.Mint(identity.Actor{ID: "bench", Unit: benchVillage, Roles: []string{
		identity.RoleClerk, identity.RoleDispatcher, identity.RoleCommitteeChair, identity.RoleMediator,
	}}, time.Hour)
	if err != nil {
		return nil, nil, err
	}
	config := rpc.ClientConfig{Token: func(context.Context) (string, error) { return token, nil }}
	at, err := rpc.Dial(p.run.Intake, config)
	if err != nil {
		return nil, nil, err
	}
	beside, err := rpc.Dial(p.run.Mediation, config)
	if err != nil {
		return nil, nil, errors.Join(err, at.Close())
	}
	return newCaseHouse(at, beside), func() { _, _ = at.Close(), beside.Close() }, nil
}

// writeLedger makes up a ledger that nobody has imported yet.
func writeLedger(ctx context.Context, ledgergen, folder string, seed, successes int) error {
	cmd := exec.CommandContext(ctx, ledgergen, "--profile", benchProfile, "--calendar", "internal/calendar/notices.txt", "--out", folder, //nolint:gosec // G204: our own tool
		"--seed", strconv.Itoa(seed), "--successes", strconv.Itoa(max(1, successes)), "--failures", strconv.Itoa(successes/400))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make up a ledger: %w: %s", err, out)
	}
	return nil
}

var sentSteps = regexp.MustCompile(`(\d+) commands, 0 of them recorded before`)

// importLedger imports it, and counts what the command says that it sent.
func importLedger(ctx context.Context, binary, data, folder string) (sample, error) {
	cmd := anjie(ctx, binary, data, identity.RoleClerk+","+identity.RoleDispatcher,
		"import", "ledger", filepath.Join(folder, "ledger.xlsx"), "--mapping", filepath.Join(folder, "m.yaml"))
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	m := sentSteps.FindSubmatch(said.Bytes())
	if err != nil || m == nil {
		return sample{}, fmt.Errorf("import a ledger: %w: %s", errors.Join(err), said.Bytes())
	}
	steps, err := strconv.Atoi(string(m[1]))
	return sample{rate: float64(steps) / took.Seconds()}, err
}
