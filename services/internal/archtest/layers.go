package archtest

import (
	"path"
	"slices"
	"strings"
)

// layer is a floor of the house.
type layer string

const (
	vocabulary layer = "vocabulary" // 0: words that everything meets in
	core       layer = "core"       // 1: the rules of one service
	platform   layer = "platform"   // 2: knows no service
	store      layer = "store"      // 2: the embedded event store
	shell      layer = "shell"      // 3: one service
	program    layer = "program"    // 4: wires everything
	testing    layer = "testing"    // T: contract suites, fixtures, stories
	tool       layer = "tool"       // X: speaks only the public contract
	contract   layer = "contract"   // the module proto: generated, nothing by hand
)

// The rooms of the house. A new package finds its place here, or the test fails.
var (
	vocabularyRooms = []string{"internal/decider", "internal/fault", "internal/calendar", "internal/personal", "internal/unit", "internal/codetable", "internal/entry", "internal/casenumber"}
	platformRooms   = []string{"internal/es", "internal/pg", "internal/bus", "internal/vault", "internal/identity", "internal/rpc", "internal/telemetry", "internal/app", "internal/durable", "internal/request", "internal/docx"}
	serviceRooms    = []string{"intake", "mediation", "escalation", "petition", "statistics", "notary", "gateway"}

	// Mains wire, so they may import everything. cmd/anjie wires the product. cmd/bench wires what is measured beside its baselines, and
	// those are the same thing without us: pgx and the official client by hand, and the client's protocol below the client.
	programRooms = []string{"cmd"}

	// Rooms of nothing but tests whose names do not end in "test": stories of the whole system, trials of the whole store.
	testingRooms = []string{"scenario", "eventstore/suite"}
)

// under reports whether dir is room or inside it.
func under(dir, room string) bool { return dir == room || strings.HasPrefix(dir, room+"/") }

func anyRoom(dir string, rooms []string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool { return under(dir, r) })
}

// place returns the layer of a package, and its service if it belongs to one. An empty layer means that no rule names it.
func place(module, dir string) (layer, string) {
	top, rest, nested := strings.Cut(dir, "/")
	switch {
	case module == "tools":
		return tool, ""
	case module == "proto":
		return contract, ""
	case strings.HasSuffix(path.Base(dir), "test") || anyRoom(dir, testingRooms):
		return testing, ""
	case anyRoom(dir, vocabularyRooms):
		return vocabulary, ""
	case anyRoom(dir, platformRooms):
		return platform, ""
	case under(dir, "eventstore"):
		return store, ""
	case anyRoom(dir, programRooms):
		return program, ""
	case slices.Contains(serviceRooms, top) && !nested:
		return shell, top
	case slices.Contains(serviceRooms, top) && !strings.Contains(rest, "/"):
		return core, top
	}
	return "", ""
}

// may says what a layer may import of our own code, with the reason that the message gives.
func (f file) may(l layer, service, target string) (ok bool, reason string) {
	if target == modules["proto"] || strings.HasPrefix(target, modules["proto"]+"/") {
		switch l {
		case vocabulary, core:
			return false, "rules are not written in terms of messages: a contract may change while what was decided stays"
		case platform:
			if sharedContract(target) {
				return true, ""
			}
			return false, "the platform knows no service, not even its messages: else every service would depend on every other"
		case store:
			return false, "the event store speaks the EventStoreDB protocol and knows nothing of Anjie"
		default: // shells, programs, tests and tools are who the contracts are for
			return true, ""
		}
	}
	dir, inServices := strings.CutPrefix(target, modules["services"]+"/")
	if !inServices {
		if f.module == "tools" {
			return true, ""
		}
		return false, "programs under tools are outside of the product"
	}
	to, toService := place("services", dir)
	if to == testing && l != testing {
		return false, "test packages carry faults and fixtures that must never reach a running service"
	}
	switch l {
	case vocabulary:
		return to == vocabulary, "the vocabulary is what everything else is built of: it depends on itself only"
	case core:
		return to == vocabulary || to == core && toService == service,
			"a core is pure: it decides on facts, and is read, tested and replayed without anything around it"
	case platform:
		return to == vocabulary || to == platform, "the platform knows no service: it must serve the next one unchanged"
	case store:
		return to == vocabulary || to == platform || to == store,
			"the event store must be replaceable by a cluster: it knows no service"
	case shell:
		switch to {
		case vocabulary, platform:
			return true, ""
		case core, shell:
			return toService == service,
				"services meet by gRPC and by facts, never by import, not even of a core: else they cannot be deployed or changed one at a time"
		default:
			return false, "a service reaches the event store through the official client only, and is wired in cmd"
		}
	case tool:
		return false, "tools speak only the public contract: they must work for somebody who has nothing else"
	default: // programs and tests import everything
		return true, ""
	}
}

// sharedContract reports whether generated code belongs to no service: positions and pages that every contract uses.
func sharedContract(target string) bool {
	rest := strings.TrimPrefix(target, modules["proto"]+"/gen/anjie/")
	name, _, _ := strings.Cut(rest, "/")
	return rest != target && !slices.Contains(serviceRooms, name)
}
