package main

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// What is said of publishing.
var (
	helpProfilePublish   = text{"发布配置文件，成为本市的下一版", "publish a profile file as the next version of its city"}
	flagExpect           = text{"编写时所依据的版本号，0 表示首次发布；默认为当前最新版", "the version that the file was written for, 0 for none; the newest by default"}
	errExpectNeeded      = text{"给出 --command-id 时须同时给出 --expect：重试须与首次完全相同。", "give --expect with --command-id: a repetition is the same in everything"}
	toldServerWarning    = text{"提醒：%s：%s[%s]", "note: %s: %s [%s]"}
	toldProfilePublished = text{"已发布：%s 配置第 %d 版，自 %s 生效，日志位置 %s%s", "published: %s, version %d, holds from %s, position %s%s"}
)

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
