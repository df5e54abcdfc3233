package main

import (
	"net"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// quiet is a program that writes nowhere, with an environment of its own.
func quiet(environ map[string]string) *program { return &program{environ: environ, lang: zh} }

func TestDefaultsAreThoseOfTheHouse(t *testing.T) {
	c, err := fromEnv[allConfig](quiet(nil))
	if err != nil {
		t.Fatal(err)
	}
	want := allConfig{
		Eventstore: "127.0.0.1:2113", NATS: "127.0.0.1:4222", Intake: "127.0.0.1:7101", Mediation: "127.0.0.1:7102", Statistics: "127.0.0.1:7105",
		Metrics: "127.0.0.1:9464", LogConfig: LogConfig{Level: "warn"},
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
	in, err := fromEnv[intakeConfig](quiet(nil))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(intakeConfig{CaseConfig: CaseConfig{RoleConfig: RoleConfig{LogConfig: LogConfig{Level: "warn"}}}}, in); diff != "" {
		t.Errorf("defaults of intake (-want +got):\n%s", diff)
	}
}

func TestEveryDefaultIsValid(t *testing.T) {
	for name, load := range map[string]func(*program) (any, error){
		"all":        func(p *program) (any, error) { return fromEnv[allConfig](p) },
		"eventstore": func(p *program) (any, error) { return fromEnv[eventstoreConfig](p) },
		"client":     func(p *program) (any, error) { return fromEnv[clientConfig](p) },
	} {
		c, err := load(quiet(nil))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		v := reflect.ValueOf(c)
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if s := v.Field(i).String(); strings.HasSuffix(field.Tag.Get("env"), "LISTEN") && s != "" {
				if _, _, err := net.SplitHostPort(s); err != nil {
					t.Errorf("%s.%s: %v", name, field.Name, err)
				}
			}
		}
	}
	if _, err := quiet(nil).command(); err != nil {
		t.Errorf("the commands do not take their defaults: %v", err)
	}
}

func TestTheEnvironmentConfigures(t *testing.T) {
	p := quiet(map[string]string{
		"ANJIE_DATABASE": "postgres://intake@db/intake", "ANJIE_EVENTSTORE": "esdb://store:2113", "ANJIE_LOG_JSON": "true",
		"ANJIE_KEK": "secret", "ANJIE_NATS": "nats://bus:4222", "DATABASE": "not ours",
	})
	c, err := fromEnv[intakeConfig](p)
	if err != nil {
		t.Fatal(err)
	}
	want := intakeConfig{CaseConfig: CaseConfig{
		RoleConfig: RoleConfig{
			Database: "postgres://intake@db/intake", EventStore: "esdb://store:2113", LogConfig: LogConfig{Level: "warn", JSON: true},
		},
		KEKValue: "secret", NATS: "nats://bus:4222",
	}}
	if diff := cmp.Diff(want, c, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
	if _, err := fromEnv[LogConfig](quiet(map[string]string{"ANJIE_LOG_JSON": "perhaps"})); err == nil {
		t.Error("a flag that is neither true nor false is taken")
	}
}

func TestTheDataFolder(t *testing.T) {
	p := quiet(map[string]string{"HOME": "/home/clerk", "XDG_STATE_HOME": "/state"})
	if got := p.folder("/given"); got != "/given" {
		t.Errorf("configured: %s", got)
	}
	if got := p.folder(""); got != "/state/anjie" && got != "/var/lib/anjie" {
		t.Errorf("not configured: %s", got)
	}
}
