// Package identity answers who acts: the person or system behind a call, the unit it acts for and the roles it holds.
//
// An Actor comes out of a signed token (EdDSA JWT) that internal/rpc reads from the call, travels in the context, and ends in
// the metadata of every event. The package mints tokens for development and for the services themselves, and verifies tokens
// of any issuer whose public key it is given. It decides nothing about single cases; Require only asks for a role.
package identity

import (
	"context"
	"slices"

	"anjie.internal/services/internal/fault"
)

// Audience is the one audience that Anjie accepts in tokens.
const Audience = "anjie"

// Roles. Their words are those of the glossary; they stand in tokens and policies and never change.
const (
	RoleClerk           = "clerk"            // 受理员: registers at the window
	RoleNavigator       = "navigator"        // 导航员: advises the right channel
	RoleDispatcher      = "dispatcher"       // 分流员: classifies and dispatches
	RoleMediator        = "mediator"         // 调解员: handles assigned proceedings
	RoleCommitteeChair  = "committee-chair"  // 调委会主任: assigns, approves, seals
	RoleGridWorker      = "grid-worker"      // 网格员: reports, visits
	RoleLiaison         = "liaison"          // 部门联络员: answers dispatches to the own department
	RolePetitionOfficer = "petition-officer" // 信访工作人员: handles petitions of the own level
	RoleLeader          = "leader"           // 分管领导, 包案领导: approves, takes cases in person
	RoleSupervisor      = "supervisor"       // 督查员: supervises, never handles
	RoleAuditor         = "auditor"          // 审计员: reads events, writes nothing
	RoleStatistician    = "statistician"     // 统计员: runs and publishes figures
	RoleAdministrator   = "administrator"    // 系统管理员: configuration, no case content
	RoleSecurityAdmin   = "security-admin"   // 安全管理员: permissions
	RoleSecurityAuditor = "security-auditor" // 安全审计员: logs
	RoleSubscriber      = "subscriber"       // 订阅部门: a department's own system
	RoleService         = "service"          // a service of Anjie that calls another
)

// Roles lists every role, in the order of the glossary. Callers get a copy.
func Roles() []string {
	return []string{
		RoleClerk, RoleNavigator, RoleDispatcher, RoleMediator, RoleCommitteeChair, RoleGridWorker, RoleLiaison, RolePetitionOfficer,
		RoleLeader, RoleSupervisor, RoleAuditor, RoleStatistician, RoleAdministrator, RoleSecurityAdmin, RoleSecurityAuditor,
		RoleSubscriber, RoleService,
	}
}

// Actor is who acts. Actors are shared between calls: never modify Roles.
type Actor struct {
	// ID is the pseudonymous id of the account; it stands in the log for ever and so must not be a name or a phone number.
	ID string
	// Unit is the id of the unit that the actor acts for.
	Unit string
	// Department is the code of the department of the unit for which the actor answers, as a liaison does; empty for the unit's
	// own centre.
	Department string
	// Roles are the roles that the actor holds in the unit.
	Roles []string
	// OnBehalfOf is the id of the account for which the actor stands in (AB岗), empty as a rule.
	OnBehalfOf string
}

// Has reports whether the actor holds at least one of the roles.
func (a Actor) Has(roles ...string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(a.Roles, r) })
}

type actorKey struct{}

// With returns a context in which a acts.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// From returns who acts in ctx, and false when nobody is known.
func From(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(actorKey{}).(Actor)
	return a, ok
}

// Refusals of this package.
var (
	// ErrTokenMissing: the call carries no token.
	ErrTokenMissing = fault.New(fault.Unauthenticated, "token-missing", "请先登录：请求没有携带身份令牌。", "The call carries no token.")
	// ErrTokenExpired: the token was good and is too old.
	ErrTokenExpired = fault.New(fault.Unauthenticated, "token-expired", "登录已过期，请重新登录。", "The token has expired.")
	// ErrTokenAudience: the token is meant for another system.
	ErrTokenAudience = fault.New(fault.Unauthenticated, "token-audience", "身份令牌不是签发给本系统的。", "The token is meant for another audience.")
	// ErrTokenInvalid: anything else that is wrong with a token; the reason is in the cause and not told to the caller.
	ErrTokenInvalid = fault.New(fault.Unauthenticated, "token-invalid", "身份令牌无效。", "The token is not valid.")
	// ErrRoleMissing: the actor is known and holds none of the roles asked for.
	ErrRoleMissing = fault.New(fault.Forbidden, "role-missing", "您的岗位没有此项权限。", "None of your roles allows this.")
	// ErrStandIn: the actor claims to stand in for an account and does not. Who does is for the services to know.
	ErrStandIn = fault.New(fault.Forbidden, "stand-in-unknown",
		"城市配置的AB岗中，您不是该账号的B岗。", "By the posts of the city profile you do not stand in for that account.")
)

// Require returns the actor of ctx if it holds at least one of the roles; without roles any known actor will do.
// It fails with ErrTokenMissing when nobody is known and with ErrRoleMissing when no role fits.
func Require(ctx context.Context, roles ...string) (Actor, error) {
	a, ok := From(ctx)
	if !ok {
		return Actor{}, ErrTokenMissing
	}
	if len(roles) > 0 && !a.Has(roles...) {
		return Actor{}, ErrRoleMissing
	}
	return a, nil
}
