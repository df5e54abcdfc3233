package main

import (
	"context"
	"time"

	"github.com/spf13/pflag"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// service picks the address of one service out of the run file.
type service func(running) string

func intakeOf(r running) string     { return r.Intake }
func mediationOf(r running) string  { return r.Mediation }
func statisticsOf(r running) string { return r.Statistics }

func (p *program) clientFlags(f *pflag.FlagSet, c *clientConfig) {
	f.StringVar(&c.Data, "data", c.Data, p.say(flagData))
	f.StringVar(&c.Server, "server", c.Server, p.say(flagServer))
	f.StringVar(&c.Token, "token", "", p.say(flagToken)) // its default is not shown in the help
	f.StringVar(&c.As, "as", c.As, p.say(flagAs))
	f.StringVar(&c.Actor, "actor", c.Actor, p.say(flagActor))
	f.StringVar(&c.Unit, "acting-unit", c.Unit, p.say(flagActingUnit))
	f.StringVar(&c.Department, "department", c.Department, p.say(flagDepartment))
	f.StringVar(&c.OnBehalfOf, "on-behalf-of", c.OnBehalfOf, p.say(flagOnBehalfOf))
}

// found returns what runs from the data folder.
func (p *program) found(data string) (running, error) {
	dir := p.folder(data)
	r, ok, err := readRunning(dir)
	if err != nil {
		return running{}, err
	}
	if !ok {
		return running{}, say.Fault(fault.Unavailable, "not-running", errNotRunning, dir)
	}
	return r, nil
}

// dial connects to a service as the configured actor.
func (p *program) dial(c clientConfig, pick service) (*grpc.ClientConn, error) {
	addr := c.Server
	if addr == "" {
		r, err := p.found(c.Data)
		if err != nil {
			return nil, err
		}
		addr = pick(r)
	}
	token, err := p.tokenFor(c)
	if err != nil {
		return nil, err
	}
	return rpc.Dial(addr, rpc.ClientConfig{Token: token, Language: string(p.lang)})
}

// tokenFor returns the given token, or one that is minted with the key in the data folder for as long as a command may take.
func (p *program) tokenFor(c clientConfig) (func(context.Context) (string, error), error) {
	token := c.Token
	if token == "" {
		token = p.environ["ANJIE_TOKEN"]
	}
	if token != "" {
		return rpc.StaticToken(token), nil
	}
	key, err := identity.LoadKey(keyFile(p.folder(c.Data)))
	if err != nil {
		return nil, err
	}
	issuer, err := identity.NewIssuer(key, "", p.now)
	if err != nil {
		return nil, err
	}
	minted, err := issuer.Mint(c.actor(), time.Hour)
	if err != nil {
		return nil, err
	}
	return rpc.StaticToken(minted), nil
}
