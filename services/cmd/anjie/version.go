package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is what the build recorded about itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			if s.Value == "true" {
				dirty = "+"
			}
		}
	}
	if revision == "" {
		return info.Main.Version
	}
	return revision[:min(12, len(revision))] + dirty
}

func (p *program) versionCommand() (*cobra.Command, error) {
	return &cobra.Command{
		Use: "version", Short: p.say(helpVersion), Args: arguments(0),
		RunE: func(*cobra.Command, []string) error {
			p.printf("anjie %s\n", version())
			return nil
		},
	}, nil
}
