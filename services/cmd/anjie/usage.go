package main

import (
	"strings"

	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// What the help and the refusals of the command line itself say.
var (
	usageHead       = text{"用法：", "Usage:"}
	usageCommands   = text{"命令：", "Commands:"}
	usageFlags      = text{"选项：", "Flags:"}
	usageGlobal     = text{"通用选项：", "Global flags:"}
	usageMore       = text{"用 “{{.CommandPath}} 命令 --help” 查看每个命令的说明。", "“{{.CommandPath}} COMMAND --help” tells more about a command."}
	usageHelp       = text{"显示说明", "show help"}
	usageCompletion = text{"生成命令行补全脚本", "generate the completion script of a shell"}

	errUnknownCommand = text{"没有“%s”这个命令；用 anjie --help 查看全部命令。", "there is no command “%s”; anjie --help lists all"}
	errUnknownFlag    = text{"命令行选项有误：%v；用 %s --help 查看说明。", "the flags are wrong: %v; see %s --help"}
	errArguments      = text{"%s 需要 %d 个参数，给出了 %d 个；用 %[1]s --help 查看说明。", "%s takes %d arguments and got %d; see %[1]s --help"}
)

// speak translates what cobra itself says.
func (p *program) speak(root *cobra.Command) {
	root.SetUsageTemplate(strings.NewReplacer(
		"USAGE", p.say(usageHead), "COMMANDS", p.say(usageCommands), "LOCAL", p.say(usageFlags), "GLOBAL", p.say(usageGlobal), "MORE", p.say(usageMore),
	).Replace(usageTemplate))
	root.SetHelpCommand(&cobra.Command{Use: "help", Hidden: true, Short: p.say(usageHelp), RunE: func(*cobra.Command, []string) error { return root.Help() }})
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return say.Fault(fault.Invalid, "command-line", errUnknownFlag, err, c.CommandPath())
	})
	root.InitDefaultCompletionCmd()
	p.translate(root)
}

func (p *program) translate(c *cobra.Command) {
	c.InitDefaultHelpFlag()
	c.Flags().Lookup("help").Usage = p.say(usageHelp)
	if c.Name() == "completion" {
		c.Short = p.say(usageCompletion)
		return
	}
	if c.HasSubCommands() && c.RunE == nil { // a group: alone it shows its help, and an unknown word is named
		c.Args = cobra.ArbitraryArgs
		c.RunE = func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return say.Fault(fault.Invalid, "command-line", errUnknownCommand, args[0])
			}
			return c.Help()
		}
	}
	for _, sub := range c.Commands() {
		p.translate(sub)
	}
}

// arguments wants exactly n words behind the command.
func arguments(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return say.Fault(fault.Invalid, "command-line", errArguments, c.CommandPath(), n, len(args))
		}
		return nil
	}
}

const usageTemplate = `USAGE{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} …

COMMANDS{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

LOCAL
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

GLOBAL
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

MORE{{end}}
`
