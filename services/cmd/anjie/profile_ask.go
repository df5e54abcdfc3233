package main

import (
	"context"
	"strconv"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/profile"
)

// What is said of profiles that are published.
var (
	helpProfileShow    = text{"查看已发布的配置", "show a published profile"}
	helpProfileDiff    = text{"比较两份配置；每份写版本号、latest 或文件名", "compare two profiles, each a version, latest or a file"}
	helpProfileRoute   = text{"查询一件案件会分流给谁，说明理由和各项期限", "ask where a case would go, with reasons and limits"}
	flagProfileVersion = text{"版本号，默认最新", "version, the newest by default"}
	flagProfileUnit    = text{"本市任一机构的代码，默认为办理人所属机构", "code of any unit of the city, the actor's own by default"}
	flagProfileUnits   = text{"列出机构树", "list the tree of units"}
	flagScale          = text{"规模代码 01–03", "scale code, 01–03"}
	flagMode           = text{"调解方式代码 M01–M10", "mode of mediation, M01–M10"}
	flagBegins         = text{"期限起算时间（RFC 3339），默认现在", "when limits begin (RFC 3339), now by default"}
	toldNoDifference   = text{"没有差别。", "no difference"}
	toldDifferences    = text{"共 %d 处差别。", "%d differences"}
)

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
