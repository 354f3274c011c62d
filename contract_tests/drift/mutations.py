"""Every mutation there is, by name."""

from contract_tests.drift import (
    mutations_of_operations,
    mutations_of_schemas,
    mutations_of_values,
)
from contract_tests.drift.mutating import REGISTERED

#: What each room has registered.
ROOMS = (mutations_of_values, mutations_of_schemas, mutations_of_operations)
MUTATIONS = dict(REGISTERED)
