package busnats

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"anjie.internal/services/internal/bus"
)

// Accounts: all services live in CENTRE, which alone has JetStream. Each department has an account of its own into which
// nothing but its own subject tree is imported: it cannot see that other subjects exist, and publishes nothing.

// Names of accounts and of the prefix under which a department finds what it imports.
const (
	accountCentre = "CENTRE"
	accountSystem = "SYS"
	userSystem    = "sys"
	importPrefix  = "centre"
)

// Service is a role of ours that connects to NATS: it publishes its own feeds and reads every feed.
type Service struct {
	Name     string   // user name
	Password string   // default: generated
	Feeds    []string // that its relays publish; usually one, named like the service
	Operator bool     // may also delete, purge and look at everything in the account: for people with the nats tool, and tests
}

// Department is an outside subscriber. It sees "centre.anjie.dept.<code>.>" and nothing else.
type Department struct {
	Code     string // any string; escaped where it becomes part of a subject
	Password string // default: generated
}

// User is the name a department connects with: a subject token, so that it can name an inbox too.
func (d Department) User() string { return "dept-" + bus.Escape(d.Code) }

// Subjects is the tree of the centre that the department sees.
func (d Department) Subjects() string { return bus.Subject("dept", d.Code) + ".>" }

// account is quoted in the configuration, so any token will do.
func (d Department) account() string { return "DEPT_" + bus.Escape(d.Code) }

func inbox(user string) string { return "_INBOX." + user }

type permission struct {
	Allow []string `json:"allow,omitempty"`
	Deny  []string `json:"deny,omitempty"`
}

type permissions struct {
	Publish   permission `json:"publish"`
	Subscribe permission `json:"subscribe"`
}

type user struct {
	User        string       `json:"user"`
	Password    string       `json:"password"`
	Permissions *permissions `json:"permissions,omitempty"`
}

type export struct {
	Stream   string   `json:"stream"`
	Accounts []string `json:"accounts"`
}

type source struct {
	Account string `json:"account"`
	Subject string `json:"subject"`
}

type imported struct {
	Stream source `json:"stream"`
	Prefix string `json:"prefix"`
}

type account struct {
	JetStream string     `json:"jetstream,omitempty"`
	Users     []user     `json:"users"`
	Exports   []export   `json:"exports,omitempty"`
	Imports   []imported `json:"imports,omitempty"`
}

// grants is what a service may do: write its own streams, read all, and nothing that deletes or purges.
func grants(s Service) *permissions {
	if s.Operator {
		return &permissions{Publish: permission{Allow: []string{">"}}, Subscribe: permission{Allow: []string{">"}}}
	}
	p := permission{Allow: []string{
		"$JS.API.INFO",
		"$JS.API.STREAM.INFO.*", "$JS.API.STREAM.MSG.GET.*",
		"$JS.API.CONSUMER.CREATE.*.>", "$JS.API.CONSUMER.INFO.*.*", "$JS.API.CONSUMER.MSG.NEXT.*.*", "$JS.API.CONSUMER.DELETE.*.*",
	}}
	for _, feed := range s.Feeds {
		p.Allow = append(p.Allow, Subjects(feed), "$JS.API.STREAM.CREATE."+StreamName(feed), "$JS.API.STREAM.UPDATE."+StreamName(feed))
	}
	return &permissions{Publish: p, Subscribe: permission{Allow: []string{inbox(s.Name) + ".>"}}}
}

// accountsConfig is the part of a NATS configuration that says who may do what. It is the same text for a cluster.
func accountsConfig(services []Service, departments []Department, passwords map[string]string) (string, error) {
	centre := account{JetStream: "enabled", Users: []user{}}
	accounts := map[string]*account{
		accountCentre: &centre,
		accountSystem: {Users: []user{{User: userSystem, Password: passwords[userSystem]}}},
	}
	for _, s := range services {
		centre.Users = append(centre.Users, user{User: s.Name, Password: passwords[s.Name], Permissions: grants(s)})
	}
	for _, d := range departments {
		centre.Exports = append(centre.Exports, export{Stream: d.Subjects(), Accounts: []string{d.account()}})
		accounts[d.account()] = &account{
			Users: []user{{
				User: d.User(), Password: passwords[d.User()],
				// Its account holds nothing of others, so a wider subscription would show it nothing more; the grant says so again.
				Permissions: &permissions{
					Publish:   permission{Deny: []string{">"}},
					Subscribe: permission{Allow: []string{importPrefix + "." + d.Subjects(), inbox(d.User()) + ".>"}},
				},
			}},
			Imports: []imported{{Stream: source{Account: accountCentre, Subject: d.Subjects()}, Prefix: importPrefix}},
		}
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text) // NATS reads JSON, but knows no \u escapes
	enc.SetEscapeHTML(false)
	if err := enc.Encode(map[string]any{"accounts": accounts, "system_account": accountSystem}); err != nil {
		return "", fmt.Errorf("write the accounts: %w", err)
	}
	return text.String(), nil
}

// credentials collects the password of every user, generates missing ones, and refuses names and passwords that would mean
// something else in the configuration.
func credentials(services []Service, departments []Department) (map[string]string, error) {
	all := map[string]string{userSystem: rand.Text()}
	add := func(name, password string) error {
		if _, taken := all[name]; taken {
			return fmt.Errorf("nats user %q: named twice", name)
		}
		if password == "" {
			password = rand.Text()
		}
		if !printable(password) || strings.HasPrefix(password, "$2") { // which NATS takes for a bcrypt hash
			return fmt.Errorf("nats user %q: the password must be printable ASCII without quotes, backslash and leading $2", name)
		}
		all[name] = password
		return nil
	}
	for _, s := range services {
		if s.Name == "" || bus.Escape(s.Name) != s.Name {
			return nil, fmt.Errorf("nats user %q: only letters, digits, - and _", s.Name)
		}
		if err := add(s.Name, s.Password); err != nil {
			return nil, err
		}
	}
	for _, d := range departments {
		if err := add(d.User(), d.Password); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' || r == '\'' })
}

// users lists who may connect, in order.
func users(passwords map[string]string) []string { return slices.Sorted(maps.Keys(passwords)) }
