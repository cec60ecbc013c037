--[[
Reads who is set aside, as it stands at one instant.

KEYS[1] the parked users: a hash of '<version> <attempts> <at> <error>' by their ids
KEYS[2] those of them who are to be tried again

Returns {ids and records in turn, ids of those who are to be tried again}
]]
return { redis.call('HGETALL', KEYS[1]), redis.call('SMEMBERS', KEYS[2]) }
