package main

import (
	"cmp"
	"os"
	"slices"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/fault"
)

// What is said of profiles.
var (
	helpProfile         = text{"城市配置：机构、部门、岗位、事项、期限和分流规则", "city profiles: units, departments, posts, matters, limits and the routing table"}
	helpProfileValidate = text{"检查配置文件，不需要运行中的服务；有问题时逐条列出行号，退出码为 1", "check a profile file, no running service needed; problems are listed with their lines and the exit code is 1"}
	flagLocalCategory   = text{"本地类别代码", "local category code"}
	flagComplexity      = text{"复杂程度：simple、general、complex", "complexity: simple, general, complex"}
	errProfileFile      = text{"%s 有 %d 处问题。", "%s has %d problems"}
	errProfileFileLarge = text{"%s 超过 4 MiB，不是配置文件。", "%s is larger than 4 MiB: that is no profile"}
	toldProblem         = text{"第 %d 行 %s：%s[%s]", "line %d, %s: %s [%s]"}
	toldWarning         = text{"提醒：第 %d 行 %s：%s[%s]", "note: line %d, %s: %s [%s]"}
	toldProfileGood     = text{"可以发布。", "It can be published."}
)

const maxProfileFile = 4 << 20

// profileCommand lets an administrator keep the profile of a city.
func (p *program) profileCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := &cobra.Command{Use: "profile", Short: p.say(helpProfile)}
	cmd.AddCommand(p.profileValidateCommand(), p.profilePublishCommand(c), p.profileShowCommand(c), p.profileDiffCommand(c), p.profileRouteCommand(c))
	return cmd, nil
}

// profiles calls do with a client of the profile service.
func (p *program) profiles(c clientConfig, do func(intakev1.ProfileServiceClient) error) error {
	return p.call(c, intakeOf, func(cc *grpc.ClientConn) error { return do(intakev1.NewProfileServiceClient(cc)) })
}

// readProfile reads a file and refuses what is not what its author wrote; with check also what could not be published. Every problem is
// told before.
func (p *program) readProfile(file string, check func(*profile.Profile) []profile.Problem) (*intake.ProfileFile, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, say.Fault(fault.Invalid, "path-unusable", errPath, file, systemSaid(err)).Because(err)
	}
	if info.Size() > maxProfileFile {
		return nil, say.Fault(fault.Invalid, "profile-file-large", errProfileFileLarge, file)
	}
	content, err := os.ReadFile(file) //nolint:gosec // G304: the file that the person names
	if err != nil {
		return nil, say.Fault(fault.Invalid, "path-unusable", errPath, file, systemSaid(err)).Because(err)
	}
	f := intake.ReadProfile(content)
	found := f.Unreadable
	broken := map[int]bool{}
	for _, x := range found {
		broken[f.Line(x.Path)] = true
	}
	for _, x := range check(f.Profile) {
		if !broken[f.Line(x.Path)] { // what could not be read is missing, and that is said
			found = append(found, x)
		}
	}
	if len(found) == 0 {
		return f, nil
	}
	slices.SortStableFunc(found, func(a, b profile.Problem) int { return cmp.Compare(f.Line(a.Path), f.Line(b.Path)) })
	p.listProblems(toldProblem, f, found)
	return nil, say.Fault(fault.Invalid, "profile-file-invalid", errProfileFile, file, len(found))
}

func unchecked(*profile.Profile) []profile.Problem { return nil }

func (p *program) profileValidateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "validate FILE", Short: p.say(helpProfileValidate), Args: arguments(1),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := p.readProfile(args[0], profile.Validate)
			if err != nil {
				return err
			}
			p.printf("%s", p.profileSummary(f.Profile))
			p.listProblems(toldWarning, f, profile.Warnings(f.Profile))
			p.tell(toldProfileGood)
			return nil
		},
	}
}

// listProblems tells problems, each with its line.
func (p *program) listProblems(each text, f *intake.ProfileFile, found []profile.Problem) {
	for _, x := range found {
		path, _, _ := strings.Cut(x.Path, "#")
		p.tell(each, f.Line(x.Path), path, p.say(text{x.Zh, x.En}), x.Code)
	}
}
