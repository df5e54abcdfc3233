package main

import (
	"os"
	"path/filepath"
	"strings"

	"anjie.internal/services/internal/identity"
)

// stations are the roles as people say them.
var stations = map[string]string{
	"受理员": identity.RoleClerk, "导航员": identity.RoleNavigator, "分流员": identity.RoleDispatcher, "调解员": identity.RoleMediator,
	"主任": identity.RoleCommitteeChair, "网格员": identity.RoleGridWorker, "联络员": identity.RoleLiaison, "领导": identity.RoleLeader,
	"督查员": identity.RoleSupervisor, "审计员": identity.RoleAuditor, "统计员": identity.RoleStatistician, "管理员": identity.RoleAdministrator,
}

// does lets somebody run anjie and returns what that person sees.
func (s *session) does(line string) string {
	s.t.Helper()
	var args []string
	for _, word := range splitWords(line) {
		if strings.HasPrefix(word, "deploy/") {
			word = filepath.Join("../../..", word)
		}
		if strings.HasPrefix(word, papers) { // beside the data folder
			word = filepath.Join(filepath.Dir(s.dir), word)
			if err := os.MkdirAll(filepath.Dir(word), 0o700); err != nil {
				s.t.Fatal(err)
			}
		}
		word = aMask.ReplaceAllStringFunc(word, func(masked string) string { return s.codes[aMask.FindStringSubmatch(masked)[1]] })
		args = append(args, named.ReplaceAllStringFunc(word, s.id))
	}
	if args[0] == "任何人" {
		return s.runs(args[1:])
	}
	who, unit, _ := strings.Cut(args[0], "@")
	role, number := strings.TrimRight(who, "0123456789"), ""
	if number = who[len(role):]; number == "" {
		number = "1"
	}
	if stations[role] == "" {
		s.t.Fatalf("nobody is called %s", who)
	}
	unit, department, _ := strings.Cut(unit, "/")
	args = append(args[1:], "--as", stations[role], "--acting-unit", unit, "--actor", stations[role]+"-"+number)
	if department != "" {
		args = append(args, "--department", department)
	}
	return s.runs(args)
}

func (s *session) runs(args []string) string {
	s.t.Helper()
	p, out := s.program()
	err := p.run(s.t.Context(), args)
	said := out.String()
	s.reaches(said)
	if err != nil {
		said += "拒绝：" + p.refusal(err) + "\n"
	}
	return s.tidy(said)
}

// splitWords splits a line as a shell would, as far as transcripts need it.
func splitWords(line string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	open := false
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, open = r, true
		case quote == 0 && r == ' ':
			if open || word.Len() > 0 {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
		}
	}
	if open || word.Len() > 0 {
		words = append(words, word.String())
	}
	return words
}
