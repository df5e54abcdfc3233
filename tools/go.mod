module anjie.internal/tools

go 1.26

replace anjie.internal/proto => ../proto
