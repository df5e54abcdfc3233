package main

import (
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"anjie.internal/services/internal/identity"
)

// keyFile is the private key that signs tokens. Services in other processes verify with what `anjie token --public` prints.
func keyFile(dir string) string { return filepath.Join(dir, "token.key") }

// tokenCommand mints tokens for development. A centre that is in earnest has an identity provider of its own.
func (p *program) tokenCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	var ttl time.Duration
	var public bool
	cmd := &cobra.Command{
		Use: "token", Short: p.say(helpToken), Args: arguments(0),
		RunE: func(*cobra.Command, []string) error {
			dir, err := p.dataFolder(c.Data)
			if err != nil {
				return err
			}
			key, err := identity.EnsureKey(keyFile(dir))
			if err != nil {
				return err
			}
			if public {
				pem, err := key.PublicPEM()
				if err != nil {
					return err
				}
				p.printf("%s", pem)
				return nil
			}
			issuer, err := identity.NewIssuer(key, "", p.now)
			if err != nil {
				return err
			}
			token, err := issuer.Mint(c.actor(), ttl)
			if err != nil {
				return err
			}
			p.printf("%s\n", token)
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&c.Data, "data", c.Data, p.say(flagData))
	f.StringVar(&c.As, "as", c.As, p.say(flagAs))
	f.StringVar(&c.Actor, "actor", c.Actor, p.say(flagActor))
	f.StringVar(&c.Unit, "acting-unit", c.Unit, p.say(flagActingUnit))
	f.StringVar(&c.Department, "department", c.Department, p.say(flagDepartment))
	f.StringVar(&c.OnBehalfOf, "on-behalf-of", c.OnBehalfOf, p.say(flagOnBehalfOf))
	f.DurationVar(&ttl, "ttl", 12*time.Hour, p.say(flagTTL))
	f.BoolVar(&public, "public", false, p.say(flagPublicKeyOnly))
	return cmd, nil
}
