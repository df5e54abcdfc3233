package surprise // want: no rule names the package surprise
