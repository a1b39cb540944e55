# The module that labs import is the world's own, under another name.
from world.workload import _burn as _burn
from world.workload import _wait_for_query as _wait_for_query
from world.workload import burn as burn
from world.workload import database as database
