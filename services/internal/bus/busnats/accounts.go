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
// nothing but its own subject tree is imported: it cannot see that other subjects exist, and publishes nothing. Each reader has
// one too, with the facts as they come and two questions about the stream that keeps them. Grants inside of CENTRE would
// not do for a reader: whoever may ask JetStream there may name any subject for the answer, that of a feed included, and whoever
// may create consumers has them deliver wherever he likes.

// Names of accounts and of the prefix under which a department finds what it imports, and a reader JetStream.
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

// Reader reads the public facts of some feeds, through Conn.Reader or with any client of NATS, and can do nothing else.
type Reader struct {
	Name     string // user name
	Password string // default: generated
	Feeds    []string
}

// questions are what a reader may ask about the stream of a feed.
func questions(feed string) []string {
	return []string{"$JS.API.STREAM.INFO." + StreamName(feed), "$JS.API.STREAM.MSG.GET." + StreamName(feed)}
}

func (r Reader) account() string { return "READER_" + r.Name }

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
	Stream   string   `json:"stream,omitempty"`
	Service  string   `json:"service,omitempty"`
	Accounts []string `json:"accounts"`
}

type source struct {
	Account string `json:"account"`
	Subject string `json:"subject"`
}

type imported struct {
	Stream  *source `json:"stream,omitempty"`
	Service *source `json:"service,omitempty"`
	Prefix  string  `json:"prefix,omitempty"` // of a stream
	To      string  `json:"to,omitempty"`     // of a service
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
func accountsConfig(cfg Config, passwords map[string]string) (string, error) {
	centre := account{JetStream: "enabled", Users: []user{}}
	accounts := map[string]*account{
		accountCentre: &centre,
		accountSystem: {Users: []user{{User: userSystem, Password: passwords[userSystem]}}},
	}
	for _, s := range cfg.Services {
		centre.Users = append(centre.Users, user{User: s.Name, Password: passwords[s.Name], Permissions: grants(s)})
	}
	for _, d := range cfg.Departments {
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
			Imports: []imported{{Stream: &source{Account: accountCentre, Subject: d.Subjects()}, Prefix: importPrefix}},
		}
	}
	shareWithReaders(cfg.Readers, accounts, passwords)
	var text bytes.Buffer
	enc := json.NewEncoder(&text) // NATS reads JSON, but knows no \u escapes
	enc.SetEscapeHTML(false)
	if err := enc.Encode(map[string]any{"accounts": accounts, "system_account": accountSystem}); err != nil {
		return "", fmt.Errorf("write the accounts: %w", err)
	}
	return text.String(), nil
}

// shareWithReaders gives every reader an account of its own. CENTRE exports each subject once, to all who read it.
func shareWithReaders(readers []Reader, accounts map[string]*account, passwords map[string]string) {
	centre := accounts[accountCentre]
	audience := map[string][]string{} // by feed
	for _, r := range readers {
		p := &permissions{Subscribe: permission{Allow: []string{inbox(r.Name) + ".>"}}}
		its := &account{Users: []user{{User: r.Name, Password: passwords[r.Name], Permissions: p}}}
		for _, feed := range r.Feeds {
			audience[feed] = append(audience[feed], r.account())
			p.Subscribe.Allow = append(p.Subscribe.Allow, Subjects(feed))
			its.Imports = append(its.Imports, imported{Stream: &source{Account: accountCentre, Subject: Subjects(feed)}})
			for _, q := range questions(feed) {
				local := importPrefix + "." + q
				p.Publish.Allow = append(p.Publish.Allow, local)
				its.Imports = append(its.Imports, imported{Service: &source{Account: accountCentre, Subject: q}, To: local})
			}
		}
		if len(r.Feeds) == 0 {
			p.Publish.Deny = []string{">"} // no grant at all would be every grant
		}
		accounts[r.account()] = its
	}
	for _, feed := range slices.Sorted(maps.Keys(audience)) {
		centre.Exports = append(centre.Exports, export{Stream: Subjects(feed), Accounts: audience[feed]})
		for _, q := range questions(feed) {
			centre.Exports = append(centre.Exports, export{Service: q, Accounts: audience[feed]})
		}
	}
}

// credentials collects the password of every user, generates missing ones, and refuses names and passwords that would mean
// something else in the configuration.
func credentials(cfg Config) (map[string]string, error) {
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
	named := func(name, password string) error {
		if name == "" || bus.Escape(name) != name {
			return fmt.Errorf("nats user %q: only letters, digits, - and _", name)
		}
		return add(name, password)
	}
	for _, s := range cfg.Services {
		if err := named(s.Name, s.Password); err != nil {
			return nil, err
		}
	}
	for _, r := range cfg.Readers {
		if err := named(r.Name, r.Password); err != nil {
			return nil, err
		}
	}
	for _, d := range cfg.Departments {
		if err := add(d.User(), d.Password); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' || r == '\'' })
}
