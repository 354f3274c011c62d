"""Every mutant there is."""

from contract_tests.mutants import accepted, accounts, bodies, jobs, kept, statuses, streams

KINDS = (bodies, statuses, kept, accepted, accounts, jobs, streams)
MUTANTS = {mutant.name: mutant for kind in KINDS for mutant in kind.rows()}
