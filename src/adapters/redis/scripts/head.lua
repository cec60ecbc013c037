--[[
Reads the end of a user's stream, the snapshot and the user's key, as they stand at one instant.

KEYS[1] the user's stream
KEYS[2] the user's snapshot
KEYS[3] the user's key

Returns {id of the last entry or nil, snapshot or nil, key or nil}
]]
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return { last and last[1] or false, redis.call('GET', KEYS[2]), redis.call('GET', KEYS[3]) }
