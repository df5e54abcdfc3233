package main

import (
	"cmp"
	"context"
	"os"
	"slices"
	"strconv"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/anjie/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// What is said of profiles.
var (
	helpProfile          = text{"城市配置：机构、部门、岗位、事项、期限和分流规则", "city profiles: units, departments, posts, matters, limits and the routing table"}
	helpProfileValidate  = text{"检查配置文件，不需要运行中的服务；有问题时逐条列出行号，退出码为 1", "check a profile file, no running service needed; problems are listed with their lines and the exit code is 1"}
	helpProfilePublish   = text{"发布配置文件，成为本市的下一版", "publish a profile file as the next version of its city"}
	helpProfileShow      = text{"查看已发布的配置", "show a published profile"}
	helpProfileDiff      = text{"比较两份配置；每份写版本号、latest 或文件名", "compare two profiles, each a version, latest or a file"}
	helpProfileRoute     = text{"查询一件案件会分流给谁，说明理由和各项期限", "ask where a case would go, with reasons and limits"}
	flagProfileVersion   = text{"版本号，默认最新", "version, the newest by default"}
	flagProfileUnit      = text{"本市任一机构的代码，默认为办理人所属机构", "code of any unit of the city, the actor's own by default"}
	flagProfileUnits     = text{"列出机构树", "list the tree of units"}
	flagExpect           = text{"编写时所依据的版本号，0 表示首次发布；默认为当前最新版", "the version that the file was written for, 0 for none; the newest by default"}
	flagLocalCategory    = text{"本地类别代码", "local category code"}
	flagScale            = text{"规模代码 01–03", "scale code, 01–03"}
	flagComplexity       = text{"复杂程度：simple、general、complex", "complexity: simple, general, complex"}
	flagMode             = text{"调解方式代码 M01–M10", "mode of mediation, M01–M10"}
	flagBegins           = text{"期限起算时间（RFC 3339），默认现在", "when limits begin (RFC 3339), now by default"}
	errProfileFile       = text{"%s 有 %d 处问题。", "%s has %d problems"}
	errProfileFileLarge  = text{"%s 超过 4 MiB，不是配置文件。", "%s is larger than 4 MiB: that is no profile"}
	errExpectNeeded      = text{"给出 --command-id 时须同时给出 --expect：重试须与首次完全相同。", "give --expect with --command-id: a repetition is the same in everything"}
	toldProblem          = text{"第 %d 行 %s：%s[%s]", "line %d, %s: %s [%s]"}
	toldWarning          = text{"提醒：第 %d 行 %s：%s[%s]", "note: line %d, %s: %s [%s]"}
	toldServerWarning    = text{"提醒：%s：%s[%s]", "note: %s: %s [%s]"}
	toldProfileGood      = text{"可以发布。", "It can be published."}
	toldProfilePublished = text{"已发布：%s 配置第 %d 版，自 %s 生效，日志位置 %s%s", "published: %s, version %d, holds from %s, position %s%s"}
	toldNoDifference     = text{"没有差别。", "no difference"}
	toldDifferences      = text{"共 %d 处差别。", "%d differences"}
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

func (p *program) profilePublishCommand(c clientConfig) *cobra.Command {
	req := &intakev1.PublishProfileRequest{}
	expect := -1
	var asJSON bool
	cmd := &cobra.Command{
		Use: "publish FILE", Short: p.say(helpProfilePublish), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if req.GetCommandId() != "" && expect < 0 {
				return say.Fault(fault.Invalid, "retry-without-expect", errExpectNeeded)
			}
			f, err := p.readProfile(args[0], profile.Validate)
			if err != nil {
				return err
			}
			p.actsFor(cmd.Flags(), &c, string(f.Profile.City))
			if req.CommandId, err = newID(req.GetCommandId()); err != nil {
				return err
			}
			req.Profile = intake.ProfileMessage(f.Profile)
			return p.profiles(c, func(profiles intakev1.ProfileServiceClient) error {
				return p.publishProfile(cmd.Context(), profiles, req, expect, asJSON)
			})
		},
	}
	fs := cmd.Flags()
	p.clientFlags(fs, &c)
	fs.IntVar(&expect, "expect", -1, p.say(flagExpect))
	fs.StringVar(&req.CommandId, "command-id", "", p.say(flagCommandID))
	fs.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// actsFor makes an administrator of the city of whoever has not been told to be somebody else.
func (p *program) actsFor(f *pflag.FlagSet, c *clientConfig, city string) {
	for _, d := range []struct {
		flag, env string
		value     *string
		given     string
	}{
		{"as", "ANJIE_AS", &c.As, identity.RoleAdministrator},
		{"acting-unit", "ANJIE_UNIT", &c.Unit, city},
		{"actor", "ANJIE_ACTOR", &c.Actor, "dev-administrator"},
	} {
		if _, set := p.environ[d.env]; !set && !f.Changed(d.flag) {
			*d.value = d.given
		}
	}
}

func (p *program) publishProfile(ctx context.Context, profiles intakev1.ProfileServiceClient, req *intakev1.PublishProfileRequest, expect int, asJSON bool) error {
	if expect < 0 {
		newest, err := newestProfile(ctx, profiles, req.GetProfile().GetCity())
		if err != nil {
			return err
		}
		expect = int(newest)
	}
	req.ExpectedVersion = uint32(min(expect, 1<<31-1)) //nolint:gosec // G115: bounded
	resp, err := profiles.PublishProfile(ctx, req)
	if err != nil {
		return err
	}
	if asJSON {
		return p.printJSON(resp)
	}
	for _, w := range resp.GetWarnings() {
		p.tell(toldServerWarning, w.GetPath(), p.say(text{w.GetZh(), w.GetEn()}), w.GetCode())
	}
	p.tell(toldProfilePublished, req.GetProfile().GetCity(), resp.GetVersion(), req.GetProfile().GetEffectiveFrom(), at(resp.GetPosition()), p.repeated(resp))
	return nil
}

// newestProfile is the newest version of a city's own profile, 0 for none: above a county's may be that of its city.
func newestProfile(ctx context.Context, profiles intakev1.ProfileServiceClient, city string) (uint32, error) {
	resp, err := profiles.GetProfile(ctx, &intakev1.GetProfileRequest{Unit: city})
	if f := rpc.Fault(err); f != nil && f.Code == "profile-missing" {
		return 0, nil
	}
	if err != nil || resp.GetProfile().GetCity() != city {
		return 0, err
	}
	return resp.GetNewestVersion(), nil
}

func (p *program) profileShowCommand(c clientConfig) *cobra.Command {
	req := &intakev1.GetProfileRequest{}
	var units, asJSON bool
	cmd := &cobra.Command{
		Use: "show", Short: p.say(helpProfileShow), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.profiles(c, func(profiles intakev1.ProfileServiceClient) error {
				resp, err := profiles.GetProfile(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				shown, err := intake.ProfileOf(resp.GetProfile(), "profile")
				if err != nil {
					return err
				}
				p.printf("%s", p.profilePage(shown, resp, units))
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.Uint32Var(&req.Version, "version", 0, p.say(flagProfileVersion))
	f.StringVar(&req.Unit, "unit", "", p.say(flagProfileUnit))
	f.BoolVar(&units, "units", false, p.say(flagProfileUnits))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

func (p *program) profileDiffCommand(c clientConfig) *cobra.Command {
	var unit string
	cmd := &cobra.Command{
		Use: "diff A B", Short: p.say(helpProfileDiff), Args: arguments(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := p.profileNamed(cmd.Context(), c, unit, args[0])
			if err != nil {
				return err
			}
			b, err := p.profileNamed(cmd.Context(), c, unit, args[1])
			if err != nil {
				return err
			}
			changes := profile.Diff(a, b)
			for _, ch := range changes {
				p.tell(text{ch.Zh, ch.En})
			}
			if len(changes) == 0 {
				p.tell(toldNoDifference)
				return nil
			}
			p.tell(toldDifferences, len(changes))
			return nil
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&unit, "unit", "", p.say(flagProfileUnit))
	return cmd
}

// profileNamed reads a file, or asks for a version. A file whose name is a number is written ./3.
func (p *program) profileNamed(ctx context.Context, c clientConfig, unit, name string) (*profile.Profile, error) {
	version, err := strconv.ParseUint(name, 10, 31)
	if err != nil && name != "latest" {
		f, err := p.readProfile(name, unchecked)
		if err != nil {
			return nil, err
		}
		return f.Profile, nil
	}
	var found *profile.Profile
	err = p.profiles(c, func(profiles intakev1.ProfileServiceClient) error {
		resp, err := profiles.GetProfile(ctx, &intakev1.GetProfileRequest{Unit: unit, Version: uint32(version)}) //nolint:gosec // G115: 31 bits
		if err != nil {
			return err
		}
		found, err = intake.ProfileOf(resp.GetProfile(), "profile")
		return err
	})
	return found, err
}

func (p *program) profileRouteCommand(c clientConfig) *cobra.Command {
	req := &intakev1.ResolveRouteRequest{}
	var begins string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "route", Short: p.say(helpProfileRoute), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if req.BeginsAt, err = parseTime("begins-at", begins); err != nil {
				return err
			}
			return p.profiles(c, func(profiles intakev1.ProfileServiceClient) error {
				resp, err := profiles.ResolveRoute(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.routePage(resp))
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnit12))
	f.StringVar(&req.Area, "area", "", p.say(flagArea))
	f.StringVar(&req.Category, "category", "A99", p.say(flagCategory))
	f.StringVar(&req.LocalCategory, "local-category", "", p.say(flagLocalCategory))
	f.StringVar(&req.Channel, "channel", "S01", p.say(flagChannel))
	f.StringVar(&req.Scale, "scale", "", p.say(flagScale))
	f.StringVar(&req.Complexity, "complexity", "", p.say(flagComplexity))
	f.StringVar(&req.Mode, "mode", "", p.say(flagMode))
	f.StringVar(&begins, "begins-at", "", p.say(flagBegins))
	f.Uint32Var(&req.Version, "version", 0, p.say(flagProfileVersion))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// listProblems tells problems, each with its line.
func (p *program) listProblems(each text, f *intake.ProfileFile, found []profile.Problem) {
	for _, x := range found {
		path, _, _ := strings.Cut(x.Path, "#")
		p.tell(each, f.Line(x.Path), path, p.say(text{x.Zh, x.En}), x.Code)
	}
}
