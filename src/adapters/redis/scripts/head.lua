--[[
Reads the end of a user's stream and the snapshot, as they stand at one instant.

KEYS[1] the user's stream
KEYS[2] the user's snapshot

Returns {id of the last entry or nil, snapshot or nil}
]]
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
return { last and last[1] or false, redis.call('GET', KEYS[2]) }
