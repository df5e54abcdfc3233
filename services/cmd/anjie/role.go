package main

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"net"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/vault"
)

var (
	flagMediation    = text{"调解服务地址 HOST:PORT；不给则受理服务不知道调解结果", "address of the mediation service, HOST:PORT; without it intake learns of no outcome"}
	flagIntake       = text{"受理服务地址 HOST:PORT；开始调解之前向它核实纠纷", "address of the intake service, HOST:PORT, which is asked before a proceeding is opened"}
	flagIntakeToken  = text{"服务令牌文件（anjie token --as service），调解服务用它查询受理服务", "file with the token with which mediation asks intake (anjie token --as service)"}
	flagServiceToken = text{"服务令牌文件（anjie token --as service），受理服务用它查询调解服务", "file with the token with which intake asks mediation (anjie token --as service)"}
)

var roleReady = text{"%s已就绪，监听 %s", "the %s is ready and listens on %s"}

// intakeCommand runs intake alone, for clusters: everything else is somewhere else.
func (p *program) intakeCommand() (*cobra.Command, error) {
	c, err := fromEnv[intakeConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := p.caseCommand("intake", helpIntake, "0.0.0.0:7101", &c.CaseConfig)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		k, err := p.keeping("intake", &c.CaseConfig)
		if err != nil {
			return err
		}
		var mediation neighbour
		if c.Mediation != "" {
			if c.ServiceTokenFile == "" {
				return say.Fault(fault.Invalid, "configuration", errMissing, "service-token-file", "SERVICE_TOKEN_FILE")
			}
			mediation = neighbour{func() string { return c.Mediation }, tokenFile(c.ServiceTokenFile)}
		}
		return p.role(cmd.Context(), "intake", nameIntake, c.RoleConfig, func(b *base) app.Part { return intakeParts(b, k, mediation) })
	}
	cmd.Flags().StringVar(&c.Mediation, "mediation", c.Mediation, p.say(flagMediation))
	cmd.Flags().StringVar(&c.ServiceTokenFile, "service-token-file", c.ServiceTokenFile, p.say(flagServiceToken))
	return cmd, nil
}

// mediationCommand runs mediation alone, for clusters: everything else is somewhere else.
func (p *program) mediationCommand() (*cobra.Command, error) {
	c, err := fromEnv[mediationConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := p.caseCommand("mediation", helpMediation, "0.0.0.0:7102", &c.CaseConfig)
	steps, err := p.mediationSteps()
	if err != nil {
		return nil, err
	}
	cmd.AddCommand(steps...)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		k, err := p.keeping("mediation", &c.CaseConfig)
		if err != nil {
			return err
		}
		if err := c.check(need{c.Intake, "intake", "INTAKE"}, need{c.ServiceTokenFile, "service-token-file", "SERVICE_TOKEN_FILE"}); err != nil {
			return err
		}
		intake := neighbour{func() string { return c.Intake }, tokenFile(c.ServiceTokenFile)}
		return p.role(cmd.Context(), "mediation", nameMediation, c.RoleConfig, func(b *base) app.Part { return mediationParts(b, k, intake) })
	}
	cmd.Flags().StringVar(&c.Intake, "intake", c.Intake, p.say(flagIntake))
	cmd.Flags().StringVar(&c.ServiceTokenFile, "service-token-file", c.ServiceTokenFile, p.say(flagIntakeToken))
	return cmd, nil
}

// caseCommand is the command of a service that holds cases, without what it runs.
func (p *program) caseCommand(name string, help text, listen string, c *CaseConfig) *cobra.Command {
	if c.Listen == "" {
		c.Listen = listen
	}
	cmd := &cobra.Command{Use: name, Short: p.say(help), Args: arguments(0)}
	f := cmd.Flags()
	p.roleFlags(f, &c.RoleConfig)
	f.StringVar(&c.KEK, "kek-file", c.KEK, p.say(flagKEK))
	f.StringVar(&c.FormerKEK, "former-kek-file", c.FormerKEK, p.say(flagFormerKEK))
	f.StringVar(&c.NATS, "nats", c.NATS, p.say(flagNATS))
	f.StringVar(&c.NATSUsersFile, "nats-users-file", c.NATSUsersFile, p.say(flagNATSUsers))
	f.StringVar(&c.NATSUser, "nats-user", c.NATSUser, p.say(flagNATSUser))
	return cmd
}

// keeping is what a service that holds cases needs besides its base: keys of its vault, and NATS, nil without one.
type keeping struct {
	kek    vault.KEK
	former []vault.KEK
	nats   func() *busnats.Options
}

func (p *program) keeping(name string, c *CaseConfig) (keeping, error) {
	if err := c.check(need{c.KEK + c.KEKValue, "kek-file", "KEK"}); err != nil {
		return keeping{}, err
	}
	var k keeping
	var err error
	if k.kek, err = vault.LoadKEK(vault.KEKConfig{Value: c.KEKValue, File: c.KEK}); err != nil {
		return keeping{}, err
	}
	if c.FormerKEK != "" {
		other, err := vault.LoadKEK(vault.KEKConfig{File: c.FormerKEK})
		if err != nil {
			return keeping{}, err
		}
		k.former = append(k.former, other)
	}
	user := cmp.Or(c.NATSUser, name)
	if c.NATSPassword == "" && c.NATSUsersFile != "" {
		if c.NATSPassword, err = passwordOf(c.NATSUsersFile, user); err != nil {
			return keeping{}, err
		}
	}
	k.nats = func() *busnats.Options {
		if c.NATS == "" {
			return nil
		}
		return &busnats.Options{URL: c.NATS, User: user, Password: c.NATSPassword}
	}
	return k, nil
}

// statisticsCommand runs statistics alone, for clusters.
func (p *program) statisticsCommand() (*cobra.Command, error) {
	c, err := fromEnv[RoleConfig](p)
	if err != nil {
		return nil, err
	}
	if c.Listen == "" {
		c.Listen = "0.0.0.0:7105"
	}
	cmd := &cobra.Command{
		Use: "statistics", Short: p.say(helpStatistics), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.role(cmd.Context(), "statistics", nameStatistics, c, statisticsParts)
		},
	}
	p.roleFlags(cmd.Flags(), &c)
	return cmd, nil
}

// role runs one service until ctx ends.
func (p *program) role(ctx context.Context, name string, what text, c RoleConfig, parts func(*base) app.Part) error {
	if err := c.check(); err != nil {
		return err
	}
	keys, err := keysFrom(c.TokenKey)
	if err != nil {
		return err
	}
	var l ports
	defer l.release()
	ln, err := l.take(ctx, what, c.Listen)
	if err != nil {
		return err
	}
	metricsAt, err := l.takeForMetrics(ctx, c.Metrics)
	if err != nil {
		return err
	}
	tel, err := p.telemetry(ctx, name, c.LogConfig)
	if err != nil {
		return err
	}
	defer tel.Stop(context.WithoutCancel(ctx)) //nolint:errcheck // nobody is left to tell
	b := &base{
		role: name, listener: func() net.Listener { return ln }, tel: tel, now: p.now,
		database:   func(context.Context) (string, error) { return c.Database, nil },
		eventStore: func() string { return c.EventStore },
		keys:       func() []ed25519.PublicKey { return keys },
	}
	return app.Run(ctx, parts(b), metrics(func() net.Listener { return metricsAt }, tel), p.announced(what, ln.Addr().String()))
}

// announced says that a process is ready.
func (p *program) announced(what text, addr string) app.Part {
	return app.Part{Name: "announcement", Start: func(context.Context) (func(context.Context) error, error) {
		p.tell(roleReady, p.say(what), addr)
		return nil, nil //nolint:nilnil // nothing to stop
	}}
}
