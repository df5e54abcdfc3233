package main

import "github.com/spf13/cobra"

func (p *program) demoCommand() (*cobra.Command, error) {
	return &cobra.Command{Use: "demo", Short: p.say(helpDemo)}, nil
}
